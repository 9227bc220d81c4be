"""The card of what was picked, a file per kind of thing; a layer without one of its own gets its properties."""

from dash import html
from dash.development.base_component import Component
from sqlalchemy.orm import Session

from console.components.attributes import named
from console.components.states import error
from console.language import Language, words
from console.planner.cards.area import area_card
from console.planner.cards.building import building_card
from console.planner.cards.estate import estate_card
from console.planner.cards.grid import grid_card
from console.planner.cards.spot import spot_card
from console.planner.cards.thing import thing_card
from gis.errors import NotFoundError
from gis.viewer import Viewer

CARDS = {
    "grids": grid_card,
    "buildings": building_card,
    "estates": estate_card,
    "blind_spots": spot_card,
    "communities": area_card,
    "subdistricts": area_card,
}

LONGEST_ID = 18


def card_of(session: Session, viewer: Viewer, language: Language, *, layer: str, id: str) -> Component:  # noqa: A002 - the record's word
    """Return the card of a picked thing, or one sentence where it is gone."""
    make = CARDS.get(layer)
    try:
        number = _number(id)
        body = make(session, viewer, language, number) if make else thing_card(session, viewer, language, layer, number)
    except NotFoundError:
        _ = words(language)
        gone = _("This is no more: it was changed or cured meanwhile.")
        return error(gone, way_on=_("Load the page again"))
    return html.Article(body, className="wg-card-body", **named(data_card=f"{layer}:{id}"))


def _number(said: str) -> int:
    if not said.removeprefix("-").isdecimal() or len(said) > LONGEST_ID:
        raise NotFoundError(f"There is nothing of the id {said!r}.")
    return int(said)
