"""How far borders moved, and where they moved too far."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Moved:
    """What moved.

    Attributes:
        most_m: For each grid the greatest distance from a corner as it was drawn to the new border, or from a new
            corner to the border as it was drawn.
        astray: (n, 2) where corners lie that moved farther than allowed, in metres of the zone.
        grid: For each of them its grid.
        is_drawn: For each of them whether it is one as it was drawn, not a new one.
    """

    most_m: Floats
    astray: Floats
    grid: NDArray[np.intp]
    is_drawn: NDArray[np.bool_]


def measure_moved(drawn: NDArray[Any], healed: NDArray[Any], *, allowed: NDArray[Any], most_m: float) -> Moved:
    """Return how far the borders of each grid moved.

    Args:
        drawn: The grids as they were drawn, in metres; they may cross themselves.
        healed: What they became.
        allowed: For each grid ground where it may have moved any distance: what it gave up; or None.
        most_m: What is moved farther is astray.
    """
    moved = np.zeros(len(drawn))
    astray, grid, is_drawn = [np.zeros((0, 2))], list[int](), list[bool]()
    for place, (old, new) in enumerate(zip(drawn, healed, strict=True)):
        old_border, new_border = shapely.boundary(old), shapely.boundary(new)
        shapely.prepare([old_border, new_border])
        for ground, border, first in ((old, new_border, True), (new, old_border, False)):
            points = shapely.get_coordinates(ground)
            far = shapely.distance(shapely.points(points), border)
            moved[place] = max(moved[place], far.max(initial=0))
            beyond = points[far > most_m]
            if len(beyond) and allowed[place] is not None:
                beyond = beyond[shapely.distance(shapely.points(beyond), allowed[place]) > most_m]
            astray.append(beyond)
            grid += [place] * len(beyond)
            is_drawn += [first] * len(beyond)
    return Moved(
        np.round(moved, 3), np.concatenate(astray), np.array(grid, dtype=np.intp), np.array(is_drawn, dtype=bool)
    )
