"""Hours of places on the page of patrols: a file is sent, its places are counted, and *Work out all* minds them."""

from typing import Any

from dash import Dash, Input, Output, dcc, html, no_update
from dash.development.base_component import Component

from console import amounts
from console.components.attributes import named
from console.language import Language, current, words
from console.refusals import refusal_words
from console.state import AppState
from console.uploads import Uploads
from gis.database import session_of
from gis.errors import WanggeError
from gis.patrols.hours import as_json, read_hours, unknown_codes

SENT = "patrol-hours"
"""Store that hears of the file that was sent."""
HELD = "patrol-hours-held"
"""Store of the hours that count: `file` and `windows`."""
MOST_CODES = 5


def hours_tools(language: Language) -> Component:
    """Return the button that sends a file of hours, and room for what it holds."""
    _ = words(language)
    return html.Div(
        [
            html.Button(
                _("Hours of places …"), type="button", className="wg-button",
                title=_("A table of code, opens and closes"), **named(data_choose=SENT),
            ),
            html.Span(_("A table of code, opens and closes"), className="wg-muted wg-patrol-hours-table"),
            html.Button(_("Without hours"), id="patrol-hours-drop", type="button", className="wg-button", hidden=True),
            html.Div(id="patrol-hours-line", **named(aria_live="polite")),
            dcc.Store(id=SENT),
            dcc.Store(id=HELD),
        ],
        className="wg-patrol-hours",
    )  # fmt: skip


def register(app: Dash, state: AppState) -> None:
    """Read what is sent, and say what it holds."""
    uploads = Uploads(state.settings.data_dir)

    @app.callback(
        Output(HELD, "data"),
        Output("patrol-hours-line", "children"),
        Output("patrol-hours-drop", "hidden"),
        Input(SENT, "data"),
        prevent_initial_call=True,
    )
    def read(sent: dict[str, Any] | None) -> tuple[Any, ...]:
        if not sent:
            return (no_update,) * 3
        language = current(state.settings.language)
        if "error" in sent:
            return no_update, _refused(sent["error"]), no_update
        try:
            path = uploads.main_file(sent["id"])
            hours = read_hours(path)
        except WanggeError as refused:
            return no_update, _refused(refusal_words(str(refused), language)), no_update
        finally:
            uploads.remove(sent["id"])
        with session_of(state.engine) as session:
            unknown = unknown_codes(session, list(hours))
        held = {"file": path.name, "windows": as_json(hours)}
        return held, hours_line(path.name, len(hours), unknown, language), False

    @app.callback(
        Output(HELD, "data", allow_duplicate=True),
        Output("patrol-hours-line", "children", allow_duplicate=True),
        Output("patrol-hours-drop", "hidden", allow_duplicate=True),
        Input("patrol-hours-drop", "n_clicks"),
        prevent_initial_call=True,
    )
    def drop(clicks: int | None) -> tuple[Any, ...]:
        return (None, None, True) if clicks else (no_update,) * 3


def hours_line(file: str, count: int, unknown: list[str], language: Language) -> list[Component]:
    """Return what a file of hours holds: how many places, and codes that no place has."""
    _ = words(language)
    said = _("{file}: hours of {n} places; they count when all is worked out.")
    lines: list[Component] = [html.P(said.format(file=file, n=amounts.whole(count)), className="wg-note")]
    if unknown:
        codes = _(", ").join(unknown[:MOST_CODES]) + (" …" if len(unknown) > MOST_CODES else "")
        warned = _("{file}: no place has these codes ({n}), their hours count for nothing: {codes}")
        text = warned.format(file=file, n=amounts.whole(len(unknown)), codes=codes)
        lines.append(html.P(text, className="wg-error", role="alert"))
    return lines


def _refused(sentence: str) -> Component:
    return html.P(sentence, className="wg-error", role="alert")
