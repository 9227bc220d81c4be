"""The base map of a printed page: greens, water, buildings, streets and their names."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from console.plan_files.frame import Box, Frame
from console.plan_files.paper import Paper
from gis.coverage.metric_zone import MetricZone
from gis.plans.map_ground import MapGround

GREEN, WATER, BUILDING, EDGE, ROAD, CASING, NAME = (
    "#dfe9d8", "#c7dbea", "#c9ced4", "#a4acb5", "#ffffff", "#b9c0c8", "#5a6673",
)  # fmt: skip
# class → width on the ground (m), and from which scale on it is drawn
STREETS: dict[str, tuple[float, float]] = {
    "motorway": (24, 1e9), "trunk": (22, 1e9), "primary": (20, 1e9), "secondary": (15, 1e9), "tertiary": (10, 6e4),
    "residential": (6, 2e4), "unclassified": (6, 2e4), "living_street": (5, 2e4), "service": (3.5, 1e4),
    "pedestrian": (4, 1e4), "footway": (1.5, 6e3), "path": (1.5, 6e3), "steps": (1.5, 6e3), "cycleway": (2, 6e3),
}  # fmt: skip
NAMED = ("motorway", "trunk", "primary", "secondary", "tertiary", "residential")
_BUILDINGS_TO = 2e4
_LEAST_WIDTH = 0.5


class BaseMap:
    """The ground of the record in metres of a zone, ready to be drawn on many pages."""

    def __init__(self, ground: MapGround, zone: MetricZone) -> None:
        self._greens = _Set(zone.to_metres(ground.greens))
        self._water = _Set(zone.to_metres(ground.water))
        self._buildings = _Set(zone.to_metres(ground.buildings))
        self._streets = _Set(zone.to_metres(ground.streets))
        self._class, self._name = np.array(ground.street_class, dtype=object), ground.street_name

    def draw_ground(self, paper: Paper, frame: Frame) -> None:
        """Draw greens and water, through which the colours of the grids are seen a little."""
        paper.shapes(frame.on_page(self._greens.within(frame.ground)), fill=GREEN, opacity=0.6)
        water = self._water.within(frame.ground)
        lines = np.isin(shapely.get_dimensions(water), (1,))
        paper.shapes(frame.on_page(water[~lines]), fill=WATER, opacity=0.9)
        paper.shapes(frame.on_page(water[lines]), stroke=WATER, width=max(0.6, 6 * frame.points_per_metre))

    def draw_works(self, paper: Paper, frame: Frame) -> None:
        """Draw streets and buildings."""
        near = self._streets.places(frame.ground)
        classes = self._class[near]
        drawn = [
            (name, max(metres * frame.points_per_metre, _LEAST_WIDTH), self._streets.shapes[near[classes == name]])
            for name, (metres, to) in reversed(STREETS.items())
            if frame.scale <= to
        ]
        for _, width, lines in drawn:
            paper.shapes(frame.on_page(lines), stroke=CASING, width=width + 0.6)
        for _, width, lines in drawn:
            paper.shapes(frame.on_page(lines), stroke=ROAD, width=width)
        if frame.scale <= _BUILDINGS_TO:
            houses = self._buildings.within(frame.ground)
            paper.shapes(frame.on_page(houses), fill=BUILDING, stroke=EDGE, width=0.15)

    def draw_names(self, paper: Paper, frame: Frame, taken: list[Box], *, size: float = 5.5) -> None:
        """Write the names of streets along them, each once, where nothing else is written."""
        near = self._streets.places(frame.ground)
        window = shapely.box(*frame.ground)
        longest: dict[str, tuple[float, Any]] = {}
        for place in near.tolist():
            name = self._name[place]
            if not name or self._class[place] not in NAMED:
                continue
            for line in shapely.get_parts(shapely.intersection(self._streets.shapes[place], window)):
                if line.geom_type == "LineString" and line.length > longest.get(name, (0.0, None))[0]:
                    longest[name] = (line.length, line)
        for name, (length, line) in sorted(longest.items(), key=lambda item: -item[1][0]):
            wide = paper.wide(name, size)
            if length * frame.points_per_metre < wide * 1.3:
                continue
            self._write(paper, frame.on_page(line), name, size, taken=taken)

    @staticmethod
    def _write(paper: Paper, line: Any, name: str, size: float, *, taken: list[Box]) -> None:
        wide = paper.wide(name, size)
        for share in (0.5, 0.3, 0.7):
            middle = line.interpolate(share, normalized=True)
            before, after = (line.interpolate(line.length * share + step) for step in (-wide / 2, wide / 2))
            angle = float(np.degrees(np.arctan2(after.y - before.y, after.x - before.x)))
            angle = angle - 180 if angle > 90 else angle + 180 if angle < -90 else angle  # noqa: PLR2004 - upright
            reach = max(abs(after.x - before.x), size) / 2, max(abs(after.y - before.y), size) / 2
            box = middle.x - reach[0], middle.y - reach[1], middle.x + reach[0], middle.y + reach[1]
            if free(box, taken):
                taken.append(box)
                down = np.radians(angle - 90)
                x, y = middle.x + np.cos(down) * size * 0.35, middle.y + np.sin(down) * size * 0.35
                paper.words(x, y, name, size=size, ink=NAME, align=0.5, halo="#ffffff", angle=angle)
                return


class _Set:
    """Geometries, and which of them meet a box."""

    def __init__(self, shapes: Any) -> None:
        self.shapes = np.asarray(shapes, dtype=object)
        self._tree = shapely.STRtree(self.shapes)

    def places(self, box: Box) -> Any:
        return np.sort(self._tree.query(shapely.box(*box)))

    def within(self, box: Box) -> Any:
        return self.shapes[self.places(box)]


def free(box: Box, taken: Sequence[Box]) -> bool:
    """Whether a box meets none of those that are taken."""
    return not any(
        box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3] for other in taken
    )
