"""Which way streets run where: a cross field that turns from quarter to quarter and follows the river."""

import math

import numpy as np
import shapely

from sample_maps.geometry import Array
from sample_maps.ground import Ground

_CELLS = 124


class Orientation:
    """The direction of the first family of streets at every place; the second runs across it."""

    def __init__(self, rng: np.random.Generator, ground: Ground, ring: Array, *, quarter_m: float) -> None:
        self._low = -1.45 * ground.radius_m
        self._cell = 2.9 * ground.radius_m / _CELLS
        axis = self._low + self._cell * np.arange(_CELLS + 1)
        xy = np.column_stack([a.ravel() for a in np.meshgrid(axis, axis)])
        c, s = _quarters(rng, xy, ground.radius_m, quarter_m)
        for course in ground.watercourses:
            reach = 5.0 * quarter_m / 12 if course.kind == "river" else quarter_m / 7
            c, s = _follow(c, s, xy, course.middle, reach=reach, strength=2.2)
        c, s = _follow(c, s, xy, ring, reach=quarter_m / 6, strength=1.6)
        self._turn = (np.arctan2(s, c) / 2).reshape(_CELLS + 1, _CELLS + 1)
        self._c = np.cos(2 * self._turn).tolist()
        self._s = np.sin(2 * self._turn).tolist()

    def at(self, x: float, y: float) -> float:
        """Return the first family's angle at a place, in radians modulo π."""
        u = min(max((x - self._low) / self._cell, 0.0), _CELLS - 0.001)
        v = min(max((y - self._low) / self._cell, 0.0), _CELLS - 0.001)
        i, j = int(u), int(v)
        u, v = u - i, v - j
        weights = ((1 - u) * (1 - v), u * (1 - v), (1 - u) * v, u * v)
        c, s = self._c, self._s
        cc = c[j][i] * weights[0] + c[j][i + 1] * weights[1] + c[j + 1][i] * weights[2] + c[j + 1][i + 1] * weights[3]
        ss = s[j][i] * weights[0] + s[j][i + 1] * weights[1] + s[j + 1][i] * weights[2] + s[j + 1][i + 1] * weights[3]
        return math.atan2(ss, cc) / 2


def _quarters(rng: np.random.Generator, xy: Array, radius: float, quarter_m: float) -> tuple[Array, Array]:
    axis = np.arange(-1.4 * radius, 1.4 * radius, quarter_m)
    seeds = np.column_stack([a.ravel() for a in np.meshgrid(axis, axis)])
    seeds = seeds + rng.uniform(-0.38, 0.38, seeds.shape) * quarter_m
    turn = rng.normal(0.0, 0.50, len(seeds))
    c, s = np.zeros(len(xy)), np.zeros(len(xy))
    for (x, y), angle in zip(seeds, turn, strict=True):
        weight = np.exp(-((xy[:, 0] - x) ** 2 + (xy[:, 1] - y) ** 2) / (2 * (0.42 * quarter_m) ** 2))
        c += weight * np.cos(2 * angle)
        s += weight * np.sin(2 * angle)
    return c, s


def _follow(c: Array, s: Array, xy: Array, line: Array, *, reach: float, strength: float) -> tuple[Array, Array]:
    """Turn the field along (or across, whichever is nearer) a line within `reach` metres of it."""
    coarse = line[:: max(1, len(line) // 160)]
    along = np.gradient(coarse, axis=0)
    tree = shapely.STRtree(shapely.points(coarse))
    nearest = tree.nearest(shapely.points(xy))
    d = np.hypot(*(xy - coarse[nearest]).T)
    angle = np.arctan2(along[nearest, 1], along[nearest, 0])
    across = np.cos(2 * angle) * c + np.sin(2 * angle) * s < 0
    angle = angle + across * np.pi / 2
    weight = strength * np.exp(-((d / reach) ** 2))
    return c + weight * np.cos(2 * angle), s + weight * np.sin(2 * angle)
