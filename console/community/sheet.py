"""The community's sheet for the wall of an office: one A4 page in black and white."""

from datetime import datetime

from dash import html
from dash.development.base_component import Component

from console import amounts
from console.community.sentence import sentence
from console.components.kinds import ROLES, SPOT_KINDS
from console.language import Language, words
from gis.cards import Holder
from gis.communities import Community, CommunityGrid

OUTSIDE = ("estate_outside", "buildings_outside")
MOST_OUTSIDE = 6
"""Places outside on the sheet at most; more would need a second page."""


def print_sheet(found: Community, language: Language, *, at: datetime) -> Component:
    """Return the sheet; it is seen on paper only."""
    _ = words(language)
    place = " · ".join(part for part in (found.district_name, found.subdistrict_name) if part)
    return html.Article(
        [
            html.Header(
                [html.H1(found.name), html.Span(f"{place} · {found.code}"), html.Span(f"{at:%Y-%m-%d %H:%M}")],
                className="wg-sheet-head",
            ),
            html.P(sentence(found, language), className="wg-sheet-sentence"),
            html.Img(
                src=f"/api/communities/{found.code}/map.svg", alt=_("Map of the community"), className="wg-sheet-map"
            ),
            html.P(
                [
                    _("Solid line: grid, with its number and people"),
                    " · ",
                    _("dashed: community"),
                    " · ",
                    _("hatched: building in no grid"),
                ],
                className="wg-sheet-legend",
            ),
            _table(found, language),
            *_outside(found, language),
        ],
        className="wg-sheet-paper",
    )


def _table(found: Community, language: Language) -> Component:
    _ = words(language)
    head = (_("Grid"), _("People"), "60+", _("Households"), _("Buildings"), _("Who answers"))
    band = _("between {least} and {most} people").format(
        least=amounts.whole(found.people_least), most=amounts.whole(found.people_most)
    )
    return html.Table(
        [
            html.Thead(html.Tr([html.Th(name) for name in head])),
            html.Tbody([_row(grid, language) for grid in found.grids]),
            html.Tfoot(html.Tr(html.Td(_("Band: {band}; ▲ above, ▼ below").format(band=band), colSpan=len(head)))),
        ],
        className="wg-sheet-table",
    )


def _row(grid: CommunityGrid, language: Language) -> Component:
    _ = words(language)
    mark = {"above": " ▲", "below": " ▼", "empty": " ▼"}.get(grid.band, "")
    who = "、".join(_holder(holder, language) for holder in grid.holders) or _("nobody")
    figures = (
        f"{amounts.whole(grid.people)}{mark}",
        amounts.whole(grid.elderly),
        amounts.households(grid.households, grid.people),
        amounts.whole(grid.buildings),
    )
    return html.Tr(
        [
            html.Td(f"{grid.code[-3:]} {grid.name}"),
            *[html.Td(figure, className="wg-num") for figure in figures],
            html.Td(who),
        ]
    )


def _holder(holder: Holder, language: Language) -> str:
    return (
        holder.worker_name if holder.role == "worker" else f"{holder.worker_name} {words(language)(ROLES[holder.role])}"
    )


def _outside(found: Community, language: Language) -> list[Component]:
    _ = words(language)
    due = [spot for spot in found.outside if spot.people and spot.exception_reason is None and spot.kind in OUTSIDE]
    if not due:
        return []
    rows = [
        html.Li(" · ".join((spot.name, _(SPOT_KINDS[spot.kind]), amounts.people_in_words(spot.people, language))))
        for spot in due[:MOST_OUTSIDE]
    ]
    if len(due) > MOST_OUTSIDE:
        rows.append(html.Li(_("and {n} more").format(n=len(due) - MOST_OUTSIDE)))
    return [html.H2(_("What lies outside")), html.Ul(rows)]
