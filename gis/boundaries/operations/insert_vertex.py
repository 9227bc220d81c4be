"""Put a node into an edge; both grids beside it get it.

Arguments: `edge` (its two ends), `at` (lon, lat); `snap_m`, `outline`, `through_buildings` as in `move_vertex`.
"""

from typing import Any

import numpy as np
import shapely

from gis.boundaries.arguments import Arguments, Node
from gis.boundaries.corners import around, snapped, standing_node
from gis.boundaries.fabric import Edit, Fabric
from gis.boundaries.noding import TOLERANCE, noded
from gis.boundaries.operations.move_vertex import outline_of
from gis.boundaries.rings import Nodes, with_rings
from gis.errors import InputError

_ENDS = 2


def apply(fabric: Fabric, arguments: Arguments) -> Edit:
    """Put it in."""
    ends = arguments.nodes("edge")
    if len(ends) != _ENDS:
        raise InputError("edge must be the two ends of an edge.")
    start, end = (standing_node(fabric, node, snap_m=0.0) for node in ends)
    at = snapped(fabric, arguments.node("at"), snap_m=arguments.snap_m())
    fabric = around(fabric, start, end)
    line = shapely.LineString([start, end])
    # what lies on the edge divides it: the piece nearest to the new node gets it
    fabric = fabric.with_grounds(noded(fabric.grounds, around=line))
    piece = _piece(fabric, line, at)
    if at in piece:
        raise InputError("The border has a corner there already: nothing was changed.")
    codes = [code for code in fabric.with_node(piece[0]) if code in fabric.with_node(piece[1])]
    new = {code: _with(fabric.cells[code].ground, piece, at) for code in codes}
    return Edit(
        grounds=new,
        outline=outline_of(arguments),
        through_buildings=arguments.flag("through_buildings"),
    )


def _piece(fabric: Fabric, line: Any, at: Node) -> tuple[Node, Node]:
    nodes = shapely.get_coordinates(np.array([fabric.cells[code].ground for code in fabric.near(line)], dtype=object))
    nodes = np.unique(nodes, axis=0)
    on_edge = nodes[shapely.dwithin(line, shapely.points(nodes), TOLERANCE)]
    place = shapely.line_locate_point(line, shapely.points(on_edge))
    on_edge, place = on_edge[np.argsort(place)], np.sort(place)
    after = int(np.searchsorted(place, shapely.line_locate_point(line, shapely.Point(at))))
    after = min(max(after, 1), len(on_edge) - 1)
    first, second = on_edge[after - 1].tolist(), on_edge[after].tolist()
    return (first[0], first[1]), (second[0], second[1])


def _with(ground: Any, piece: tuple[Node, Node], at: Node) -> Any:
    first, second = (np.array(node) for node in piece)

    def change(ring: Nodes) -> Nodes:
        starts, ends = ring[:-1], ring[1:]
        there = ((starts == first).all(axis=1) & (ends == second).all(axis=1)) | (
            (starts == second).all(axis=1) & (ends == first).all(axis=1)
        )
        return np.insert(ring, np.flatnonzero(there) + 1, at, axis=0)

    return with_rings(ground, change)
