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
_NECK = 3.0
"""Times the tolerance: corners of one ring that are farther apart along it are two sides of a neck."""
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
    merged = _without_repeats(replace(rings, corner=corner[rings.corner], places=places, open=is_open))
    return _without_spikes(merged)


class _Groups:
    """Corners that have come together, each group with its members, and its place."""

    def __init__(self, rings: Rings, tolerance_m: float) -> None:
        self._points, self._tolerance = rings.places, tolerance_m
        self._open = rings.open
        self._parent = list(range(len(rings.places)))
        self._members = [[number] for number in self._parent]
        self._places = rings.places.copy()
        self._settled = (~rings.open).tolist()
        along, self._lengths = _along_rings(rings)
        self._along: list[dict[int, list[float]]] = [{} for _ in self._parent]
        for corner, ring, place in zip(rings.corner.tolist(), rings.ring.tolist(), along.tolist(), strict=True):
            self._along[corner].setdefault(ring, []).append(place)

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
        if (self._settled[one] and self._settled[other]) or self._across_a_neck(one, other):
            return
        members = self._members[one] + self._members[other]
        place = self._middle(one, other, members)
        if np.hypot(*(self._points[members] - place).T).max() > self._tolerance * _ROOM:
            return
        self._parent[other] = one
        self._members[one], self._members[other] = members, []
        self._places[one] = place
        self._settled[one] |= self._settled[other]
        for ring, places in self._along[other].items():
            self._along[one].setdefault(ring, []).extend(places)

    def _across_a_neck(self, one: int, other: int) -> bool:
        """Whether some grid would be pinched: both lie on one of its rings, a long way apart along it."""
        for ring, places in self._along[one].items():
            for here in places:
                for there in self._along[other].get(ring, ()):
                    apart = abs(here - there)
                    if min(apart, self._lengths[ring] - apart) > self._tolerance * _NECK:
                        return True
        return False

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

    A corner is not threaded where that would pinch a grid: into a border of a grid that has it already, nor into one
    that a grid of that corner shares from end to end.
    """
    start, end = _edges(rings)
    lines = shapely.linestrings(np.stack([rings.places[start], rings.places[end]], axis=1))
    lines[~(rings.open[start] & rings.open[end])] = None
    corner, edge = shapely.STRtree(lines).query(
        shapely.points(rings.places), predicate="dwithin", distance=tolerance_m * _ON_BORDER
    )
    foreign = _may_lie_on(rings, corner, edge, (start, end))
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


def _edges(rings: Rings) -> tuple[Ints, Ints]:
    """Return the corners at both ends of the edge that begins at each vertex."""
    count = len(rings.corner)
    following = np.arange(1, count + 1)
    first = np.flatnonzero(np.append(True, rings.ring[1:] != rings.ring[:-1])) if count else np.zeros(0, dtype=np.intp)
    last = np.append(first[1:] - 1, count - 1) if count else first
    following[last] = first
    return rings.corner, rings.corner[following] if count else rings.corner


def _along_rings(rings: Rings) -> tuple[Floats, Floats]:
    """Return how far along its ring each vertex lies, and how long each ring is, in metres."""
    start, end = _edges(rings)
    steps = np.hypot(*(rings.places[end] - rings.places[start]).T)
    whole = np.bincount(rings.ring, weights=steps, minlength=len(rings.owner))
    before = np.concatenate([[0.0], np.cumsum(whole)[:-1]]) if len(whole) else whole
    along = np.cumsum(steps) - steps - before[rings.ring]
    return np.asarray(along, dtype=np.float64), np.asarray(whole, dtype=np.float64)


def _along(places: Floats, corner: Ints, start: Ints, end: Ints) -> tuple[Floats, Floats]:
    """Return how far along each edge a corner lies, and how long the edge is."""
    edge = places[end] - places[start]
    length = np.hypot(*edge.T)
    with np.errstate(invalid="ignore", divide="ignore"):
        along = ((places[corner] - places[start]) * edge).sum(axis=1) / length
    return np.nan_to_num(along), length


def _without_spikes(rings: Rings) -> Rings:
    """Return the rings without there-and-back: X Y X becomes what the neighbour has, X Y or Y X.

    Corners that were drawn so near each other that their order was turned round come to this.
    """
    start, end = _edges(rings)
    following = np.arange(1, len(start) + 1)
    first = np.flatnonzero(np.append(True, rings.ring[1:] != rings.ring[:-1])) if len(start) else np.zeros(0, np.intp)
    following[np.append(first[1:] - 1, len(start) - 1)] = first
    before = np.empty_like(following)
    before[following] = np.arange(len(start))
    turned = set(zip(end.tolist(), start.tolist(), strict=True))
    kept = np.ones(len(start), dtype=bool)
    for place in np.flatnonzero(start[before] == end).tolist():
        back, ahead = int(before[place]), int(following[place])
        here = int(start[place])
        if (here, int(end[ahead])) in turned:
            kept[ahead] = False
        elif (int(start[before[back]]), here) in turned:
            kept[back] = False
    return replace(rings, corner=rings.corner[kept], ring=rings.ring[kept])


def _without_repeats(rings: Rings) -> Rings:
    """Return the rings without vertices that repeat the one before."""
    start, end = _edges(rings)
    # the next vertex says the same: this one goes; a ring of one corner keeps nothing
    kept = start != end
    return replace(rings, corner=rings.corner[kept], ring=rings.ring[kept])
