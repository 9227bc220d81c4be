"""New borders that end on grids which stay as they are: moved to a corner that stands there, if one is near."""

from typing import Any

import numpy as np
import shapely

from gis.crs import PRECISION_DEGREES
from gis.districting.site import Shapes
from gis.districting.units import Floats

_REACH = 1.5 * PRECISION_DEGREES
FARTHEST_DEGREES = 4e-4
"""Some 40 m: a corner that is farther away is left alone, and the standing outline gets a node instead."""


def ending_on_corners(new: Shapes, standing: Shapes, footprints: Shapes) -> Shapes:
    """Return new polygons whose borders end on corners of standing ones rather than between them; EPSG:4326.

    So a standing grid keeps its outline, node by node. A border stays where it is if its move would touch a building.

    Args:
        new: Shape (n,); polygons.
        standing: Shape (s,); polygons and multipolygons that do not change.
        footprints: Buildings.
    """
    if not len(new) or not len(standing):
        return new
    corners = np.unique(shapely.get_coordinates(standing), axis=0)
    known = {tuple(point) for point in corners.tolist()}
    nodes = np.unique(shapely.get_coordinates(new), axis=0)
    on = np.unique(shapely.STRtree(shapely.points(nodes)).query(
        shapely.boundary(standing), predicate="dwithin", distance=_REACH)[1])  # fmt: skip
    open_nodes = [point for point in nodes[on].tolist() if tuple(point) not in known]
    tree, buildings, out = shapely.STRtree(shapely.points(corners)), shapely.STRtree(footprints), new.copy()
    for point in open_nodes:
        near = tree.query_nearest(shapely.Point(point), max_distance=FARTHEST_DEGREES, all_matches=False)
        if len(near):
            _move(out, point, corners[near[0]], buildings)
    return out


def _move(grounds: Shapes, point: list[float], corner: Floats, buildings: Any) -> None:
    """Move a node of all polygons that have it, in place, unless that does harm."""
    near = np.flatnonzero(shapely.distance(grounds, shapely.Point(point)) == 0)
    here = [number for number in near if point in shapely.get_coordinates(grounds[number]).tolist()]

    def moved(points: Floats) -> Floats:
        return np.where((points == point).all(axis=1)[:, None], corner, points)

    before = grounds[here]
    after = shapely.remove_repeated_points(shapely.transform(before, moved))
    if not (shapely.is_valid(after) & (shapely.get_type_id(after) == shapely.GeometryType.POLYGON)).all():
        return
    if np.isclose(shapely.area(before), shapely.area(after), rtol=0.5).all():
        changed = shapely.symmetric_difference(before, after)
        if not len(buildings.query(changed, predicate="intersects")[1]):
            grounds[here] = after
