"""Move a node of a border; every grid that has it follows.

Arguments: `vertex`, `to` (lon, lat); `snap_m`: draw `to` to a node or an edge this near; `outline`: the plan's outer
border may move; `through_buildings`.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from gis.boundaries.arguments import Arguments, Node
from gis.boundaries.corners import around, snapped, standing_node
from gis.boundaries.fabric import Edit, Fabric, Outline
from gis.boundaries.rings import Nodes, with_rings
from gis.errors import InputError


def apply(fabric: Fabric, arguments: Arguments) -> Edit:
    """Move it."""
    snap_m = arguments.snap_m()
    vertex = standing_node(fabric, arguments.node("vertex"), snap_m=0.0)
    to = snapped(_without(fabric, vertex), arguments.node("to"), snap_m=snap_m)
    if vertex == to:
        raise InputError("The corner stands there already: nothing was changed.")
    fabric = around(fabric, vertex)
    return Edit(
        grounds=moved(fabric, {vertex: to}),
        outline=outline_of(arguments),
        through_buildings=arguments.flag("through_buildings"),
    )


def outline_of(arguments: Arguments) -> Outline:
    """Return what may happen to the outline: by default it may only grow into open ground of the communities."""
    return "free" if arguments.flag("outline") else "grows"


def moved(fabric: Fabric, places: Mapping[Node, Node]) -> dict[str, Any]:
    """Return the new ground of every grid that has one of the nodes, each node in its new place."""

    def change(ring: Nodes) -> Nodes:
        new = ring.copy()
        for old, place in places.items():
            new[(ring == np.array(old)).all(axis=1)] = place
        return new

    codes = {code for node in places for code in fabric.with_node(node)}
    return {code: with_rings(fabric.cells[code].ground, change) for code in sorted(codes)}


def _without(fabric: Fabric, vertex: Node) -> Fabric:
    """The fabric to snap to: a node is not drawn back to where it stood."""
    there = set(fabric.with_node(vertex))
    return Fabric({code: cell for code, cell in fabric.cells.items() if code not in there}, fabric.around)
