"""The ground between an estate and the border that it faces: nobody's yard, it changes over with the estate."""

from typing import Any

import numpy as np
import shapely

from gis.boundaries.fabric import Fabric
from gis.boundaries.soundness import thick
from gis.coverage.measure import cut, together

FACING_M = 40.0
"""An estate faces a border that is no farther from its wall than this."""

_BESIDE = 1.5
_SLACK_M = 5.0
_OFF_M = 1.0
_TOUCHING_M = 0.1
_SPLINTER_M2 = 1.0


def ground_before(fabric: Fabric, piece: Any, taker: Any) -> list[Any]:
    """Return the strips between a piece of ground and the grid that takes it; empty: they touch, or lie too far apart.

    A strip is what lies straight between the wall and the stretch of border before it; it runs around buildings that
    it would cut, and buildings that lie wholly on it go along.

    Args:
        fabric: The grids.
        piece: What changes over, such as an estate, EPSG:4326.
        taker: The grid that takes it, EPSG:4326.
    """
    zone = fabric.around.zone
    wall, border = zone.to_metres(piece), zone.to_metres(taker)
    gap = float(shapely.distance(wall, border))
    if gap > FACING_M or shapely.length(shapely.intersection(wall, shapely.buffer(border, _OFF_M))) > 2 * _OFF_M:
        return []
    reach = gap * _BESIDE + _SLACK_M
    ends = [
        shapely.intersection(wall.boundary, shapely.buffer(border, reach)),
        shapely.intersection(border.boundary, shapely.buffer(wall, reach)),
    ]
    hull = zone.to_lonlat(shapely.convex_hull(shapely.union_all(ends)))
    between = cut(hull, together([piece, *_others(fabric, hull, piece)]))
    between = cut(between, _room(fabric, between))
    return [part for part in shapely.get_parts(between) if _joins(zone.to_metres(part), wall, border)]


def _joins(part: Any, wall: Any, border: Any) -> bool:
    beside = max(shapely.distance(part, wall), shapely.distance(part, border)) < _TOUCHING_M
    return bool(beside and shapely.area(part) > _SPLINTER_M2)


def _others(fabric: Fabric, hull: Any, piece: Any) -> list[Any]:
    """The grids in reach that have nothing of the piece: they give no ground for it."""
    grounds = [fabric.cells[code].ground for code in fabric.near(hull)]
    return [ground for ground in grounds if thick(shapely.intersection(ground, piece)).is_empty]


def _room(fabric: Fabric, between: Any) -> Any:
    """The footprints that the outline of some ground runs through, with a little room around them."""
    zone = fabric.around.zone
    crossed = [foot for _, foot in fabric.around.crossing(between.boundary)]
    room = shapely.buffer(zone.to_metres(np.array(crossed, dtype=object)), _OFF_M, join_style="mitre")
    return zone.to_lonlat(shapely.union_all(room))
