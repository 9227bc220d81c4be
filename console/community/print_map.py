"""A small map of one community in black and white, as SVG: for the sheet that is printed."""

from collections.abc import Iterator
from html import escape
from math import cos, floor, log10, radians
from typing import Any

import shapely

from gis.community_ground import CommunityGround

WIDTH, HEIGHT = 1000, 720
MARGIN = 14
METRES_PER_DEGREE = 111_320
STREETS = {"trunk": 9, "primary": 8, "secondary": 6.5, "tertiary": 5, "residential": 3.5}
THIN_STREET = 1.6
HATCH = (
    '<defs><pattern id="h" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="6" height="6" fill="#fff"/><line x1="0" y1="0" x2="0" y2="6" stroke="#000" stroke-width="2.6"/>'
    "</pattern></defs>"
)


def print_map(ground: CommunityGround) -> str:
    """Return the map as an SVG document: grids with number and people, what lies outside hatched, a scale in metres."""
    frame = _Frame(ground.outline)
    parts = [*_base(ground, frame), *_buildings(ground, frame), *_grids(ground, frame)]
    parts.append(f'<path d="{frame.path(ground.outline)}" fill="none" stroke="#000" stroke-width="4"'
                 ' stroke-dasharray="14 6" stroke-linejoin="round"/>')  # fmt: skip
    parts += [*_labels(ground, frame), *_scale(frame)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="\'Noto Sans CJK SC\','
        f'\'Microsoft YaHei\',sans-serif">{HATCH}<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
        f"{''.join(parts)}</svg>"
    )


class _Frame:
    """From (lon, lat) to the paper: true to scale in the middle of the community, north up."""

    def __init__(self, outline: Any) -> None:
        west, south, east, north = shapely.bounds(outline)
        self.stretch = cos(radians((south + north) / 2))
        wide, high = max((east - west) * self.stretch, 1e-6), max(north - south, 1e-6)
        self.scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)
        self.west = west - (WIDTH / self.scale - wide) / 2 / self.stretch
        self.north = north + (HEIGHT / self.scale - high) / 2
        self.metres_per_unit = METRES_PER_DEGREE / self.scale

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        return (lon - self.west) * self.stretch * self.scale, (self.north - lat) * self.scale

    def path(self, shape: Any) -> str:
        return "".join(self._lines(shape))

    def _lines(self, shape: Any) -> Iterator[str]:
        for part in shapely.get_parts(shape):
            if shapely.get_dimensions(part) == 2:  # noqa: PLR2004 - an area
                for ring in (part.exterior, *part.interiors):
                    yield self._line(ring) + "Z"
            elif shapely.get_dimensions(part) == 1:
                yield self._line(part)

    def _line(self, line: Any) -> str:
        points = (self.at(lon, lat) for lon, lat in shapely.get_coordinates(line))
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _base(ground: CommunityGround, frame: _Frame) -> Iterator[str]:
    for shape in ground.greens:
        yield f'<path d="{frame.path(shape)}" fill="#f1f1f1"/>'
    for shape in ground.water:
        line = shapely.get_dimensions(shape) == 1
        yield f'<path d="{frame.path(shape)}" ' + (
            'fill="none" stroke="#ddd" stroke-width="4"/>' if line else 'fill="#ddd"/>'
        )
    for shape, kind, _name in sorted(ground.streets, key=lambda street: STREETS.get(street[1], 0)):
        width = STREETS.get(kind, THIN_STREET)
        yield f'<path d="{frame.path(shape)}" fill="none" stroke="#ccc" stroke-width="{width}" stroke-linecap="round"/>'


def _buildings(ground: CommunityGround, frame: _Frame) -> Iterator[str]:
    covered = "".join(frame.path(shape) for shape in ground.covered)
    uncovered = "".join(frame.path(shape) for shape in ground.uncovered)
    if covered:
        yield f'<path d="{covered}" fill="#e4e4e4" stroke="#999" stroke-width="0.6"/>'
    if uncovered:
        yield f'<path d="{uncovered}" fill="url(#h)" stroke="#000" stroke-width="1.6"/>'


def _grids(ground: CommunityGround, frame: _Frame) -> Iterator[str]:
    for grid in ground.grids:
        path = frame.path(grid.geom)
        yield f'<path d="{path}" fill="none" stroke="#000" stroke-width="1.8" stroke-linejoin="round"/>'


def _labels(ground: CommunityGround, frame: _Frame) -> Iterator[str]:
    named: set[str] = set()
    for shape, _kind, name in sorted(ground.streets, key=lambda street: -shapely.length(street[0])):
        if name and name not in named and len(named) < 8:  # noqa: PLR2004 - more would hide the map
            named.add(name)
            middle = shapely.line_interpolate_point(shapely.line_merge(shape), 0.5, normalized=True)
            if not shapely.is_empty(middle):
                x, y = frame.at(middle.x, middle.y)
                yield _text(x, y, name, size=15, weight=400, fill="#555")
    for grid in ground.grids:
        point = shapely.point_on_surface(grid.geom)
        x, y = frame.at(point.x, point.y)
        yield _text(x, y - 3, grid.code[-3:], size=26, weight=700)
        yield _text(x, y + 19, f"{grid.people}", size=17, weight=400)


def _text(x: float, y: float, words: str, *, size: int, weight: int, fill: str = "#000") -> str:
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" font-weight="{weight}" text-anchor="middle" fill="{fill}"'
        f' stroke="#fff" stroke-width="5" paint-order="stroke" stroke-linejoin="round">{escape(words)}</text>'
    )


def _scale(frame: _Frame) -> Iterator[str]:
    """Return a bar of a round number of metres, and the arrow to the north."""
    wanted = frame.metres_per_unit * WIDTH / 6
    power = 10 ** floor(log10(wanted))
    metres = max(step * power for step in (1, 2, 5) if step * power <= wanted)
    length = metres / frame.metres_per_unit
    x, y = 24, HEIGHT - 20
    yield (
        f'<rect x="{x - 10}" y="{y - 30}" width="{length + 20:.0f}" height="42" fill="#fff"/>'
        f'<path d="M{x} {y - 7}v7h{length:.1f}v-7" fill="none" stroke="#000" stroke-width="2"/>'
    )
    yield _text(x + length / 2, y - 8, f"{metres:.0f} m", size=17, weight=400)
    yield (
        f'<g transform="translate({WIDTH - 40} 52)"><path d="M0 -34L12 8L0 0L-12 8Z" fill="#000"/></g>'
        + _text(WIDTH - 40, 84, "N", size=20, weight=700)
    )
