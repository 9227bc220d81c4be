"""The planner's page before anything is read: map, top line, panels, stores."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from dash import dcc, html
from dash.development.base_component import Component

from console.components.attributes import named
from console.components.frame import map_legend, page_links, switches, zoom_buttons
from console.components.states import empty, skeleton
from console.language import Language, words
from console.leaflet import base_layers, map_of
from console.planner import loading, watching
from console.planner.draft_bar import draft_bar, draft_card, draft_tools
from console.planner.loading_form import loading_panel
from console.planner.plans import plan_stores, plans_panel
from console.state import AppState
from gis.extent import BBox
from layers import find_layers

SHOWN = ("subdistricts", "communities", "grids", "buildings", "estates", "blind_spots")
TABS = (
    ("spots", "Blind spots"),
    ("layers", "Layers"),
    ("balance", "Balance"),
    ("remarks", "Remarks"),
    ("load", "Load"),
    ("plans", "Plans"),
    ("checks", "Checks"),
    ("steps", "Steps"),
)
"""Those of the plan in force are put away while a draft is open, and those of a draft while none is."""
GROUPS = {"plan": "Plan", "people": "People", "areas": "Areas", "work": "Work", "base": "Base map"}
FIRST_TAB, LOAD_TAB = "spots", "load"


def frame(state: AppState, language: Language, *, extent: BBox | None) -> Component:
    """Return the page; `extent` None: the record is empty, and loading stands open."""
    _ = words(language)
    first = FIRST_TAB if extent is not None else LOAD_TAB
    return html.Main(
        [
            html.Div(map_of(extent, state.settings), className="wg-planner-map"),
            _top(language, today=datetime.now(ZoneInfo(state.settings.time_zone)).date()),
            draft_tools(language),
            _left(language),
            html.Aside(
                id="planner-card",
                className="wg-panel wg-planner-right",
                hidden=True,
                **named(aria_label=_("What was picked"), aria_live="polite"),
            ),
            draft_card(language),
            html.Section(
                skeleton(),
                id="planner-histogram",
                className="wg-panel wg-planner-bottom",
                **named(aria_label=_("People per grid")),
            ),
            html.Section(
                id="draft-histogram",
                className="wg-panel wg-planner-bottom",
                **named(aria_label=_("People per grid, before and after")),
            ),
            html.Div(map_legend(language), className="wg-planner-legend"),
            html.Div(zoom_buttons(language), className="wg-planner-zoom"),
            html.Div(id="planner-day-note", className="wg-day-note", role="status"),
            _nothing_yet(language, hidden=extent is not None),
            *_stores(first, extent),
            *plan_stores(language),
        ],
        className="wg-planner",
    )


def _nothing_yet(language: Language, *, hidden: bool) -> Component:
    _ = words(language)
    begin = _("Begin here: upload the district's grids and buildings, in any order.")
    return html.Div(
        empty(
            _("Nothing is loaded yet"),
            lines=[begin, _("Or try it with the sample district:")],
            action=html.Code("wangge load sample"),
        ),
        id="planner-empty",
        hidden=hidden,
        className="wg-panel wg-planner-empty",
    )


def _stores(first: str, extent: BBox | None) -> Sequence[Component]:
    page = {"layers": list(SHOWN), "base": base_layers(), "tab": first, "home": extent}
    return [
        dcc.Store(id="planner-page", data=page),
        dcc.Store(id="planner-view"),
        dcc.Store(id="planner-address"),
        dcc.Store(id="planner-selection"),
        dcc.Store(id="planner-tab"),
        dcc.Store(id="planner-tab-wish"),
        dcc.Store(id="planner-brush"),
        dcc.Store(id="planner-highlight"),
        dcc.Store(id="planner-done"),
        dcc.Store(id="planner-live"),
        dcc.Store(id="planner-told"),
        dcc.Store(id="planner-fly"),
        dcc.Store(id="planner-card-shown"),
        dcc.Store(id="search-words"),
        dcc.Store(id="upload"),
        *watching.floating(loading.JOBS),
    ]


def _top(language: Language, *, today: date) -> Component:
    _ = words(language)
    return html.Header(
        [
            dcc.Link(_("Wangge"), href="/", className="wg-brand"),
            html.Div(
                [
                    html.Div(
                        className="wg-search-field",
                        **named(
                            data_search_field="search-words",
                            data_id="search",
                            data_placeholder=_("Search by name or code  /"),
                        ),
                    ),
                    html.Div(
                        id="search-results",
                        className="wg-search-results",
                        role="listbox",
                        **named(aria_label=_("Answers")),
                    ),
                ],
                id="search-box",
                className="wg-search",
                role="search",
            ),
            html.Div(id="planner-figures", className="wg-top-figures"),
            html.Div(id="planner-plan", className="wg-top-plan"),
            html.Label(
                [
                    html.Span(_("On the day")),
                    dcc.Input(
                        id="planner-day",
                        type="text",
                        debounce=True,
                        placeholder=_("today"),
                        pattern=r"\d{4}-\d\d-\d\d",
                        size="10",
                        className="wg-input wg-day",
                    ),
                ],
                className="wg-field wg-top-day",
                title=_("Figures of a day: the plan then in force, the buildings lived in by then (YYYY-MM-DD)"),
            ),
            draft_bar(language, today=today),
            page_links("/planner", language),
            switches(language),
        ],
        className="wg-planner-top",
    )


def _left(language: Language) -> Component:
    _ = words(language)
    tabs = [
        html.Button(
            [_(title), html.Span(id=f"tab-count-{key}", className="wg-tab-count")],
            role="tab",
            className="wg-tab",
            type="button",
            **named(data_tab=key),
        )
        for key, title in TABS
    ]
    return html.Aside(
        [
            html.Div(tabs, className="wg-tabs", role="tablist", **named(aria_label=_("What stands in this panel"))),
            html.Div(
                [
                    html.Div(skeleton(6), id="planner-list", className="wg-tab-body", **named(data_tab_body="list")),
                    html.Div(_layers(language), className="wg-tab-body", **named(data_tab_body="layers")),
                    html.Div(loading_panel(language), className="wg-tab-body", **named(data_tab_body="load")),
                    html.Div(plans_panel(language), className="wg-tab-body", **named(data_tab_body="plans")),
                    html.Div(id="draft-findings", className="wg-tab-body", **named(data_tab_body="checks")),
                    html.Div(id="draft-steps", className="wg-tab-body", **named(data_tab_body="steps")),
                ],
                className="wg-tab-bodies",
            ),
            html.Button(
                "‹", className="wg-fold", type="button", title=_("Fold this panel"),
                **named(data_fold="", aria_label=_("Fold this panel")),
            ),
        ],
        className="wg-panel wg-planner-left",
        **named(aria_label=_("Lists")),
    )  # fmt: skip


def _layers(language: Language) -> Sequence[Component]:
    _ = words(language)
    groups: dict[str, list[dict[str, Any]]] = {group: [] for group in GROUPS}
    for layer in find_layers().values():
        title = layer.title.zh if language == "zh" else layer.title.en
        groups[layer.group].append({"value": layer.id, "label": title})
    listed = [option for group in GROUPS if group != "base" for option in groups[group]]
    heading = html.Span(_(GROUPS["base"]), className="wg-layer-heading")
    listed += [{"value": "-", "label": heading, "disabled": True}, *groups["base"]]
    return [
        html.H3(_("Show on the map"), className="wg-card-h"),
        dcc.Checklist(
            id="planner-layers",
            options=listed,
            className="wg-layer-switches",
            labelClassName="wg-layer-switch",
            inputClassName="wg-check",
        ),
        html.H3(_("Legend: a click hides or shows"), className="wg-card-h"),
        html.Div(id="map-legend", className="wg-legend"),
    ]
