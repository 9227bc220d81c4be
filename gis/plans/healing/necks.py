"""Necks: ground of a grid so narrow that both its sides look like one border."""

import numpy as np
from numpy.typing import NDArray

from gis.plans.healing.rings import Floats, Ints, Rings, edges_of, neighbours_of


def across_a_neck(rings: Rings, corner: Ints, edge: Ints) -> Ints:
    """Return which pairs of a corner and an edge have ground of a grid of that corner between them.

    The corner lies outside the edge's grid, and the shortest way to the edge sets out into a grid that has the corner:
    a border led through it there would cut that grid in two.

    Args:
        rings: With corners joined.
        corner: (n,) positions in `rings.places`.
        edge: (n,) vertices at which edges begin.
    """
    start, end = edges_of(rings)
    here, base = rings.places[corner], rings.places[start[edge]]
    along = rings.places[end[edge]] - base
    share = ((here - base) * along).sum(axis=1) / np.maximum((along**2).sum(axis=1), np.finfo(float).tiny)
    to_edge = base + along * share[:, None] - here
    # the ground of a ring lies to its left, and the way from outside crosses the edge from right to left
    outside = _cross(along, to_edge) > 0
    order = np.argsort(rings.corner, kind="stable")
    first = np.searchsorted(rings.corner[order], corner)
    count = np.searchsorted(rings.corner[order], corner, side="right") - first
    pair = np.repeat(np.arange(len(corner)), count)
    vertex = order[np.arange(len(pair)) + np.repeat(first - np.cumsum(count) + count, count)]
    into = outside[pair] & _between(rings, vertex, to_edge[pair])
    return np.unique(pair[into])


def _between(rings: Rings, vertex: Ints, way: Floats) -> NDArray[np.bool_]:
    """Return for each vertex whether a way (n, 2) from it sets out into the ground of its ring."""
    following, before = neighbours_of(rings)
    here = rings.places[rings.corner[vertex]]
    ahead, back = (rings.places[rings.corner[to[vertex]]] - here for to in (following, before))
    turn = [np.mod(np.arctan2(_cross(ahead, to), (ahead * to).sum(axis=1)), 2 * np.pi) for to in (way, back)]
    return np.asarray((turn[0] > 0) & (turn[0] < turn[1]))


def _cross(one: Floats, other: Floats) -> Floats:
    return np.asarray(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0])
