"""Rings whose corners were drawn past each other: a short loop in which a ring crosses itself is turned round."""

from dataclasses import replace

import numpy as np
import shapely

from gis.plans.healing.rings import Floats, Ints, Rings

_CORNERS = 4
"""A longer loop is no slip of the hand."""
_AROUND = 4.0
"""Times the tolerance: so long a loop is at most."""


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
    count = len(points)
    edges = shapely.linestrings(np.stack([points, np.roll(points, -1, axis=0)], axis=1))
    one, other = shapely.STRtree(edges).query(edges, predicate="crosses")
    best: tuple[float, int, int] | None = None
    steps = shapely.length(edges)
    for left, right in zip(one.tolist(), other.tolist(), strict=True):
        inside = (right - left) % count
        if 1 < inside <= _CORNERS:
            first = (left + 1) % count
            around = float(steps[np.arange(first, first + inside - 1) % count].sum())
            if around <= most_m:
                best = min(best or (np.inf, 0, 0), (around, first, inside))
    return None if best is None else best[1:]
