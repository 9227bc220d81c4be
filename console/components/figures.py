"""A figure with what it needs to be read: unit, target, trend, and where it stands between nothing and enough."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from dash import html
from dash.development.base_component import Component

from console.components.attributes import named

Mood = Literal["good", "alert", "plain"]
SPARK_WIDTH, SPARK_HEIGHT = 200, 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure as it is shown.

    Attributes:
        key: Its name between one refresh and the next: what changed is marked.
        name: What it counts.
        value: As shown, without unit.
        unit: Its unit.
        target: The target in words; empty: it has none.
        bar: Where it stands (0-1) on its bullet bar; None: no bar.
        goal: Where the target stands on the bar (0-1).
        trend: How it moved, in words; empty: nothing is known.
        trend_mood: Whether that is good.
        mood: Whether the figure itself is.
        past: The last days, oldest first (any scale); empty: no line.
        note: What else must be known.
    """

    key: str
    name: str
    value: str
    unit: str = ""
    target: str = ""
    bar: float | None = None
    goal: float | None = None
    trend: str = ""
    trend_mood: Mood = "plain"
    mood: Mood = "plain"
    past: Sequence[float] = ()
    note: str = ""


def figure(facts: Figure) -> Component:
    """Return a figure: name and target, value and trend, bullet bar, and the last days as a line."""
    value = [html.Span(facts.value, **named(data_figure=facts.key))]
    if facts.unit:
        value.append(html.Span(facts.unit, className="wg-figure-unit"))
    head = [html.Span(facts.name, className="wg-figure-name")]
    if facts.target:
        head.append(html.Span(facts.target, className="wg-figure-note"))
    line: list[Component] = [html.Div(value, className="wg-figure-value")]
    if facts.past:
        line.append(sparkline(facts.past, label=facts.name))
    parts: list[Component] = [
        html.Div(head, className="wg-figure-line"),
        html.Div(line, className="wg-figure-line wg-figure-main"),
    ]
    if facts.bar is not None:
        parts.append(bullet(facts.bar, goal=facts.goal, mood=facts.mood))
    below = [html.Span(facts.trend, className=f"wg-trend-{facts.trend_mood}")] if facts.trend else []
    if facts.note:
        below.append(html.Span(facts.note))
    if below:
        parts.append(html.Div(below, className="wg-figure-line wg-figure-note"))
    return html.Section(parts, className=f"wg-figure wg-figure-{facts.mood}")


def bullet(value: float, *, goal: float | None = None, mood: Mood = "plain") -> Component:
    """Return a bar for `value` (0-1) with a mark at `goal`; its figures stand beside it in words."""
    marks = [html.Div(className="wg-bullet-bar", style={"width": percent(value)})]
    if goal is not None:
        marks.append(html.Div(className="wg-bullet-target", style={"left": percent(goal)}))
    return html.Div(marks, className=f"wg-bullet wg-bullet-{mood}", **named(aria_hidden="true"))


def sparkline(values: Sequence[float], *, label: str) -> Component:
    """Return the values as a line with its end marked.

    It is scaled to its own range, but for less than a tenth of a per cent, which stays flat.
    """
    least, most = min(values), max(values)
    room = max(most - least, 0.001)
    middle = (least + most) / 2
    heights = [0.5 - (value - middle) / room * 0.8 for value in values]
    step = SPARK_WIDTH / max(len(values) - 1, 1)
    points = " ".join(f"{number * step:.1f},{height * SPARK_HEIGHT:.1f}" for number, height in enumerate(heights))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SPARK_WIDTH} {SPARK_HEIGHT}"'
        f' preserveAspectRatio="none"><polyline points="{points}" fill="none" stroke="#000" stroke-width="2"'
        ' vector-effect="non-scaling-stroke"/></svg>'
    )
    return html.Div(
        [
            html.Div(className="wg-spark-line", style={"--spark": f'url("data:image/svg+xml,{quote(svg)}")'}),
            html.Div(className="wg-spark-end", style={"left": "100%", "top": percent(heights[-1])}),
        ],
        className="wg-spark",
        role="img",
        **named(aria_label=label),
    )


def percent(value: float) -> str:
    """Return a share (0-1), kept within its bounds, as CSS wants it."""
    return f"{min(max(value, 0), 1) * 100:.2f}%"
