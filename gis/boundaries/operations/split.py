"""Cut a grid in two along a line; the part with more people keeps the code.

Arguments: `grid`; `line`: from border to border; `code`: of the new grid, else the next free one; `name`; `snap_m`:
ends this near to the border are drawn to it; `through_buildings`.
"""

from typing import Any

import numpy as np
import shapely

from gis.boundaries.arguments import Arguments, Node
from gis.boundaries.corners import snap_degrees, snapped
from gis.boundaries.fabric import Cell, Edit, Fabric
from gis.boundaries.noding import with_nodes
from gis.coverage.measure import areas_m2
from gis.crs import PRECISION_DEGREES
from gis.errors import InputError

_TWO = 2


def apply(fabric: Fabric, arguments: Arguments) -> Edit:
    """Cut it."""
    cell = fabric.cell(arguments.code("grid"))
    line = _line(fabric, cell, arguments)
    first, second = _halves(cell, line)
    kept, new = (first, second) if fabric.people(first) >= fabric.people(second) else (second, first)
    community = next((item for item in fabric.around.communities(cell.ground) if item.id == cell.community_id), None)
    code = arguments.words("code")
    if code:
        fabric.check_new_code(code)
    else:
        code = fabric.new_code(cell.code, community)
    return Edit(
        grounds={cell.code: kept, code: new},
        names={code: arguments.words("name")},
        communities={code: cell.community_id},
        through_buildings=arguments.flag("through_buildings"),
    )


def _line(fabric: Fabric, cell: Cell, arguments: Arguments) -> Any:
    nodes, snap_m = arguments.nodes("line"), arguments.snap_m()
    if not shapely.LineString(nodes).is_simple:
        raise InputError("The line crosses itself: draw it from border to border without a loop.")
    own = Fabric({cell.code: cell}, fabric.around)
    ends = [_end(own, cell, node, snap_m) for node in (nodes[0], nodes[-1])]
    line = shapely.LineString([ends[0], *nodes[1:-1], ends[1]])
    if not line.is_simple:
        raise InputError("The line crosses itself: draw it from border to border without a loop.")
    return line


def _end(own: Fabric, cell: Cell, node: Node, snap_m: float) -> Node:
    place = shapely.Point(node)
    # an end that stands outside cuts through the border by itself
    if not shapely.dwithin(cell.ground, place, snap_degrees(node, snap_m)):
        return node
    return snapped(own, node, snap_m=snap_m)


def _halves(cell: Cell, line: Any) -> tuple[Any, Any]:
    """The two parts; parts of the grid that the line does not touch stay with the larger."""
    # an end on the border is a node of it: rounded, it would else lie a hair beside it
    parts = shapely.get_parts(with_nodes(cell.ground, shapely.get_coordinates(line)))
    cut = [number for number, part in enumerate(parts) if len(_pieces(part, line)) > 1]
    if not cut:
        raise InputError(f"The line does not split grid {cell.code}: draw it from border to border.")
    pieces = [piece for number in cut for piece in _pieces(parts[number], line)]
    if len(pieces) > _TWO:
        raise InputError(f"The line cuts grid {cell.code} into {len(pieces)} pieces: draw one that cuts it in two.")
    first, second = sorted(pieces, key=lambda piece: -areas_m2([piece])[0])
    others = [part for number, part in enumerate(parts) if number not in cut]
    return (first if not others else shapely.MultiPolygon([first, *others])), second


def _pieces(part: Any, line: Any) -> list[Any]:
    drawn = shapely.union_all([part.boundary, line], grid_size=PRECISION_DEGREES)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(drawn)))
    inside = shapely.contains_properly(part, shapely.point_on_surface(faces)) if len(faces) else np.zeros(0, dtype=bool)
    return list(faces[inside])
