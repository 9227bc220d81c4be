"""The community's page before anything is read: the map above, the sheet over it, the form for what is missing."""

from dash import dcc, html
from dash.development.base_component import Component

from console.components.attributes import named
from console.components.frame import map_legend, page_links, switches
from console.components.kinds import REMARKS
from console.components.states import skeleton
from console.language import Language, words
from console.leaflet import base_layers, map_of
from console.state import AppState
from gis.extent import BBox

SHOWN = ("communities", "grids", "buildings", "estates", "blind_spots")


def frame(state: AppState, language: Language, *, extent: BBox | None) -> Component:
    """Return the page; `extent` is what the map shows until a community is picked."""
    _ = words(language)
    return html.Main(
        [
            _top(language),
            html.Div([map_of(extent, state.settings), map_legend(language)], className="wg-com-map"),
            html.Div(id="community-elsewhere", className="wg-com-elsewhere"),
            html.Section(
                [
                    html.Button(
                        html.Span(className="wg-sheet-grip"),
                        type="button",
                        className="wg-sheet-handle",
                        **named(data_sheet_handle="", aria_label=_("Pull up or down"), aria_expanded="true"),
                    ),
                    html.Div(
                        [
                            html.Div(
                                _search(language), id="community-search-box", hidden=True, **named(data_search="")
                            ),
                            html.Div(skeleton(6), id="community-body"),
                        ],
                        className="wg-sheet-body",
                    ),
                ],
                className="wg-sheet",
                **named(data_sheet="half", aria_label=_("Community")),
            ),
            _form(language),
            html.Div(id="community-print", className="wg-print"),
            dcc.Store(id="community-page", data={"layers": list(SHOWN), "base": base_layers(), "home": extent}),
            dcc.Store(id="community-area"),
            dcc.Store(id="community-wish"),
            dcc.Store(id="community-words"),
            dcc.Store(id="community-outline"),
            dcc.Store(id="community-place"),
            dcc.Store(id="community-view"),
            dcc.Store(id="community-address"),
            dcc.Store(id="community-selection"),
            dcc.Store(id="community-fly"),
            dcc.Store(id="community-done"),
            dcc.Store(id="located"),
        ],
        className="wg-community",
    )


def _top(language: Language) -> Component:
    _ = words(language)
    return html.Header(
        [
            dcc.Link(_("Wangge"), href="/", className="wg-brand"),
            html.Button(
                [html.Span(id="community-name"), html.Span(" ▾", className="wg-muted")],
                type="button",
                className="wg-com-pick",
                title=_("Another community"),
                **named(data_area=""),
            ),
            html.Button(
                type="button", className="wg-icon-button wg-com-locate", title=_("Where am I?"),
                **named(data_locate="", aria_label=_("Where am I?")),
            ),
            page_links("/community", language),
            switches(language),
        ],
        className="wg-com-top",
    )  # fmt: skip


def _search(language: Language) -> list[Component]:
    _ = words(language)
    return [
        html.H1(_("Which community?"), className="wg-com-which"),
        html.Div(
            className="wg-input wg-com-search",
            **named(
                data_search_field="community-words",
                data_id="community-search",
                data_placeholder=_("Name or code – or tap the map"),
            ),
        ),
    ]


def _form(language: Language) -> Component:
    _ = words(language)
    return html.Section(
        [
            html.H2(_("What is missing, what is not ours?"), className="wg-h2"),
            dcc.RadioItems(
                id="remark-kind",
                options=[{"value": key, "label": _(title)} for key, title in REMARKS.items()],
                value="missing",
                className="wg-remark-kinds",
                inputClassName="wg-check",
            ),
            dcc.Textarea(
                id="remark-note",
                placeholder=_("A few words: which building, which estate, what is wrong"),
                className="wg-input",
                maxLength=2000,
            ),
            html.Div(id="remark-place", className="wg-remark-place", role="status"),
            html.Div(
                [
                    html.Button(_("Send"), id="remark-send", type="button", className="wg-com-big"),
                    html.Button(_("Cancel"), type="button", className="wg-button", **named(data_remark_close="")),
                ],
                className="wg-com-actions",
            ),
        ],
        className="wg-remark-sheet",
        hidden=True,
        **named(data_remark_form="", aria_label=_("What is missing, what is not ours?")),
    )
