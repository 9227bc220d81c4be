"""The map series of a plan: an overview and a page per community, crisp vectors with the Chinese text in the file."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from console.plan_files.base_map import BaseMap
from console.plan_files.community_page import CommunityPage, draw_community
from console.plan_files.fonts import find_font
from console.plan_files.furniture import Titles
from console.plan_files.map_words import map_words
from console.plan_files.overview_page import draw_overview
from console.plan_files.paper import Paper
from gis.coverage.metric_zone import MetricZone
from gis.coverage.standing import today
from gis.parameters import Parameters, load_parameters
from gis.plans.listing import PlanLine, line_of
from gis.plans.map_ground import read_map_ground
from gis.plans.sheet import SheetRow, sheet_of
from gis.progress import SILENT, Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What was drawn; `notes`: what is worth saying."""

    pages: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What every page of a series shares.

    Attributes:
        grids: The grids by code, with their ground in metres in `flat`.
    """

    paper: Paper
    base: BaseMap
    zone: MetricZone
    words: Mapping[str, str]
    language: str
    parameters: Parameters
    grids: Sequence[SheetRow]
    flat: Any


def write_series(
    session: Session, plan_id: int, path: Path, *, language: str = "zh", progress: Progress = SILENT
) -> Series:
    """Write the map series of a plan, any plan, as a PDF of A4 pages.

    Each community has a page: base map, its grids with code, people and worker, a table, legend, scale bar, north
    arrow, date, and the plan's name and revision. Everything comes from the record.

    Args:
        session: On the record.
        plan_id: The plan.
        path: File to write.
        language: `zh` or `en`.
        progress: Told of each page.

    Raises:
        NotFoundError: there is no such plan.
        MissingError: no Chinese font is installed.
        Cancelled: the user asked for it.
    """
    font = find_font()
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    line, grids, ground = line_of(session, plan_id), sheet_of(session, plan_id), read_map_ground(session)
    words = map_words(language)
    paper = Paper(font, title=f"{line.name} · {words['overview']}")
    zone = MetricZone([community.geom for community in ground.communities] or [grid.geom for grid in grids])
    drawing = Drawing(
        paper=paper,
        base=BaseMap(ground, zone),
        zone=zone,
        words=words,
        language=language,
        parameters=load_parameters(session),
        grids=grids,
        flat=np.asarray(zone.to_metres(np.array([*(grid.geom for grid in grids), None], dtype=object)[:-1])),
    )
    pages = community_pages(grids, ground.communities, zone, words)
    titles = _titles(line, ground.district, words, today(session))
    progress.start("Drawing maps", len(pages) + 1)
    draw_overview(drawing, pages, ground, titles, pages=len(pages) + 1)
    progress.advance()
    for number, page in enumerate(pages, start=2):
        draw_community(drawing, page, titles, number=number, pages=len(pages) + 1)
        progress.advance()
    paper.output(str(path))
    drawn = {page.code for page in pages}
    bare = sum(community.code not in drawn for community in ground.communities)
    return Series(pages=len(pages) + 1, notes=(f"{bare} communities without a grid have no page",) if bare else ())


def community_pages(
    grids: Sequence[SheetRow], communities: Sequence[Any], zone: MetricZone, words: Mapping[str, str]
) -> list[CommunityPage]:
    """Return a page for each community that has grids, by code, and one for the grids that are in none."""
    homes: dict[str | None, list[int]] = {}
    for place, grid in enumerate(grids):
        homes.setdefault(grid.community_code, []).append(place)
    pages = [
        CommunityPage(
            code=community.code,
            name=community.name,
            place=community.subdistrict or "",
            outline=zone.to_metres(community.geom),
            grids=tuple(homes[community.code]),
        )
        for community in communities
        if community.code in homes
    ]
    if None in homes:
        pages.append(CommunityPage(code="", name=words["nowhere"], place="", outline=None, grids=tuple(homes[None])))
    return pages


def _titles(line: PlanLine, district: str, words: Mapping[str, str], day: date) -> Titles:
    said = [line.name, words["revision"].format(n=line.revision)]
    if line.effective_from is None:
        said.append(words["draft"])
    else:
        said.append(words["from"].format(day=line.effective_from))
        if line.effective_until is not None:
            said.append(words["until"].format(day=line.effective_until))
    return Titles(
        title=words["overview"], place=district, plan=" · ".join(said), printed=words["printed"].format(day=day)
    )
