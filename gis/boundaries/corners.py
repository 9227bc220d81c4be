"""Which nodes of a fabric are corners, and what is nearest to a drawn point."""

import numpy as np
import shapely

from gis.boundaries.arguments import Node
from gis.boundaries.fabric import Fabric
from gis.boundaries.noding import noded
from gis.boundaries.rings import edges_of
from gis.errors import InputError

_PASSING = 2


def nearest_node(fabric: Fabric, node: Node, *, snap_m: float = 0.0) -> Node | None:
    """Return the node of any grid that is nearest to a point, within `snap_m` metres; None where there is none."""
    place = shapely.Point(node)
    reach = snap_degrees(node, snap_m)
    grounds = [cell.ground for cell in fabric.cells.values() if shapely.dwithin(cell.ground.boundary, place, reach)]
    nodes = shapely.get_coordinates(np.array(grounds, dtype=object))
    if not len(nodes):
        return None
    metres = np.hypot(*((nodes - node) * [111_320 * np.cos(np.radians(node[1])), 110_574]).T)
    best = int(metres.argmin())
    return (float(nodes[best, 0]), float(nodes[best, 1])) if metres[best] <= max(snap_m, 0.0) else None


def snap_degrees(node: Node, snap_m: float) -> float:
    """Return how many degrees reach at least so many metres at a point."""
    return snap_m / (111_320 * max(float(np.cos(np.radians(node[1]))), 0.01))


def snapped(fabric: Fabric, node: Node, *, snap_m: float) -> Node:
    """Return a point drawn to the nearest node of a grid within `snap_m`, else to the nearest edge, else itself."""
    if snap_m <= 0:
        return node
    nearest = nearest_node(fabric, node, snap_m=snap_m)
    if nearest is not None:
        return nearest
    place, reach = shapely.Point(node), snap_degrees(node, snap_m)
    borders = [cell.ground.boundary for cell in fabric.cells.values()]
    near = [border for border in borders if shapely.dwithin(border, place, reach)]
    if not near:
        return node
    border = min(near, key=lambda line: float(shapely.distance(line, place)))
    lon, lat = np.round(shapely.get_coordinates(shapely.shortest_line(border, place))[0], 7).tolist()
    return lon, lat


def standing_node(fabric: Fabric, node: Node, *, snap_m: float) -> Node:
    """Return the node of the fabric that is meant by a point.

    Raises:
        InputError: no grid has a node there.
    """
    nearest = nearest_node(fabric, node, snap_m=max(snap_m, 0.05))
    if nearest is None:
        raise InputError("No grid has a corner there: somebody may have moved it meanwhile.")
    return nearest


def around(fabric: Fabric, *nodes: Node) -> Fabric:
    """Return the fabric where all grids that pass some nodes have them, so that they follow."""
    return fabric.with_grounds(noded(fabric.grounds, around=shapely.MultiPoint(nodes)))


def degree(fabric: Fabric, node: Node) -> int:
    """Return how many edges meet in a node: 2 where a border only passes, 3 and more in a corner of grids."""
    edges = edges_of(fabric.cells[code].ground for code in fabric.with_node(node))
    return sum(node in edge for edge in edges)


def is_passed(fabric: Fabric, node: Node) -> bool:
    """Whether a node only lies on a border between two grids: no corner of three, and not on the outline."""
    return degree(fabric, node) == _PASSING and len(fabric.with_node(node)) == _PASSING
