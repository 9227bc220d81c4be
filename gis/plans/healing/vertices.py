"""Corners that are meant to be one become one, and borders pass through the corners that lie on them."""

from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from math import hypot
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
_HAIR_M = 1e-9
_ROOM = 0.98
"""Of the tolerance: how far a corner may be carried; rounding takes its part."""
_ON_BORDER = 0.85
"""Of the tolerance: a corner that is nearer to a border lies on it (beyond, it would bend the border too far)."""


@dataclass(frozen=True, slots=True)
class Rings:
    """Rings as sequences of corners.

    Attributes:
        corner: For each vertex the position of its corner in `places`; ring after ring, without closing vertices.
        ring: For each vertex its ring.
        owner: For each ring the polygon it bounds.
        part: For each ring its polygon's part (numbered through), shell first, then holes.
        places: (n, 2) where each corner lies, in metres.
        open: For each corner whether it may move: it lies on a border that its neighbour does not share.
    """

    corner: Ints
    ring: Ints
    owner: Ints
    part: Ints
    places: Floats
    open: NDArray[np.bool_]


def read_rings(grounds: NDArray[Any], *, tolerance_m: float) -> Rings:
    """Return the rings of valid multipolygons (metres); vertices at one place are one corner.

    Corners are open where a border is not shared, corner by corner, with the neighbour, or a gap no wider than the
    tolerance lies beside it; what is in order already stays.
    """
    parts, owner_of_part = shapely.get_parts(grounds, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    # the closing vertex is the first one again
    last = np.append(ring[1:] != ring[:-1], True) if len(ring) else np.zeros(0, dtype=bool)
    points, ring = points[~last], ring[~last]
    places, corner = np.unique(points, axis=0, return_inverse=True)
    wrong = shapely.coverage_invalid_edges(grounds, gap_width=tolerance_m)
    wrong_places = {tuple(place) for place in shapely.get_coordinates(wrong).tolist()}
    is_open = np.array([tuple(place) in wrong_places for place in places.tolist()], dtype=bool)
    return Rings(corner.reshape(-1), ring, owner_of_part[part], part, places, is_open)


def merge_corners(rings: Rings, *, tolerance_m: float) -> Rings:
    """Return the rings with open corners that lie within the tolerance of each other made one.

    The nearest come together first, at the middle of all that they stand for, or at the settled corner among them. What
    would carry any of them farther than the tolerance does not come together: no chain of near corners draws a far one
    along.
    """
    groups = _Groups(rings, tolerance_m)
    groups.gather(tolerance_m)
    corner, places = groups.corners()
    is_open = np.zeros(len(places), dtype=bool)
    is_open[corner[rings.open]] = True
    return _without_repeats(replace(rings, corner=corner[rings.corner], places=places, open=is_open))


class _Groups:
    """Corners that have come together, each group with its members, and its place."""

    def __init__(self, rings: Rings, tolerance_m: float) -> None:
        self._points, self._tolerance = rings.places, tolerance_m
        self._open = rings.open
        self._parent = list(range(len(rings.places)))
        self._members = [[number] for number in self._parent]
        self._places = rings.places.copy()
        self._settled = (~rings.open).tolist()

    def gather(self, reach_m: float) -> None:
        """Bring groups together that are no farther apart, the nearest first."""
        kept = [number for number in range(len(self._parent)) if self._parent[number] == number]
        pairs = np.array(kept, dtype=np.intp)[
            cKDTree(self._places[kept]).query_pairs(reach_m, output_type="ndarray").reshape(-1, 2)
        ]
        pairs = pairs[self._open[pairs].any(axis=1)]
        waiting = [(self._apart(one, other), one, other) for one, other in pairs.tolist()]
        heapify(waiting)
        while waiting:
            distance, one, other = heappop(waiting)
            one, other = self._of(one), self._of(other)
            if one == other:
                continue
            apart = self._apart(one, other)
            if apart <= distance + _HAIR_M:
                self._join(one, other)
            else:
                # one of them has moved since: its turn comes later
                heappush(waiting, (apart, one, other))

    def _of(self, corner: int) -> int:
        while self._parent[corner] != corner:
            self._parent[corner] = self._parent[self._parent[corner]]
            corner = self._parent[corner]
        return corner

    def _apart(self, one: int, other: int) -> float:
        (x, y), (u, v) = self._places[one], self._places[other]
        return float(hypot(x - u, y - v))

    def _join(self, one: int, other: int) -> None:
        if self._settled[one] and self._settled[other]:
            return
        members = self._members[one] + self._members[other]
        place = self._middle(one, other, members)
        if np.hypot(*(self._points[members] - place).T).max() > self._tolerance * _ROOM:
            return
        self._parent[other] = one
        self._members[one], self._members[other] = members, []
        self._places[one] = place
        self._settled[one] |= self._settled[other]

    def _middle(self, one: int, other: int, members: list[int]) -> Floats:
        for group in (one, other):
            if self._settled[group]:
                return np.asarray(self._places[group])
        low, high = self._points[members].min(axis=0), self._points[members].max(axis=0)
        return np.asarray((low + high) / 2)

    def corners(self) -> tuple[Ints, Floats]:
        """Return for each corner its group's number, and where each group lies."""
        roots = np.array([self._of(number) for number in range(len(self._parent))], dtype=np.intp)
        kept, number = np.unique(roots, return_inverse=True)
        return number.reshape(-1), self._places[kept]


def thread_edges(rings: Rings, *, tolerance_m: float) -> Rings:
    """Return the rings with borders led through the corners of other grids that lie on them, to the tolerance.

    A corner is not threaded into a border of a grid that has that corner already: that would pinch the grid.
    """
    start, end = _edges(rings)
    owners = rings.owner[rings.ring]
    lines = shapely.linestrings(np.stack([rings.places[start], rings.places[end]], axis=1))
    lines[~(rings.open[start] & rings.open[end])] = None
    corner, edge = shapely.STRtree(lines).query(
        shapely.points(rings.places), predicate="dwithin", distance=tolerance_m * _ON_BORDER
    )
    has = set(zip(rings.corner.tolist(), owners.tolist(), strict=True))
    foreign = np.array(
        [(place, owners[line]) not in has for place, line in zip(corner.tolist(), edge.tolist(), strict=True)],
        dtype=bool,
    )
    corner, edge = corner[foreign], edge[foreign]
    along, whole = _along(rings.places, corner, start[edge], end[edge])
    inside = (along > 0) & (along < whole)
    corner, edge, along = corner[inside], edge[inside], along[inside]
    # behind the vertex where its edge begins, in the order along the edge
    vertex = np.concatenate([np.arange(len(start)), edge])
    order = np.lexsort((np.concatenate([np.zeros(len(start)), along]), vertex))
    return _without_repeats(
        replace(
            rings,
            corner=np.concatenate([rings.corner, corner])[order],
            ring=np.concatenate([rings.ring, rings.ring[edge]])[order],
        )
    )


def _edges(rings: Rings) -> tuple[Ints, Ints]:
    """Return the corners at both ends of the edge that begins at each vertex."""
    count = len(rings.corner)
    following = np.arange(1, count + 1)
    first = np.flatnonzero(np.append(True, rings.ring[1:] != rings.ring[:-1])) if count else np.zeros(0, dtype=np.intp)
    last = np.append(first[1:] - 1, count - 1) if count else first
    following[last] = first
    return rings.corner, rings.corner[following] if count else rings.corner


def _along(places: Floats, corner: Ints, start: Ints, end: Ints) -> tuple[Floats, Floats]:
    """Return how far along each edge a corner lies, and how long the edge is."""
    edge = places[end] - places[start]
    length = np.hypot(*edge.T)
    with np.errstate(invalid="ignore", divide="ignore"):
        along = ((places[corner] - places[start]) * edge).sum(axis=1) / length
    return np.nan_to_num(along), length


def _without_repeats(rings: Rings) -> Rings:
    """Return the rings without vertices that repeat the one before."""
    start, end = _edges(rings)
    # the next vertex says the same: this one goes; a ring of one corner keeps nothing
    kept = start != end
    return replace(rings, corner=rings.corner[kept], ring=rings.ring[kept])
