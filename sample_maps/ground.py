"""The ground before anything is built on it: outline, river, canal, and how urban each place is."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely

from sample_maps.geometry import Array, Noise, on_grid, smooth
from sample_maps.scale import Scale

_REACH = 1.5
_CELLS = 241


@dataclass(frozen=True)
class Watercourse:
    """A river or canal: its middle line (n, 2), its water, and the corridor between its two bank roads."""

    name: str
    kind: str
    middle: Array
    water: Any
    corridor: Any


@dataclass(frozen=True)
class Ground:
    """Outline, watercourses and centres of the district, in metres around (0, 0)."""

    outline: Any
    watercourses: tuple[Watercourse, ...]
    corridor: Any
    radius_m: float
    centres: Array
    noise: Noise
    fine_noise: Noise

    @cached_property
    def _urban_cells(self) -> list[list[float]]:
        axis = self.radius_m * np.linspace(-_REACH, _REACH, _CELLS)
        xy = np.column_stack([a.ravel() for a in np.meshgrid(axis, axis)])
        cells: list[list[float]] = self.urbanity(xy).reshape(_CELLS, _CELLS).tolist()
        return cells

    def urbanity_at(self, x: float, y: float) -> float:
        """Return about how urban one place is: `urbanity` looked up in cells."""
        step = 2 * _REACH * self.radius_m / (_CELLS - 1)
        i, j = round(x / step + (_CELLS - 1) / 2), round(y / step + (_CELLS - 1) / 2)
        return self._urban_cells[min(max(j, 0), _CELLS - 1)][min(max(i, 0), _CELLS - 1)]

    def remoteness(self, xy: Array) -> Array:
        """Return the distance from the old centre as a share of the district's radius."""
        away: Array = np.hypot(xy[:, 0], xy[:, 1]) / self.radius_m
        return away

    def urbanity(self, xy: Array) -> Array:
        """Return how urban places are, 0 (fields) to 1 (the old centre); falls outwards, unevenly."""
        away = self.remoteness(xy)
        value = np.exp(-((away / 0.46) ** 1.5))
        for x, y, weight, reach in self.centres:
            d = np.hypot(xy[:, 0] - x, xy[:, 1] - y) / self.radius_m
            value = np.maximum(value, weight * np.exp(-((d / reach) ** 2)))
        value = value + 0.11 * self.noise(xy) * np.clip(2.2 * (away - 0.25), 0.12, 1) + 0.03 * self.fine_noise(xy)
        urban: Array = np.clip(value, 0.0, 1.0)
        return urban


def _outline(rng: np.random.Generator, radius: float) -> Any:
    """Return an irregular, somewhat elongated outline; parts of it straight, as borders along roads are."""
    turn = np.linspace(0, 2 * np.pi, 240, endpoint=False)
    r = np.ones_like(turn)
    for m in range(2, 19):
        r += 0.15 / m**0.85 * rng.normal(0, 0.75) * np.cos(m * turn + rng.uniform(0, 2 * np.pi))
    r += 0.13 * np.cos(2 * (turn - rng.uniform(0.1, 0.6)))
    ring = (np.clip(r, 0.66, 1.36) * radius)[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])
    shape = shapely.Polygon(ring).simplify(0.012 * radius)
    shape = shapely.affinity.scale(shape, *([np.sqrt(np.pi * radius**2 / shape.area)] * 2), origin=(0, 0))
    return shapely.Polygon(on_grid(shapely.get_coordinates(shape)))


def _banks(middle: Array, half: Array) -> Any:
    along = np.gradient(middle, axis=0)
    normal = np.column_stack([-along[:, 1], along[:, 0]]) / np.hypot(along[:, 0], along[:, 1])[:, None]
    ring = np.vstack([middle + normal * half[:, None], (middle - normal * half[:, None])[::-1]])
    return shapely.Polygon(ring).buffer(0)


def _river(rng: np.random.Generator, scale: Scale) -> Watercourse:
    radius, half = scale.radius_m, scale.river_half_width_m
    along = np.array([-1.7, -1.15, -0.75, -0.36, 0.02, 0.38, 0.78, 1.2, 1.7])
    across = np.array([0.10, 0.02, -0.16, -0.34, -0.24, -0.33, -0.12, -0.2, -0.05]) + rng.normal(0, 0.035, 9)
    turn = rng.uniform(-0.35, 0.35)
    points = np.column_stack([along, across]) * radius
    points = points @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    middle = on_grid(smooth(points, step_m=60.0))
    width = half * (1 + 0.25 * np.sin(np.linspace(0, 9, len(middle)) + rng.uniform(0, 6)))
    return Watercourse("清澜河", "river", middle, _banks(middle, width), _banks(middle, width + 34))


def _canal(rng: np.random.Generator, scale: Scale, river: Watercourse) -> Watercourse:
    radius = scale.radius_m
    mouth = river.middle[int(len(river.middle) * rng.uniform(0.57, 0.62))]
    head = np.array([rng.uniform(0.55, 0.8), 1.45]) * radius
    side = np.array([[0.0, 0.0], [0.16, -0.02], [0.05, 0.05], [-0.06, 0.03], [0.0, 0.0]]) * radius
    points = mouth + np.linspace(0, 1, 5)[:, None] * (head - mouth) + side
    middle = on_grid(smooth(points, step_m=60.0))
    half = np.full(len(middle), scale.canal_half_width_m)
    return Watercourse("柳溪", "canal", middle, _banks(middle, half), _banks(middle, half + 16))


def make_ground(rng: np.random.Generator, scale: Scale) -> Ground:
    """Draw the ground of the district."""
    outline = _outline(rng, scale.radius_m)
    river = _river(rng, scale)
    courses = (river, _canal(rng, scale, river))
    corridor = shapely.union_all([c.corridor for c in courses]).intersection(outline)
    turn = rng.uniform(0, 2 * np.pi) + np.array([0.0, 2.0, 4.1])
    away = np.array([0.68, 0.6, 0.74]) * scale.radius_m
    weight, reach = np.array([0.60, 0.52, 0.44]), np.array([0.18, 0.15, 0.13])
    return Ground(
        outline=outline,
        watercourses=courses,
        corridor=corridor,
        radius_m=scale.radius_m,
        centres=np.column_stack([np.cos(turn) * away, np.sin(turn) * away, weight, reach]),
        noise=Noise(rng, length_m=0.55 * scale.radius_m),
        fine_noise=Noise(rng, length_m=0.12 * scale.radius_m),
    )
