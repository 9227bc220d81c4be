"""What stands around a printed map: title, legend, scale, north, the table of grids."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shapely

from console.amounts import UNKNOWN
from console.plan_files.frame import Box, Frame
from console.plan_files.paper import Paper
from layers import StyleClass

INK, MUTED, LINE = "#1d2733", "#66727f", "#c6ccd3"
MARGIN = 28.0
ROW = 11.0
GRID_OPACITY = 0.6


@dataclass(frozen=True, slots=True)
class Titles:
    """The words at the head of a page: what it shows, where that lies, and of which plan."""

    title: str
    place: str
    plan: str
    printed: str


def draw_head(paper: Paper, titles: Titles, *, number: int, pages: int) -> float:
    """Draw title and plan along the upper edge; return how far down the page is taken, in points from below."""
    top, right = paper.h - MARGIN, paper.w - MARGIN
    paper.words(MARGIN, top - 14, titles.title, size=17, bold=True)
    paper.words(MARGIN, top - 28, titles.place, size=8.5, ink=MUTED)
    paper.words(right, top - 12, titles.plan, size=8.5, align=1)
    paper.words(right, top - 28, f"{titles.printed} · {number} / {pages}", size=8.5, ink=MUTED, align=1)
    return float(top - 36)


def draw_neatline(paper: Paper, box: Box) -> None:
    """Draw the line around a map."""
    paper.shapes(shapely.box(*box), stroke=INK, width=0.8)


def draw_scale(paper: Paper, frame: Frame, said: str) -> None:
    """Draw the scale bar in the map's lower left corner."""
    length = frame.bar_m(longest=130)
    wide = length * frame.points_per_metre
    x, y = frame.box[0] + 8, frame.box[1] + 8
    paper.shapes(shapely.box(x - 3, y - 3, x + max(wide, 62) + 26, y + 25), fill="#ffffff", opacity=0.85)
    for number in range(4):
        part = shapely.box(x + wide * number / 4, y, x + wide * (number + 1) / 4, y + 3.5)
        paper.shapes(part, fill=INK if number % 2 == 0 else "#ffffff", stroke=INK, width=0.4)
    unit = f"{length} m" if length < 1000 else f"{length / 1000:g} km"  # noqa: PLR2004 - a kilometre
    paper.words(x, y + 6.5, "0", size=6)
    paper.words(x + wide, y + 6.5, unit, size=6, align=0.3)
    paper.words(x, y + 15, f"{said} 1 : {frame.scale:,.0f}", size=6.5)


def draw_north(paper: Paper, box: Box, said: str) -> None:
    """Draw the north arrow in the map's upper right corner."""
    x, y = box[2] - 18, box[3] - 40
    paper.shapes(shapely.box(x - 11, y - 4, x + 11, y + 36), fill="#ffffff", opacity=0.85)
    left = shapely.Polygon([(x, y + 24), (x - 6, y), (x, y + 5)])
    right = shapely.Polygon([(x, y + 24), (x + 6, y), (x, y + 5)])
    paper.shapes(left, fill=INK, stroke=INK, width=0.4)
    paper.shapes(right, fill="#ffffff", stroke=INK, width=0.4)
    paper.words(x, y + 26, said, size=8, bold=True, align=0.5)


@dataclass(frozen=True, slots=True)
class LegendLine:
    """A line of the legend, as it is drawn on the map: a border, a street, a house."""

    said: str
    fill: str | None = None
    stroke: str | None = None
    width: float = 1.0
    dash: tuple[float, ...] = ()
    hatch: str | None = None


def draw_legend(
    paper: Paper,
    top: float,
    heading: str,
    classes: Sequence[tuple[StyleClass, str]],
    lines: Sequence[LegendLine],
) -> None:
    """Draw the legend along the left margin from `top` down: the classes of grids, then lines beside them."""
    x = MARGIN
    paper.words(x, top - 8, heading, size=8, bold=True)
    for number, (item, said) in enumerate(classes):
        y = top - 20 - number * ROW
        swatch = shapely.box(x, y - 1.5, x + 16, y + 6.5)
        paper.shapes(swatch, fill=item.light.fill, opacity=GRID_OPACITY)
        paper.shapes(swatch, stroke=INK, width=0.8)
        paper.words(x + 21, y, said, size=6.8)
    x += 128
    for number, line in enumerate(lines):
        y = top - 20 - number * ROW
        if line.hatch:
            paper.hatch(shapely.box(x, y - 1.5, x + 16, y + 6.5), stroke=line.hatch)
        elif line.fill:
            paper.shapes(shapely.box(x, y - 1.5, x + 16, y + 6.5), fill=line.fill, stroke=line.stroke, width=0.3)
        else:
            mark = shapely.LineString([(x, y + 2.5), (x + 16, y + 2.5)])
            paper.shapes(mark, stroke=line.stroke, width=line.width, dash=line.dash)
        paper.words(x + 21, y, line.said, size=6.8)


def draw_table(
    paper: Paper, box: Box, headings: Sequence[str], rows: Sequence[Sequence[Any]], widths: Sequence[float]
) -> None:
    """Draw a table in a box, its columns as wide as said in shares of the box; numbers stand to the right."""
    west, _, east, top = box
    edges = [west]
    for share in widths:
        edges.append(edges[-1] + share * (east - west))
    figures = [all(isinstance(cell, int) or cell == UNKNOWN for cell in cells) for cells in zip(*rows, strict=True)]
    for number, row in enumerate([headings, *rows]):
        y = top - 8 - number * ROW
        for column, cell in enumerate(row):
            figure = bool(figures) and figures[column]
            said = f"{cell:,}" if isinstance(cell, int) else str(cell)
            room = edges[column + 1] - edges[column] - 5
            said = shortened(paper, said, room, bold=number == 0)
            x = edges[column + 1] - 5 if figure else edges[column]
            paper.words(x, y, said, size=6.8, bold=number == 0, align=1 if figure else 0)
        line = shapely.LineString([(west, y - 3), (east, y - 3)])
        paper.shapes(line, stroke=INK if number == 0 else LINE, width=0.5 if number == 0 else 0.3)


def shortened(paper: Paper, said: str, room: float, *, size: float = 6.8, bold: bool = False) -> str:
    """Return a line that fits into so many points, cut with … where it must be."""
    if paper.wide(said, size, bold=bold) <= room:
        return said
    while said and paper.wide(f"{said}…", size, bold=bold) > room:
        said = said[:-1]
    return f"{said}…"
