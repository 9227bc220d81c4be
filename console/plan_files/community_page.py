"""One page of the series: a community, its grids on the base map, and who answers for them."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from console.amounts import UNKNOWN
from console.plan_files.base_map import BUILDING, EDGE, GREEN, WATER, free
from console.plan_files.frame import Box, Frame, frame_for
from console.plan_files.furniture import (
    GRID_OPACITY,
    INK,
    MARGIN,
    MUTED,
    ROW,
    LegendLine,
    Titles,
    draw_head,
    draw_legend,
    draw_neatline,
    draw_north,
    draw_scale,
    draw_table,
)
from gis.plans.sheet import BANDS, SheetRow
from layers import StyleClass, find_layer

if TYPE_CHECKING:
    from console.plan_files.map_series import Drawing

OPEN = "#c2410c"
LEGEND_WIDE = 240.0
_COLUMNS = (0.23, 0.26, 0.12, 0.09, 0.12, 0.18)
_ALL_IN = 30.0
_SOME = 13.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityPage:
    """What a page shows; `outline` in metres, None for the grids of no community; `grids`: their positions."""

    code: str
    name: str
    place: str
    outline: Any
    grids: tuple[int, ...]


def draw_community(drawing: "Drawing", page: CommunityPage, titles: Titles, *, number: int, pages: int) -> None:
    """Draw the page."""
    paper = drawing.paper
    mine = drawing.flat[list(page.grids)]
    ground = shapely.total_bounds([*mine, page.outline] if page.outline is not None else mine)
    wide = (ground[2] - ground[0]) > (ground[3] - ground[1]) * 1.15
    paper.add_page(orientation="landscape" if wide else "portrait")
    place = " · ".join(part for part in (titles.place, page.place, page.code) if part)
    top = draw_head(paper, replace(titles, title=page.name, place=place), number=number, pages=pages)
    rows = len(page.grids)
    strip = MARGIN + max(24 + 7 * ROW, 16 + rows * ROW)
    frame = frame_for(tuple(ground), (MARGIN, strip + 8, paper.w - MARGIN, top))
    draw_map(drawing, frame, mine=page.grids, outline=page.outline)
    draw_neatline(paper, frame.box)
    draw_north(paper, frame.box, drawing.words["north"])
    draw_scale(paper, frame, drawing.words["scale"])
    draw_legend(paper, strip, drawing.words["legend"], classes(drawing), _lines(drawing))
    _table(drawing, [drawing.grids[place] for place in page.grids], strip)


def draw_map(drawing: "Drawing", frame: Frame, *, mine: tuple[int, ...], outline: Any) -> None:
    """Draw the base map, the grids of others in grey and one's own in the colours of their people."""
    paper, style = drawing.paper, find_layer("grids").style(drawing.parameters)
    own = set(mine)
    window = shapely.box(*frame.ground)
    others = [place for place in np.flatnonzero(shapely.intersects(drawing.flat, window)) if place not in own]
    paper.clip(frame.box)
    for place in mine:
        paint = style.classes[BANDS.index(drawing.grids[place].band)].light
        paper.shapes(frame.on_page(drawing.flat[place]), fill=paint.fill, opacity=GRID_OPACITY)
    drawing.base.draw_ground(paper, frame)
    drawing.base.draw_works(paper, frame)
    if outline is not None:
        paper.hatch(
            frame.on_page(_open_ground(outline, drawing.flat[np.append(others, mine).astype(int)])), stroke=OPEN
        )
        # what lies around steps back
        paper.shapes(frame.on_page(window.difference(outline.buffer(0))), fill="#ffffff", opacity=0.55)
    paper.shapes(frame.on_page(drawing.flat[others]), stroke=MUTED, width=0.5, dash=(2.5, 2))
    grounds = frame.on_page(drawing.flat[list(mine)])
    paper.shapes(grounds, stroke="#ffffff", width=3.2, opacity=0.8)
    paper.shapes(grounds, stroke=INK, width=1.3)
    if outline is not None:
        paper.shapes(frame.on_page(outline), stroke="#a3497c", width=1.8, dash=(7, 2.5, 1.5, 2.5))
    taken: list[Box] = []
    for place, ground in zip(mine, np.atleast_1d(grounds), strict=True):
        _label(drawing, drawing.grids[place], ground, taken)
    drawing.base.draw_names(paper, frame, taken)
    paper.unclip()


def _open_ground(outline: Any, grounds: Any) -> Any:
    """Return what of a community lies in no grid, but for what is narrower than a metre."""
    left = shapely.difference(outline, shapely.union_all(shapely.buffer(grounds, 0.5, join_style="mitre")))
    return shapely.buffer(left, 0.5, join_style="mitre")


def _label(drawing: "Drawing", grid: SheetRow, ground: Any, taken: list[Box]) -> None:
    """Write a grid's number, people and worker in its middle, as much of it as there is room for."""
    paper, words = drawing.paper, drawing.words
    circle = shapely.maximum_inscribed_circle(ground, tolerance=2.0)
    (x, y), room = circle.coords[0], circle.length
    lines = [(grid.code[-3:] or grid.code, 10.0, True)]
    if room > _SOME:
        lines.append((words["people_unit"].format(n=f"{grid.people:,}"), 7.0, False))
    if room > _ALL_IN:
        lines.append((grid.worker or words["nobody"], 6.5, False))
    high = sum(size * 1.25 for _, size, _ in lines)
    wide = max(paper.wide(said, size, bold=bold) for said, size, bold in lines)
    box = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
    if not free(box, taken):
        lines, high = lines[:1], 12.5
    taken.append(box)
    at = y + high / 2
    for said, size, bold in lines:
        at -= size * 1.25
        ink = "#b3261e" if said == words["nobody"] else INK
        paper.words(x, at + size * 0.25, said, size=size, bold=bold, align=0.5, halo="#ffffff", ink=ink)


def classes(drawing: "Drawing") -> list[tuple[StyleClass, str]]:
    """Return the classes of grids with their words in the drawing's language."""
    style = find_layer("grids").style(drawing.parameters)
    said = [entry["label"][drawing.language].replace("\u202f", ",") for entry in style.legend()]
    return list(zip(style.classes, said, strict=True))


def _lines(drawing: "Drawing") -> list[LegendLine]:
    words = drawing.words
    return [
        LegendLine(words["grid"], stroke=INK, width=1.3),
        LegendLine(words["community"], stroke="#a3497c", width=1.8, dash=(7, 2.5, 1.5, 2.5)),
        LegendLine(words["other"], stroke=MUTED, width=0.5, dash=(2.5, 2)),
        LegendLine(words["open"], hatch=OPEN),
        LegendLine(words["building"], fill=BUILDING, stroke=EDGE),
        LegendLine(words["green"], fill=GREEN),
        LegendLine(words["water"], fill=WATER),
    ]


def _table(drawing: "Drawing", grids: list[SheetRow], top: float) -> None:
    words = drawing.words
    headings = [words[name] for name in ("code", "name", "people", "elderly", "households", "worker")]
    rows = [
        [grid.code, grid.name, grid.people, grid.elderly,
         grid.households or (UNKNOWN if grid.people else 0), grid.worker or words["nobody"]]
        for grid in grids
    ]  # fmt: skip
    box = (MARGIN + LEGEND_WIDE, MARGIN, drawing.paper.w - MARGIN, top)
    draw_table(drawing.paper, box, headings, rows, _COLUMNS)
