"""The wall: the whole district at a glance, live, dark, from 1920×1080 to 4K; it needs no hands."""

from typing import Any

from dash import Dash, Input, Output, dcc, html, no_update
from dash.development.base_component import Component

from console.components.attributes import named
from console.components.states import empty
from console.following import ON_FOOT, passes_by
from console.language import Language, current, words
from console.leaflet import map_of, view
from console.pages import Page
from console.state import AppState
from console.wall.figures import figure_column, top_line
from console.wall.legend import band_legend
from console.wall.record import WallFacts, read_wall
from console.wall.spots import spot_cards, spot_rows
from console.wall.subdistricts import small_multiples

PARTS = ("wall-top", "wall-figures", "wall-spots", "wall-cards", "wall-subdistricts")
LAYERS = ("grids", "communities", "subdistricts", "buildings", "blind_spots")
UNSEEN = {
    *("incident", "incident_category", "remark", "load", "street", "water", "green", "place", "resource", "draft"),
    *ON_FOOT,
}
"""Changes that no figure of the wall depends on; the map hears of them by itself."""
EACH_MS = 600_000
"""Figures that count days are read anew this often, even if nothing changes."""


def layout(state: AppState, language: Language) -> Component:
    """Return the wall as the record stands now."""
    facts = read_wall(state)
    if facts.is_empty:
        return html.Main(_nothing_yet(language), className="wg-wall-empty", **named(data_reload_on_change=""))
    top, figures, spots, cards, multiples = parts(facts, language)
    _ = words(language)
    return html.Main(
        [
            html.Header(top, id="wall-top", className="wg-wall-top"),
            html.Section(figures, id="wall-figures", className="wg-wall-figures", **named(aria_label=_("Figures"))),
            html.Div(
                [
                    html.Div(
                        map_of(facts.extent, state.settings, exact_fit=True),
                        className="wg-wall-map",
                        **named(data_scaled=""),
                    ),
                    html.Div(cards, id="wall-cards", className="wg-wall-cards", **named(aria_live="polite")),
                    html.Div(band_legend(facts.parameters, language), className="wg-wall-legend"),
                ],
                className="wg-wall-place",
                **named(data_no_address=""),
            ),
            html.Section(
                [
                    html.H2(_("Worst blind spots"), className="wg-wall-h2"),
                    html.Div(spots, id="wall-spots"),
                ],
                className="wg-wall-side",
            ),
            html.Section(
                multiples, id="wall-subdistricts", className="wg-wall-multiples", **named(aria_label=_("Subdistricts"))
            ),
            _ticker(),
            dcc.Store(id="wall-view", data=view(LAYERS, home=facts.extent, names=False)),
        ],
        className="wg-wall",
        **named(data_wall=""),
    )


def parts(facts: WallFacts, language: Language) -> tuple[Any, ...]:
    """Return what stands in each of `PARTS`."""
    return (
        top_line(facts, language),
        figure_column(facts, language),
        spot_rows(facts.spots, language),
        spot_cards(facts.spots, language),
        small_multiples(facts.subdistricts, facts.parameters, language),
    )


def register(app: Dash, state: AppState) -> None:
    """Add the wall's callbacks: it follows the record."""

    @app.callback(
        Output("map-view", "data", allow_duplicate=True),
        Input("wall-view", "data"),
        prevent_initial_call="initial_duplicate",
    )
    def show_layers(shown: dict[str, Any]) -> dict[str, Any]:
        return shown

    @app.callback(
        *[Output(part, "children") for part in PARTS],
        Input("live", "data"),
        Input("wall-tick", "n_intervals"),
        prevent_initial_call=True,
    )
    def follow(change: dict[str, Any] | None, _ticks: int | None) -> tuple[Any, ...]:
        if passes_by(change, UNSEEN):
            return (no_update,) * len(PARTS)
        language = current(state.settings.language)
        facts = read_wall(state, renew=False)
        return (no_update,) * len(PARTS) if facts.is_empty else parts(facts, language)


def _ticker() -> Component:
    return dcc.Interval(id="wall-tick", interval=EACH_MS)


def _nothing_yet(language: Language) -> Component:
    _ = words(language)
    return empty(
        _("The record is empty"),
        lines=(
            _("Load the district's grids and buildings on the planner's page, or try the sample district:"),
            html.Code("wangge load sample"),
            _("This wall fills by itself as soon as there is something to show."),
        ),
        action=dcc.Link(_("To the planner's page"), href="/planner", className="wg-button wg-button-main"),
    )


PAGE = Page(
    path="/screen",
    title="Wall",
    purpose="The whole district at a glance, live, for the command centre's wall",
    layout=layout,
    register=register,
    theme="dark",
    unseen=frozenset(UNSEEN),
    order=5,
)
