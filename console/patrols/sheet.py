"""A walk on paper: one A4 page in black and white to take along."""

from datetime import datetime

from dash import html
from dash.development.base_component import Component

from console import amounts
from console.language import Language, words
from console.patrols.stretches import stretches
from console.patrols.wording import hours, kilometres, proof
from gis.patrols.listing import KeptPatrol

MOST_LINES = 56
"""Streets in order that fit in two columns; the rest is said to be left out."""


def patrol_sheet(patrol: KeptPatrol, language: Language, *, at: datetime) -> Component:
    """Return the sheet; it is seen on paper only."""
    _ = words(language)
    lines = stretches(patrol)
    rows = [
        html.Li([html.B(_("Shift {n}").format(n=line["shift"]) + " ") if line["first"] else "",
                 line["street"] or _("path" if line["street_id"] else "off the streets"),
                 f" {amounts.whole(line['length_m'])} m",
                 f" ({_('again')})" if line["kind"] == "again" else ""])
        for line in lines[:MOST_LINES]
    ]  # fmt: skip
    if len(lines) > MOST_LINES:
        rows.append(html.Li(_("and {n} more").format(n=len(lines) - MOST_LINES)))
    facts = (
        f"{kilometres(patrol.length_m)} · {hours(patrol.hours, language)} · "
        f"{_('Streets of the grid')} {kilometres(patrol.streets_m)} · "
        f"{_('Walked twice')} {amounts.share(patrol.walked_twice)} % · {proof(patrol, language)}"
    )
    return html.Article(
        [
            html.Header(
                [
                    html.H1(patrol.name or patrol.grid),
                    html.Span(f"{patrol.grid} · {patrol.worker_name or _('nobody')}"),
                    html.Span(f"{at:%Y-%m-%d %H:%M}"),
                ],
                className="wg-sheet-head",
            ),
            html.P(facts, className="wg-sheet-sentence"),
            html.Img(src=f"/api/patrols/{patrol.grid}/map.svg", alt=_("Map of the walk"), className="wg-sheet-map"),
            html.P(
                _("● post · ■ key place · solid: street of the grid · dashed: walked again · dotted: on the way"),
                className="wg-sheet-legend",
            ),
            html.Ol(rows, className="wg-patrol-lines"),
        ],
        className="wg-sheet-paper",
    )
