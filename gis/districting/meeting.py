"""New borders that end on grids which stay as they are: led to a corner that stands there, so that nothing changes."""

from collections.abc import Iterator
from itertools import pairwise, product
from typing import Any

import numpy as np
import shapely

from gis.crs import PRECISION_DEGREES, rounded
from gis.districting.site import Shapes
from gis.districting.units import Floats

_REACH = 1.5 * PRECISION_DEGREES
_LEAST_AREA = 1e-11
NEAR_DEGREES = 1e-3
"""Some 100 m: a corner as near is where the last stretch of a border goes straight to."""
BENDS_DEGREES = (2e-4, 5e-5, 2e-5, 5e-6)
"""Some 20, 5, 2 and 0.5 m: how far from its end a border may bend instead, towards whatever corner there is."""
_PASSES = 3
_ALMOST = 0.9


def ending_on_corners(new: Shapes, standing: Shapes, footprints: Shapes) -> Shapes:
    """Return new polygons whose borders end on corners of standing ones rather than between them; EPSG:4326.

    So a standing grid keeps its outline, node by node. A border's last stretch goes to a corner that is near, unless a
    building is in the way; then it bends shortly before its end and runs beside the standing outline to a corner.

    Args:
        new: Shape (n,); polygons.
        standing: Shape (s,); polygons and multipolygons that do not change.
        footprints: Buildings.
    """
    if not len(new) or not len(standing):
        return new
    corners = {tuple(point) for point in shapely.get_coordinates(standing).tolist()}
    edges = _edges(standing)
    tree, buildings, out = shapely.STRtree(shapely.linestrings(edges)), shapely.STRtree(footprints), new.copy()
    for _ in range(_PASSES):
        moved = 0
        for point in _open_nodes(out, standing, corners):
            ends = edges[tree.query(shapely.Point(point), predicate="dwithin", distance=_REACH)].reshape(-1, 2)
            moved += any(_lead(out, point, corner, bend, buildings) for corner, bend in _ways(point, ends))
        if not moved:
            break
    return out


def _open_nodes(new: Shapes, standing: Shapes, corners: set[tuple[float, ...]]) -> list[list[float]]:
    """Nodes of new polygons that lie on a standing outline where it has none."""
    nodes = np.unique(shapely.get_coordinates(new), axis=0)
    tree = shapely.STRtree(shapely.points(nodes))
    on = np.unique(tree.query(shapely.boundary(standing), predicate="dwithin", distance=_REACH)[1])
    return [point for point in nodes[on].tolist() if tuple(point) not in corners]


def _edges(shapes: Shapes) -> Floats:
    """Return the straight edges of polygons, shape (e, 2, 2)."""
    points, ring = shapely.get_coordinates(shapely.get_rings(shapely.get_parts(shapes)), return_index=True)
    same = ring[1:] == ring[:-1]
    return np.stack([points[:-1][same], points[1:][same]], axis=1)


def _ways(point: list[float], ends: Floats) -> Iterator[tuple[Floats, float | None]]:
    """The corners to try, each with the distance at which the border bends; None: its whole last stretch goes there."""
    away = np.hypot(*(ends - point).T)
    near = [ends[end] for end in np.argsort(away, kind="stable")]
    yield from ((corner, None) for corner in near if np.hypot(*(corner - point)) <= NEAR_DEGREES)
    yield from ((corner, bend) for bend, corner in product(BENDS_DEGREES, near))


def _lead(grounds: Shapes, point: list[float], corner: Floats, bend: float | None, buildings: Any) -> bool:
    """Lead what ends in a node to a corner instead, in place, unless that does harm; return whether it is done."""
    near = np.flatnonzero(shapely.distance(grounds, shapely.Point(point)) == 0)
    here = [number for number in near if point in shapely.get_coordinates(grounds[number]).tolist()]
    before = grounds[here]
    bent = before if bend is None else _bent(before, point, bend)

    def moved(points: Floats) -> Floats:
        return np.where((points == point).all(axis=1)[:, None], corner, points)

    after = shapely.remove_repeated_points(shapely.transform(bent, moved))
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


def _bent(grounds: Shapes, point: list[float], bend: float) -> Shapes:
    """Return polygons with a node more in every border between two of them that ends in `point`, `bend` from there."""
    steps = [step for ground in grounds for step in _steps_from(ground, point)]
    shared = sorted({step for step in steps if steps.count(step) > 1})
    nodes = {}
    for step in shared:
        away = np.array(step) - point
        share = min(_ALMOST, bend / float(np.hypot(*away)))
        nodes[step] = rounded(np.array([point + share * away]))[0]
    return np.array([_with_nodes(ground, point, nodes) for ground in grounds], dtype=object)


def _steps_from(ground: Any, point: list[float]) -> set[tuple[float, float]]:
    """The nodes next to a node in the rings of a polygon."""
    found = set()
    for ring in shapely.get_rings(ground):
        points = shapely.get_coordinates(ring).tolist()
        for first, second in pairwise(points):
            if point in (first, second):
                found.add(tuple(second if first == point else first))
    return found


def _with_nodes(ground: Any, point: list[float], nodes: dict[tuple[float, float], Floats]) -> Any:
    """Return a polygon with the node that is given for each neighbour of `point`, between the two."""
    rings = []
    for ring in shapely.get_rings(ground):
        points = shapely.get_coordinates(ring).tolist()
        out = [points[0]]
        for first, second in pairwise(points):
            beyond = second if first == point else first if second == point else None
            between = None if beyond is None else nodes.get((beyond[0], beyond[1]))
            out += [second] if between is None else [between.tolist(), second]
        rings.append(out)
    return shapely.Polygon(rings[0], rings[1:])


def _overlap(shapes: Shapes) -> bool:
    """Whether any two polygons have ground in common."""
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = first < second
    return bool((shapely.area(shapely.intersection(shapes[first[once]], shapes[second[once]])) > _LEAST_AREA).any())
