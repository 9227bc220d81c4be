"""The card of one grid's walk: its figures, what must be known, the places it passes, and what can be done with it."""

from collections import Counter
from collections.abc import Sequence
from urllib.parse import quote

from dash import html
from dash.development.base_component import Component

from console import amounts
from console.components.attributes import named
from console.language import Language, words
from console.patrols.wording import KINDS, STALE, hours, kilometres, proof, remark_words
from gis.patrols.listing import KeptPatrol

MOST_PLACES = 60
LINES = {"walk": "walked as a street of the grid", "again": "walked again", "way": "on the way"}
"""What the map draws of a walk, as `patrolRoute` of the browser's module does."""


def patrol_card(patrol: KeptPatrol, walked: Sequence[Component], language: Language) -> list[Component]:
    """Return the card; `walked` is what is known of the walks that were made."""
    _ = words(language)
    remarks = [remark_words(remark, language) for remark in patrol.remarks]
    if patrol.stale:
        remarks.insert(0, _(STALE[patrol.stale]))
    return [
        html.Button(
            "×", type="button", className="wg-card-close", title=_("Close"),
            **named(data_patrol="", aria_label=_("Close")),
        ),
        html.Div(
            [
                html.Span(_("Patrol"), className="wg-card-kind"),
                html.H2(patrol.name or patrol.grid, className="wg-card-title"),
                html.Span(
                    [patrol.grid, " · ", patrol.worker_name or _("nobody")], className="wg-card-code"
                ),
                _facts(patrol, language),
                _key(patrol, language),
                *[html.P(remark, className="wg-note") for remark in remarks],
                _actions(patrol, language),
                *walked,
                *_places(patrol, language),
            ],
            className="wg-card-body",
        ),
    ]  # fmt: skip


def _facts(patrol: KeptPatrol, language: Language) -> Component:
    _ = words(language)
    facts = [
        (_("To walk"), kilometres(patrol.length_m)),
        (_("Time"), hours(patrol.hours, language)),
        (_("Streets of the grid"), kilometres(patrol.streets_m)),
        (_("Walked again, or on the way"), f"{amounts.share(patrol.walked_twice)} %"),
        (_("Shifts"), _shifts(patrol)),
        (_("Lower bound"), f"{kilometres(patrol.bound_m)} · {proof(patrol, language)}"),
    ]
    return html.Dl(
        [part for name, value in facts for part in (html.Dt(name), html.Dd(value))], className="wg-patrol-facts"
    )


def _key(patrol: KeptPatrol, language: Language) -> Component:
    """Return what the colours of the walk mean, and how far it goes in each."""
    _ = words(language)
    length = Counter[str]()
    for leg in patrol.legs:
        length[leg["kind"]] += leg["length_m"]
    return html.Ul(
        [
            html.Li(
                [html.Span(className=f"wg-patrol-line-{kind}"), html.Span(_(said)), html.B(kilometres(length[kind]))]
            )
            for kind, said in LINES.items() if length[kind]
        ],
        className="wg-patrol-key",
    )  # fmt: skip


def _actions(patrol: KeptPatrol, language: Language) -> Component:
    _ = words(language)
    base = f"/api/patrols/{quote(patrol.grid, safe='')}/route"
    return html.Div(
        [
            html.A("GPX", href=f"{base}.gpx", className="wg-button", download=f"{patrol.grid}.gpx"),
            html.A("GeoJSON", href=f"{base}.geojson", className="wg-button", download=f"{patrol.grid}.geojson"),
            html.Button(_("Print"), type="button", className="wg-button", **named(data_action="print")),
        ],
        className="wg-patrol-actions",
    )


def _places(patrol: KeptPatrol, language: Language) -> list[Component]:
    _ = words(language)
    if not patrol.places:
        return []
    rows = []
    for place in patrol.places[:MOST_PLACES]:
        at = f"{place['arrives']:%H:%M}" if place["arrives"] else ""
        rows.append(
            html.Li(
                [
                    html.Span(at, className="wg-num"),
                    html.Span(place["name"]),
                    html.Span(_(KINDS[place["kind"]]), className="wg-muted"),
                ]
            )
        )
    return [html.H3(_("Passes"), className="wg-card-h"), html.Ol(rows, className="wg-patrol-places")]


def _shifts(patrol: KeptPatrol) -> str:
    """Return how many shifts there are, and by how much they differ."""
    if patrol.shifts < 2:  # noqa: PLR2004 - one differs from nothing
        return amounts.whole(patrol.shifts)
    shortest, longest = kilometres(min(patrol.shift_m)), kilometres(max(patrol.shift_m))
    return f"{amounts.whole(patrol.shifts)} · {shortest} – {longest}"
