"""New borders that end on grids which stay as they are: moved to a corner that stands there, if one is near."""

from typing import Any

import numpy as np
import shapely

from gis.crs import PRECISION_DEGREES
from gis.districting.site import Shapes
from gis.districting.units import Floats

_REACH = 1.5 * PRECISION_DEGREES
_LEAST_AREA = 1e-11
FARTHEST_DEGREES = 1e-3
"""Some 100 m: a corner that is farther away is left alone, and the standing outline gets a node instead."""


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
    edges = _edges(standing)
    tree, buildings, out = shapely.STRtree(shapely.linestrings(edges)), shapely.STRtree(footprints), new.copy()
    for point in open_nodes:
        ends = edges[tree.query(shapely.Point(point), predicate="dwithin", distance=_REACH)].reshape(-1, 2)
        away = np.hypot(*(ends - point).T)
        for end in np.argsort(away, kind="stable"):
            if away[end] > FARTHEST_DEGREES or _move(out, point, ends[end], buildings):
                break
    return out


def _edges(shapes: Shapes) -> Floats:
    """Return the straight edges of polygons, shape (e, 2, 2)."""
    points, ring = shapely.get_coordinates(shapely.get_rings(shapely.get_parts(shapes)), return_index=True)
    same = ring[1:] == ring[:-1]
    return np.stack([points[:-1][same], points[1:][same]], axis=1)


def _move(grounds: Shapes, point: list[float], corner: Floats, buildings: Any) -> bool:
    """Move a node of all polygons that have it, in place, unless that does harm; return whether it has moved."""
    near = np.flatnonzero(shapely.distance(grounds, shapely.Point(point)) == 0)
    here = [number for number in near if point in shapely.get_coordinates(grounds[number]).tolist()]

    def moved(points: Floats) -> Floats:
        return np.where((points == point).all(axis=1)[:, None], corner, points)

    before = grounds[here]
    after = shapely.remove_repeated_points(shapely.transform(before, moved))
    if not (shapely.is_valid(after) & (shapely.get_type_id(after) == shapely.GeometryType.POLYGON)).all():
        return False
    if not np.isclose(shapely.area(before), shapely.area(after), rtol=0.5).all():
        return False
    changed = shapely.symmetric_difference(before, after)
    others = grounds[np.setdiff1d(np.flatnonzero(shapely.intersects(grounds, shapely.union_all(changed))), here)]
    if _overlap(np.concatenate([after, others])):
        return False
    if len(buildings.query(changed, predicate="intersects")[1]):
        return False
    grounds[here] = after
    return True


def _overlap(shapes: Shapes) -> bool:
    """Whether any two polygons have ground in common."""
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = first < second
    return bool((shapely.area(shapely.intersection(shapes[first[once]], shapes[second[once]])) > _LEAST_AREA).any())
