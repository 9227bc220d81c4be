"""What stands around every page: the theme, the stores between server and map, the notice, the list of keys."""

from urllib.parse import urlsplit

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component
from flask import has_request_context, request

from console.components.attributes import named
from console.components.states import skeleton
from console.language import REFUSAL, Language, catalogue, current, messages, words
from console.pages import find_pages
from console.state import AppState
from console.theme import MANTINE

KEYS = (
    ("/", "search"),
    ("?", "show or hide these keys"),
    ("Esc", "close what is open, then drop the selection"),
    ("← → ↑ ↓", "move the map"),
    ("+ −", "zoom"),
    ("0", "show the whole district"),
    ("L", "other language"),
    ("T", "light or dark"),
)
DRAFT_KEYS = (
    ("V B S M G C H K", "tools of an open draft: select, border, split, merge, give, carve, hole, lock"),
    ("Enter", "do what is shown; ends a line"),
    ("Backspace", "takes the last point of a line back"),
    ("R", "with the border: draw a stretch anew"),
    ("X", "borders may cut buildings, or not any more"),
    ("Alt", "no snapping while held"),
    ("Ctrl Z", "undo; with Shift: redo"),
)
STORES = ("map-view", "map-pick", "map-extent", "live", "live-state", "address")
"""Between pages and the browser's module: what the map shows, what was clicked, what changed, what the URL says."""


def shell(state: AppState) -> Component:
    """Return the frame of a page, in the reader's language, before the page itself is there."""
    language = current(state.settings.language)
    frame: Component = dmc.MantineProvider(
        id="mantine",
        theme=MANTINE,
        forceColorScheme=_first_theme(),
        children=[
            dcc.Location(id="url", refresh="callback-nav"),
            dcc.Store(id="language", data=language),
            dcc.Store(id="theme"),
            dcc.Store(id="page-info"),
            dcc.Store(id="browser", data=browser_facts(state, language)),
            *[dcc.Store(id=name) for name in STORES],
            html.Div(id="live-line", role="status", **named(aria_live="polite")),
            html.Div(skeleton(), id="page"),
            html.Div(id="notice", role="alert"),
            html.Div(help_overlay(language), id="help-place"),
        ],
    )
    return frame


def _first_theme() -> str:
    """Return the theme of the page that asks for the shell, until its own choice is known."""
    page = find_pages().get(urlsplit(request.referrer or "").path) if has_request_context() else None
    return page.theme if page is not None else "light"


def browser_facts(state: AppState, language: Language) -> dict[str, object]:
    """Return what the browser's own code has to know: wordings and refusals in the language, and the time zone."""
    return {
        "language": language,
        "words": catalogue(language),
        "refusals": messages(language, REFUSAL),
        "time_zone": state.settings.time_zone,
        "tile_url": state.settings.tile_url,
        "tile_attribution": state.settings.tile_attribution,
    }


def help_overlay(language: Language) -> Component:
    """Return the list of keys that `?` shows."""
    _ = words(language)
    rows = [html.Div([html.Kbd(key), html.Span(_(meaning))], className="wg-key") for key, meaning in KEYS]
    drafts = [html.Div([html.Kbd(key), html.Span(_(meaning))], className="wg-key") for key, meaning in DRAFT_KEYS]
    return html.Dialog(
        [
            html.H2(_("Keys"), className="wg-h2"),
            html.Div(rows, className="wg-keys"),
            html.Div(drafts, className="wg-keys wg-draft-keys"),
            html.Button(_("Close"), className="wg-button", **named(data_action="help")),
        ],
        id="help",
        className="wg-dialog",
        **named(aria_label=_("Keys")),
    )
