"""Which grid gets a face that several claim, or none; and what becomes of scraps."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from heapq import heapify, heappop, heappush
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis.plans.healing.faces import NOBODY, Faces

Ints = NDArray[np.intp]
_FARTHEST = 1.5
"""Times the tolerance: how far a grid reaches out for a narrow gap at most."""
_NEAR = 1.5
"""Times the tolerance: how far around a favour goes."""


@dataclass(slots=True)
class Ownership:
    """What was decided.

    Attributes:
        owner: For each face its grid, NOBODY for a gap that stays.
        closed: Faces in no grid that were narrow, and went to a neighbour.
        slivers: Faces in several grids that were narrow.
        overlaps: Faces in several grids that were wide: real overlaps, which one grid had to give up.
        gaps: Faces in no grid that are wide, or out of reach, and stay.
    """

    owner: Ints
    closed: list[int] = field(default_factory=list)
    slivers: list[int] = field(default_factory=list)
    overlaps: list[int] = field(default_factory=list)
    gaps: list[int] = field(default_factory=list)


def settle(
    faces: Faces,
    *,
    drawn: NDArray[Any],
    sizes: NDArray[np.float64],
    parts: Sequence[int],
    tolerance_m: float,
    favours: Sequence[tuple[int, Any]] = (),
) -> Ownership:
    """Give each face to one grid.

    What one grid claims is its own. A wide piece that several claim goes to the one that would lose most of itself;
    a narrow one to the grid whose border would have to draw back farthest; a narrow gap to the grid with the longest
    border to it, of those that need not reach out farther than the tolerance, or little farther: else it stays open.
    Scraps that hang on no other ground of their grid go to the neighbour with the longest border, as long as they are
    narrow and that draws no corner back by more than the tolerance; without any neighbour they stay open.

    Args:
        drawn: The grids as they were drawn, in the metres of `Faces.flat`.
        faces: See `part_ground`.
        sizes: Area of each grid as it came, in m².
        parts: In how many pieces each grid was drawn.
        tolerance_m: What is no wider is narrow.
        favours: Where a grid gets all narrow ground near that it claims: its position, a point in metres.
    """
    widths = _Widths(faces, tolerance_m)
    done = Ownership(np.array([claim[0] if len(claim) == 1 else NOBODY for claim in faces.claims], dtype=np.intp))
    disputed = [place for place, claim in enumerate(faces.claims) if len(claim) > 1]
    for place in disputed:
        if widths.is_wide(place):
            claim = faces.claims[place]
            done.owner[place] = max(claim, key=lambda grid: (faces.area_m2[place] / sizes[grid], -grid))
            done.overlaps.append(place)
    done.slivers = [place for place in disputed if not widths.is_wide(place)]
    own = done.owner.copy()
    for place in done.slivers:
        favoured = [
            grid
            for grid, point in favours
            if grid in faces.claims[place] and shapely.distance(point, faces.flat(place)) <= tolerance_m * _NEAR
        ]
        done.owner[place] = favoured[0] if favoured else _who_would_lose_most(faces, own, place)
    empty = [place for place, claim in enumerate(faces.claims) if not claim]
    done.gaps = [place for place in empty if widths.is_wide(place)]
    narrow_gaps = [place for place in empty if not widths.is_wide(place)]
    for most_m in (tolerance_m, _FARTHEST * tolerance_m):
        left = [place for place in narrow_gaps if done.owner[place] == NOBODY]
        _to_longest_border(faces, done.owner, left, _within(faces, drawn, most_m))
    done.closed = [place for place in narrow_gaps if done.owner[place] != NOBODY]
    done.gaps = sorted({*done.gaps, *narrow_gaps} - set(done.closed))
    _give_scraps_away(faces, done.owner, parts, widths, tolerance_m)
    return done


def _within(faces: Faces, drawn: NDArray[Any], most_m: float) -> Callable[[int, int], bool]:
    """Return whether a face reaches no farther from a grid as it was drawn."""
    return lambda place, grid: faces.reach_m(place, drawn[grid]) <= most_m


class _Widths:
    """How wide faces are: the circle that fits in is looked at only where the quick measure leaves it open."""

    def __init__(self, faces: Faces, tolerance_m: float) -> None:
        self._faces, self._tolerance = faces, tolerance_m
        self._known: dict[int, bool] = {}

    def is_wide(self, place: int) -> bool:
        if place not in self._known:
            self._known[place] = self._faces.width_m[place] > self._tolerance or self._circle(place) > self._tolerance
        return self._known[place]

    def _circle(self, place: int) -> float:
        flat = self._faces.flat(place)
        return 2 * float(shapely.length(shapely.maximum_inscribed_circle(flat, tolerance=self._tolerance / 50)))


def _who_would_lose_most(faces: Faces, owner: Ints, place: int) -> int:
    """Return which claimant's border would move farthest without this face; of equals the one with the longer border.

    A strip between two grids is as wide for both. The tip of a grid is a long way from the rest of it.
    """
    corners = shapely.points(shapely.get_coordinates(faces.flat(place)))
    borders: dict[int, float] = defaultdict(float)
    own: dict[int, list[int]] = defaultdict(list)
    for other, length in faces.around(place):
        borders[int(owner[other])] += length
        own[int(owner[other])].append(other)

    def loss(grid: int) -> tuple[float, float, int]:
        if not own[grid]:
            # it would have nothing else, or nothing that this hangs on
            return (-1.0 if (owner == grid).any() else np.inf), 0.0, -grid
        rest = shapely.union_all([faces.flat(other) for other in own[grid]])
        return round(float(shapely.distance(corners, rest).max()), 1), borders[grid], -grid

    return max(faces.claims[place], key=loss)


def _to_longest_border(faces: Faces, owner: Ints, places: Sequence[int], may: Callable[[int, int], bool]) -> None:
    """Give faces to the grid with the longest border to them, those with the longest one first."""
    left = set(places)
    may = cache(may)

    def offers(place: int) -> Iterator[tuple[float, int, int]]:
        borders: dict[int, float] = defaultdict(float)
        for other, length in faces.around(place):
            if owner[other] != NOBODY and may(place, int(owner[other])):
                borders[int(owner[other])] += length
        return ((-length, place, grid) for grid, length in borders.items() if length > 0)

    # a border only becomes longer: the last offer of a grid comes before its earlier ones
    waiting = [offer for place in places for offer in offers(place)]
    heapify(waiting)
    while waiting:
        _, place, grid = heappop(waiting)
        if place not in left:
            continue
        owner[place] = grid
        left.remove(place)
        for other, _ in faces.around(place):
            if other in left:
                for offer in offers(other):
                    heappush(waiting, offer)


def _give_scraps_away(faces: Faces, owner: Ints, parts: Sequence[int], widths: _Widths, tolerance_m: float) -> None:
    """Let narrow pieces that lie apart from the rest of their grid go to a neighbour."""
    held = owner != NOBODY
    pairs = faces.neighbours[owner[faces.neighbours[:, 0]] == owner[faces.neighbours[:, 1]]]
    graph = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(owner), len(owner)))
    _, piece = connected_components(graph, directed=False)
    area = np.bincount(piece[held], weights=faces.area_m2[held], minlength=int(piece.max(initial=-1)) + 1)
    pieces: dict[int, set[int]] = defaultdict(set)
    for place in np.flatnonzero(held):
        pieces[int(owner[place])].add(int(piece[place]))
    scraps: list[int] = []
    for grid, numbers in pieces.items():
        apart = [
            np.flatnonzero((piece == number) & (owner == grid)).tolist()
            for number in sorted(numbers, key=lambda item: -area[item])[parts[grid] :]
        ]
        rest = owner == grid
        rest[[place for members in apart for place in members]] = False
        for members in apart:
            narrow = not any(widths.is_wide(place) for place in members)
            if narrow and max(_farthest_m(faces, place, rest) for place in members) <= tolerance_m:
                scraps += members
    before = owner[scraps].copy()
    owner[scraps] = NOBODY
    was = dict(zip(scraps, before.tolist(), strict=True))
    _to_longest_border(faces, owner, scraps, lambda place, grid: grid != was[place])


def _farthest_m(faces: Faces, place: int, ground: NDArray[np.bool_]) -> float:
    """Return how far a face reaches from other faces, in metres."""
    return faces.reach_m(place, shapely.multipolygons([faces.flat(int(other)) for other in np.flatnonzero(ground)]))
