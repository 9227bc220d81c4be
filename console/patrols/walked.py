"""What was walked of a grid's patrol: what stands under the figures of the planned walk."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component
from sqlalchemy import text
from sqlalchemy.orm import Session

from console import amounts
from console.components.facts import chip
from console.language import Language, words
from gis.parameters import Parameters, load_parameters
from gis.viewer import Viewer
from gis.walks.figures import PatrolDay, first_day, patrol_days
from gis.walks.streets import GridStreets, UnwalkedStreet, unwalked_streets, walked_of_grids
from gis.walks.waiting import matched_so_far
from routing.patrol_division import street_division

MOST_DAYS = 10
MOST_STREETS = 8


def walked(session: Session, viewer: Viewer, grid: str, language: Language) -> Sequence[Component]:
    """Return what the card says of the walks that were made in a grid; nothing where none is known."""
    if not session.scalar(text("SELECT EXISTS (SELECT 1 FROM walk)")):
        return ()
    parameters = load_parameters(session)
    since = first_day(session)
    days = patrol_days(session, viewer, since=since, grid=grid)
    division = street_division(session)
    streets = walked_of_grids(session, viewer, division, since=since, grid=grid)
    left = unwalked_streets(session, viewer, division, since=since, grid=grid, most=MOST_STREETS)
    _ = words(language)
    return (
        html.H3(_("Walked in {days} days").format(days=int(parameters.unwalked_days)), className="wg-card-h"),
        *_waiting(matched_so_far(session).waiting, language),
        *[_figures(figures, days, language) for figures in streets],
        *_days(days, parameters, language),
        *_left(left, language),
    )


def _figures(figures: GridStreets, days: Sequence[PatrolDay], language: Language) -> Component:
    _ = words(language)
    counts = " · ".join(
        f"{_(name)} {amounts.whole(count)}"
        for name, count in (
            ("Walked", figures.walked),
            ("Half walked", figures.half),
            ("Not walked", figures.not_walked),
        )
    )
    pairs = [
        (_("Of its streets"), f"{amounts.share(figures.share)} % · {amounts.whole(figures.walked_m)} m"),
        (_("Stretches"), counts),
        (_("Key places passed"), f"{figures.passed} / {figures.key_places}"),
        (_("Outside own grids"), f"{amounts.whole(sum(day.off_route_m for day in days))} m"),
    ]
    off = [day.off_plan_m for day in days if day.off_plan_m is not None]
    if off:
        pairs.append((_("Off the planned route"), f"{amounts.whole(sum(off))} m"))
    return html.Dl(
        [part for name, value in pairs for part in (html.Dt(name), html.Dd(value))], className="wg-patrol-facts"
    )


def _days(days: Sequence[PatrolDay], parameters: Parameters, language: Language) -> list[Component]:
    """Return the days of those who hold the grid, each against the hours that are due."""
    _ = words(language)
    if not days:
        return [html.P(_("Nobody who holds this grid was on patrol."), className="wg-note")]
    due = f"{parameters.patrol_hours:g} h"
    rows = [
        html.Li(
            [
                html.Span(f"{day.day:%m-%d}", className="wg-num"),
                html.Span(f"{day.name} · {amounts.whole(day.walked_m)} m{_stood(day, language)}"),
                chip(f"{day.hours:.1f} / {due}", mood="good" if day.enough else "alert"),
            ]
        )
        for day in days[:MOST_DAYS]
    ]
    return [html.H3(_("Hours on patrol"), className="wg-card-h"), html.Ol(rows, className="wg-patrol-places")]


def _stood(day: PatrolDay, language: Language) -> str:
    """Return how much of the hours was stood, and the longest time on one spot; nothing where nobody stood."""
    if not day.standing_share:
        return ""
    said = words(language)("standing {share} %, {minutes} min at a time at most")
    return " · " + said.format(share=amounts.share(day.standing_share), minutes=day.longest_stand_min)


def _waiting(waiting: int, language: Language) -> list[Component]:
    """Return what is said where positions are not in the figures yet."""
    if not waiting:
        return []
    said = words(language)("{count} positions wait to be matched to streets.")
    return [html.P(said.format(count=amounts.whole(waiting)), className="wg-note")]


def _left(left: Sequence[UnwalkedStreet], language: Language) -> list[Component]:
    _ = words(language)
    if not left:
        return []
    rows = [
        html.Li(
            [
                html.Span(f"{street.length_m:,.0f} m", className="wg-num"),
                html.Span(street.name or street.street or "–"),
                html.Span(
                    _("never walked") if street.days is None else _("walked {days} days ago").format(days=street.days),
                    className="wg-muted",
                ),
            ]
        )
        for street in left
    ]
    return [html.H3(_("Not walked"), className="wg-card-h"), html.Ol(rows, className="wg-patrol-places")]
