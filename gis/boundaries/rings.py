"""Ground as arrays of nodes, and back."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Nodes = NDArray[np.float64]
Rings = list[list[Nodes]]
"""Of each polygon its rings, the shell first; a ring is an (n, 2) array that ends where it begins."""

_LEAST_NODES = 4


def rings_of(ground: Any) -> Rings:
    """Return the rings of a polygon or multipolygon."""
    return [
        [shapely.get_coordinates(ring) for ring in (polygon.exterior, *polygon.interiors)]
        for polygon in shapely.get_parts(ground)
    ]


def ground_of(rings: Rings) -> Any:
    """Return the polygon or multipolygon of rings; nodes that repeat the one before are dropped.

    A hole that has shrunk to a line goes; a shell that has is kept for the check that says so.
    """
    polygons = []
    for shell, *holes in rings:
        inner = [ring for ring in map(_single, holes) if len(ring) >= _LEAST_NODES]
        outer = _single(shell)
        if len(outer) >= _LEAST_NODES:
            polygons.append(shapely.Polygon(outer, inner))
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def with_rings(ground: Any, change: Callable[[Nodes], Nodes]) -> Any:
    """Return `ground` with each ring changed."""
    return ground_of([[change(ring) for ring in polygon] for polygon in rings_of(ground)])


def as_multi(ground: Any) -> shapely.MultiPolygon:
    """Return ground as the record stores it."""
    return shapely.MultiPolygon(list(shapely.get_parts(ground)))


def segments_of(ground: Any) -> NDArray[np.float64]:
    """Return the edges of a ground as an (n, 2, 2) array."""
    pieces = [np.stack([ring[:-1], ring[1:]], axis=1) for polygon in rings_of(ground) for ring in polygon]
    return np.concatenate(pieces) if pieces else np.zeros((0, 2, 2))


def edges_of(grounds: Iterable[Any]) -> set[tuple[tuple[float, float], tuple[float, float]]]:
    """Return the edges of some grounds, each once and from its lesser node to its greater."""
    return {
        (start, end) if start <= end else (end, start)
        for ground in grounds
        for start, end in ((tuple(edge[0]), tuple(edge[1])) for edge in segments_of(ground).tolist())
    }


def _single(ring: Nodes) -> Nodes:
    keep = np.ones(len(ring), dtype=bool)
    keep[1:] = (ring[1:] != ring[:-1]).any(axis=1)
    return ring[keep]
