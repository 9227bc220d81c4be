"""The subdistricts side by side: how many of their people are in a grid, and how their grids lie around the band."""

from collections.abc import Sequence
from math import ceil

from dash import html
from dash.development.base_component import Component

from console import amounts
from console.components.attributes import named
from console.components.figures import bullet, percent
from console.language import Language, words
from gis.coverage.subdistricts import SubdistrictFigures
from gis.parameters import Parameters

MOST_STEPS = 24


def small_multiples(facts: Sequence[SubdistrictFigures], parameters: Parameters, language: Language) -> list[Component]:
    """Return one small picture per subdistrict, all on the same scale."""
    if not facts:
        return [html.P(words(language)("No subdistricts are loaded."), className="wg-wall-more")]
    spreads = [spread(item.grid_people, parameters) for item in facts]
    tallest = max((max(counts) for counts in spreads), default=0) or 1
    return [_picture(item, counts, tallest, parameters, language) for item, counts in zip(facts, spreads, strict=True)]


def spread(grid_people: Sequence[int], parameters: Parameters) -> list[int]:
    """Return how many grids have how many people, in classes half as wide as the band.

    The last class is open: over twice the band's most. A grid that has exactly the band's most is still in the band.
    """
    step = _step(parameters)
    counts = [0] * _steps(parameters)
    for people in grid_people:
        at_most = people == parameters.grid_people_max
        counts[min(max(int(people / step) - at_most, 0), len(counts) - 1)] += 1
    return counts


def _step(parameters: Parameters) -> float:
    band = parameters.grid_people_max - parameters.grid_people_min
    return max(band / 2, parameters.grid_people_max * 2 / (MOST_STEPS - 1), 1)


def _steps(parameters: Parameters) -> int:
    return min(ceil(parameters.grid_people_max * 2 / _step(parameters)) + 1, MOST_STEPS)


def _picture(
    facts: SubdistrictFigures, counts: Sequence[int], tallest: int, parameters: Parameters, language: Language
) -> Component:
    _ = words(language)
    step = _step(parameters)
    bars = [
        html.Div(
            className=f"wg-bar wg-bar-{_side((number + 0.5) * step, parameters)}",
            style={"height": percent(count / tallest) if count else "0"},
        )
        for number, count in enumerate(counts)
    ]
    reach = step * len(counts)
    least, most = parameters.grid_people_min / reach, parameters.grid_people_max / reach
    band = html.Div(className="wg-spread-band", style={"left": percent(least), "width": percent(most - least)})
    covered = facts.coverage is not None and facts.coverage >= parameters.coverage_target
    label = _("{name}: {share} % of people in a grid, {n} grids").format(
        name=facts.name, share=amounts.share(facts.coverage), n=len(facts.grid_people)
    )
    return html.Div(
        [
            html.Div(facts.name, className="wg-multiple-name"),
            html.Div(
                [
                    html.B(f"{amounts.share(facts.coverage)} %", **named(data_figure=f"sub-{facts.code}")),
                    html.Span(_("{n} grids here").format(n=amounts.whole(len(facts.grid_people)))),
                ],
                className="wg-multiple-figures",
            ),
            bullet(facts.coverage or 0, goal=parameters.coverage_target, mood="good" if covered else "alert"),
            html.Div([band, *bars], className="wg-spread", role="img", **named(aria_label=label)),
        ],
        className="wg-multiple",
        **named(key=facts.code),
    )


def _side(people: float, parameters: Parameters) -> str:
    """Return on which side of the band so many people lie."""
    if people < parameters.grid_people_min:
        return "under"
    if people <= parameters.grid_people_max:
        return "within"
    return "far" if people > parameters.grid_people_max * 1.5 else "over"
