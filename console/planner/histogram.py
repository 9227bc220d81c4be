"""How people spread over the grids: a bar per hundred people, the band shaded; a bar selects its grids on the map."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from dash import html
from dash.development.base_component import Component

from console import amounts
from console.components.attributes import named
from console.components.figures import percent
from console.language import Language, words
from gis.parameters import Parameters
from gis.people_per_grid import GridPeople

BAR_PEOPLE = 100
MOST_BARS = 36
"""What lies beyond is one bar at the end, so that a single huge grid does not press the others together."""
TICKS = 500
FAR = 1.5
"""Times the most a grid should have from which the map calls it far over."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Grids with `least` to `most` people (both counted in; `most` None: and above)."""

    least: int
    most: int | None
    grids: int


def bars_of(people: Sequence[int], *, band_most: float) -> list[Bar]:
    """Return the bars from nobody to the largest grid, at least to twice the band."""
    largest = max(people, default=0)
    needed = max(int(largest // BAR_PEOPLE) + 1, int(2 * band_most // BAR_PEOPLE) + 1)
    count = min(needed, max(MOST_BARS, int(2 * band_most // BAR_PEOPLE) + 1))
    held = Counter(min(one // BAR_PEOPLE, count - 1) for one in people)
    open_end = needed > count
    return [
        Bar(
            number * BAR_PEOPLE,
            None if open_end and number == count - 1 else (number + 1) * BAR_PEOPLE - 1,
            held[number],
        )
        for number in range(count)
    ]


def histogram(grids: Sequence[GridPeople], limits: Parameters, language: Language) -> list[Component]:
    """Return the histogram with its axis and what it says in words."""
    _ = words(language)
    people = [grid.people for grid in grids]
    if not people:
        return [html.P(_("No grids on this day: the spread of people over grids stands here."), className="wg-muted")]
    bars = bars_of(people, band_most=limits.grid_people_max)
    full = len(bars) * BAR_PEOPLE
    return [
        html.Div(
            [
                html.H2(_("People per grid"), className="wg-h2"),
                html.P(amounts.unbroken(_summary(people, limits, language))),
            ],
            className="wg-hist-words",
        ),
        html.Div(
            [
                html.Div(
                    html.Span(_("band {least}–{most}").format(
                        least=amounts.whole(limits.grid_people_min), most=amounts.whole(limits.grid_people_max))),
                    className="wg-hist-band",
                    style={"left": percent(limits.grid_people_min / full),
                           "width": percent((limits.grid_people_max - limits.grid_people_min) / full)},
                ),
                html.Div(_bars(bars, limits, language), className="wg-hist-bars"),
                html.Div(_axis(bars), className="wg-hist-axis", **named(aria_hidden="true")),
            ],
            className="wg-hist-plot",
            role="group",
            **named(data_brush="planner-brush", aria_label=_("People per grid")),
        ),
    ]  # fmt: skip


def _bars(bars: Sequence[Bar], limits: Parameters, language: Language) -> list[Component]:
    highest = max(bar.grids for bar in bars) or 1
    return [_bar(bar, highest, limits, language) for bar in bars]


def _bar(bar: Bar, highest: int, limits: Parameters, language: Language) -> Component:
    _ = words(language)
    middle = bar.least + BAR_PEOPLE / 2
    side = "below" if middle < limits.grid_people_min else "above" if middle > limits.grid_people_max else "within"
    if middle > 2 * limits.grid_people_max:
        side = "twice"
    elif middle > FAR * limits.grid_people_max:
        side = "far-above"
    elif middle < limits.grid_people_min / 2:
        side = "far-below"
    between = (
        f"{amounts.whole(bar.least)}–{amounts.whole(bar.most)}"
        if bar.most is not None
        else f"≥ {amounts.whole(bar.least)}"
    )
    said = _("{between} people: {n} grids").format(between=between, n=amounts.whole(bar.grids))
    reach = {"data_lo": str(bar.least), "data_hi": str(bar.most if bar.most is not None else 10**9)}
    return html.Button(
        html.Span(style={"height": percent(bar.grids / highest)}),
        className=f"wg-hist-bar wg-hist-{side}",
        type="button",
        title=said,
        **named(**reach, aria_label=said, aria_pressed="false"),
    )


def _axis(bars: Sequence[Bar]) -> list[Component]:
    full = len(bars) * BAR_PEOPLE
    return [
        html.Span(amounts.whole(value), style={"left": percent(value / full)}) for value in range(0, full + 1, TICKS)
    ]


def _summary(people: Sequence[int], limits: Parameters, language: Language) -> str:
    _ = words(language)
    within = sum(limits.grid_people_min <= one <= limits.grid_people_max for one in people)
    return _("{n} grids · median {median} · {within} in the band ({share} %) · most {most}").format(
        n=amounts.whole(len(people)),
        median=amounts.whole(median(people)),
        within=amounts.whole(within),
        share=amounts.share(within / len(people)),
        most=amounts.whole(max(people)),
    )
