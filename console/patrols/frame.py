"""The page of patrols before anything is picked: map, list, card, and the bar that plays a walk."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from console.components.attributes import named
from console.components.frame import map_legend, page_links, switches, zoom_buttons
from console.language import Language, words
from console.leaflet import base_layers, map_of
from console.patrols.hours import hours_tools
from console.patrols.rows import patrol_rows, sums
from console.state import AppState
from gis.extent import BBox
from gis.patrols.listing import KeptPatrol

SHOWN = ("subdistricts", "communities", "patrol_routes", "on_duty")
ALONE = ("subdistricts", "communities", "on_duty")
"""What is shown while one walk is picked: its own drawing stands above."""


def frame(
    state: AppState, language: Language, *, extent: BBox | None, patrols: Sequence[KeptPatrol], ready: bool
) -> Component:
    """Return the page; `ready`: there are grids and streets to work patrols out for."""
    _ = words(language)
    page = {"layers": [*base_layers(), *SHOWN], "alone": [*base_layers(), *ALONE], "home": extent}
    return html.Main(
        [
            html.Div([map_of(extent, state.settings)], className="wg-planner-map"),
            html.Div(map_legend(language), className="wg-planner-legend"),
            html.Header(
                [
                    dcc.Link(_("Wangge"), href="/", className="wg-brand"),
                    html.Div(sums(patrols, language), id="patrol-sums", className="wg-top-figures"),
                    html.Button(
                        _("Work out all"), id="patrol-order", type="button", className="wg-button",
                        title=_("Work out the walk of every grid; it runs in the background") if ready
                        else _("Load grids and streets first"), disabled=not ready,
                    ),
                    page_links("/patrols", language),
                    switches(language),
                ],
                className="wg-planner-top",
            ),
            _list(patrols, language),
            html.Aside(
                id="patrol-card", className="wg-panel wg-planner-right", hidden=True,
                **named(aria_label=_("Patrol"), aria_live="polite"),
            ),
            html.Section(
                id="patrol-player", className="wg-panel wg-patrol-player", hidden=True,
                **named(data_patrol_player="", aria_label=_("Play the walk")),
            ),
            html.Div(zoom_buttons(language), className="wg-planner-zoom"),
            html.Div(id="patrol-print", className="wg-print"),
            dcc.Store(id="patrol-page", data=page),
            dcc.Store(id="patrol-wish"),
            dcc.Store(id="patrol-filter"),
            dcc.Store(id="patrol-grid"),
            dcc.Store(id="patrol-route"),
            dcc.Store(id="patrol-address"),
            dcc.Store(id="patrol-view"),
            dcc.Store(id="patrol-job"),
            dcc.Interval(id="patrol-tick", interval=800, disabled=True),
        ],
        className="wg-planner wg-patrols",
    )  # fmt: skip


def _list(patrols: Sequence[KeptPatrol], language: Language) -> Component:
    _ = words(language)
    return html.Aside(
        [
            html.Div(id="patrol-job-line"),
            hours_tools(language),
            html.Div(
                className="wg-input wg-patrol-filter",
                **named(
                    data_search_field="patrol-filter", data_id="patrol-search", data_placeholder=_("Grid or worker  /")
                ),
            ),
            html.Div(patrol_rows(patrols, language), id="patrol-rows", className="wg-tab-body"),
        ],
        className="wg-panel wg-planner-left wg-patrol-left",
        **named(aria_label=_("Patrols")),
    )  # fmt: skip
