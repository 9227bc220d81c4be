"""What stands where data will be, is missing, or went wrong: skeleton, empty, error."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from console.components.attributes import named


def skeleton(rows: int = 0) -> Component:
    """Return a quiet placeholder of `rows` lines (0: one block that fills its place)."""
    if not rows:
        return html.Div(className="wg-skeleton wg-skeleton-block", **named(aria_hidden="true"))
    lines = [html.Div(className="wg-skeleton wg-skeleton-line") for _ in range(rows)]
    return html.Div(lines, className="wg-skeleton-rows", **named(aria_hidden="true"))


def empty(title: str, *, lines: Sequence[str | Component] = (), action: Component | None = None) -> Component:
    """Return what an empty place says: what is missing, what to do next, and where a click does it."""
    return html.Div(
        [
            html.Div(title, className="wg-empty-title"),
            *[html.P(line, className="wg-empty-line") for line in lines],
            *([action] if action is not None else []),
        ],
        className="wg-empty",
    )


def error(sentence: str, *, way_on: str, href: str | None = None) -> Component:
    """Return one sentence and a way on: a link, or (without `href`) loading the page again."""
    way: Component = (
        dcc.Link(way_on, href=href, className="wg-button")
        if href is not None
        else html.Button(way_on, className="wg-button", **named(data_action="reload"))
    )
    return html.Div([html.Span(sentence), way], className="wg-error", role="alert")


def notice(sentence: str, *, close: str, kind: str = "error") -> Component:
    """Return a line that floats above the page until it is closed; `kind` is "error" or "done"."""
    return html.Div(
        [
            html.Span(sentence),
            html.Button(
                "×", className="wg-notice-close", title=close, **named(data_action="dismiss", aria_label=close)
            ),
        ],
        className=f"wg-notice wg-notice-{kind}",
    )
