"""The way through a grid as it was drawn, from one piece of what became of it to the rest."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

_TOUCH_M = 0.1
"""Parts that an outline cut off by crossing itself hang together at a point: so far the way may lie outside there."""
_SHORT = 0.01
"""What a metre of the way counts where it runs over ground that the grid has anyway."""


def way_within(ground: Any, piece: Any, rest: Any, *, into_m: float) -> Any | None:
    """Return the way from a piece to the rest that needs least ground between them: a line; None without a way.

    It runs through the middle of the narrows of the ground.

    Args:
        ground: The grid as it was drawn, valid, in metres.
        piece: A polygon of what became of it.
        rest: A polygon or multipolygon: the others.
        into_m: How far the way runs on into both.
    """
    whole = shapely.buffer(ground, _TOUCH_M, join_style="mitre")
    triangles = shapely.get_parts(shapely.constrained_delaunay_triangles(whole))
    shares = [shapely.intersection(triangles, there) for there in (piece, rest)]
    if not all(shapely.area(mine).any() for mine in shares):
        # it lies on ground that was not the grid's: there is no way to it
        return None
    first, last = (int(np.argmax(shapely.area(mine))) for mine in shares)
    begin, end = shapely.get_coordinates(shapely.point_on_surface([shares[0][first], shares[1][last]]))
    have = shapely.union(piece, rest)
    passed = _passed(triangles, first, last, have)
    if passed is None:
        return None
    way = shapely.linestrings(np.concatenate([[begin], passed, [end]]))
    between = shapely.difference(way, have)
    return None if between.is_empty else shapely.intersection(way, shapely.buffer(between, into_m))


def _passed(triangles: NDArray[Any], first: int, last: int, have: Any) -> NDArray[np.float64] | None:
    """Return the points (n, 2) on the way from one triangle to another; None without a way."""
    if first == last:
        return np.zeros((0, 2))
    pairs, middles = _shared_edges(triangles)
    hearts = shapely.get_coordinates(shapely.centroid(triangles))
    steps = shapely.linestrings(np.stack([hearts[pairs[:, 0]], middles, hearts[pairs[:, 1]]], axis=1))
    cost = shapely.length(shapely.difference(steps, have)) + _SHORT * shapely.length(steps)
    graph = coo_array((cost, (pairs[:, 0], pairs[:, 1])), shape=(len(triangles), len(triangles)))
    _, before = dijkstra(graph, directed=False, indices=last, return_predecessors=True)
    middle_of = {(min(pair), max(pair)): middle for pair, middle in zip(pairs.tolist(), middles, strict=True)}
    here, points = first, [hearts[first]]
    while here != last:
        ahead = int(before[here])
        if ahead < 0:
            return None
        points += [middle_of[min(here, ahead), max(here, ahead)], hearts[ahead]]
        here = ahead
    return np.array(points)


def _shared_edges(triangles: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return pairs (n, 2) of triangles with an edge in common, and the middles (n, 2) of those edges."""
    corners = shapely.get_coordinates(triangles).reshape(-1, 4, 2)
    places, node = np.unique(corners[:, :3].reshape(-1, 2), axis=0, return_inverse=True)
    node = node.reshape(-1, 3)
    ends = np.sort(np.stack([node, np.roll(node, -1, axis=1)], axis=2).reshape(-1, 2), axis=1)
    owner = np.repeat(np.arange(len(triangles)), 3)
    order = np.lexsort(ends.T)
    same = np.flatnonzero((ends[order][1:] == ends[order][:-1]).all(axis=1))
    one, other = order[same], order[same + 1]
    return np.stack([owner[one], owner[other]], axis=1), places[ends[one]].mean(axis=1)
