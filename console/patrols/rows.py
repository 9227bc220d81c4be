"""The list of grids with their walks, and the line of sums above it."""

import json
from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from console import amounts
from console.components.attributes import named
from console.components.states import empty
from console.language import Language, words
from console.patrols.wording import hours, kilometres
from gis.patrols.listing import KeptPatrol


def patrol_rows(patrols: Sequence[KeptPatrol], language: Language) -> list[Component]:
    """Return a row per grid; a click shows its walk."""
    _ = words(language)
    if not patrols:
        return [
            empty(
                _("No patrols are worked out yet"),
                lines=(_("Once grids and streets are loaded, press “Work out all” above, or run"),
                       html.Code("wangge patrol plan --all")),
            )
        ]  # fmt: skip
    return [_row(patrol, language) for patrol in patrols]


def _row(patrol: KeptPatrol, language: Language) -> Component:
    _ = words(language)
    mark = (
        html.Span(_("out of date"), className="wg-chip wg-chip-alert") if patrol.stale
        else html.Span("✓", className="wg-chip wg-chip-good", title=_("proven shortest")) if patrol.optimal
        else html.Span(f"≤ {(patrol.length_m / max(patrol.bound_m, 1e-9) - 1) * 100:.1f} %", className="wg-chip",
                       title=_("at most this much over the shortest"))
    )  # fmt: skip
    shifts = _("{n} shifts").format(n=patrol.shifts) if patrol.shifts > 1 else hours(patrol.hours, language)
    return html.Button(
        [
            html.Span([html.B(patrol.grid[-3:]), f" {patrol.name}"], className="wg-row-name"),
            html.Span(kilometres(patrol.length_m), className="wg-num"),
            html.Span(patrol.worker_name or _("nobody"), className="wg-row-note"),
            html.Span(
                [f"{shifts} · ", _("twice {share} %").format(share=amounts.share(patrol.walked_twice)), " ", mark],
                className="wg-row-note",
            ),
        ],
        type="button",
        className="wg-row",
        **named(
            data_patrol=patrol.grid, data_patrol_box=json.dumps(patrol.bbox),
            data_words=f"{patrol.grid} {patrol.name} {patrol.worker or ''} {patrol.worker_name or ''}".lower(),
        ),
    )  # fmt: skip


def sums(patrols: Sequence[KeptPatrol], language: Language) -> list[Component]:
    """Return what all walks come to."""
    _ = words(language)
    if not patrols:
        return []
    length, required = (sum(getattr(one, name) for one in patrols) for name in ("length_m", "required_m"))
    facts = (
        (_("Grids"), amounts.whole(len(patrols))),
        (_("Streets"), kilometres(sum(one.streets_m for one in patrols))),
        (_("To walk"), kilometres(length)),
        (_("Walked twice"), f"{amounts.share(1 - required / length if length else 0)} %"),
        (_("Hours"), amounts.whole(sum(one.hours for one in patrols))),
        (_("Proven shortest"), f"{amounts.whole(sum(one.optimal for one in patrols))} / {amounts.whole(len(patrols))}"),
    )
    return [
        html.Div([html.Span(name, className="wg-top-name"), html.B(value)], className="wg-top-figure")
        for name, value in facts
    ]
