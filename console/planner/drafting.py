"""Drafts on the page: listed, made, opened, thrown away and published."""

import time
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx, no_update
from sqlalchemy.orm import Session

from console.following import BESIDE_PLANS, passes_by
from console.language import Language, current, words
from console.planner import comparing, feasibility, importing, proposing
from console.planner.acting import done, read_day
from console.planner.plans import plans_list
from console.refusals import refusal_words
from console.state import AppState
from gis.coverage.standing import today
from gis.database import session_of
from gis.errors import ConflictError, WanggeError
from gis.parameters import load_parameters
from gis.plans import (
    PlanInfo,
    list_plans,
    make_draft,
    plan_in_force,
    plan_of,
    plans_at_a_glance,
    publish,
    rename,
    withdraw,
)
from gis.plans.drafts import drop_draft
from gis.plans.moves import people_moved
from gis.plans.renumbered import renamed_between

MOST_COMPARED = 8
"""Drafts of which the list says how many people change grid, the newest."""


def register(app: Dash, state: AppState) -> None:
    """Add the callbacks of the tab “Plans” and of the bar that an open draft has."""
    _list(app, state)
    _make(app, state)
    _rename(app, state)
    _delete(app, state)
    _publish(app, state)
    _withdraw(app, state)
    app.clientside_callback(
        ClientsideFunction("readers", "draft"), Input("planner-draft", "data"), Input("planner-page", "data")
    )
    proposing.register(app, state)
    importing.register(app, state)
    comparing.register(app, state)
    feasibility.register(app, state)


def _list(app: Dash, state: AppState) -> None:
    @app.callback(
        Output("planner-plans", "children"),
        Input("planner-tab", "data"),
        Input("planner-draft", "data"),
        Input("planner-live", "data"),
        Input("planner-done", "data"),
    )
    def fill(tab: str | None, opened: str | None, change: dict[str, Any] | None, _done: Any) -> Any:
        if tab != "plans" or passes_by(change, BESIDE_PLANS, store="planner-live"):
            return no_update
        with session_of(state.engine) as session:
            plans = plans_at_a_glance(session, load_parameters(session))
            drafts = [one.plan for one in plans if one.plan.state == "draft" and one.changed][:MOST_COMPARED]
            moved = {plan.id: _moved(session, plan) for plan in drafts}
        return plans_list(plans, moved, current(state.settings.language), opened=opened, zone=state.settings.time_zone)


def _moved(session: Session, plan: PlanInfo) -> int:
    base = int(plan.base_id or 0)
    return people_moved(session, base, plan.id, renamed=renamed_between(session, base, plan.id))


