"""Make a new grid: of a drawn piece of ground, whoever has it, or of the ground of a blind spot.

Arguments: one of `polygon` (ring of lon, lat), `spot` (id of a blind spot) and `at` (lon, lat in a gap; `within`: two
corners of the box in which the gap lies; `parts`: into how many grids of about equally many people, 1 unless said);
`code`, else the next free one; `name`; `through_buildings`.
"""

from typing import Any

import shapely

from gis.boundaries.arguments import Arguments
from gis.boundaries.carve import carve as in_parts
from gis.boundaries.fabric import Community, Edit, Fabric
from gis.boundaries.operations.heal import gap_at
from gis.boundaries.soundness import thick
from gis.boundaries.taking import Taken, open_pieces, take
from gis.coverage.measure import polygonal, together
from gis.errors import InputError


def apply(fabric: Fabric, arguments: Arguments) -> Edit:
    """Make it."""
    taken = _taken(fabric, arguments)
    pieces = taken.pieces
    whole = together(pieces) if pieces else shapely.Polygon()
    if whole.is_empty:
        raise InputError("There is no ground for a new grid: nothing was changed.")
    community = _home(fabric, whole)
    near = next(iter(fabric.near(whole, distance=0.01)), "")
    code = arguments.words("code")
    if code:
        fabric.check_new_code(code)
    grounds = _parted(fabric, whole, arguments)
    codes = [code] if code else []
    while len(codes) < len(grounds):
        codes.append(fabric.new_code(near, community, given=codes))
    return Edit(
        grounds={**taken.left, **dict(zip(codes, grounds, strict=True))},
        removed=tuple(taken.emptied),
        names=dict.fromkeys(codes, arguments.words("name")),
        communities=dict.fromkeys(codes, None if community is None else community.id),
        outline="grows",
        through_buildings=arguments.flag("through_buildings") or len(grounds) > 1,
        in_pieces=arguments.has("spot"),
    )


def _parted(fabric: Fabric, ground: Any, arguments: Arguments) -> list[Any]:
    parts = arguments.key("parts") if arguments.has("parts") else 1
    if parts <= 1:
        return [ground]
    buildings = fabric.around.buildings(ground)
    here = buildings.held_by(ground)
    found = in_parts(ground, buildings.points[here], buildings.people[here], parts=parts, zone=fabric.around.zone)
    if found is None:
        raise InputError(f"This ground does not part into {parts} grids by straight cuts: draw them.")
    return found


def _taken(fabric: Fabric, arguments: Arguments) -> Taken:
    if arguments.has("at"):
        return Taken(pieces=[gap_at(fabric, arguments.node("at"))])
    if arguments.has("spot"):
        return Taken(pieces=open_pieces(fabric, polygonal(fabric.around.spot_ground(arguments.key("spot")))))
    ground = arguments.polygon("polygon")
    taken = take(fabric, ground, to=None)
    taken.pieces += open_pieces(fabric, ground)
    return taken


def _home(fabric: Fabric, ground: Any) -> Community | None:
    here = fabric.around.communities(ground)
    if not here:
        return None
    inside = [item for item in here if not thick(shapely.intersection(item.ground, ground)).is_empty]
    if len(inside) > 1:
        names = ", ".join(item.name for item in inside)
        raise InputError(f"A grid lies in one community, and this ground lies in {names}: draw it within one.")
    return inside[0] if inside else None
