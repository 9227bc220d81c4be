"""Borders tidied: nodes that nothing ends in go, and what winds between buildings runs straight where it may."""

from typing import Any

import numpy as np
import shapely

from gis.districting.mesh import OUTSIDE
from gis.districting.outlines import Arcs
from gis.districting.site import Shapes


def without_idle_nodes(arcs: Arcs, ground: Any) -> Arcs:
    """Return arcs whose stretches along the outline have no nodes but their ends and the corners of `ground`.

    The neighbours across the outline do not know of nodes at which only blocks end.
    """
    corners = {tuple(point) for point in shapely.get_coordinates(ground).tolist()}
    lines: Shapes = arcs.line.copy()
    for number in np.flatnonzero(arcs.side[:, 1] == OUTSIDE):
        points = shapely.get_coordinates(lines[number])
        keep = np.array([tuple(point) in corners for point in points.tolist()])
        keep[[0, -1]] = True
        lines[number] = shapely.linestrings(points[keep])
    return Arcs(line=lines, side=arcs.side)