def _make(app: Dash, state: AppState) -> None:
    @app.callback(
        Output("planner-draft-wish", "data", allow_duplicate=True),
        Output("planner-done", "data", allow_duplicate=True),
        Input({"type": "draft-make", "base": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )
    def make(clicks: list[int | None]) -> Any:
        if not any(clicks) or not isinstance(ctx.triggered_id, Mapping):
            return no_update, no_update
        _ = words(current(state.settings.language))
        now = datetime.now(ZoneInfo(state.settings.time_zone))
        name = _("Draft of {time}").format(time=f"{now:%m-%d %H:%M}")
        with session_of(state.engine) as session:
            plan = make_draft(session, int(ctx.triggered_id["base"]), name=name, viewer=state.viewer)
        return str(plan.id), time.time()


def _rename(app: Dash, state: AppState) -> None:
    @app.callback(Output("draft-called", "value"), Input("planner-draft", "data"))
    def called(opened: str | None) -> str:
        """The name that stands, to be changed; of a draft that is no more the page says so by itself."""
        if not opened:
            return ""
        with session_of(state.engine) as session:
            return next((plan.name for plan in list_plans(session) if str(plan.id) == opened), "")

    @app.callback(
        Output("planner-done", "data", allow_duplicate=True),
        Output("draft-named", "data"),
        Output("draft-rename-refused", "children"),
        Input("draft-rename", "n_clicks"),
        Input("draft-called", "n_submit"),
        State("draft-called", "value"),
        State("planner-draft", "data"),
        prevent_initial_call=True,
    )
    def name_anew(clicks: int | None, submits: int | None, name: str | None, opened: str | None) -> Any:
        if not (clicks or submits) or not opened:
            return no_update, no_update, no_update
        language = current(state.settings.language)
        try:
            with session_of(state.engine) as session:
                plan = rename(session, int(opened), name=name or "", viewer=state.viewer)
        except WanggeError as refused:
            return no_update, no_update, refusal_words(str(refused), language)
        said = words(language)("It is called “{name}” now.").format(name=plan.name)
        return done(state, said), time.time(), None

    app.clientside_callback(ClientsideFunction("readers", "foldAll"), Input("draft-named", "data"))


def _delete(app: Dash, state: AppState) -> None:
    @app.callback(
        Output("planner-draft-wish", "data", allow_duplicate=True),
        Output("planner-done", "data", allow_duplicate=True),
        Input({"type": "draft-delete", "plan": ALL}, "n_clicks"),
        State("planner-draft", "data"),
        prevent_initial_call=True,
    )
    def delete(clicks: list[int | None], opened: str | None) -> Any:
        if not any(clicks) or not isinstance(ctx.triggered_id, Mapping):
            return no_update, no_update
        chosen = int(ctx.triggered_id["plan"])
        with session_of(state.engine) as session:
            gone = plan_of(session, chosen)
            drop_draft(session, chosen)
        said = words(current(state.settings.language))("“{name}” is deleted.").format(name=gone.name)
        return "" if opened == str(chosen) else no_update, done(state, said)


def _publish(app: Dash, state: AppState) -> None:
    @app.callback(
        Output("planner-draft-wish", "data", allow_duplicate=True),
        Output("planner-done", "data", allow_duplicate=True),
        Output("draft-publish-refused", "children"),
        Output("draft-replaces", "options"),
        Output("draft-replaces", "value"),
        Input("draft-publish", "n_clicks"),
        State("draft-day", "value"),
        State("draft-replaces", "value"),
        State("planner-draft", "data"),
        prevent_initial_call=True,
        running=[(Output("draft-publish-wait", "hidden"), False, True)],
    )
    def put_in_force(clicks: int | None, day: str | None, replaces: list[int] | None, opened: str | None) -> Any:
        if not clicks or not opened:
            return (no_update,) * 5
        language = current(state.settings.language)
        _ = words(language)
        other = next(iter(replaces or ()), None)
        try:
            first = read_day(day, _)
            with session_of(state.engine) as session:
                plan = publish(session, int(opened), effective_from=first, viewer=state.viewer, replaces=other)
        except WanggeError as refused:
            choices = _replaced(state, first, language) if isinstance(refused, ConflictError) else []
            return no_update, no_update, refusal_words(str(refused), language), choices, []
        said = _("“{name}” is in force from {day}.").format(name=plan.name, day=plan.effective_from)
        return "", done(state, said), None, [], []


def _replaced(state: AppState, day: date, language: Language) -> list[dict[str, Any]]:
    """Return what may be ticked where another plan came into force on the day: that this one replaces it."""
    with session_of(state.engine) as session:
        other = plan_in_force(session, day=day)
        begun = other is not None and other.effective_from == day <= today(session)
    if other is None or not begun:
        return []
    label = words(language)("It replaces plan {id} ({name})").format(id=other.id, name=other.name)
    return [{"label": label, "value": other.id}]


def _withdraw(app: Dash, state: AppState) -> None:
    @app.callback(
        Output("planner-done", "data", allow_duplicate=True),
        Input({"type": "plan-withdraw", "plan": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )
    def take_back(clicks: list[int | None]) -> Any:
        if not any(clicks) or not isinstance(ctx.triggered_id, Mapping):
            return no_update
        with session_of(state.engine) as session:
            plan = withdraw(session, int(ctx.triggered_id["plan"]), viewer=state.viewer)
        said = words(current(state.settings.language))("“{name}” is a draft again; the plan before it goes on.")
        return done(state, said.format(name=plan.name))
