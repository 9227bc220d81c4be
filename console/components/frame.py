"""What pages share along their edge: the links from page to page, the switches, the buttons that zoom."""

from dash import html
from dash.development.base_component import Component

from console.components.attributes import named
from console.language import Language, words
from console.pages import find_pages


def page_links(path: str, language: Language) -> Component:
    """Return the links to every reader's page; the one at `path` is marked."""
    _ = words(language)
    links = [
        html.A(_(page.title), href=page.path, **named(aria_current="page" if page.path == path else "false"))
        for page in find_pages().values()
        if page.order is not None
    ]
    return html.Nav(links, className="wg-links", **named(aria_label=_("Pages")))


def switches(language: Language) -> Component:
    """Return the buttons for theme, language and keys."""
    _ = words(language)
    other = "EN" if language == "zh" else "中文"
    return html.Div(
        [
            _button("theme", "◐", _("Light or dark")),
            _button("language", other, _("Switch to English") if language == "zh" else "切换到中文"),
            _button("help", "?", _("Keys")),
        ],
        className="wg-switches",
    )


def zoom_buttons(language: Language) -> Component:
    """Return the buttons that zoom the map and show the whole district."""
    _ = words(language)
    return html.Div(
        [
            _button("zoom-in", "+", _("Zoom in")),
            _button("zoom-out", "−", _("Zoom out")),
            _button("home", html.Span(className="wg-icon-whole"), _("Show the whole district")),
        ],
        className="wg-zoom",
    )


def map_legend(language: Language) -> Component:
    """Return the legend that floats on the map: what each look means, how many are in view, a switch for each."""
    _ = words(language)
    return html.Details(
        [
            html.Summary(_("Legend"), title=_("Legend: a click hides or shows")),
            html.Div(className="wg-legend wg-legend-compact", **named(data_legend="")),
        ],
        className="wg-map-legend",
    )


def _button(action: str, face: str | Component, name: str) -> Component:
    return html.Button(
        face, className="wg-icon-button", title=name, **named(data_action=action, aria_label=name, type="button")
    )
