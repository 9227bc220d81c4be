"""Heal what a check found: a gap, an overlap, a sliver.

Arguments, one of: `at` (lon, lat) in a gap, with `into`: who gets it, else the grid with the longest border on it
(`within`: two corners of the box in which the gap lies); `grids`: two that overlap, with `keep`: who keeps the ground;
`grid`: a sliver, which goes to the grid with the longest border on it.
"""

from typing import Any

import shapely

from gis.boundaries.arguments import Arguments, Node
from gis.boundaries.fabric import Edit, Fabric
from gis.boundaries.soundness import thick
from gis.boundaries.taking import joined, longest_border, open_ground, takers
from gis.coverage.measure import cut, polygonal, shared
from gis.errors import InputError

_TWO = 2


def apply(fabric: Fabric, arguments: Arguments) -> Edit:
    """Heal it."""
    if arguments.has("grids"):
        return _overlap(fabric, arguments)
    if arguments.has("grid"):
        return _sliver(fabric, arguments.code("grid"))
    return _gap(fabric, arguments.node("at"), arguments.words("into"))


def gap_at(fabric: Fabric, at: Node) -> Any:
    """Return the ground in no grid around a point, within its community.

    Raises:
        InputError: a grid has it, or it lies in no community.
    """
    place = shapely.Point(at)
    home = next((item for item in fabric.around.communities(place) if item.ground.intersects(place)), None)
    if home is None:
        raise InputError("That place lies in no community: no grid reaches there.")
    pieces = shapely.get_parts(open_ground(fabric, home.ground))
    gap = next((piece for piece in pieces if piece.intersects(place)), None)
    if gap is None:
        raise InputError("There is no gap any more: a grid has that ground.")
    return gap


def _gap(fabric: Fabric, at: Node, into: str) -> Edit:
    gap = gap_at(fabric, at)
    home = next(item.id for item in fabric.around.communities(shapely.Point(at)))
    taker = fabric.cell(into).code if into else longest_border(fabric, gap, takers(fabric, gap, community_id=home))
    if taker is None:
        raise InputError("No grid of this community borders on the gap: carve a new grid out of it.")
    return Edit(grounds={taker: joined(fabric.cells[taker].ground, [gap])}, outline="grows", through_buildings=True)


def _overlap(fabric: Fabric, arguments: Arguments) -> Edit:
    codes = arguments.codes("grids", least=_TWO)[:_TWO]
    cells = [fabric.cell(code) for code in codes]
    common = shared(cells[0].ground, cells[1].ground)
    if thick(common).is_empty:
        raise InputError(f"Grids {codes[0]} and {codes[1]} do not overlap any more: nothing was changed.")
    givers = [code for code in codes if code != arguments.words("keep")] if arguments.has("keep") else codes
    options = [_giving(fabric, code, common) for code in givers if not fabric.cells[code].locked]
    if not options:
        raise InputError(f"Grids {codes[0]} and {codes[1]} are locked: unlock one of them first.")
    _, _, giver, left = min(options, key=lambda option: option[:3])
    if left.is_empty:
        return Edit(removed=(giver,))
    return Edit(grounds={giver: left}, through_buildings=True, in_pieces=True)


def _giving(fabric: Fabric, code: str, common: Any) -> tuple[int, float, str, Any]:
    """How bad it is that a grid gives the ground: pieces it falls into, and whether it is at home there."""
    cell = fabric.cells[code]
    parts = [part for part in shapely.get_parts(cut(cell.ground, common)) if not thick(part).is_empty]
    left = polygonal(shapely.MultiPolygon(parts))
    at_home = any(
        item.id == cell.community_id and shapely.intersection(item.ground, common).area > common.area / 2
        for item in fabric.around.communities(common)
    )
    torn = max(0, len(parts) - int(shapely.get_num_geometries(cell.ground)))
    return torn, float(at_home), code, left


def _sliver(fabric: Fabric, code: str) -> Edit:
    cell = fabric.cell(code)
    near = takers(fabric, cell.ground, apart=[code], community_id=cell.community_id)
    taker = longest_border(fabric, cell.ground, near)
    if taker is None:
        raise InputError(f"No grid of its community borders on grid {code}: nothing was changed.")
    return Edit(grounds={taker: joined(fabric.cells[taker].ground, [cell.ground])}, removed=(code,))
