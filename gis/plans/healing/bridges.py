"""Strips that hold a grid together where its borders were drawn across each other."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

_HALF_WIDTH_M = 0.1


def bridges(grids: NDArray[Any], parts: NDArray[np.intp], *, reach_m: float) -> list[tuple[int, Any]]:
    """Return strips between pieces of grids that lie in more than they were drawn in: the grid's position, a polygon.

    The largest pieces are those that were drawn; another is joined to the nearest of them where they lie no farther
    apart than `reach_m`.

    Args:
        grids: Multipolygons in metres.
        parts: In how many pieces each was drawn.
        reach_m: How far apart pieces of one grid may lie that were one.
    """
    strips = []
    for place in np.flatnonzero(shapely.get_num_geometries(grids) > parts):
        pieces = shapely.get_parts(grids[place])
        pieces = pieces[np.argsort(-shapely.area(pieces), kind="stable")]
        whole = shapely.multipolygons(pieces[: parts[place]])
        for piece in pieces[parts[place] :]:
            line = shapely.shortest_line(piece, whole)
            if shapely.length(line) <= reach_m:
                # a line without length has no buffer that is square
                core = line if line.length > 0 else shapely.get_point(line, 0)
                strips.append((int(place), shapely.buffer(core, _HALF_WIDTH_M, cap_style="square", join_style="mitre")))
            whole = shapely.multipolygons([*shapely.get_parts(whole), piece])
    return strips
