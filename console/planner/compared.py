"""What stands in the panel of two plans side by side, and what came of drawn maps."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import shapely
from dash import html
from dash.development.base_component import Component

from console import amounts
from console.components.facts import around, go_row
from console.components.kinds import SPOT_KINDS
from console.language import Language, words
from console.plan_figures import figures
from console.refusals import refusal_words
from gis.blind_spots import Finding
from gis.plans.comparing import PlanDiff
from gis.plans.moves import Move

MOST_MOVES = 60
MOST_SPOTS = 20


def compared(found: PlanDiff, language: Language) -> list[Component]:
    """Return the figures of both plans, who changes grid, and the blind spots closed and opened."""
    _ = words(language)
    moved, grids = found.moved, found.grids
    head = _("{people} people in {buildings} buildings change grid").format(
        people=amounts.whole(moved.people), buildings=amounts.whole(moved.buildings)
    )
    nowhere = [
        _(said).format(people=amounts.whole(people))
        for people, said in (
            (moved.people_from_none, "{people} of them were in no grid before"),
            (moved.people_to_none, "{people} of them are in no grid after"),
        )
        if people
    ]
    counts = _("{added} grids new, {removed} gone, {redrawn} redrawn, {renumbered} renumbered").format(
        added=len(grids.added), removed=len(grids.removed), redrawn=len(grids.redrawn), renumbered=len(grids.renumbered)
    )
    return [
        html.H2([found.a.plan.name, " → ", found.b.plan.name], className="wg-compare-h"),
        html.P([html.B(head), *(part for said in (*nowhere, counts) for part in (html.Br(), said))]),
        html.Table([_head(language), html.Tbody([_line(*line) for line in figures(found, language)])],
                   className="wg-table wg-compare-table"),
        *_spots(found, language),
        *([html.H3(_("Who changes grid"), className="wg-card-h")] if found.moves else []),
        html.Div(_moves(found, language)),
    ]  # fmt: skip


def maps_end(job: Mapping[str, Any], language: Language) -> list[Component]:
    """Return what came of drawing maps: a link to the file, or why there is none."""
    _ = words(language)
    if job["state"] == "cancelled":
        return [html.P(_("Cancelled: nothing was drawn."), className="wg-note")]
    if job["state"] == "failed":
        return [html.P(refusal_words(job["message"], language), className="wg-error")]
    report = job["report"] or {}
    said = _("{n} pages: open the maps").format(n=report.get("pages"))
    return [html.A(said, href=f"/api/plans/maps/{report.get('file')}", target="_blank", className="wg-link")]


def _head(language: Language) -> Component:
    _ = words(language)
    return html.Thead(html.Tr([html.Th(""), html.Th(_("before")), html.Th(_("after"))]))


def _line(said: str, before: str, after: str) -> Component:
    return html.Tr([html.Th(said), html.Td(before), html.Td(after)], className="" if before == after else "wg-differs")


def _spots(found: PlanDiff, language: Language) -> list[Component]:
    _ = words(language)
    parts: list[Component] = []
    for said, spots in ((_("Blind spots closed"), found.closed), (_("Blind spots opened"), found.opened)):
        if spots:
            parts.append(html.H3(f"{said} {len(spots)}", className="wg-card-h"))
            parts.append(html.Div([_spot(spot, language) for spot in spots[:MOST_SPOTS]] + _more(spots, MOST_SPOTS, _)))
    return parts


def _spot(spot: Finding, language: Language) -> Component:
    _ = words(language)
    kind = _(SPOT_KINDS.get(spot.kind, spot.kind))
    size = amounts.people_in_words(spot.people, language) if spot.people else amounts.area(spot.area_m2)
    return go_row(
        [
            html.Span(className=f"wg-spot-mark wg-spot-mark-{spot.kind}", title=kind),
            html.Span(spot.name, className="wg-spot-name", title=kind),
            html.Span(size, className="wg-spot-people"),
        ],
        layer="moves",
        id=spot.key,
        bbox=around(spot.geom.bounds),
        class_name="wg-spot-row wg-compare-spot",
    )


def _workers(move: Move) -> str:
    """Return who answers for the people before and after; empty: nobody does, or the same one."""
    before, after = move.workers_before or "—", move.workers_after or "—"
    return "" if before == after else f"{before} → {after}"


def _more(listed: Sequence[Any], most: int, _: Callable[[str], str]) -> list[Component]:
    return [html.P(_("and {n} more").format(n=len(listed) - most), className="wg-muted")] if len(listed) > most else []


def _moves(found: PlanDiff, language: Language) -> list[Component]:
    _ = words(language)
    where: dict[tuple[str | None, str | None], list[tuple[float, float]]] = {}
    for building in found.buildings:
        where.setdefault((building.from_grid, building.to_grid), []).append((building.lon, building.lat))
    nowhere = _("no grid")
    rows = []
    for move in found.moves[:MOST_MOVES]:
        west, south, east, north = shapely.bounds(shapely.MultiPoint(where[move.from_grid, move.to_grid])).tolist()
        rows.append(
            go_row(
                [
                    html.Span(f"{move.from_grid or nowhere} → {move.to_grid or nowhere}", className="wg-row-name"),
                    html.Span(_("{n} people").format(n=amounts.whole(move.people))),
                    html.Span(_workers(move), className="wg-muted"),
                ],
                layer="moves",
                id=f"{move.from_grid or ''}:{move.to_grid or ''}",
                bbox=around((west, south, east, north)),
                class_name="wg-row wg-move",
            )
        )
    return rows + _more(found.moves, MOST_MOVES, _)
