"""Cut a hole into a grid: a lake or a park that needs no grid. Nobody may live there.

Arguments: `grid`, `polygon` (ring of lon, lat) within it; `through_buildings`.
"""

import shapely

from gis.boundaries.arguments import Arguments
from gis.boundaries.fabric import Edit, Fabric
from gis.coverage.measure import cut
from gis.errors import InputError


def apply(fabric: Fabric, arguments: Arguments) -> Edit:
    """Cut it."""
    cell = fabric.cell(arguments.code("grid"))
    hole = arguments.polygon("polygon")
    if not shapely.contains_properly(cell.ground, hole):
        raise InputError(f"A hole lies inside its grid: draw it within grid {cell.code}, off its border.")
    people = fabric.people(hole)
    if people:
        raise InputError(f"{people:,} people live there: give that ground to a grid instead of cutting it out.")
    return Edit(
        grounds={cell.code: cut(cell.ground, hole)},
        outline="free",
        through_buildings=arguments.flag("through_buildings"),
    )
