"""Draw a stretch of border anew: both ends stay, both sides follow.

Arguments: `from`: the stretch by its nodes in order; `to`: the new one, with the same ends; `snap_m`, `outline`,
`through_buildings` as in `move_vertex`. Where both have as many nodes, each moves to its new place, and corners where a
third grid joins move along; else the stretch must have no such corner between its ends.
"""

from typing import Any

import numpy as np
import shapely

from gis.boundaries.arguments import Arguments, Node
from gis.boundaries.corners import around, is_passed, snapped, standing_node
from gis.boundaries.fabric import Edit, Fabric
from gis.boundaries.noding import noded
from gis.boundaries.operations.move_vertex import moved, outline_of
from gis.boundaries.rings import Nodes, with_rings
from gis.errors import InputError


def apply(fabric: Fabric, arguments: Arguments) -> Edit:
    """Draw it anew."""
    old = [standing_node(fabric, node, snap_m=0.0) for node in arguments.nodes("from")]
    fabric = around(fabric, *old)
    new = _new_line(fabric, old, arguments)
    if len(old) == len(new):
        grounds = moved(fabric, {before: after for before, after in zip(old, new, strict=True) if before != after})
    else:
        fabric = fabric.with_grounds(noded(fabric.grounds, around=shapely.LineString(old)))
        grounds = _redrawn(fabric, _with_all_nodes(fabric, old), new)
    if not grounds:
        raise InputError("The border runs there already: nothing was changed.")
    return Edit(grounds=grounds, outline=outline_of(arguments), through_buildings=arguments.flag("through_buildings"))


def _new_line(fabric: Fabric, old: list[Node], arguments: Arguments) -> list[Node]:
    drawn = arguments.nodes("to")
    snap_m = arguments.snap_m()
    first, last = (standing_node(fabric, node, snap_m=snap_m) for node in (drawn[0], drawn[-1]))
    if (first, last) == (old[-1], old[0]) and first != last:
        drawn = drawn[::-1]
        first, last = last, first
    if (first, last) != (old[0], old[-1]):
        raise InputError("Both ends of a border stay where they are: the new line must begin and end there.")
    inner = [node if node in old else snapped(fabric, node, snap_m=snap_m) for node in drawn[1:-1]]
    line = [first, *inner, last]
    if not shapely.LineString(line).is_simple:
        raise InputError("The new border crosses itself: nothing was changed.")
    return line


def _with_all_nodes(fabric: Fabric, old: list[Node]) -> list[Node]:
    """The stretch with every node that lies on it."""
    line = shapely.LineString(old)
    near = np.array([fabric.cells[code].ground for code in fabric.near(line)], dtype=object)
    nodes = np.unique(shapely.get_coordinates(near), axis=0)
    known = set(old)
    between = [tuple(node) for node in nodes[shapely.dwithin(line, shapely.points(nodes), 1.1e-7)].tolist()]
    extra = [node for node in between if node not in known]
    places = {node: float(shapely.line_locate_point(line, shapely.Point(node))) for node in (*old, *extra)}
    return sorted([*old, *extra], key=lambda node: places[node])


def _redrawn(fabric: Fabric, old: list[Node], new: list[Node]) -> dict[str, Any]:
    for node in old[1:-1]:
        if not is_passed(fabric, node) and len(fabric.with_node(node)) > 1:
            raise InputError("A third grid joins this stretch of border: draw up to that corner, or move the corner.")
    codes = set(fabric.with_node(old[0])) & set(fabric.with_node(old[1]))
    grounds = {}
    for code in sorted(codes):
        ground = with_rings(fabric.cells[code].ground, lambda ring: _replaced(ring, old, new))
        if not ground.equals_exact(fabric.cells[code].ground, 0.0):
            grounds[code] = ground
    if not grounds:
        raise InputError("No grid has such a stretch of border: somebody may have moved it meanwhile.")
    return grounds


def _replaced(ring: Nodes, old: list[Node], new: list[Node]) -> Nodes:
    nodes = [tuple(node) for node in ring[:-1].tolist()]
    for ours, theirs in ((old, new), (old[::-1], new[::-1])):
        if ours[0] not in nodes:
            return ring
        start = nodes.index(ours[0])
        turned = nodes[start:] + nodes[:start]
        turned = turned if ours[0] != ours[-1] else [*turned, turned[0]]
        if turned[: len(ours)] == ours:
            rest = turned[len(ours) :]
            made = np.array([*theirs, *rest])
            return np.vstack([made, made[:1]])
    return ring
