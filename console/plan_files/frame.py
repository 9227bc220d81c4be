"""Where a map lies on its page, and at which round scale."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Box = tuple[float, float, float, float]
POINTS_PER_METRE = 72 / 0.0254
_STEPS = (1, 1.1, 1.2, 1.25, 1.5, 1.75, 2, 2.25, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7, 7.5, 8, 8.5, 9)
_BARS_M = (10, 20, 50, 100, 200, 250, 500, 1000, 2000, 2500, 5000)


@dataclass(frozen=True, slots=True)
class Frame:
    """A map's place.

    Attributes:
        box: On the page, in points: west, south, east, north.
        middle: What lies in its middle, in metres of the zone.
        scale: Metres of ground per metre of paper.
    """

    box: Box
    middle: tuple[float, float]
    scale: float

    @property
    def points_per_metre(self) -> float:
        """Points of the page per metre of ground."""
        return POINTS_PER_METRE / self.scale

    @property
    def ground(self) -> Box:
        """What of the ground (metres of the zone) it shows."""
        west, south, east, north = self.box
        half = (east - west) / 2 / self.points_per_metre, (north - south) / 2 / self.points_per_metre
        x, y = self.middle
        return x - half[0], y - half[1], x + half[0], y + half[1]

    def on_page(self, shapes: Any) -> Any:
        """Return geometries of the zone in points of the page."""
        west, south, east, north = self.box
        centre = np.array([(west + east) / 2, (south + north) / 2])

        def place(points: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.asarray((points - self.middle) * self.points_per_metre + centre)

        return shapely.transform(shapes, place)

    def bar_m(self, *, longest: float) -> int:
        """Return the longest round length (m) whose bar is not longer than so many points."""
        fitting = [length for length in _BARS_M if length * self.points_per_metre <= longest]
        return fitting[-1] if fitting else _BARS_M[0]


def frame_for(ground: Box, box: Box, *, margin: float = 14.0) -> Frame:
    """Return the frame that shows `ground` (metres) as large as a round scale allows, `margin` points around it."""
    west, south, east, north = ground
    room = max(box[2] - box[0] - 2 * margin, 1), max(box[3] - box[1] - 2 * margin, 1)
    needed = max((east - west) / room[0], (north - south) / room[1], 0.05) * POINTS_PER_METRE
    return Frame(box, ((west + east) / 2, (south + north) / 2), round_scale(needed))


def round_scale(least: float) -> float:
    """Return the smallest round scale that is not below `least`: 2,500, 3,000 and the like."""
    power = 10 ** np.floor(np.log10(least))
    return float(next((step * power for step in _STEPS if step * power >= least * (1 - 1e-9)), 10 * power))
