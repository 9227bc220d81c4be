"""Carve ground into new grids of about equally many people."""

from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.coverage.measure import cut, shared
from gis.coverage.metric_zone import MetricZone

SIMPLE_PARTS = 8
"""More parts than this are no simple cut: a planner must draw them."""
_SLACK = 0.06
"""Share of a part's people by which a cut may miss its aim, to run through the widest space between buildings."""


def carve(
    ground: Any, points: NDArray[np.float64], people: NDArray[np.int64], *, parts: int, zone: MetricZone
) -> list[Any] | None:
    """Return `ground` in `parts` pieces by parallel straight cuts: across its longer side, if people part evenly there.

    None where that leaves a piece in several parts, or people cannot be parted.

    Args:
        ground: Polygon, EPSG:4326.
        points: (n, 2) lon, lat of the buildings on it.
        people: (n,) people of each.
        parts: How many pieces, 2 or more.
        zone: The metric zone of the district.
    """
    flat = zone.to_metres(ground)
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(flat))
    if len(corners) < 4 or len(points) < parts:  # noqa: PLR2004 - a rectangle's corners
        return None
    long, short = sorted((corners[1] - corners[0], corners[2] - corners[1]), key=lambda side: -float(np.hypot(*side)))
    long, short = long / np.hypot(*long), short / np.hypot(*short)
    places = shapely.get_coordinates(zone.to_metres(shapely.points(points)))
    slanting = ((long + short) / np.sqrt(2), (long - short) / np.sqrt(2))
    plans: list[tuple[float, int, NDArray[np.float64], list[float]]] = []
    for direction in (long, short, *slanting):
        along = places @ direction
        cuts = _cuts(along, people, parts)
        if cuts is not None:
            plans.append((_unevenness(along, people, cuts), len(plans), direction, cuts))
    for *_, direction, cuts in sorted(plans, key=lambda plan: plan[:2]):
        pieces = _slices(ground, flat, direction, cuts, zone)
        if pieces is not None:
            return pieces
    return None


def _unevenness(along: NDArray[np.float64], people: NDArray[np.int64], cuts: list[float]) -> float:
    """By how many people the worst part misses an even share, beyond what is allowed for."""
    parts = np.bincount(np.searchsorted(cuts, along), weights=people, minlength=len(cuts) + 1)
    return max(0.0, float(np.abs(parts - parts.mean()).max() - _SLACK * parts.mean()))


def _cuts(along: NDArray[np.float64], people: NDArray[np.int64], parts: int) -> list[float] | None:
    """Where to cut, in metres along the direction, so that each part has about equally many people."""
    order = np.argsort(along, kind="stable")
    along, below = along[order], np.cumsum(people[order])[:-1]
    space = np.diff(along)
    each = people.sum() / parts
    cuts: list[float] = []
    for number in range(1, parts):
        miss = np.abs(below - number * each)
        fits = (miss <= max(miss.min(), _SLACK * each)) & (space > 0)
        if not fits.any():
            return None
        best = np.flatnonzero(fits)[space[fits].argmax()]
        cuts.append(float(along[best] + space[best] / 2))
    return cuts if all(first < second for first, second in pairwise(cuts)) else None


def _slices(
    ground: Any, flat: Any, direction: NDArray[np.float64], cuts: list[float], zone: MetricZone
) -> list[Any] | None:
    corners = shapely.get_coordinates(flat.envelope)
    across = np.array([-direction[1], direction[0]])
    near, far = (corners @ direction).min() - 1, (corners @ across)
    left, right = far.min() - 1, far.max() + 1
    pieces, rest = [], ground
    for where in cuts:
        outline = [near * direction + left * across, where * direction + left * across,
                   where * direction + right * across, near * direction + right * across]  # fmt: skip
        band = zone.to_lonlat(shapely.Polygon(outline))
        pieces.append(shared(rest, band))
        rest = cut(rest, band)
    pieces.append(rest)
    whole = all(shapely.get_num_geometries(piece) == 1 and not piece.is_empty for piece in pieces)
    return pieces if whole else None
