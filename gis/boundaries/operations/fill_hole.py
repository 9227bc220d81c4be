"""Fill a hole of a grid, as far as no other grid lies in it.

Arguments: `grid`, `at` (lon, lat) in the hole.
"""

from typing import Any

import shapely

from gis.boundaries.arguments import Arguments
from gis.boundaries.fabric import Edit, Fabric
from gis.boundaries.taking import joined, open_ground
from gis.errors import InputError


def apply(fabric: Fabric, arguments: Arguments) -> Edit:
    """Fill it."""
    cell = fabric.cell(arguments.code("grid"))
    place = shapely.Point(arguments.node("at"))
    hole = next((ring for ring in _holes(cell.ground) if shapely.intersects(ring, place)), None)
    if hole is None:
        raise InputError(f"Grid {cell.code} has no hole there: nothing was changed.")
    free = next((part for part in shapely.get_parts(open_ground(fabric, hole)) if part.intersects(place)), None)
    if free is None:
        raise InputError(f"Another grid lies in that hole of grid {cell.code}: nothing was changed.")
    return Edit(grounds={cell.code: joined(cell.ground, [free])}, outline="free")


def _holes(ground: Any) -> list[Any]:
    return [shapely.Polygon(ring) for part in shapely.get_parts(ground) for ring in part.interiors]
