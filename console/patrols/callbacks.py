"""The page of patrols follows its reader and the record, and hands in the work."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx, html, no_update

from console.following import passes_by
from console.jobs import cancel, defer, find_job, list_jobs
from console.language import Language, current, words
from console.patrols import hours
from console.patrols.card import patrol_card
from console.patrols.rows import patrol_rows, sums
from console.patrols.sheet import patrol_sheet
from console.patrols.walked import walked
from console.planner.watching import LINES, line_told
from console.refusals import refusal_words
from console.state import AppState
from gis.database import session_of
from gis.errors import NotFoundError
from gis.patrols.ground import can_be_planned
from gis.patrols.listing import KeptPatrol, grid_at, list_patrols, outline_of, patrol_of

NOT_SHOWN = {
    *("building", "estate", "incident", "incident_category", "remark", "load", "water", "green", "place", "resource"),
    *("blind_spot", "blind_spot_exception", "shape_stat", "draft", "reach", "service_area", "proposed_site"),
}


def register(app: Dash, state: AppState) -> None:
    """Add the callbacks."""
    _steer(app)
    _fill(app, state)
    _work(app, state)
    hours.register(app, state)


def _steer(app: Dash) -> None:
    app.clientside_callback(
        ClientsideFunction("readers", "patrolSteer"),
        Output("patrol-grid", "data"),
        Output("patrol-view", "data"),
        Output("patrol-address", "data"),
        Input("address", "data"),
        Input("patrol-wish", "data"),
        Input("map-pick", "data"),
        State("patrol-grid", "data"),
        State("patrol-page", "data"),
    )
    for store, frame_store in (("patrol-view", "map-view"), ("patrol-address", "address")):
        app.clientside_callback(
            ClientsideFunction("readers", "hand"),
            Output(frame_store, "data", allow_duplicate=True),
            Input(store, "data"),
            prevent_initial_call=True,
        )
    app.clientside_callback(ClientsideFunction("readers", "patrolRoute"), Input("patrol-route", "data"))
    app.clientside_callback(
        ClientsideFunction("readers", "patrolRows"),
        Input("patrol-grid", "data"),
        Input("patrol-filter", "data"),
        Input("patrol-rows", "children"),
    )


def _fill(app: Dash, state: AppState) -> None:
    @app.callback(
        Output("patrol-card", "children"),
        Output("patrol-card", "hidden"),
        Output("patrol-route", "data"),
        Output("patrol-print", "children"),
        Input("patrol-grid", "data"),
        Input("live", "data"),
    )
    def fill(grid: str | None, change: dict[str, Any] | None) -> tuple[Any, ...]:
        if passes_by(change, NOT_SHOWN):
            return (no_update,) * 4
        if not grid:
            return None, True, None, None
        language = current(state.settings.language)
        with session_of(state.engine) as session:
            try:
                patrol = patrol_of(session, state.viewer, grid)
            except NotFoundError as refused:
                return (
                    html.P(refusal_words(str(refused), language), className="wg-note wg-card-body"),
                    False,
                    None,
                    None,
                )
            outline = outline_of(session, grid)
            known = walked(session, state.viewer, grid, language)
        at = datetime.now(ZoneInfo(state.settings.time_zone))
        drawn = {**route(patrol, fly=ctx.triggered_id != "live"), "outline": outline}
        return patrol_card(patrol, known, language), False, drawn, patrol_sheet(patrol, language, at=at)

    @app.callback(Output("patrol-wish", "data"), Input("map-pick", "data"), prevent_initial_call=True)
    def locate(pick: dict[str, Any] | None) -> Any:
        if not pick or pick.get("lon") is None or (pick.get("properties") or {}).get("grid_code"):
            return no_update
        with session_of(state.engine) as session:
            grid = grid_at(session, lon=pick["lon"], lat=pick["lat"])
        return {"code": grid, "n": pick["n"], "keep": True} if grid else no_update

    @app.callback(
        Output("patrol-rows", "children"),
        Output("patrol-sums", "children"),
        Input("live", "data"),
        prevent_initial_call=True,
    )
    def follow(change: dict[str, Any] | None) -> tuple[Any, Any]:
        if passes_by(change, NOT_SHOWN):
            return no_update, no_update
        language = current(state.settings.language)
        with session_of(state.engine) as session:
            patrols = list_patrols(session, state.viewer)
        return patrol_rows(patrols, language), sums(patrols, language)


def route(patrol: KeptPatrol, *, fly: bool) -> dict[str, Any]:
    """Return what the browser draws and plays."""
    return {
        "grid": patrol.grid,
        "fly": fly,
        "bbox": list(patrol.bbox),
        "speed_kmh": patrol.options.get("speed_kmh", 4),
        "begins": patrol.options.get("begins", "08:00"),
        "post": list(patrol.post),
        "legs": [{name: leg[name] for name in ("shift", "number", "kind", "street", "street_id", "length_m", "line")}
                 for leg in patrol.legs],
        "stops": [{name: stop[name] for name in ("kind", "name", "shift", "begins_m", "lon", "lat")}
                  for stop in patrol.places],
    }  # fmt: skip


def _work(app: Dash, state: AppState) -> None:
    @app.callback(
        Output("patrol-job", "data"),
        Output("patrol-tick", "disabled"),
        Input("patrol-order", "n_clicks"),
        State(hours.HELD, "data"),
        prevent_initial_call=True,
    )
    def order(clicks: int | None, held: dict[str, Any] | None) -> tuple[Any, Any]:
        if not clicks:
            return no_update, no_update
        title = words(current(state.settings.language))("Patrols of all grids")
        given = {"windows": held["windows"]} if held else {}
        return {"id": defer(state.engine, state.viewer, kind="patrol", title=title, arguments=given)}, False

    @app.callback(
        Output("patrol-job-line", "children"),
        Output("patrol-tick", "disabled", allow_duplicate=True),
        Output("patrol-job", "data", allow_duplicate=True),
        Output("patrol-order", "disabled"),
        Input("patrol-job", "data"),
        Input("patrol-tick", "n_intervals"),
        LINES,
        prevent_initial_call="initial_duplicate",
    )
    def watch(watched: dict[str, Any] | None, _ticks: int | None, lines: list[dict[str, Any]]) -> tuple[Any, ...]:
        language = current(state.settings.language)
        with session_of(state.engine) as session:
            if not watched:
                running = [job for job in list_jobs(session) if job.kind == "patrol" and job.finished_at is None]
                if not running:
                    return None, True, no_update, not can_be_planned(session)
                return line_told(asdict(running[0]), language, lines), False, {"id": running[0].id}, True
            job = find_job(session, watched["id"])
        if job.finished_at is None:
            return line_told(asdict(job), language, lines), False, no_update, True
        return _ended(asdict(job), language), True, no_update, False

    @app.callback(
        Output("patrol-tick", "disabled", allow_duplicate=True),
        Input({"type": "job-cancel", "id": ALL}, "n_clicks"),
        State("patrol-job", "data"),
        prevent_initial_call=True,
    )
    def stop(clicks: list[int | None], watched: dict[str, Any] | None) -> Any:
        if not any(clicks) or not watched or not isinstance(ctx.triggered_id, Mapping):
            return no_update
        cancel(state.engine, int(watched["id"]))
        return False


def _ended(job: Mapping[str, Any], language: Language) -> Any:
    _ = words(language)
    if job["state"] == "done":
        return None
    if job["state"] == "cancelled":
        return html.P(_("Cancelled: nothing was changed."), className="wg-note wg-patrol-note")
    return html.P(refusal_words(job["message"], language), className="wg-error wg-patrol-note", role="alert")
