"""The line of figures along the top, and the menu of plans."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dash import dcc, html
from dash.development.base_component import Component

from console import amounts
from console.components.attributes import named
from console.language import Language, words
from gis.coverage.figures import CoverageFigures
from gis.parameters import Parameters
from gis.plans import PlanInfo


def top_figures(told: CoverageFigures, limits: Parameters, language: Language, *, zone: str) -> list[Component]:
    """Return coverage against its target, who is left out, grids in the band, and as of when."""
    _ = words(language)
    people, grids = told.population, told.grids
    if not told.buildings.total and not grids.total:
        return []
    return [
        _figure(
            "coverage", _("People in a grid"), f"{amounts.share(told.coverage)} %",
            _("target {n} %").format(n=amounts.share(limits.coverage_target)),
            alert=told.coverage is not None and told.coverage < limits.coverage_target,
        ),
        _figure(
            "uncovered", _("In no grid"), amounts.people_in_words(people.uncovered, language),
            _("{n} buildings").format(n=amounts.whole(told.buildings.uncovered)), alert=people.uncovered > 0,
        ),
        _figure(
            "band", _("Grids in the band"), f"{amounts.whole(grids.within_band)}/{amounts.whole(grids.total)}",
            f"{amounts.whole(limits.grid_people_min)}–{amounts.whole(limits.grid_people_max)} {_('people')}",
        ),
        _figure(
            "workers", _("Grids without a worker"), amounts.whole(grids.without_worker),
            _("target {n}").format(n=0), alert=grids.without_worker > 0,
        ),
        html.Span(_as_of(told, language, zone), className="wg-asof"),
    ]  # fmt: skip


def _as_of(told: CoverageFigures, language: Language, zone: str) -> str:
    now = datetime.now(ZoneInfo(zone))
    shown = f"{now:%H:%M:%S}" if told.day == now.date() else told.day.isoformat()
    return words(language)("as of {time}").format(time=shown)


def _figure(key: str, name: str, value: str, note: str, *, alert: bool = False) -> Component:
    return html.Div(
        [
            html.Span(name, className="wg-top-name"),
            html.B(value, className="wg-alert" if alert else "", **named(data_figure=f"top-{key}")),
            html.Span(note, className="wg-top-note"),
        ],
        className="wg-top-figure",
    )


def plan_menu(plans: Sequence[PlanInfo], told: CoverageFigures, language: Language) -> Component | None:
    """Return the plan the figures are of, and behind it all plans; a draft can be published from here."""
    _ = words(language)
    if not plans:
        return None
    rows = [_plan(plan, language, told.day) for plan in reversed(plans)]
    return html.Details(
        [
            html.Summary(
                [html.Span(_("Plan"), className="wg-top-name"), html.B(told.plan.name or _("none in force"))],
                title=_("Which plan these figures are of"),
            ),
            html.Div(rows, className="wg-menu"),
        ],
        className="wg-plan-menu",
    )


def _plan(plan: PlanInfo, language: Language, day: date) -> Component:
    _ = words(language)
    states = {"draft": _("draft"), "published": _("in force"), "retired": _("retired")}
    when = ""
    if plan.effective_from is not None:
        until = amounts.day(plan.effective_until) if plan.effective_until else ""
        when = f"{amounts.day(plan.effective_from)} – {until}"
    parts: list[Component] = [
        html.Div(
            [
                html.B(plan.name),
                html.Span(
                    states[plan.state], className=f"wg-chip wg-chip-{'good' if plan.state == 'published' else 'plain'}"
                ),
                html.Span(when, className="wg-muted"),
            ],
            className="wg-plan-line",
        ),
    ]
    if plan.state == "draft":
        parts.append(
            html.Div(
                [
                    html.Button(_("Show its borders"), id={"type": "plan-show", "id": plan.id}, className="wg-button",
                                type="button"),
                    dcc.Input(id={"type": "plan-day", "id": plan.id}, type="text", value=day.isoformat(),
                              placeholder=_("in force from …"), pattern=r"\d{4}-\d\d-\d\d", size="12",
                              className="wg-input"),
                    html.Button(_("Publish"), id={"type": "plan-publish", "id": plan.id},
                                className="wg-button wg-button-main", type="button"),
                ],
                className="wg-inline-form",
            )
        )  # fmt: skip
    return html.Div(parts, className="wg-plan")
