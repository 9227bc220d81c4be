"""Take back a grid to its community: what lies beyond goes to the neighbours there, or out of the plan.

Arguments: `grid`.
"""

from typing import Any

import shapely

from gis.boundaries.arguments import Arguments
from gis.boundaries.fabric import Edit, Fabric
from gis.boundaries.soundness import thick
from gis.boundaries.taking import joined, longest_border, takers
from gis.coverage.measure import cut, shared
from gis.errors import InputError


def apply(fabric: Fabric, arguments: Arguments) -> Edit:
    """Take it back."""
    cell = fabric.cell(arguments.code("grid"))
    near = fabric.around.communities(cell.ground)
    home = next((item for item in near if item.id == cell.community_id), None)
    if home is None:
        raise InputError(f"Grid {cell.code} does not lie in its community at all: give it the right one first.")
    grounds: dict[str, Any] = {cell.code: shared(cell.ground, home.ground)}
    for item in near:
        if item.id == home.id:
            continue
        for piece in shapely.get_parts(shared(cut(cell.ground, home.ground), item.ground)):
            if thick(piece).is_empty:
                continue
            _hand_over(fabric, grounds, piece, apart=cell.code, community_id=item.id)
    if thick(cut(cell.ground, home.ground)).is_empty:
        raise InputError(f"Grid {cell.code} lies in its community already: nothing was changed.")
    return Edit(grounds=grounds, outline="free", through_buildings=True, in_pieces=True)


def _hand_over(fabric: Fabric, grounds: dict[str, Any], piece: Any, *, apart: str, community_id: int) -> None:
    near = [
        code
        for code in takers(fabric, piece, apart=[apart], community_id=community_id)
        if fabric.cells[code].community_id == community_id
    ]
    if any(thick(shapely.difference(piece, fabric.cells[code].ground)).is_empty for code in near):
        return  # the neighbour has it already: that was an overlap
    taker = longest_border(fabric, piece, near)
    if taker is None:
        raise InputError(
            f"No grid of the other community borders on what lies beyond of grid {apart}: draw it by hand."
        )
    grounds[taker] = joined(grounds.get(taker, fabric.cells[taker].ground), [piece])
