"""Nodes where a border of one community ends on a border of another: put into both, so that no hair of a gap is left."""

import numpy as np
import shapely

from gis.crs import PRECISION_DEGREES
from gis.districting.site import Shapes

_REACH = 1.5 * PRECISION_DEGREES


def with_shared_nodes(grounds: Shapes, nodes: Shapes) -> Shapes:
    """Return polygons with those `nodes` in their outlines that lie on them and are no vertex yet; EPSG:4326.

    A node moves the outline by less than the record's precision.
    """
    if not len(nodes) or not len(grounds):
        return grounds
    node, ground = shapely.STRtree(grounds).query(nodes, predicate="dwithin", distance=_REACH)[[0, 1]]
    out = grounds.copy()
    order = np.argsort(ground, kind="stable")
    for number, places in _grouped(ground[order], node[order]):
        points = shapely.get_coordinates(nodes[places])
        vertices = {tuple(point) for point in shapely.get_coordinates(grounds[number])}
        missing = np.array([point for point in points if tuple(point) not in vertices])
        if len(missing):
            out[number] = _with_nodes(grounds[number], missing)
    return out


def _grouped(key: np.ndarray, value: np.ndarray) -> list[tuple[int, np.ndarray]]:
    numbers, begins = np.unique(key, return_index=True)
    return list(zip(numbers.tolist(), np.split(value, begins[1:]), strict=True))


def _with_nodes(ground: object, points: np.ndarray) -> object:
    def ring_with_nodes(ring: np.ndarray) -> np.ndarray:
        for point in points:
            place = _edge_at(ring, point)
            if place is not None:
                ring = np.insert(ring, place + 1, point, axis=0)
        return ring

    parts = []
    for part in shapely.get_parts(ground):
        shell, *holes = (ring_with_nodes(shapely.get_coordinates(ring)) for ring in shapely.get_rings(part))
        parts.append(shapely.Polygon(shell, holes))
    changed = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
    return changed if changed.is_valid else ground


def _edge_at(ring: np.ndarray, point: np.ndarray) -> int | None:
    """The edge of a ring on which a point lies, or None."""
    start, step = ring[:-1], np.diff(ring, axis=0)
    length2 = np.maximum((step**2).sum(axis=1), 1e-30)
    along = np.clip(((point - start) * step).sum(axis=1) / length2, 0.0, 1.0)
    away = np.hypot(*(start + along[:, None] * step - point).T)
    nearest = int(away.argmin())
    return nearest if away[nearest] <= _REACH and 0.0 < along[nearest] < 1.0 else None
