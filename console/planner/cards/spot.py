"""A blind spot: who is left out, since when, and what to do about it."""

from dash import dcc, html
from dash.development.base_component import Component
from sqlalchemy.orm import Session

from console import amounts
from console.components.attributes import named
from console.components.facts import chip, facts, go_row
from console.components.kinds import SPOT_KINDS
from console.language import Language, words
from console.planner.cards.pieces import head
from gis.cards import SpotCard, grid_card
from gis.cards import spot_card as ask_spot
from gis.errors import NotFoundError
from gis.viewer import Viewer


def spot_card(session: Session, viewer: Viewer, language: Language, id: int) -> list[Component]:  # noqa: A002 - the record's word
    """Return the card of a blind spot."""
    _ = words(language)
    card = ask_spot(session, viewer, id=id)
    chips = [chip(_("Exception"))] if card.exception_reason is not None else []
    kind = _(SPOT_KINDS.get(card.kind, card.kind))
    return [
        head(kind, card.name, place=card.community_name or "", chips=chips),
        html.Div(
            [
                html.Span(amounts.whole(card.people), className="wg-card-figure wg-alert"),
                html.Span(_("people")),
                html.Span(_days(card, language), className="wg-muted"),
            ],
            className="wg-card-people",
        ),
        facts(
            [
                (_("Buildings"), amounts.whole(card.buildings) if card.buildings else None),
                (_("Area"), amounts.area(card.area_m2)),
                (_("Since"), amounts.day(card.since) if card.since else _("not known")),
            ]
        ),
        _cure(session, viewer, card, language),
        _exception(card, language),
    ]


def _days(card: SpotCard, language: Language) -> str:
    if card.days is None:
        return ""
    return words(language)("for {days}").format(days=amounts.days(card.days, language))


def _cure(session: Session, viewer: Viewer, card: SpotCard, language: Language) -> Component:
    _ = words(language)
    said = card.cure.get("text", {})
    parts: list[Component] = [
        html.H3(_("What to do"), className="wg-card-h"),
        html.P(amounts.in_words(said.get(language) or said.get("zh") or ""), className="wg-cure"),
    ]
    code = card.cure.get("grid")
    if isinstance(code, str) and card.cure.get("action") != "new_grid":
        try:
            grid = grid_card(session, viewer, code=code)
        except NotFoundError:
            grid = None
        if grid is not None:
            parts.append(
                go_row([_("Show grid {code}").format(code=code)], layer="grids", id=grid.id, bbox=grid.bbox,
                       class_name="wg-link")
            )  # fmt: skip
    if card.cure.get("action") is not None:
        # the browser's editor hears it: into the open draft, or into a new one
        into = html.Button(_("Do it in a draft"), className="wg-button wg-button-main", type="button",
                           **named(data_cure=str(card.id)))  # fmt: skip
        parts.append(html.Div(into, className="wg-inline-form"))
    return html.Section(parts, className="wg-card-part")


def _exception(card: SpotCard, language: Language) -> Component:
    _ = words(language)
    if card.exception_reason is not None:
        by = f"{card.exception_reason} · {card.exception_by}"
        undo = html.Button(_("No exception any more"), id="except-undo", className="wg-button", type="button")
        return html.Section(
            [html.H3(_("Exception"), className="wg-card-h"), html.P(by), undo], className="wg-card-part"
        )
    return html.Details(
        [
            html.Summary(_("Mark as an exception …")),
            html.P(_("A park, a river: it stays listed, with the reason and a name."), className="wg-muted"),
            dcc.Input(id="except-reason", placeholder=_("Reason"), className="wg-input", maxLength=200),
            dcc.Input(id="except-name", placeholder=_("Who says so"), className="wg-input", maxLength=60),
            html.Button(_("Mark as an exception"), id="except", className="wg-button", type="button"),
        ],
        className="wg-card-part wg-disclosure",
    )
