"""Borders pass through the corners of other grids that lie on them."""

from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.plans.healing.necks import across_a_neck
from gis.plans.healing.rings import Floats, Ints, Rings, edges_of, without_repeats

_ON_BORDER = 0.85
"""Of the tolerance: a corner that is nearer to a border lies on it (beyond, it would bend the border too far)."""

_ROOM = 0.98
"""Of the tolerance: how far a border may be carried; rounding takes its part."""


def thread_edges(rings: Rings, *, drawn: NDArray[Any], tolerance_m: float) -> Rings:
    """Return the rings with borders led through the corners of other grids that lie on them, to the tolerance.

    A corner is not threaded where that would pinch a grid: into a border of a grid that has it already, nor into one
    that a grid of that corner shares from end to end. Nor is it where the border as it was `drawn` (a line per grid)
    lies farther away: it has moved before.
    """
    start, end = edges_of(rings)
    lines = shapely.linestrings(np.stack([rings.places[start], rings.places[end]], axis=1))
    lines[~(rings.open[start] & rings.open[end])] = None
    corner, edge = shapely.STRtree(lines).query(
        shapely.points(rings.places), predicate="dwithin", distance=tolerance_m * _ON_BORDER
    )
    drawn_at = shapely.distance(shapely.points(rings.places[corner]), drawn[rings.owner[rings.ring[edge]]])
    near = drawn_at <= tolerance_m * _ROOM
    corner, edge = corner[near], edge[near]
    foreign = _may_lie_on(rings, corner, edge, (start, end))
    corner, edge = corner[foreign], edge[foreign]
    narrow = across_a_neck(rings, corner, edge)
    corner, edge = np.delete(corner, narrow), np.delete(edge, narrow)
    along, whole = _along(rings.places, corner, start[edge], end[edge])
    inside = (along > 0) & (along < whole) & _nearest_of_ring(rings, corner, edge, lines)
    corner, edge, along = corner[inside], edge[inside], along[inside]
    # behind the vertex where its edge begins, in the order along the edge
    vertex = np.concatenate([np.arange(len(start)), edge])
    order = np.lexsort((np.concatenate([np.zeros(len(start)), along]), vertex))
    return without_repeats(
        replace(
            rings,
            corner=np.concatenate([rings.corner, corner])[order],
            ring=np.concatenate([rings.ring, rings.ring[edge]])[order],
        )
    )


def _nearest_of_ring(rings: Rings, corner: Ints, edge: Ints, lines: NDArray[Any]) -> NDArray[np.bool_]:
    """Return for each pair of a corner and an edge whether no other edge of the same ring is nearer to the corner.

    A ring that passed through a corner twice would lose the tip between.
    """
    far = shapely.distance(shapely.points(rings.places[corner]), lines[edge])
    order = np.lexsort((far, rings.ring[edge], corner))
    key = np.stack([corner, rings.ring[edge]], axis=1)[order]
    nearest = np.zeros(len(corner), dtype=bool)
    nearest[order] = np.append(True, (key[1:] != key[:-1]).any(axis=1)) if len(key) else nearest
    return nearest


def _may_lie_on(rings: Rings, corner: Ints, edge: Ints, ends: tuple[Ints, Ints]) -> NDArray[np.bool_]:
    """Return for each pair of a corner and an edge whether the one may be threaded into the other."""
    start, end = ends
    owners = rings.owner[rings.ring].tolist()
    of_corner: dict[int, set[int]] = {}
    of_edge: dict[tuple[int, int], set[int]] = {}
    for one, other, owner in zip(start.tolist(), end.tolist(), owners, strict=True):
        of_corner.setdefault(one, set()).add(owner)
        of_edge.setdefault((min(one, other), max(one, other)), set()).add(owner)
    may = np.zeros(len(corner), dtype=bool)
    for number, (place, line) in enumerate(zip(corner.tolist(), edge.tolist(), strict=True)):
        one, other = int(start[line]), int(end[line])
        along = of_edge[min(one, other), max(one, other)] | {owners[line]}
        may[number] = not along & of_corner.get(place, set())
    return may


def _along(places: Floats, corner: Ints, start: Ints, end: Ints) -> tuple[Floats, Floats]:
    """Return how far along each edge a corner lies, and how long the edge is."""
    edge = places[end] - places[start]
    length = np.hypot(*edge.T)
    with np.errstate(invalid="ignore", divide="ignore"):
        along = ((places[corner] - places[start]) * edge).sum(axis=1) / length
    return np.nan_to_num(along), length
