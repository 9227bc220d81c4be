"""What the planner does on the page: assign and release workers, mark exceptions, answer remarks, publish a draft."""

import time
from collections.abc import Mapping
from datetime import date
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, no_update, set_props

from console.components.states import notice
from console.language import current, words
from console.state import AppState
from gis.assignments import assign, release
from gis.blind_spots import except_spot, unexcept_spot
from gis.database import session_of
from gis.errors import InputError
from gis.people_per_grid import ground_of_grids
from gis.plans import publish
from gis.remarks import answer_remark


def register(app: Dash, state: AppState) -> None:
    """Add the callbacks that change the record."""
    _workers(app, state)
    _exceptions(app, state)
    _remarks(app, state)
    _plans(app, state)


def _workers(app: Dash, state: AppState) -> None:
    @app.callback(
        Output("planner-done", "data", allow_duplicate=True),
        Input("assign", "n_clicks"),
        State("assign-worker", "value"),
        State("assign-since", "value"),
        State({"type": "assign-grid", "code": ALL}, "id"),
        prevent_initial_call=True,
    )
    def give(clicks: int | None, worker: str | None, since: str | None, grids: list[dict[str, str]]) -> Any:
        if not clicks:
            return no_update
        _ = words(current(state.settings.language))
        if not worker:
            return _refuse(state, _("Choose a worker first."))
        with session_of(state.engine) as session:
            assign(session, state.viewer, grid_code=grids[0]["code"], worker_code=worker, since=read_day(since, _))
        return done(state, _("The worker answers for this grid now."))

    @app.callback(
        Output("planner-done", "data", allow_duplicate=True),
        Input({"type": "release", "id": ALL}, "n_clicks"),
        State({"type": "release-day", "id": ALL}, "value"),
        State({"type": "release-day", "id": ALL}, "id"),
        prevent_initial_call=True,
    )
    def take_back(clicks: list[int | None], days: list[str], ids: list[dict[str, str]]) -> Any:
        if not any(clicks) or not isinstance(ctx.triggered_id, Mapping):
            return no_update
        _ = words(current(state.settings.language))
        chosen = int(ctx.triggered_id["id"])
        day = next(day for day, key in zip(days, ids, strict=True) if int(key["id"]) == chosen)
        with session_of(state.engine) as session:
            release(session, state.viewer, assignment_id=chosen, last_day=read_day(day, _))
        return done(state, _("Released; the history keeps it."))


def _exceptions(app: Dash, state: AppState) -> None:
    @app.callback(
        Output("planner-done", "data", allow_duplicate=True),
        Input("except", "n_clicks"),
        State("except-reason", "value"),
        State("except-name", "value"),
        State("planner-selection", "data"),
        prevent_initial_call=True,
    )
    def mark(clicks: int | None, reason: str | None, name: str | None, selection: dict[str, str]) -> Any:
        if not clicks:
            return no_update
        _ = words(current(state.settings.language))
        if not (reason or "").strip() or not (name or "").strip():
            return _refuse(state, _("An exception needs a reason and the name of who says so."))
        with session_of(state.engine) as session:
            except_spot(session, int(selection["id"]), reason=reason or "", name=name or "", viewer=state.viewer)
        return done(state, _("Listed as an exception."))

    @app.callback(
        Output("planner-done", "data", allow_duplicate=True),
        Input("except-undo", "n_clicks"),
        State("planner-selection", "data"),
        prevent_initial_call=True,
    )
    def unmark(clicks: int | None, selection: dict[str, str]) -> Any:
        if not clicks:
            return no_update
        with session_of(state.engine) as session:
            unexcept_spot(session, int(selection["id"]), viewer=state.viewer)
        return done(state, words(current(state.settings.language))("No exception any more."))


def _remarks(app: Dash, state: AppState) -> None:
    @app.callback(
        Output("planner-done", "data", allow_duplicate=True),
        Input({"type": "answer-send", "id": ALL}, "n_clicks"),
        State({"type": "answer", "id": ALL}, "value"),
        State({"type": "answer", "id": ALL}, "id"),
        prevent_initial_call=True,
    )
    def answer(clicks: list[int | None], said: list[str | None], ids: list[dict[str, int]]) -> Any:
        if not any(clicks) or not isinstance(ctx.triggered_id, Mapping):
            return no_update
        _ = words(current(state.settings.language))
        chosen = ctx.triggered_id["id"]
        text = next(text for text, key in zip(said, ids, strict=True) if key["id"] == chosen)
        if not (text or "").strip():
            return _refuse(state, _("Write what was done about it."))
        with session_of(state.engine) as session:
            answer_remark(session, state.viewer, int(chosen), answer=text or "")
        return done(state, _("Answered: the community sees it on its page."))


def _plans(app: Dash, state: AppState) -> None:
    @app.callback(
        Output("planner-highlight", "data", allow_duplicate=True),
        Input({"type": "plan-show", "id": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )
    def show(clicks: list[int | None]) -> Any:
        if not any(clicks) or not isinstance(ctx.triggered_id, Mapping):
            return no_update
        with session_of(state.engine) as session:
            return ground_of_grids(session, state.viewer, plan_id=int(ctx.triggered_id["id"]))

    @app.callback(
        Output("planner-done", "data", allow_duplicate=True),
        Input({"type": "plan-publish", "id": ALL}, "n_clicks"),
        State({"type": "plan-day", "id": ALL}, "value"),
        State({"type": "plan-day", "id": ALL}, "id"),
        prevent_initial_call=True,
    )
    def put_in_force(clicks: list[int | None], days: list[str | None], ids: list[dict[str, int]]) -> Any:
        if not any(clicks) or not isinstance(ctx.triggered_id, Mapping):
            return no_update
        _ = words(current(state.settings.language))
        chosen = ctx.triggered_id["id"]
        day = next(day for day, key in zip(days, ids, strict=True) if key["id"] == chosen)
        with session_of(state.engine) as session:
            plan = publish(session, int(chosen), effective_from=read_day(day, _), viewer=state.viewer)
        said = _("“{name}” is in force from {day}.").format(name=plan.name, day=plan.effective_from)
        return done(state, said)


def read_day(said: str | None, _: Any) -> date:
    """Return the day a reader wrote.

    Raises:
        InputError: it is none.
    """
    try:
        return date.fromisoformat((said or "").strip())
    except ValueError as error:
        raise InputError(_("Write the day as 2026-05-01.")) from error


def done(state: AppState, sentence: str) -> float:
    """Say what was done, and return the time for the store that makes the page ask anew."""
    _tell(state, sentence, kind="done")
    return time.time()


def _refuse(state: AppState, sentence: str) -> Any:
    _tell(state, sentence, kind="error")
    return no_update


def _tell(state: AppState, sentence: str, *, kind: str) -> None:
    close = words(current(state.settings.language))("Close")
    set_props("notice", {"children": notice(sentence, close=close, kind=kind)})
