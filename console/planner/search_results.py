"""The answers of a search under its field."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from console.components.facts import go_row
from console.language import Language, words
from gis.search import Found

KINDS = {
    "district": "District",
    "subdistrict": "Subdistrict",
    "community": "Community",
    "grid": "Grid",
    "estate": "Estate",
    "building": "Building",
    "street": "Street",
    "resource": "Resource",
    "worker": "Worker",
}
LAYERS = {
    "district": "subdistricts",
    "subdistrict": "subdistricts",
    "community": "communities",
    "grid": "grids",
    "estate": "estates",
    "building": "buildings",
    "street": "streets",
    "resource": "resources",
    "worker": "workers",
}
"""In which layer a kind is picked."""


def search_results(found: Sequence[Found], said: str, language: Language) -> list[Component]:
    """Return one row per answer, or what to try when there is none."""
    _ = words(language)
    if not said.strip():
        return []
    if not found:
        return [html.P(_("Nothing is called “{words}”. Try a part of the name, or a code.").format(words=said.strip()),
                       className="wg-search-none")]  # fmt: skip
    return [_row(answer, language) for answer in found]


def _row(answer: Found, language: Language) -> Component:
    _ = words(language)
    beside = " · ".join(part for part in (answer.code, answer.community) if part and part != answer.name)
    return go_row(
        [
            html.Span(_(KINDS[answer.kind]), className="wg-search-kind"),
            html.Span(answer.name or answer.code, className="wg-row-name"),
            html.Span(beside, className="wg-search-beside"),
        ],
        layer=LAYERS[answer.kind],
        id=answer.id,
        bbox=answer.bbox,
        zoom=18 if answer.kind == "building" else None,
        class_name="wg-search-row",
        role="option",
    )
