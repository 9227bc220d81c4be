"""The page before anything is read: the map, the panel that the browser fills, and room for what comes next."""

import json

from dash import dcc, html
from dash.development.base_component import Component

from console.components.attributes import named
from console.components.frame import page_links, switches, zoom_buttons
from console.components.kinds import RESOURCE_KINDS
from console.components.states import empty, skeleton
from console.language import Language, words
from console.leaflet import base_layers, map_of
from console.state import AppState
from gis.extent import BBox

SHOWN = ("subdistricts", "communities", "unserved", "resources", "proposed_sites")
FIRST_KIND = "elderly_centre"


def frame(state: AppState, language: Language, *, extent: BBox | None, kinds: dict[str, int]) -> Component:
    """Return the page; without resources it says how to load some."""
    _ = words(language)
    names = {kind: _(RESOURCE_KINDS.get(kind, kind)) for kind in kinds}
    page = {
        "layers": [*base_layers(), *SHOWN],
        "home": extent,
        "kinds": [{"kind": kind, "name": names[kind], "count": count} for kind, count in kinds.items()],
        "kind": FIRST_KIND if FIRST_KIND in kinds else next(iter(kinds), None),
    }
    return html.Main(
        [
            html.Div(map_of(extent, state.settings), className="wg-planner-map"),
            html.Header(
                [
                    html.A(_("Wangge"), href="/", className="wg-brand"),
                    html.H1(_("Resources"), className="wg-h2 wg-reach-title"),
                    page_links("/resources", language),
                    switches(language),
                ],
                className="wg-planner-top",
            ),
            html.Aside(
                [
                    html.Div(
                        skeleton(8) if kinds else _nothing_yet(language),
                        id="reach-panel",
                        className="wg-reach-panel",
                        **named(data_reach=json.dumps(page, ensure_ascii=False) if kinds else None),
                    ),
                    html.Section(id="resources-next", **named(aria_label=_("Where next"))),
                    html.Section(
                        html.Div(id="map-legend", className="wg-legend"),
                        className="wg-reach-legend",
                        **named(aria_label=_("Legend")),
                    ),
                ],
                className="wg-panel wg-reach-left",
                **named(aria_label=_("Who is reached")),
            ),
            html.Div(zoom_buttons(language), className="wg-planner-zoom wg-reach-zoom"),
            dcc.Store(id="reach-page", data=page),
        ],
        className="wg-planner wg-reach",
    )


def _nothing_yet(language: Language) -> Component:
    _ = words(language)
    return empty(
        _("No resources are loaded yet"),
        lines=(_("Load elderly centres, clinics, schools and the like on the planner's page."),),
        action=html.A(_("To the planner's page"), href="/planner", className="wg-button wg-button-main"),
    )
