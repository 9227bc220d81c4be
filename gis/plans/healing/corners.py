"""Corners that are meant to be one become one."""

from dataclasses import replace
from heapq import heapify, heappop, heappush
from math import hypot

import numpy as np
from scipy.spatial import cKDTree

from gis.plans.healing.matching import match_corners
from gis.plans.healing.rings import Floats, Ints, Rings, along_rings, edges_of, neighbours_of, without_repeats
from gis.plans.healing.untangling import exchange_places

_HAIR_M = 1e-9
_ROOM = 0.98
"""Of the tolerance: how far a corner may be carried; rounding takes its part."""
_NECK = 3.0
"""Times the tolerance: corners of one ring that are farther apart along it are two sides of a neck."""


def merge_corners(rings: Rings, *, tolerance_m: float, bold: Floats | None = None) -> Rings:
    """Return the rings with open corners that lie within the tolerance of each other made one.

    The nearest come together first, at the middle of all that they stand for, or at the settled corner among them. What
    would carry any of them farther than the tolerance does not come together: no chain of near corners draws a far one
    along.

    Args:
        rings: As they were drawn.
        tolerance_m: See `heal`.
        bold: See `match_corners`.
    """
    groups = _Groups(rings, tolerance_m)
    groups.join(match_corners(rings, tolerance_m=tolerance_m, bold=bold))
    groups.gather(tolerance_m)
    corner, places, members = groups.corners()
    is_open = np.zeros(len(places), dtype=bool)
    is_open[corner[rings.open]] = True
    merged = without_repeats(replace(rings, corner=corner[rings.corner], places=places, open=is_open))
    return _without_spikes(exchange_places(merged, members, room_m=tolerance_m * _ROOM))


class _Groups:
    """Corners that have come together, each group with its members, and its place."""

    def __init__(self, rings: Rings, tolerance_m: float) -> None:
        self._points, self._tolerance = rings.places, tolerance_m
        self._open = rings.open
        self._parent = list(range(len(rings.places)))
        self._members = [[number] for number in self._parent]
        self._places = rings.places.copy()
        self._settled = (~rings.open).tolist()
        along, self._lengths = along_rings(rings)
        self._along: list[dict[int, list[float]]] = [{} for _ in self._parent]
        for corner, ring, place in zip(rings.corner.tolist(), rings.ring.tolist(), along.tolist(), strict=True):
            self._along[corner].setdefault(ring, []).append(place)

    def join(self, pairs: Ints) -> None:
        """Bring corners together that are known to be one, in their order, unless a ring would pass one twice."""
        for pair in pairs.tolist():
            one, other = map(self._of, pair)
            if one != other and not self._along[one].keys() & self._along[other].keys():
                self._join(one, other)

    def gather(self, reach_m: float) -> None:
        """Bring groups together that are no farther apart, the nearest first."""
        self._join_nearest(self._pairs(reach_m))

    def _pairs(self, reach_m: float) -> Ints:
        kept = [number for number in range(len(self._parent)) if self._parent[number] == number]
        pairs = np.array(kept, dtype=np.intp)[
            cKDTree(self._places[kept]).query_pairs(reach_m, output_type="ndarray").reshape(-1, 2)
        ]
        return np.asarray(pairs[self._open[pairs].any(axis=1)], dtype=np.intp)

    def _join_nearest(self, pairs: Ints) -> None:
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

    def corners(self) -> tuple[Ints, Floats, list[Floats]]:
        """Return for each corner its group's number, and for each group where it lies and where it was drawn."""
        roots = np.array([self._of(number) for number in range(len(self._parent))], dtype=np.intp)
        kept, number = np.unique(roots, return_inverse=True)
        members = [self._points[self._members[root]] for root in kept.tolist()]
        return number.reshape(-1), self._places[kept], members


def _without_spikes(rings: Rings) -> Rings:
    """Return the rings without there-and-back: X Y X becomes what the neighbour has, X Y or Y X.

    Corners that were drawn so near each other that their order was turned round come to this.
    """
    start, end = edges_of(rings)
    following, before = neighbours_of(rings)
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
