"""Facts as pairs of name and value, and rows that lead the map to what they name."""

import json
from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from console.components.attributes import named
from console.language import Language, words
from gis.extent import BBox
from gis.viewer import LOCAL_OPERATOR

Shown = str | Component | Sequence[Any]
NEAR = 0.0012
"""Degrees: about a hundred metres."""


def facts(pairs: Sequence[tuple[str, Shown | None]]) -> Component:
    """Return the pairs as a list; one without a value is left out."""
    rows = [html.Div([html.Dt(name), html.Dd(value)]) for name, value in pairs if value not in (None, "")]
    return html.Dl(rows, className="wg-facts")


def author_words(author: str | None, language: Language) -> str:
    """Return who did something; whoever works at the console without a name is said in the reader's language."""
    if author == LOCAL_OPERATOR.name:
        return words(language)("local operator")
    return author or ""


def go_row(
    parts: Sequence[Any],
    *,
    layer: str,
    id: int | str,  # noqa: A002 - the record's word
    bbox: BBox | None = None,
    zoom: int | None = None,
    class_name: str = "wg-row",
    **more: Any,
) -> Component:
    """Return a button that picks a thing and leads the map to it; a second click leads back."""
    lead = {"data_go": f"{layer}:{id}"}
    if bbox is not None:
        lead["data_bbox"] = json.dumps([round(side, 6) for side in bbox])
    if zoom is not None:
        lead["data_zoom"] = str(zoom)
    return html.Button(list(parts), className=class_name, type="button", **named(**lead), **more)


def chip(text: str, *, mood: str = "plain") -> Component:
    """Return a short word on a ground of its own; `mood` is plain, alert or good."""
    return html.Span(text, className=f"wg-chip wg-chip-{mood}")


def around(box: BBox) -> BBox:
    """Return a box with about a hundred metres around it, so that its neighbours are seen."""
    return (box[0] - NEAR, box[1] - NEAR, box[2] + NEAR, box[3] + NEAR)
