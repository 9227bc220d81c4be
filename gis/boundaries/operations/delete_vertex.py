"""Take a node out of a border; both grids beside it lose it.

Arguments: `vertex` (lon, lat); `through_buildings`. Corners of three grids or on the outer border stay.
"""

from typing import Any

import numpy as np

from gis.boundaries.arguments import Arguments, Node
from gis.boundaries.corners import around, is_passed, standing_node
from gis.boundaries.fabric import Edit, Fabric
from gis.boundaries.rings import Nodes, with_rings
from gis.errors import InputError

_LEAST = 5


def apply(fabric: Fabric, arguments: Arguments) -> Edit:
    """Take it out."""
    vertex = standing_node(fabric, arguments.node("vertex"), snap_m=0.0)
    fabric = around(fabric, vertex)
    if not is_passed(fabric, vertex):
        raise InputError(
            "Three grids meet in this corner, or it lies on the outer border: it can be moved, not deleted."
        )
    new = {code: without(fabric.cells[code].ground, vertex) for code in fabric.with_node(vertex)}
    return Edit(grounds=new, through_buildings=arguments.flag("through_buildings"))


def without(ground: Any, vertex: Node) -> Any:
    """Return ground without one node.

    Raises:
        InputError: a ring would have fewer than three corners.
    """

    def change(ring: Nodes) -> Nodes:
        there = (ring[:-1] == np.array(vertex)).all(axis=1)
        if not there.any():
            return ring
        if len(ring) < _LEAST:
            raise InputError("A grid needs three corners at least: nothing was changed.")
        kept = ring[:-1][~there]
        return np.vstack([kept, kept[:1]])

    return with_rings(ground, change)
