"""The worst blind spots: one line each at the side, one card each over the map."""

import json
from collections import Counter
from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from console import amounts
from console.components.attributes import named
from console.language import Language, words
from gis.blind_spots import BlindSpot

KINDS = {
    "estate_outside": "Estate outside",
    "buildings_outside": "Buildings outside",
    "gap": "Gap",
    "overlap": "Overlap",
    "no_worker": "No worker",
}
SHOWN = 10
MOST_OF_A_KIND = 4
NEAR_DEGREES = 0.0012
"""A spot is shown with about a hundred metres around it."""


def spot_rows(spots: Sequence[BlindSpot], language: Language) -> list[Component]:
    """Return one line for each of the worst spots, and how many more there are."""
    _ = words(language)
    if not spots:
        return [html.P(_("No blind spot: everybody is answered for."), className="wg-wall-good")]
    rows = [_row(spot, language) for spot in worst(spots)]
    rest = len(spots) - SHOWN
    if rest > 0:
        rows.append(html.P(_("and {n} more").format(n=amounts.whole(rest)), className="wg-wall-more"))
    return rows


def spot_cards(spots: Sequence[BlindSpot], language: Language) -> list[Component]:
    """Return the cards of the worst spots; the browser shows the one the map is at."""
    return [_card(spot, language) for spot in worst(spots)]


def worst(spots: Sequence[BlindSpot]) -> list[BlindSpot]:
    """Return the worst spots in their order, `SHOWN` at most, with no more than a few of one kind while others wait."""
    chosen: list[BlindSpot] = []
    left: list[BlindSpot] = []
    of_a_kind: Counter[str] = Counter()
    for spot in spots:
        of_a_kind[spot.kind] += 1
        (chosen if of_a_kind[spot.kind] <= MOST_OF_A_KIND else left).append(spot)
    kept = {spot.key for spot in [*chosen, *left][:SHOWN]}
    return [spot for spot in spots if spot.key in kept]


def _row(spot: BlindSpot, language: Language) -> Component:
    _ = words(language)
    return html.Button(
        [
            html.Span(className=f"wg-spot-mark wg-spot-mark-{spot.kind}"),
            html.Span(spot.name, className="wg-spot-name"),
            html.Span(_size(spot, language), className="wg-spot-people", **named(data_figure=f"spot-{spot.key}")),
            html.Span(_since(spot, language), className="wg-spot-note"),
        ],
        className="wg-spot-row",
        type="button",
        **named(data_spot_row=spot.key, key=spot.key),
    )


def _card(spot: BlindSpot, language: Language) -> Component:
    _ = words(language)
    west, south, east, north = spot.geom.bounds
    near = NEAR_DEGREES
    box = [west - near, south - near, east + near, north + near]
    return html.Article(
        [
            html.Div(
                [html.Span(className=f"wg-spot-mark wg-spot-mark-{spot.kind}"), _(KINDS[spot.kind])],
                className="wg-wall-card-kind",
            ),
            html.H2(spot.name, className="wg-wall-card-name"),
            html.Div(
                [html.B(_size(spot, language)), html.Span(_age(spot, language))], className="wg-wall-card-figures"
            ),
            html.P(spot.cure["text"][language], className="wg-wall-card-cure"),
        ],
        className="wg-wall-card",
        **named(data_spot=spot.key, data_spot_id=str(spot.id), data_bbox=json.dumps(box), key=spot.key),
    )


def _size(spot: BlindSpot, language: Language) -> str:
    """Return whom it concerns, or how much ground where nobody lives there."""
    return amounts.people_in_words(spot.people, language) if spot.people else amounts.area(spot.area_m2)


def _since(spot: BlindSpot, language: Language) -> str:
    _ = words(language)
    return f"{_(KINDS[spot.kind])} · {_age(spot, language)}"


def _age(spot: BlindSpot, language: Language) -> str:
    _ = words(language)
    if spot.days is None:
        return _("start unknown")
    return _("for {days}").format(days=amounts.days(spot.days, language))
