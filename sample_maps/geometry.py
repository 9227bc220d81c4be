"""Rings, frames and noise in metres: the arithmetic that the whole district is drawn with."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Shapes = npt.NDArray[np.object_]

GRID_M = 0.01
"""Coordinates stand on this grid before they are turned into degrees, so that shared nodes stay shared."""


class Noise:
    """A smooth random field over the plane, about N(0, 1), wavelengths around `length_m`."""

    def __init__(self, rng: np.random.Generator, *, length_m: float, waves: int = 14) -> None:
        angle = rng.uniform(0, 2 * np.pi, waves)
        number = 2 * np.pi / (length_m * rng.uniform(0.7, 1.6, waves))
        self._kx = np.cos(angle) * number
        self._ky = np.sin(angle) * number
        self._phase = rng.uniform(0, 2 * np.pi, waves)
        self._gain = np.sqrt(2.0 / waves)

    def __call__(self, xy: Array) -> Array:
        """Return the field at points of shape (n, 2)."""
        phases = np.outer(xy[:, 0], self._kx) + np.outer(xy[:, 1], self._ky) + self._phase
        field: Array = self._gain * np.sin(phases).sum(axis=1)
        return field


def ring_of(polygon: Any) -> Array:
    """Return the outer ring of a polygon, open, as (n, 2)."""
    ring: Array = shapely.get_coordinates(shapely.get_exterior_ring(polygon))[:-1]
    return ring


def ring_area(ring: Array) -> float:
    """Return the signed area of an open ring, in m²."""
    x, y = ring[:, 0], ring[:, 1]
    return float(0.5 * (x[:-1] @ y[1:] - y[:-1] @ x[1:] + x[-1] * y[0] - y[-1] * x[0]))


def main_direction(ring: Array) -> float:
    """Return the angle in [-π/4, π/4) that the ring's sides follow, longer sides counting more."""
    sides = np.roll(ring, -1, axis=0) - ring
    length = np.hypot(sides[:, 0], sides[:, 1])
    turn = 4 * np.arctan2(sides[:, 1], sides[:, 0])
    weight = length**1.5
    return float(np.arctan2(weight @ np.sin(turn), weight @ np.cos(turn)) / 4)


def main_directions(polygons: Shapes) -> Array:
    """Return `main_direction` of many polygons at once."""
    coords, index = shapely.get_coordinates(shapely.get_exterior_ring(polygons), return_index=True)
    sides = np.diff(coords, axis=0)
    same = index[1:] == index[:-1]
    length = np.where(same, np.hypot(sides[:, 0], sides[:, 1]), 0.0) ** 1.5
    turn = 4 * np.arctan2(sides[:, 1], sides[:, 0])
    s = np.bincount(index[1:], length * np.sin(turn), minlength=len(polygons))
    c = np.bincount(index[1:], length * np.cos(turn), minlength=len(polygons))
    direction: Array = np.arctan2(s, c) / 4
    return direction


def rotate(xy: Array, angle: Array | float, origin: Array) -> Array:
    """Turn points (n, 2) by `angle` radians around `origin`; angle and origin may differ by point."""
    d = xy - origin
    c, s = np.cos(angle), np.sin(angle)
    turned: Array = np.column_stack([d[:, 0] * c - d[:, 1] * s, d[:, 0] * s + d[:, 1] * c]) + origin
    return turned


def on_grid(xy: Array) -> Array:
    """Return the points moved to the centimetre grid."""
    rounded: Array = np.round(xy / GRID_M) * GRID_M
    return np.round(rounded, 2)


def smooth(points: Array, *, step_m: float, closed: bool = False) -> Array:
    """Return a Catmull-Rom curve through the points, a vertex about every `step_m`."""
    if closed:
        ctrl = np.vstack([points[-1], points, points[:2]])
    else:
        ctrl = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    parts = []
    for a, b, c, d in zip(ctrl, ctrl[1:], ctrl[2:], ctrl[3:], strict=False):
        n = max(2, int(np.hypot(*(c - b)) / step_m))
        t = np.linspace(0, 1, n, endpoint=False)[:, None]
        parts.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * (b - c) + d - a) * t**3))
    curve: Array = np.vstack([*parts, ctrl[-2][None] if not closed else parts[0][:1]])
    return curve


def largest_piece(shape: Any) -> Any:
    """Return the largest polygon of a (multi)polygon; an empty polygon when there is none."""
    parts = [p for p in shapely.get_parts(shape) if p.geom_type == "Polygon"]
    return max(parts, key=shapely.area) if parts else shapely.Polygon()


def merged(shapes: Sequence[Any] | Shapes) -> Any:
    """Return the union of the faces of a coverage: exact, every shared vertex kept."""
    union = shapely.coverage_union_all(np.asarray(shapes, dtype=object))
    return union if union.geom_type == "Polygon" or len(shapely.get_parts(union)) > 1 else shapely.get_parts(union)[0]


def object_array(items: Iterable[Any]) -> Shapes:
    """Return shapes as a numpy array of objects."""
    values = list(items)
    out: Shapes = np.empty(len(values), dtype=object)
    out[:] = values
    return out
