"""The wall's figures, each against its target; and the line along its top."""

from collections.abc import Callable

from dash import html
from dash.development.base_component import Component

from console import amounts
from console.components.attributes import named
from console.components.figures import Figure, Mood, figure
from console.language import Language, words
from console.wall.record import WallFacts

WEEK = 7
LOAD_SHOWN = 3.0
"""People per worker fill their bar at this many times the target."""


def top_line(facts: WallFacts, language: Language) -> list[Component]:
    """Return the line along the top: district, coverage, blind spots, workers."""
    _ = words(language)
    plan = facts.figures.plan.name
    spots = amounts.people_in_words(facts.people_in_spots, language)
    return [
        html.H1(f"{facts.district or _('District')} · {_('grids in service')}", className="wg-wall-name"),
        _part(_("Coverage"), f"{amounts.share(facts.figures.coverage)} %", key="top-coverage"),
        _part(
            _("Blind spots"),
            _("{spots} · {people}").format(spots=_spots(len(facts.spots), _), people=spots),
            key="top-spots",
            alert=bool(facts.spots),
        ),
        _part(
            _("Workers with a grid"),
            f"{amounts.whole(facts.workforce.holding)}/{amounts.whole(facts.workforce.workers)}",
            key="top-workers",
        ),
        html.Span(plan or _("No plan is in force"), className="wg-wall-plan"),
        html.Span(
            facts.at.strftime("%H:%M:%S"), className="wg-wall-clock", **named(data_clock="", aria_label=_("Time"))
        ),
    ]


def _spots(count: int, _: Callable[[str], str]) -> str:
    return _("{n} places").format(n=amounts.whole(count))


def _part(name: str, value: str, *, key: str, alert: bool = False) -> Component:
    return html.Span(
        [html.Span(name, className="wg-wall-part-name"), html.B(value, **named(data_figure=key))],
        className="wg-wall-part wg-wall-part-alert" if alert else "wg-wall-part",
    )


def figure_column(facts: WallFacts, language: Language) -> list[Component]:
    """Return the figures against their targets, the most important first."""
    figures = (_people_covered, _ground_covered, _grids_in_band, _grids_without_worker, _people_per_worker)
    as_of = html.P(words(language)("as of {time}").format(time=facts.at.strftime("%H:%M:%S")), className="wg-wall-asof")
    return [*[figure(make(facts, language)) for make in figures], as_of]


def _people_covered(facts: WallFacts, language: Language) -> Figure:
    _ = words(language)
    target = facts.parameters.coverage_target
    value = facts.figures.coverage
    past = [day.coverage for day in facts.days if day.coverage is not None]
    trend, mood = _trend(facts, _)
    people = facts.figures.population
    return Figure(
        key="coverage",
        name=_("People in a grid"),
        value=amounts.share(value),
        unit="%",
        target=_("target {n} %").format(n=amounts.share(target)),
        bar=value or 0,
        goal=target,
        mood=_mood(None if value is None else value >= target),
        past=past,
        trend=trend,
        trend_mood=mood,
        note=_("{people} in no grid").format(people=amounts.people_in_words(people.uncovered, language)),
    )


def _trend(facts: WallFacts, _: Callable[[str], str]) -> tuple[str, Mood]:
    """Return how coverage moved within a week, in percentage points."""
    known = [day.coverage for day in facts.days if day.coverage is not None]
    if len(known) <= WEEK:
        return "", "plain"
    change = (known[-1] - known[-1 - WEEK]) * 100
    said = amounts.signed(change)
    mood: Mood = "plain" if said == "±0" else "good" if change > 0 else "alert"
    return _("{change} in 7 days").format(change=said), mood


def _ground_covered(facts: WallFacts, language: Language) -> Figure:
    _ = words(language)
    ground = facts.figures.area_m2
    value = ground.covered / ground.district if ground.district else None
    note = _("{area} in no grid").format(area=amounts.area(ground.gaps)) if ground.district else ""
    return Figure(
        key="ground",
        name=_("Ground in a grid"),
        value=amounts.share(value),
        unit="%",
        target=_("target {n} %").format(n=100),
        bar=value or 0,
        goal=1,
        mood=_mood(None if value is None else value >= 1 - 1e-6),
        note=note,
    )


def _grids_in_band(facts: WallFacts, language: Language) -> Figure:
    _ = words(language)
    grids, parameters = facts.figures.grids, facts.parameters
    value = grids.within_band / grids.total if grids.total else None
    least, most = amounts.whole(parameters.grid_people_min), amounts.whole(parameters.grid_people_max)
    return Figure(
        key="band",
        name=_("Grids in the band"),
        value=amounts.whole(grids.within_band),
        unit=_("of {n}").format(n=amounts.whole(grids.total)),
        target=_("{least}–{most} people").format(least=least, most=most),
        bar=value or 0,
        goal=1,
        mood=_mood(None if value is None else value >= 1),
        note=_("{above} above, {below} below").format(
            above=amounts.whole(grids.above_band), below=amounts.whole(grids.below_band)
        ),
    )


def _grids_without_worker(facts: WallFacts, language: Language) -> Figure:
    _ = words(language)
    grids = facts.figures.grids
    return Figure(
        key="without-worker",
        name=_("Grids without a worker"),
        value=amounts.whole(grids.without_worker),
        unit=_("of {n}").format(n=amounts.whole(grids.total)),
        target=_("target {n}").format(n=0),
        bar=grids.without_worker / grids.total if grids.total else 0,
        goal=0,
        mood=_mood(grids.without_worker == 0 if grids.total else None),
        note=_("{n} workers hold three grids or more").format(n=amounts.whole(facts.workforce.overloaded)),
    )


def _people_per_worker(facts: WallFacts, language: Language) -> Figure:
    _ = words(language)
    target, value = facts.parameters.people_per_worker, facts.workforce.people_per_worker
    return Figure(
        key="per-worker",
        name=_("People per worker"),
        value=amounts.UNKNOWN if value is None else amounts.whole(value),
        target=_("target ≤ {n}").format(n=amounts.whole(target)),
        bar=(value or 0) / (target * LOAD_SHOWN),
        goal=1 / LOAD_SHOWN,
        mood=_mood(None if value is None else value <= target),
    )


def _mood(reached: bool | None) -> Mood:  # noqa: FBT001 - the one question it answers
    """Return the mood of a figure whose target is reached or not; None: there is nothing to measure."""
    if reached is None:
        return "plain"
    return "good" if reached else "alert"
