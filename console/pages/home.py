"""The start page: who reads which page, and how the district stands in one line."""

from dash import Dash, Input, Output, dcc, html
from dash.development.base_component import Component

from console import amounts
from console.components.attributes import named
from console.components.frame import switches
from console.language import Language, current, words
from console.pages import Page, find_pages
from console.state import AppState
from gis.coverage.figures import coverage
from gis.database import session_of


def layout(state: AppState, language: Language) -> Component:
    """Return every reader's page by name."""
    _ = words(language)
    cards = [
        dcc.Link(
            [
                html.Span(_(page.title), className="wg-reader-title"),
                html.Span(_(page.purpose), className="wg-reader-for"),
                html.Span(page.path, className="wg-reader-path"),
            ],
            href=page.path,
            className="wg-reader",
        )
        for page in find_pages().values()
        if page.order is not None
    ]
    return html.Main(
        [
            html.Header([html.Span(_("Wangge")), switches(language)], className="wg-home-top"),
            html.Div(
                [
                    html.H1(_("Who answers for every building – and for which does nobody?")),
                    html.P(standing(state, language), id="home-standing", className="wg-home-line"),
                    html.Nav(cards, className="wg-readers", **named(aria_label=_("Pages"))),
                ],
                className="wg-home-middle",
            ),
            html.Footer([html.A(_("HTTP API"), href="/openapi.json")], className="wg-home-foot"),
        ],
        className="wg-home",
    )


def standing(state: AppState, language: Language) -> list[Component | str]:
    """Return how many people have a grid today, in one sentence."""
    _ = words(language)
    with session_of(state.engine) as session:
        figures = coverage(session, state.viewer)
    if not figures.population.total:
        return [_("Nothing is loaded yet: begin on the planner's page.")]
    share = html.B(f"{amounts.share(figures.coverage)} %", **named(data_figure="home-coverage"))
    outside = html.B(
        amounts.people_in_words(figures.population.uncovered, language),
        className="wg-alert" if figures.population.uncovered else "",
        **named(data_figure="home-outside"),
    )
    return [share, " ", _("of all people live in a grid today"), _("; "), outside, " ", _("do not.")]


def register(app: Dash, state: AppState) -> None:
    """Add the callback that follows the record."""

    @app.callback(Output("home-standing", "children"), Input("live", "data"), prevent_initial_call=True)
    def follow(_change: object) -> list[Component | str]:
        return standing(state, current(state.settings.language))


PAGE = Page(path="/", title="Wangge", layout=layout, register=register)
