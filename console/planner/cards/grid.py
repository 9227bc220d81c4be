"""A grid: who lives in it, who answers for it, since when, and what it was before."""

from datetime import date
from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component
from sqlalchemy import text
from sqlalchemy.orm import Session

from console import amounts
from console.components.band import band_bar
from console.components.facts import chip, facts
from console.components.kinds import BANDS
from console.language import Language, words
from console.planner.cards.pieces import day_field, head, holder_line, nobody, people_line
from gis.assignments import workers_for
from gis.cards import GridCard, Holder
from gis.cards import grid_card as ask_grid
from gis.viewer import Viewer


def grid_card(session: Session, viewer: Viewer, language: Language, id: int) -> list[Component]:  # noqa: A002 - the record's word
    """Return the card of a grid."""
    card = ask_grid(session, viewer, id=id)
    today = session.scalar(text("SELECT current_date")) or date.min
    return [
        _head(card, language),
        people_line(card.people, language, estimated=card.people_estimated),
        band_bar(card.people, least=card.people_least, most=card.people_most, band=card.band),
        _figures(card, language),
        _holders(session, card, language, today),
        _past(card, language),
    ]


def _head(card: GridCard, language: Language) -> Component:
    _ = words(language)
    chips = [chip(_(BANDS[card.band]), mood="good" if card.band == "within" else "alert")]
    if card.plan_state != "published":
        chips.append(chip(f"{_('draft') if card.plan_state == 'draft' else _('retired')} · {card.plan_name}"))
    place = " · ".join(part for part in (card.subdistrict_name, card.community_name) if part)
    return head(_("Grid"), card.name or card.code, code=card.code, place=place, chips=chips)


def _figures(card: GridCard, language: Language) -> Component:
    _ = words(language)
    density = card.people / card.area_m2 * 1e6 if card.area_m2 else 0
    return facts(
        [
            (_("Band"), _("between {least} and {most} people").format(
                least=amounts.whole(card.people_least), most=amounts.whole(card.people_most))),
            (_("Households"), amounts.households(card.households, card.people)),
            (_("People of 60+"), _of(card.elderly, card.people)),
            (_("Buildings"), amounts.whole(card.buildings)),
            (_("Area"), amounts.area(card.area_m2)),
            (_("Density"), f"{amounts.whole(density)} {_('people/km²')}"),
            (_("In force since"), amounts.day(card.since) if card.since else None),
        ]
    )  # fmt: skip


def _of(part: int, whole: int) -> str:
    return f"{amounts.whole(part)} ({amounts.share(part / whole)} %)" if whole else amounts.whole(part)


def _holders(session: Session, card: GridCard, language: Language, today: date) -> Component:
    _ = words(language)
    mine = [holder_line(holder, language, action=_release(holder, language, today)) for holder in card.holders]
    parts: list[Component] = [html.H3(_("Who answers"), className="wg-card-h"), *(mine or [nobody(language)])]
    if card.plan_state == "published":
        parts.append(_assign(session, card, language, today))
    return html.Section(parts, className="wg-card-part")


def _release(holder: Holder, language: Language, today: date) -> Component | None:
    if holder.until is not None:
        return None
    _ = words(language)
    key = {"type": "release", "id": holder.assignment_id}
    return html.Details(
        [
            html.Summary(_("Release")),
            html.Div(
                [
                    day_field({"type": "release-day", "id": str(holder.assignment_id)}, _("last day"), value=today),
                    html.Button(_("Release"), id=key, className="wg-button", type="button"),
                ],
                className="wg-inline-form",
            ),
        ],
        className="wg-disclosure",
    )


def _assign(session: Session, card: GridCard, language: Language, today: date) -> Component:
    _ = words(language)
    held = {holder.worker_code for holder in card.holders}
    near: list[dict[str, Any]] = []
    others: list[dict[str, Any]] = []
    for worker in workers_for(session, card.code):
        if worker.code in held:
            continue
        load = _("{n} grids, {people} people").format(n=len(worker.grids), people=amounts.whole(worker.people))
        (near if worker.near else others).append({"value": worker.code, "label": f"{worker.name} · {load}"})
    if not near and not others:
        return html.P(_("No workers are loaded: load them with the tab “Load”."), className="wg-muted")
    groups = [(_("Of this community"), near), (_("Others, fewest people first"), others)]
    return html.Div(
        [
            dmc.Select(
                id="assign-worker",
                data=[{"group": name, "items": items} for name, items in groups if items],
                placeholder=_("Assign a worker …"),
                searchable=True,
                limit=60,
                nothingFoundMessage=_("Nobody of this name"),
                size="sm",
                comboboxProps={"zIndex": 1200},
                **{"aria-label": _("Assign a worker …")},
            ),
            day_field("assign-since", _("since"), value=today),
            html.Button(_("Assign"), id="assign", className="wg-button wg-button-main", type="button"),
        ],
        className="wg-inline-form wg-assign",
        id={"type": "assign-grid", "code": card.code},
    )


def _past(card: GridCard, language: Language) -> Component:
    _ = words(language)
    lines: list[Component] = []
    for past in card.history:
        until = amounts.day(past.effective_until) if past.effective_until else _("today")
        size = f"{amounts.whole(past.people)} {_('people')} · {amounts.area(past.area_m2)}"
        lines.append(
            html.Div(
                [html.Div([html.B(past.plan_name), html.Span(size, className="wg-muted")]),
                 html.Div(f"{amounts.day(past.effective_from)} – {until}", className="wg-muted")],
                className="wg-holder",
            )
        )  # fmt: skip
    lines += [holder_line(holder, language) for holder in card.held_before]
    return html.Details([html.Summary(_("History")), *lines], className="wg-card-part wg-disclosure")
