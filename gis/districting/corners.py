"""Cuts at corners that stand into a block: ground that wraps round an estate becomes pieces that lie beside it."""

from typing import Any

import numpy as np
import shapely

from gis.districting.site import Shapes
from gis.districting.units import Floats

SHARP_DEGREES = 235.0
"""A corner of a block stands into it when the ground there fills more than this."""
LONGEST_M = 200.0
_CLEAR_M = 0.5
_OFF_M = 0.01


def corner_cuts(face: Any, footprints: Shapes) -> list[Any]:
    """Return straight lines that carry on a side of a block beyond a corner that stands into it; in metres.

    From each such corner the shorter of the two that hits no building.

    Args:
        face: The block, a polygon.
        footprints: Shape (n,); what stands on it.
    """
    edge = shapely.boundary(face)
    cuts = []
    for ring in shapely.get_rings(shapely.orient_polygons(face)):
        points = shapely.get_coordinates(ring)[:-1]
        before, after = np.roll(points, 1, axis=0), np.roll(points, -1, axis=0)
        for number in np.flatnonzero(_inner_angles(before, points, after) > SHARP_DEGREES):
            ways = [
                _carried_on(face, edge, points[number], points[number] - start)
                for start in (before[number], after[number])
            ]
            free = [way for way in ways if way is not None and _is_clear(way, footprints)]
            if free:
                cuts.append(min(free, key=shapely.length))
    return cuts


def _inner_angles(before: Floats, at: Floats, after: Floats) -> Floats:
    """How many degrees of ground lie at each node of a ring that has its polygon to the left."""
    to, back = after - at, before - at
    angle = np.arctan2(back[:, 1], back[:, 0]) - np.arctan2(to[:, 1], to[:, 0])
    return np.asarray(np.degrees(angle) % 360.0)


def _carried_on(face: Any, edge: Any, corner: Floats, along: Floats) -> Any | None:
    """The line from a corner onwards to where it meets the outline again; None where that is too far."""
    length = float(np.hypot(*along))
    if length == 0:
        return None
    step = along / length
    ray = shapely.linestrings([corner + step * _OFF_M, corner + step * LONGEST_M])
    hits = shapely.get_coordinates(shapely.intersection(ray, edge))
    if not len(hits):
        return None
    line = shapely.linestrings([corner, hits[np.hypot(*(hits - corner).T).argmin()]])
    return line if shapely.covers(shapely.buffer(face, _OFF_M), line) else None


def _is_clear(line: Any, footprints: Shapes) -> bool:
    return not len(footprints) or bool((shapely.distance(footprints, line) > _CLEAR_M).all())
