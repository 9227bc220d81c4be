"""The rings of grids as sequences of corners that grids have in common."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
REACH = 1.5
"""Times the tolerance: how far apart two corners may be drawn whose neighbours on the border are one."""


@dataclass(frozen=True, slots=True)
class Rings:
    """Rings as sequences of corners.

    Attributes:
        corner: For each vertex the position of its corner in `places`; ring after ring, without closing vertices.
        ring: For each vertex its ring; shells run against the clock, holes with it: neighbours run in opposite ways.
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


def read_rings(grounds: NDArray[Any], *, sound: NDArray[Any], tolerance_m: float) -> Rings:
    """Return the rings of polygons or multipolygons (metres); vertices at one place are one corner.

    Corners are open where a border is not shared, corner by corner, with the neighbour, or a gap no wider than
    `REACH` lies beside it, and where a grid crosses itself; what is in order already stays.

    Args:
        grounds: As they were drawn; they may cross themselves.
        sound: The same, repaired.
        tolerance_m: See `heal`.
    """
    parts, owner_of_part = shapely.get_parts(grounds, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    rings = _turned(rings, part)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    # the closing vertex is the first one again
    last = np.append(ring[1:] != ring[:-1], True) if len(ring) else np.zeros(0, dtype=bool)
    points, ring = points[~last], ring[~last]
    places, corner = np.unique(points, axis=0, return_inverse=True)
    wrong = shapely.coverage_invalid_edges(sound, gap_width=REACH * tolerance_m)
    crossing = grounds[~shapely.is_valid(grounds)]
    wrong_places = {tuple(place) for place in shapely.get_coordinates([*wrong, *crossing]).tolist()}
    is_open = np.array([tuple(place) in wrong_places for place in places.tolist()], dtype=bool)
    return Rings(corner.reshape(-1), ring, owner_of_part[part], part, places, is_open)


def _turned(rings: NDArray[Any], part: Ints) -> NDArray[Any]:
    """Return rings with shells against the clock and holes with it, by the ground they go round.

    Where a ring crosses itself at its top, `shapely.is_ccw` and `orient_polygons` may take it for the opposite.
    """
    points, ring = shapely.get_coordinates(rings, return_index=True)
    first = np.flatnonzero(np.append(True, ring[1:] != ring[:-1])) if len(ring) else np.zeros(0, dtype=np.intp)
    x, y = (points - points[first][ring]).T
    same = ring[1:] == ring[:-1]
    twice = np.bincount(ring[1:][same], weights=(x[:-1] * y[1:] - x[1:] * y[:-1])[same], minlength=len(rings))
    is_shell = np.append(True, part[1:] != part[:-1]) if len(part) else np.zeros(0, dtype=bool)
    wrong = np.where(is_shell, twice < 0, twice > 0)
    out = rings.copy()
    out[wrong] = shapely.reverse(rings[wrong])
    return out


def neighbours_of(rings: Rings) -> tuple[Ints, Ints]:
    """Return for each vertex the one that follows on its ring, and the one before."""
    count = len(rings.corner)
    following = np.arange(1, count + 1)
    first = np.flatnonzero(np.append(True, rings.ring[1:] != rings.ring[:-1])) if count else np.zeros(0, dtype=np.intp)
    last = np.append(first[1:] - 1, count - 1) if count else first
    following[last] = first
    before = np.empty_like(following)
    before[following] = np.arange(count)
    return following, before


def edges_of(rings: Rings) -> tuple[Ints, Ints]:
    """Return the corners at both ends of the edge that begins at each vertex."""
    following, _ = neighbours_of(rings)
    return rings.corner, rings.corner[following]


def along_rings(rings: Rings) -> tuple[Floats, Floats]:
    """Return how far along its ring each vertex lies, and how long each ring is, in metres."""
    start, end = edges_of(rings)
    steps = np.hypot(*(rings.places[end] - rings.places[start]).T)
    whole = np.bincount(rings.ring, weights=steps, minlength=len(rings.owner))
    before = np.concatenate([[0.0], np.cumsum(whole)[:-1]]) if len(whole) else whole
    along = np.cumsum(steps) - steps - before[rings.ring]
    return np.asarray(along, dtype=np.float64), np.asarray(whole, dtype=np.float64)


def without_repeats(rings: Rings) -> Rings:
    """Return the rings without vertices that repeat the one before."""
    start, end = edges_of(rings)
    # the next vertex says the same: this one goes; a ring of one corner keeps nothing
    kept = start != end
    return replace(rings, corner=rings.corner[kept], ring=rings.ring[kept])
