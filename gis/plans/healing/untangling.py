"""Rings whose corners were drawn past each other: a short loop in which a ring crosses itself is turned round."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.plans.healing.rings import Floats, Ints, Rings

_CORNERS = 4
"""A longer loop is no slip of the hand."""
_AROUND = 4.0
"""Times the tolerance: so long a loop is at most."""


def exchange_places(rings: Rings, members: Sequence[Floats], *, room_m: float) -> Rings:
    """Return the rings with corners that were drawn past each other in each other's place, where a ring crosses itself.

    All grids of a corner follow.

    Args:
        rings: With corners joined.
        members: For each corner the places (n, 2) where it was drawn.
        room_m: How far a corner may lie from where it was drawn.
    """
    places = rings.places.copy()

    def may(one: int, other: int) -> bool:
        both_open = one != other and rings.open[one] and rings.open[other]
        return bool(both_open) and all(
            np.hypot(*(members[mine] - places[there]).T).max() <= room_m for mine, there in ((one, other), (other, one))
        )

    for corners in _crossing_rings(rings):
        crossings = _crossings(places[corners])
        for _ in range(len(corners)):
            better = _better_exchange(corners, places, crossings, may)
            if better is None:
                break
            one, other, crossings = better
            places[[one, other]] = places[[other, one]]
    return replace(rings, places=places)


def _better_exchange(
    corners: Ints, places: Floats, crossings: list[tuple[int, int]], may: Callable[[int, int], bool]
) -> tuple[int, int, list[tuple[int, int]]] | None:
    """Return which two corners to exchange so that a ring crosses itself least, and where it then still does."""
    best: tuple[int, int, list[tuple[int, int]]] | None = None
    fewest = len(crossings)
    ends = [
        (corners[[left, left - len(corners) + 1]], corners[[right, right - len(corners) + 1]])
        for left, right in crossings
    ]
    tried = {
        (min(one, other), max(one, other)) for left, right in ends for one in left.tolist() for other in right.tolist()
    }
    tree = shapely.STRtree(_edges(places[corners]))
    for one, other in sorted(tried):
        if may(one, other):
            left_over = _crossings_after(corners, places, crossings, tree, (one, other))
            if len(left_over) < fewest:
                best, fewest = (one, other, left_over), len(left_over)
    return best


def _crossings_after(
    corners: Ints, places: Floats, crossings: list[tuple[int, int]], tree: shapely.STRtree, exchanged: tuple[int, int]
) -> list[tuple[int, int]]:
    """Return where a ring crosses itself once two corners are exchanged; only their edges are looked at anew.

    Args:
        corners: Of the ring.
        places: Of all corners.
        crossings: Where it crosses itself now.
        tree: Its edges as they are now.
        exchanged: The two.
    """
    passed = np.flatnonzero(np.isin(corners, exchanged))
    theirs = np.unique(np.append(passed, (passed - 1) % len(corners)))
    ends = np.stack([corners[theirs], corners[(theirs + 1) % len(corners)]], axis=1)
    is_one, is_other = ends == exchanged[0], ends == exchanged[1]
    edges = shapely.linestrings(places[np.where(is_one, exchanged[1], np.where(is_other, exchanged[0], ends))])
    mine, other = tree.query(edges, predicate="crosses")
    still = ~np.isin(other, theirs)
    both = np.triu(shapely.crosses(edges[:, None], edges[None, :]), 1).nonzero()
    pairs = np.concatenate([np.stack([theirs[mine], other], axis=1)[still], theirs[np.stack(both, axis=1)]])
    changed = set(theirs.tolist())
    left_over = [pair for pair in crossings if not changed.intersection(pair)]
    return left_over + [(min(pair), max(pair)) for pair in pairs.tolist()]


def _crossing_rings(rings: Rings) -> Iterator[Ints]:
    """Yield the corners of each ring that crosses itself."""
    ends = np.cumsum(np.bincount(rings.ring, minlength=len(rings.owner)))
    for number, end in enumerate(ends.tolist()):
        corners = rings.corner[(int(ends[number - 1]) if number else 0) : end]
        if len(corners) >= _CORNERS and not _is_simple(rings.places[corners]):
            yield corners


def _crossings(points: Floats) -> list[tuple[int, int]]:
    """Return which edges of a ring cross, each by the position of its first point."""
    edges = _edges(points)
    one, other = shapely.STRtree(edges).query(edges, predicate="crosses")
    return [(left, right) for left, right in zip(one.tolist(), other.tolist(), strict=True) if left < right]


def untangle(rings: Rings, *, tolerance_m: float) -> Rings:
    """Return the rings with the corners of short loops in the opposite order: no corner moves.

    Neighbours that pass through the same corners do the same.
    """
    ends = np.cumsum(np.bincount(rings.ring, minlength=len(rings.owner)))
    corner = rings.corner.copy()
    for number, end in enumerate(ends.tolist()):
        begin = int(ends[number - 1]) if number else 0
        if end - begin > _CORNERS - 1 and not _is_simple(rings.places[corner[begin:end]]):
            corner[begin:end] = _untangled(corner[begin:end], rings.places, _AROUND * tolerance_m)
    return replace(rings, corner=corner)


def _is_simple(points: Floats) -> bool:
    return bool(shapely.is_simple(shapely.linearrings(points)))


def _untangled(corners: Ints, places: Floats, most_m: float) -> Ints:
    for _ in range(len(corners)):
        loop = _short_loop(places[corners], most_m)
        if loop is None:
            break
        # the ring is turned so that the loop does not run over its end
        first, count = loop
        corners = np.roll(corners, -first)
        corners[:count] = corners[:count][::-1]
    return corners


def _short_loop(points: Floats, most_m: float) -> tuple[int, int] | None:
    """Return the shortest loop that a ring makes: its first corner behind the crossing, and how many corners it has."""
    count, edges = len(points), _edges(points)
    steps = shapely.length(edges)
    best: tuple[float, int, int] | None = None
    for inside in range(2, min(_CORNERS, count - 1) + 1):
        around = np.sum([np.roll(steps, -1 - step) for step in range(inside - 1)], axis=0)
        left = np.flatnonzero(around <= most_m)
        for place in left[shapely.crosses(edges[left], edges[(left + inside) % count])].tolist():
            best = min(best or (np.inf, 0, 0), (float(around[place]), (place + 1) % count, inside))
    return None if best is None else best[1:]


def _edges(points: Floats) -> NDArray[Any]:
    """Return the edges of a ring, the last one back to its beginning."""
    return np.asarray(shapely.linestrings(np.stack([points, np.roll(points, -1, axis=0)], axis=1)))
