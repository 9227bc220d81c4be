"""A small map of one walk in black and white, as SVG: for the sheet that is printed."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise
from math import atan2, cos, degrees, hypot, radians
from typing import Any

from console.patrols.stretches import stretches
from gis.patrols.listing import KeptPatrol

WIDTH, HEIGHT, MARGIN = 1000, 760, 30
ARROW_EVERY = 75.0
NUMBER_APART = 26.0
LOOKS = {"walk": 'stroke-width="4"', "again": 'stroke-width="2.5" stroke-dasharray="9 5"',
         "way": 'stroke-width="1.6" stroke-dasharray="2 5"'}  # fmt: skip
Point = tuple[float, float]


def route_map(patrol: KeptPatrol) -> str:
    """Return the map as an SVG document: legs with arrows and numbers, the post, and the places passed."""
    place = _placing(patrol)
    parts: list[str] = []
    for leg in patrol.legs:
        line = [place(lon, lat) for lon, lat in leg["line"]]
        path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in line)
        parts.append(f'<path d="{path}" fill="none" stroke="#000" stroke-linejoin="round" {LOOKS[leg["kind"]]}/>')
        parts += _arrows(line)
    numbered: list[Point] = []
    for stretch in stretches(patrol):
        x, y = _middle([place(lon, lat) for lon, lat in stretch["line"]])
        if all(hypot(x - one, y - two) > NUMBER_APART for one, two in numbered):
            numbered.append((x, y))
            parts.append(_text(x, y, str(stretch["number"]), size=17))
    for stop in patrol.places:
        x, y = place(stop["lon"], stop["lat"])
        parts.append(f'<rect x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10" fill="#fff" stroke="#000"'
                     ' stroke-width="2"/>')  # fmt: skip
    x, y = place(*patrol.post)
    parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="10" fill="#000" stroke="#fff" stroke-width="3"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>{"".join(parts)}</svg>'
    )


def _placing(patrol: KeptPatrol) -> Any:
    points = [patrol.post, *[tuple(point) for leg in patrol.legs for point in leg["line"]]]
    west, east = min(lon for lon, _ in points), max(lon for lon, _ in points)
    south, north = min(lat for _, lat in points), max(lat for _, lat in points)
    stretch = cos(radians((south + north) / 2))
    wide, high = max((east - west) * stretch, 1e-5), max(north - south, 1e-5)
    scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)

    def place(lon: float, lat: float) -> Point:
        return (
            WIDTH / 2 + (lon - (west + east) / 2) * stretch * scale,
            HEIGHT / 2 - (lat - (south + north) / 2) * scale,
        )

    return place


def _arrows(line: Sequence[Point]) -> Iterator[str]:
    walked, due = 0.0, ARROW_EVERY / 2
    for (x1, y1), (x2, y2) in pairwise(line):
        step = hypot(x2 - x1, y2 - y1)
        while step and walked + step >= due:
            share = (due - walked) / step
            turn = degrees(atan2(y2 - y1, x2 - x1))
            x, y = x1 + (x2 - x1) * share, y1 + (y2 - y1) * share
            yield (
                f'<path d="M-7 -5L4 0L-7 5" fill="none" stroke="#000" stroke-width="2.2"'
                f' transform="translate({x:.1f} {y:.1f}) rotate({turn:.0f})"/>'
            )
            due += ARROW_EVERY
        walked += step


def _middle(line: Sequence[Point]) -> Point:
    """Return the point half way along a line."""
    left = sum(hypot(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise(line)) / 2
    for (x1, y1), (x2, y2) in pairwise(line):
        step = hypot(x2 - x1, y2 - y1)
        if step and left <= step:
            return x1 + (x2 - x1) * left / step, y1 + (y2 - y1) * left / step
        left -= step
    return line[-1]


def _text(x: float, y: float, said: str, *, size: int) -> str:
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" font-weight="700" text-anchor="middle" stroke="#fff"'
        f' stroke-width="4" paint-order="stroke">{escape(said)}</text>'
    )
