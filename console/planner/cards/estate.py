"""An estate: who lives in it, and which grids answer for it."""

from dash import html
from dash.development.base_component import Component
from sqlalchemy.orm import Session

from console import amounts
from console.components.facts import chip, facts, go_row
from console.language import Language, words
from console.planner.cards.pieces import head, people_line
from gis.cards import EstateCard
from gis.cards import estate_card as ask_estate
from gis.viewer import Viewer


def estate_card(session: Session, viewer: Viewer, language: Language, id: int) -> list[Component]:  # noqa: A002 - the record's word
    """Return the card of an estate."""
    _ = words(language)
    card = ask_estate(session, viewer, id=id)
    chips = [chip(_("{people} in no grid").format(people=amounts.people_in_words(card.people_uncovered, language)),
                  mood="alert")] if card.people_uncovered else []  # fmt: skip
    return [
        head(_("Estate"), card.name, code=card.code, place=card.community_name or "", chips=chips),
        people_line(card.people, language, estimated=card.people_estimated),
        facts(
            [
                (_("Buildings"), amounts.whole(card.buildings)),
                (_("Households"), amounts.households(card.households, card.people)),
                (_("People of 60+"), amounts.whole(card.elderly)),
                (_("Area"), amounts.area(card.area_m2)),
                (_("Lived in since"), amounts.day(card.occupied_since) if card.occupied_since else None),
            ]
        ),
        _grids(card, language),
    ]


def _grids(card: EstateCard, language: Language) -> Component:
    _ = words(language)
    rows: list[Component] = [
        go_row(
            [
                html.Span(grid.name or grid.code, className="wg-row-name"),
                html.Span(amounts.people_in_words(grid.people, language), className="wg-num"),
            ],
            layer="grids",
            id=grid.id,
        )
        for grid in card.grids
    ]
    if card.buildings_uncovered:
        words_out = _("{n} buildings with {people} are in no grid.").format(
            n=amounts.whole(card.buildings_uncovered), people=amounts.people_in_words(card.people_uncovered, language)
        )
        rows.append(html.P(words_out, className="wg-alert"))
    return html.Section([html.H3(_("Which grids answer"), className="wg-card-h"), *rows], className="wg-card-part")
