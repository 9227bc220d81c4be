"""Which points a piece of ground holds: the rule of the database's `ground_holds`, for many points at once."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

HAIR = (1e-9, 4e-10)
"""A point exactly on a border belongs to what lies this far (degrees) to the north-east of it."""


def holds(ground: Any, points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return for each point (n, 2; lon, lat) whether it lies in `ground`."""
    if len(points) == 0:
        return np.zeros(0, dtype=bool)
    shapely.prepare(ground)
    lon, lat = points[:, 0], points[:, 1]
    inside = shapely.contains_xy(ground, lon, lat)
    on_border = ~inside & shapely.intersects_xy(ground, lon, lat)
    if on_border.any():
        inside[on_border] = shapely.contains_xy(ground, lon[on_border] + HAIR[0], lat[on_border] + HAIR[1])
    return np.asarray(inside)


def holder_of(grounds: NDArray[Any], points: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return for each point the position of the first of `grounds` that holds it, -1 where none does."""
    first = np.full(len(points), len(grounds), dtype=np.intp)
    if len(grounds) and len(points):
        places, candidates = shapely.STRtree(grounds).query(shapely.points(points), predicate="intersects")
        for number in np.unique(candidates):
            near = places[candidates == number]
            held = near[holds(grounds[number], points[near])]
            first[held] = np.minimum(first[held], number)
    first[first == len(grounds)] = -1
    return first
