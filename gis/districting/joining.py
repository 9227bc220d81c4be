"""Nodes where a border of one community ends on a border of another: put into both, so that no gap is left."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from gis.crs import PRECISION_DEGREES
from gis.districting.site import Shapes
from gis.districting.units import Floats, Ints

_REACH = 1.5 * PRECISION_DEGREES
_NEAR = 3.5 * PRECISION_DEGREES


def with_shared_nodes(grounds: Shapes, outlines: Shapes, *, standing: int = 0) -> Shapes:
    """Return polygons that have each other's nodes wherever they meet along `outlines`; EPSG:4326.

    A node moves the other's edge by less than the precision. Where that would make a polygon invalid, it stays.

    Args:
        grounds: Shape (g,); polygons and multipolygons.
        outlines: Lines along which they were made apart from each other.
        standing: So many of them, the last ones, keep the nodes they have; they get others at most.
    """
    grounds = _one_node_for_near_ones(grounds, outlines, standing=standing)
    nodes = _nodes_along(grounds, outlines)
    if not len(nodes):
        return grounds
    edges = shapely.boundary(grounds)
    node, ground = shapely.STRtree(edges).query(nodes, predicate="dwithin", distance=_REACH)
    out = grounds.copy()
    points = shapely.get_coordinates(nodes)
    for number, places in _grouped(ground, node):
        vertices = {tuple(point) for point in shapely.get_coordinates(grounds[number])}
        missing = [point for point in points[places] if tuple(point) not in vertices]
        if missing:
            out[number] = _with_nodes(grounds[number], np.array(missing))
    return out


def _one_node_for_near_ones(grounds: Shapes, outlines: Shapes, *, standing: int) -> Shapes:
    """Let nodes of different polygons that lie closer than they can be told apart along an edge be one."""
    free = len(grounds) - standing
    nodes = _nodes_along(grounds, outlines)
    first, second = shapely.STRtree(nodes).query(nodes, predicate="dwithin", distance=_NEAR) if len(nodes) else ([], [])
    if len(first) == len(nodes):  # each is near itself alone
        return grounds
    graph = csr_array((np.ones(len(first)), (first, second)), shape=(len(nodes), len(nodes)))
    cluster = connected_components(graph, directed=False)[1]
    points = shapely.get_coordinates(nodes)
    corners = {tuple(point) for point in shapely.get_coordinates(outlines).tolist()}
    kept = {tuple(point) for point in shapely.get_coordinates(grounds[free:]).tolist()}
    rank = np.array([0 if tuple(p) in kept else 1 if tuple(p) in corners else 2 for p in points.tolist()])
    order = np.lexsort((points[:, 1], points[:, 0], rank, cluster))
    head = order[np.append(True, cluster[order][1:] != cluster[order][:-1])]
    off = np.flatnonzero((head[cluster] != np.arange(len(nodes))) & (rank > 0))
    moves = {tuple(points[node].tolist()): points[head[cluster[node]]] for node in off}

    def moved(coordinates: Floats) -> Floats:
        return np.array([moves.get(tuple(point), point) for point in coordinates.tolist()])

    near = np.unique(shapely.STRtree(grounds[:free]).query(nodes[off], predicate="dwithin", distance=_REACH)[1])
    out = grounds.copy()
    changed = shapely.remove_repeated_points(shapely.transform(grounds[near], moved))
    out[near] = np.where(shapely.is_valid(changed), changed, grounds[near])
    return out


def _nodes_along(grounds: Shapes, outlines: Shapes) -> Shapes:
    corners = shapely.points(np.unique(shapely.get_coordinates(grounds), axis=0))
    pieces = shapely.get_parts(outlines)
    if not len(corners) or not len(pieces):
        return np.empty(0, dtype=object)
    near = shapely.STRtree(corners).query(pieces, predicate="dwithin", distance=_REACH)[1]
    return np.asarray(corners[np.unique(near)])


def _grouped(key: Ints, value: Ints) -> Iterator[tuple[int, Ints]]:
    order = np.argsort(key, kind="stable")
    numbers, begins = np.unique(key[order], return_index=True)
    yield from zip(numbers.tolist(), np.split(value[order], begins[1:]), strict=True)


def _with_nodes(ground: Any, points: Floats) -> Any:
    parts = []
    for part in shapely.get_parts(ground):
        shell, *holes = (_ring_with(shapely.get_coordinates(ring), points) for ring in shapely.get_rings(part))
        parts.append(shapely.Polygon(shell, holes))
    changed = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
    return changed if changed.is_valid else ground


def _ring_with(ring: Floats, points: Floats) -> Floats:
    for point in points:
        place = _edge_at(ring, point)
        if place is not None:
            ring = np.insert(ring, place + 1, point, axis=0)
    return ring


def _edge_at(ring: Floats, point: Floats) -> int | None:
    """The edge of a ring on which a point lies between its ends, or None."""
    start, step = ring[:-1], np.diff(ring, axis=0)
    length2 = np.maximum((step**2).sum(axis=1), 1e-30)
    along = np.clip(((point - start) * step).sum(axis=1) / length2, 0.0, 1.0)
    away = np.hypot(*(start + along[:, None] * step - point).T)
    nearest = int(away.argmin())
    return nearest if away[nearest] <= _REACH and 0.0 < along[nearest] < 1.0 else None
