"""A building: who lives in it, and which grids answer for it."""

from dash import html
from dash.development.base_component import Component
from sqlalchemy.orm import Session

from console import amounts
from console.components.facts import chip, facts, go_row
from console.language import Language, words
from console.planner.cards.pieces import head, holder_line, nobody, people_line
from gis.cards import BuildingCard
from gis.cards import building_card as ask_building
from gis.viewer import Viewer

USES = {
    "residential": "residential",
    "commercial": "commercial",
    "office": "office",
    "school": "school",
    "hospital": "hospital",
    "industrial": "industrial",
    "public": "public",
}


def building_card(session: Session, viewer: Viewer, language: Language, id: int) -> list[Component]:  # noqa: A002 - the record's word
    """Return the card of a building."""
    card = ask_building(session, viewer, id=id)
    return [
        _head(card, language),
        people_line(card.people, language, estimated=card.people if card.estimated else 0),
        _figures(card, language),
        _grids(card, language),
    ]


def _head(card: BuildingCard, language: Language) -> Component:
    _ = words(language)
    chips = []
    if not card.grids:
        chips.append(chip(_("In no grid"), mood="alert"))
    elif len(card.grids) > 1:
        chips.append(chip(_("In {n} grids").format(n=len(card.grids)), mood="alert"))
    name = card.name or _("Building {code}").format(code=card.code)
    return head(_("Building"), name, code=card.code, place=card.community_name or "", chips=chips)


def _figures(card: BuildingCard, language: Language) -> Component:
    _ = words(language)
    estate = None
    if card.estate_id is not None:
        estate = go_row([card.estate_name], layer="estates", id=card.estate_id, class_name="wg-link")
    return facts(
        [
            (_("Use"), _(USES.get(card.use, card.use)) if card.use else None),
            (_("Levels"), str(card.levels) if card.levels else None),
            (_("Households"), amounts.whole(card.households) if card.households is not None else None),
            (_("People of 60+"), amounts.whole(card.elderly)),
            (_("Lived in since"), amounts.day(card.occupied_since) if card.occupied_since else None),
            (_("Footprint"), amounts.area(card.footprint_m2) if card.footprint_m2 else None),
            (_("Estate"), estate),
        ]
    )


def _grids(card: BuildingCard, language: Language) -> Component:
    _ = words(language)
    rows: list[Component] = []
    for grid in card.grids:
        rows.append(go_row([grid.name or grid.code], layer="grids", id=grid.id, class_name="wg-link"))
        rows += [holder_line(holder, language) for holder in grid.holders] or [nobody(language)]
    if not rows:
        rows = [html.P(_("No grid answers for this building: it is a blind spot."), className="wg-alert")]
    return html.Section([html.H3(_("Who answers"), className="wg-card-h"), *rows], className="wg-card-part")
