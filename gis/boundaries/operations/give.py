"""Give ground to a grid: a drawn piece, an estate, or picked buildings with the ground around them.

Arguments: `to`, and one of `polygon` (ring of lon, lat), `estate` (its code), `buildings` (ids); `through_buildings`.
Only what lies in the grid's community is taken; open ground within it goes along, and so does the strip between an
estate's wall and the border that it faces.
"""

from typing import Any

import numpy as np
import shapely

from gis.boundaries.arguments import Arguments
from gis.boundaries.fabric import Cell, Edit, Fabric
from gis.boundaries.facing import ground_before
from gis.boundaries.soundness import thick
from gis.boundaries.taking import joined, open_pieces, take
from gis.coverage.measure import shared, together
from gis.errors import InputError, NotFoundError

_STEP_M = 3.0
_SMOOTH_M = 0.4


def apply(fabric: Fabric, arguments: Arguments) -> Edit:
    """Give it."""
    cell = fabric.cell(arguments.code("to"))
    ground = _at_home(fabric, cell, _asked(fabric, cell, arguments))
    if arguments.has("estate"):
        ground = together(
            [ground, *(_at_home(fabric, cell, strip) for strip in ground_before(fabric, ground, cell.ground))]
        )
    taken = take(fabric, ground, to=cell.code)
    pieces = [*taken.pieces, *open_pieces(fabric, ground, community_id=cell.community_id)]
    if not pieces:
        raise InputError(f"Grid {cell.code} has all of that already: nothing was changed.")
    return Edit(
        grounds={**taken.left, cell.code: joined(cell.ground, pieces)},
        removed=tuple(taken.emptied),
        outline="grows",
        through_buildings=arguments.flag("through_buildings"),
    )


def _asked(fabric: Fabric, cell: Cell, arguments: Arguments) -> Any:
    if arguments.has("buildings"):
        return _around_buildings(fabric, cell, arguments.keys("buildings"))
    if not arguments.has("estate"):
        return arguments.polygon("polygon")
    code = arguments.code("estate")
    ground = fabric.around.estate(code)
    if ground is None:
        raise NotFoundError(f"There is no estate {code}.")
    return ground


def _at_home(fabric: Fabric, cell: Cell, ground: Any) -> Any:
    """What of a piece of ground lies in the community of the grid that takes it."""
    near = fabric.around.communities(ground)
    home = next((item for item in near if item.id == cell.community_id), None)
    if cell.community_id is None or not near:
        return ground
    inside = shapely.Polygon() if home is None else shared(ground, home.ground)
    if thick(inside).is_empty:
        raise InputError(f"All of that lies outside the community of grid {cell.code}: a grid lies in one community.")
    return inside


def _around_buildings(fabric: Fabric, cell: Cell, keys: list[int]) -> Any:
    """The ground nearer to these buildings than to any other of the grids they are in."""
    chosen = fabric.around.footprints(keys)
    missing = sorted(set(keys) - {key for key, _ in chosen})
    if missing:
        raise NotFoundError(f"There is no building {missing[0]}.")
    givers = [code for code in fabric.near(shapely.union_all([foot for _, foot in chosen])) if code != cell.code]
    parcels = [parcel for code in givers for parcel in _parcels(fabric, fabric.cells[code].ground, set(keys))]
    if not parcels:
        raise InputError(f"These buildings are in no other grid: grid {cell.code} has them already, or nobody has.")
    return together(parcels)


def _parcels(fabric: Fabric, ground: Any, keys: set[int]) -> list[Any]:
    buildings = fabric.around.buildings(ground)
    inside = buildings.ids[buildings.held_by(ground)].tolist()
    if not keys & set(inside):
        return []
    zone = fabric.around.zone
    footprints = fabric.around.footprints(inside)
    outlines = shapely.segmentize(zone.to_metres(np.array([foot for _, foot in footprints], dtype=object)), _STEP_M)
    nodes, owner = shapely.get_coordinates(outlines, return_index=True)
    nodes, first = np.unique(np.round(nodes, 3), axis=0, return_index=True)
    flat = zone.to_metres(ground)
    if len(nodes) < 2:  # noqa: PLR2004 - a single point has no neighbour
        return [ground]
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(nodes), extend_to=flat, ordered=True))
    ours = np.array([key in keys for key, _ in footprints])[owner[first]]
    parcel = shapely.simplify(shapely.union_all(cells[ours]), _SMOOTH_M)
    return [shared(zone.to_lonlat(parcel), ground)]
