"""Give a loose piece of a grid to the neighbour with the longest border on it.

Arguments: `grid`; `at` (lon, lat) in the piece; `into`: another grid that gets it.
"""

import shapely

from gis.boundaries.arguments import Arguments
from gis.boundaries.fabric import Edit, Fabric
from gis.boundaries.taking import joined, longest_border, takers
from gis.coverage.measure import polygonal
from gis.errors import InputError


def apply(fabric: Fabric, arguments: Arguments) -> Edit:
    """Attach it."""
    cell = fabric.cell(arguments.code("grid"))
    place = shapely.Point(arguments.node("at"))
    parts = list(shapely.get_parts(cell.ground))
    loose = next((number for number, part in enumerate(parts) if part.intersects(place)), None)
    if len(parts) < 2 or loose is None:  # noqa: PLR2004 - a whole grid
        raise InputError(f"Grid {cell.code} has no loose piece there any more: nothing was changed.")
    piece = parts.pop(loose)
    into = arguments.words("into")
    near = takers(fabric, piece, apart=[cell.code], community_id=cell.community_id)
    taker = fabric.cell(into).code if into else longest_border(fabric, piece, near)
    if taker is None:
        raise InputError(
            f"No grid of its community borders on that piece of grid {cell.code}: make it a grid of its own."
        )
    return Edit(
        grounds={
            cell.code: polygonal(shapely.MultiPolygon(parts)),
            taker: joined(fabric.cells[taker].ground, [piece]),
        }
    )
