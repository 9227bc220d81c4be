"""The tab “Plans”: plans and drafts in a list, made, opened, thrown away; below, what is done with them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from dash import dcc, html
from dash.development.base_component import Component

from console import amounts
from console.components.attributes import named
from console.components.facts import author_words, chip
from console.components.states import empty, skeleton
from console.language import Language, words
from console.planner import comparing, feasibility, importing, proposing
from gis.plans import PlanInfo, PlanOverview


def plans_panel(language: Language) -> list[Component]:
    """Return the body of the tab: the list, and one section for each thing that is done with plans."""
    return [
        html.Div(skeleton(6), id="planner-plans"),
        proposing.section(language),
        importing.section(language),
        comparing.section(language),
        feasibility.section(language),
    ]


def plans_list(
    plans: Sequence[PlanOverview], moved: Mapping[int, int], language: Language, *, opened: str | None, zone: str
) -> list[Component]:
    """Return the plans, drafts first.

    Args:
        plans: All plans.
        moved: Plan → people who are in another grid than in its base, where that was worked out.
        language: The reader's.
        opened: Id of the draft that is on the map; None or empty: none is.
        zone: The district's time zone.
    """
    _ = words(language)
    if not plans:
        line = _("Load the district's grids: they are published as its first plan.")
        return [empty(_("There is no plan yet"), lines=[line])]
    in_force = next((one for one in plans if one.plan.state == "published"), plans[0])
    drafts = sum(one.plan.state == "draft" for one in plans)
    head = html.Div(
        [
            html.Span(_("{n} plans, {drafts} of them drafts").format(n=len(plans), drafts=drafts)),
            _make(in_force.plan.id, _("New draft"), main=True),
        ],
        className="wg-list-head wg-plans-head",
    )
    rows = [_plan(one, moved.get(one.plan.id), language, opened=opened, zone=ZoneInfo(zone)) for one in plans]
    return [head, *rows]


def _make(base: int, said: str, *, main: bool = False) -> Component:
    look = "wg-button wg-button-main" if main else "wg-link"
    return html.Button(said, id={"type": "draft-make", "base": base}, className=look, type="button")


def _plan(one: PlanOverview, moved: int | None, language: Language, *, opened: str | None, zone: ZoneInfo) -> Component:
    _ = words(language)
    plan, is_open = one.plan, str(one.plan.id) == opened
    states = {"draft": (_("draft"), "plain"), "published": (_("in force"), "good"), "retired": (_("retired"), "plain")}
    said, mood = states[plan.state]
    if _is_ahead(plan, zone):
        said = _("in force soon")
    return html.Article(
        [
            html.Div(
                [html.B(plan.name, className="wg-row-name"), chip(said, mood=mood)],
                className="wg-plan-line",
            ),
            html.Div(_what(one, moved, language), className="wg-plan-facts"),
            html.Div(_who(one, language, zone), className="wg-plan-facts wg-muted"),
            html.Div(_does(one, language, is_open=is_open, ahead=_is_ahead(plan, zone)), className="wg-plan-does"),
        ],
        className="wg-plan-row",
        **named(data_plan=str(plan.id), **({"data_on": ""} if is_open else {})),
    )


def _is_ahead(plan: PlanInfo, zone: ZoneInfo) -> bool:
    return plan.effective_from is not None and plan.effective_from > datetime.now(zone).date()


def _what(one: PlanOverview, moved: int | None, language: Language) -> list[Component]:
    _ = words(language)
    share = one.within_band / one.grids if one.grids else None
    said = [
        _("{n} grids").format(n=amounts.whole(one.grids)),
        _("{share} % in the band").format(share=amounts.share(share)),
    ]
    if one.changed is not None and one.plan.state == "draft":
        if one.changed:
            said.append(_("{n} grids changed").format(n=amounts.whole(one.changed)))
        if one.given_workers:
            said.append(_("{n} grids given a worker").format(n=amounts.whole(one.given_workers)))
        if not one.changed and not one.given_workers:
            said.append(_("nothing changed"))
    if moved is not None:
        said.append(_("{people} change grid").format(people=amounts.people_in_words(moved, language)))
    return [html.Span(part) for part in said]


def _who(one: PlanOverview, language: Language, zone: ZoneInfo) -> list[Component]:
    _ = words(language)
    plan = one.plan
    if plan.effective_from is not None:
        until = amounts.day(plan.effective_until) if plan.effective_until else ""
        days = f"{amounts.day(plan.effective_from)} – {until}"
        if plan.effective_until == plan.effective_from:
            days = f"{amounts.day(plan.effective_from)} {_('replaced the same day')}"
        return [
            html.Span(days),
            html.Span(author_words(one.made_by, language)),
        ]
    at, by = (one.edited_at, one.edited_by) if one.edited_at else (one.made_at, one.made_by)
    said = [f"{at.astimezone(zone):%m-%d %H:%M}" if at else "", author_words(by, language)]
    if one.base_name:
        said.append(_("from “{name}”").format(name=one.base_name))
    if one.withdrawn_at is not None:
        who = author_words(one.withdrawn_by or "", language)
        said.append(
            _("withdrawn {time}, {who}").format(time=f"{one.withdrawn_at.astimezone(zone):%m-%d %H:%M}", who=who)
        )
    return [html.Span(part) for part in said if part]


def _does(one: PlanOverview, language: Language, *, is_open: bool, ahead: bool) -> list[Component]:
    _ = words(language)
    key = str(one.plan.id)
    if one.plan.state != "draft":
        make = _make(one.plan.id, _("Make a draft of it"))
        return [make, _withdraw(one.plan.id, language)] if ahead else [make]
    opening = html.Button(
        _("Close") if is_open else _("Open"), className="wg-button", type="button",
        **named(data_draft_open="" if is_open else key),
    )  # fmt: skip
    return [
        opening,
        _make(one.plan.id, _("Copy")),
        html.Details(
            [
                html.Summary(_("Delete …")),
                html.Span(_("Its grids and its history go for good.")),
                html.Button(_("Delete draft"), id={"type": "draft-delete", "plan": one.plan.id},
                            className="wg-button wg-button-alert", type="button"),
            ],
            className="wg-disclosure",
        ),
    ]  # fmt: skip


def _withdraw(plan_id: int, language: Language) -> Component:
    _ = words(language)
    return html.Details(
        [
            html.Summary(_("Withdraw …")),
            html.Span(_("It becomes a draft again, and the plan before it goes on.")),
            html.Button(_("Withdraw the publication"), id={"type": "plan-withdraw", "plan": plan_id},
                        className="wg-button wg-button-alert", type="button"),
        ],
        className="wg-disclosure",
    )  # fmt: skip


def plan_stores(language: Language) -> list[Component]:
    """Return the stores of the drafts, and what the sections of the tab keep at the page's level."""
    return [
        dcc.Store(id="planner-draft"),
        dcc.Store(id="planner-draft-wish"),
        *proposing.floating(language),
        *importing.floating(),
        *comparing.floating(language),
        *feasibility.floating(language),
    ]
