"""What the machine is asked for and what it answers: the form, the figures beside the plan before, what is left."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from console import amounts
from console.components.attributes import named
from console.components.proposal_words import FIGURES, REMARKS
from console.language import Language, words
from console.refusals import refusal_words
from gis.extent import BBox

SHOWN_REMARKS = 30
_DECIMALS = {"compactness_mean", "compactness_p5"}


def form(language: Language) -> list[Component]:
    """Return the form, folded, and the place for the job."""
    _ = words(language)
    area = dcc.Dropdown(
        id="proposal-area", options=[{"value": "", "label": _("the whole district")}], value="", clearable=False,
        className="wg-dropdown",
    )  # fmt: skip
    people = dcc.Input(id="proposal-people", type="text", placeholder="800-1200", size="10", className="wg-input")
    grids = dcc.Input(id="proposal-grids", type="number", min=1, step=1, placeholder=_("as people ask"),
                      className="wg-input")  # fmt: skip
    seed = dcc.Input(id="proposal-seed", type="number", min=0, step=1, value=0, className="wg-input")
    picked = dcc.Input(id="proposal-picked", type="text", placeholder=_("codes; empty: all"), className="wg-input")
    keep = _slider("proposal-keep", _("Keep who answers for whom"), (_("draw anew"), _("move hardly anyone")), most=1)
    compact = _slider("proposal-compact", _("Compact shapes"), (_("no matter"), _("above all")), most=3, value=1)
    start = html.Button(_("Propose"), id="proposal-start", className="wg-button wg-button-main", type="button")
    says = _(
        "A new draft along streets, water and estate walls. It starts from the open draft, else from the"
        " plan in force; locked grids stay."
    )
    body = [
        html.P(says, className="wg-muted"),
        _field(_("Where"), area),
        html.Div([_field(_("People per grid"), people), _field(_("Number of grids"), grids)], className="wg-form-row"),
        keep,
        compact,
        html.Div([_field(_("Only these grids"), picked), _field(_("Seed"), seed)], className="wg-form-row"),
        start,
    ]
    return [
        html.Details(
            [
                html.Summary(_("Let the machine propose boundaries …")),
                html.Div(body, className="wg-proposal-body"),
            ],
            id="proposal-form",
            className="wg-disclosure wg-proposal-form",
        ),
        html.Div(id="proposal-job", role="status"),
    ]


def _field(label: str, entry: Component) -> Component:
    return html.Label([html.Span(label), entry], className="wg-field wg-field-wide")


def _slider(key: str, label: str, ends: tuple[str, str], *, most: float, value: float = 0) -> Component:
    slider = dcc.Slider(id=key, min=0, max=most, step=0.1, value=value, marks=None, className="wg-slider")
    scale = html.Div([html.Span(end) for end in ends], className="wg-slider-ends")
    return html.Div([html.Span(label), slider, scale], className="wg-field wg-field-wide")


def proposal_end(job: Mapping[str, Any], language: Language, *, place: BBox | None) -> list[Component]:
    """Return how a proposal ended: its figures beside those of the plan before, what could not be reached.

    Args:
        job: The job.
        language: The reader's.
        place: Where it was drawn: there the map goes when the draft is opened; None: it stays.
    """
    _ = words(language)
    if job["state"] == "cancelled":
        return [html.P(_("Cancelled: nothing was changed."), className="wg-note")]
    if job["state"] == "failed":
        said = refusal_words(job["message"], language)
        return [html.Div([html.B(_("There is no proposal")), html.P(said)], className="wg-error")]
    report = job["report"] or {}
    base = report.get("base")
    there = {} if place is None else {"data_bbox": json.dumps([round(side, 6) for side in place])}
    return [
        html.Div(
            [
                html.B(report["name"], className="wg-row-name"),
                html.Button(_("Open the draft"), className="wg-button wg-button-main", type="button",
                            **named(data_draft_open=str(report["plan"]), **there)),
            ],
            className="wg-plan-line wg-proposal-head",
        ),
        _table(report, base, language),
        html.P(
            _("{people} people in {buildings} buildings change their grid.").format(
                people=amounts.whole(report["people_moved"]), buildings=amounts.whole(report["buildings_moved"])
            ),
            className="wg-note",
        )
        if base
        else html.Span(),
        *_remarks(report.get("remarks", []), language),
    ]  # fmt: skip


def _table(report: Mapping[str, Any], base: Mapping[str, Any] | None, language: Language) -> Component:
    _ = words(language)
    head = html.Tr([html.Th(), html.Th(_("proposal")), html.Th(_("before"))])
    body = [
        html.Tr([
            html.Th(_(title), scope="row"),
            html.Td(_said(key, report[key])),
            html.Td(_said(key, None if base is None else base[key])),
        ])
        for title, key in FIGURES
    ]  # fmt: skip
    return html.Table([html.Thead(head), html.Tbody(body)], className="wg-table wg-proposal-figures")


def _said(key: str, value: float | None) -> str:
    if value is None:
        return "—"
    if key == "border_on_lines":
        return f"{amounts.share(value)} %"
    return f"{value:.2f}" if key in _DECIMALS else amounts.whole(int(value))


def _remarks(remarks: Sequence[Mapping[str, Any]], language: Language) -> list[Component]:
    if not remarks:
        return []
    _ = words(language)
    lines = [
        html.Li(
            _(REMARKS[one["kind"]]).format(
                community=one["community_name"], grid=one["grid"], people=amounts.whole(one["people"])
            )
        )
        for one in remarks[:SHOWN_REMARKS]
    ]
    return [html.H3(_("What could not be reached"), className="wg-card-h"), html.Ul(lines, className="wg-muted")]
