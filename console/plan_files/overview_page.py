"""The first page of the series: all grids of the district, and which sheet shows which community."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import shapely

from console.plan_files.base_map import WATER, free
from console.plan_files.community_page import LEGEND_WIDE, CommunityPage, classes
from console.plan_files.frame import Box, Frame, frame_for
from console.plan_files.furniture import (
    GRID_OPACITY,
    INK,
    MARGIN,
    MUTED,
    LegendLine,
    Titles,
    draw_head,
    draw_legend,
    draw_neatline,
    draw_north,
    draw_scale,
    draw_table,
)
from gis.plans.map_ground import MapGround
from gis.plans.sheet import BANDS
from layers import find_layer

if TYPE_CHECKING:
    from console.plan_files.map_series import Drawing

_STRIP = 112.0
_MOST_ROWS = 8
_COMMUNITY = "#a3497c"


def draw_overview(
    drawing: "Drawing", communities: Sequence[CommunityPage], ground: MapGround, titles: Titles, *, pages: int
) -> None:
    """Draw the page."""
    paper, words = drawing.paper, drawing.words
    outlines = [page.outline for page in communities if page.outline is not None]
    extent = shapely.total_bounds([*drawing.flat, *outlines])
    wide = (extent[2] - extent[0]) > (extent[3] - extent[1]) * 1.15
    paper.add_page(orientation="landscape" if wide else "portrait")
    top = draw_head(paper, replace(titles, place=_summary(drawing, titles.place)), number=1, pages=pages)
    frame = frame_for(tuple(extent), (MARGIN, MARGIN + _STRIP, paper.w - MARGIN, top))
    paper.clip(frame.box)
    _grids(drawing, frame)
    drawing.base.draw_ground(paper, frame)
    drawing.base.draw_works(paper, frame)
    paper.shapes(frame.on_page(drawing.flat), stroke=INK, width=0.25)
    paper.shapes(frame.on_page(outlines), stroke=_COMMUNITY, width=0.8)
    subdistricts = drawing.zone.to_metres([outline for _, outline in ground.subdistricts])
    paper.shapes(frame.on_page(subdistricts), stroke=INK, width=2.0, opacity=0.85)
    _sheets(drawing, frame, communities)
    paper.unclip()
    draw_neatline(paper, frame.box)
    draw_north(paper, frame.box, words["north"])
    draw_scale(paper, frame, words["scale"])
    lines = [
        LegendLine(words["subdistrict"], stroke=INK, width=2.0),
        LegendLine(words["community"], stroke=_COMMUNITY, width=0.8),
        LegendLine(words["grid"], stroke=INK, width=0.25),
        LegendLine(words["water"], fill=WATER),
    ]
    draw_legend(paper, MARGIN + _STRIP - 10, words["legend"], classes(drawing), lines)
    _table(drawing, communities)


def _table(drawing: "Drawing", communities: Sequence[CommunityPage]) -> None:
    """Draw the figures of each subdistrict, in two columns."""
    words, grids = drawing.words, drawing.grids
    parts: dict[str, list[int]] = {}
    for page in communities:
        parts.setdefault(page.place or page.name, []).extend(page.grids)
    rows = [
        [name, len(mine), sum(grids[n].band == "within" for n in mine), sum(grids[n].people for n in mine)]
        for name, mine in parts.items()
    ]
    west, east = MARGIN + LEGEND_WIDE, drawing.paper.w - MARGIN
    half, wide = (len(rows) + 1) // 2, (east - west - 16) / 2
    headings = [words[name] for name in ("part", "grids", "within", "people")]
    for number, part in enumerate((rows[:half], rows[half:])):
        left = west + number * (wide + 16)
        box = (left, MARGIN, left + wide, MARGIN + _STRIP - 10)
        draw_table(drawing.paper, box, headings, part[:_MOST_ROWS], (0.4, 0.18, 0.18, 0.24))


def _summary(drawing: "Drawing", district: str) -> str:
    grids = drawing.grids
    said = drawing.words["figures"].format(
        grids=f"{len(grids):,}",
        within=f"{sum(grid.band == 'within' for grid in grids):,}",
        people=f"{sum(grid.people for grid in grids):,}",
        idle=f"{sum(grid.worker is None for grid in grids):,}",
    )
    estimated = sum(grid.people_estimated for grid in grids)
    more = f" · {drawing.words['estimated'].format(n=f'{estimated:,}')}" if estimated else ""
    return " · ".join(part for part in (district, said + more) if part)


def _grids(drawing: "Drawing", frame: Frame) -> None:
    style = find_layer("grids").style(drawing.parameters)
    for band, item in zip(BANDS, style.classes, strict=True):
        mine = [ground for grid, ground in zip(drawing.grids, drawing.flat, strict=True) if grid.band == band]
        drawing.paper.shapes(frame.on_page(mine), fill=item.light.fill, opacity=GRID_OPACITY)


def _sheets(drawing: "Drawing", frame: Frame, communities: Sequence[CommunityPage]) -> None:
    """Write the sheet's number, and the community's name where there is room for it."""
    paper = drawing.paper
    taken: list[Box] = []
    for number, page in enumerate(communities, start=2):
        if page.outline is None:
            continue
        circle = shapely.maximum_inscribed_circle(frame.on_page(page.outline), tolerance=1.0)
        x, y = circle.coords[0]
        paper.words(x, y - 1, str(number), size=7, bold=True, align=0.5, halo="#ffffff")
        name = page.name.removesuffix("社区")
        half = paper.wide(name, 4.8) / 2
        box = (x - half, y - 7, x + half, y - 2)
        if half < circle.length * 1.4 and free(box, taken):
            taken.append(box)
            paper.words(x, y - 6.5, name, size=4.8, align=0.5, halo="#ffffff", ink=MUTED)
