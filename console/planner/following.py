"""The page follows its reader and the record: what is picked, searched, brushed, and what changed meanwhile."""

import time
from collections.abc import Collection
from datetime import date
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, ctx, no_update
from dash.development.base_component import Component
from sqlalchemy.orm import Session

from console.following import BESIDE_LISTS, passes_by
from console.language import Language, current, words
from console.planner import picked
from console.planner.figures import plan_menu, top_figures
from console.planner.histogram import histogram
from console.planner.lists import balance_list, remarks_list, spots_list
from console.planner.search_results import search_results
from console.state import AppState
from gis.blind_spots import blind_spots
from gis.coverage.figures import coverage
from gis.database import session_of
from gis.errors import NotFoundError
from gis.extent import extent
from gis.parameters import load_parameters
from gis.people_per_grid import ground_of_grids, holds_buildings, people_per_grid
from gis.plans import list_plans
from gis.plans.cured import cured_in
from gis.remarks import list_remarks
from gis.search import search


def register(app: Dash, state: AppState) -> None:
    """Add the callbacks that only read."""
    _steer(app)
    _figures(app, state)
    _lists(app, state)
    picked.register(app, state)
    _search(app, state)


def _steer(app: Dash) -> None:
    app.clientside_callback(
        ClientsideFunction("readers", "steer"),
        Output("planner-selection", "data"),
        Output("planner-tab", "data"),
        Output("planner-view", "data"),
        Output("planner-address", "data"),
        Output("planner-layers", "value"),
        Output("planner-day", "value"),
        Output("planner-draft", "data"),
        Input("address", "data"),
        Input("map-pick", "data"),
        Input("planner-tab-wish", "data"),
        Input("planner-layers", "value"),
        Input("planner-day", "value"),
        Input("planner-highlight", "data"),
        Input("planner-draft-wish", "data"),
        State("planner-selection", "data"),
        State("planner-tab", "data"),
        State("planner-page", "data"),
        State("planner-draft", "data"),
    )
    # what stands around every page is written apart: a callback with an output there would run on every page
    for store, frame_store in (("planner-view", "map-view"), ("planner-address", "address")):
        app.clientside_callback(
            ClientsideFunction("readers", "hand"),
            Output(frame_store, "data", allow_duplicate=True),
            Input(store, "data"),
            prevent_initial_call=True,
        )
    app.clientside_callback(
        ClientsideFunction("readers", "markRows"),
        Input("planner-selection", "data"),
        Input("planner-list", "children"),
        Input("planner-card", "children"),
    )
    app.clientside_callback(ClientsideFunction("readers", "flyTo"), Input("planner-fly", "data"))
    app.clientside_callback(
        ClientsideFunction("readers", "gate"), Output("planner-live", "data"), Input("live", "data")
    )
    app.clientside_callback(
        ClientsideFunction("readers", "restoreBars"),
        Input("planner-histogram", "children"),
        State("planner-brush", "data"),
    )
    app.clientside_callback(ClientsideFunction("readers", "openTab"), Input("planner-tab", "data"))


def day_of(said: str | None) -> date | None:
    """Return the day in the field; None where it is empty or no day."""
    try:
        return date.fromisoformat(said.strip()) if said else None
    except ValueError:
        return None


def _figures(app: Dash, state: AppState) -> None:
    @app.callback(
        Output("planner-figures", "children"),
        Output("planner-plan", "children"),
        Output("planner-histogram", "children"),
        Output("tab-count-balance", "children"),
        Output("planner-empty", "hidden"),
        Output("planner-fly", "data", allow_duplicate=True),
        Output("planner-day-note", "children"),
        Output("planner-told", "data"),
        Input("planner-day", "value"),
        Input("live", "data"),
        Input("planner-done", "data"),
        State("planner-empty", "hidden"),
        State("planner-told", "data"),
        prevent_initial_call="initial_duplicate",
    )
    def figures(
        said_day: str | None,
        change: dict[str, Any] | None,
        _done: Any,
        had_data: bool,  # noqa: FBT001 - Dash's hand
        told_once: bool | None,  # noqa: FBT001 - Dash's hand
    ) -> tuple[Any, ...]:
        if told_once and had_data and passes_by(change, BESIDE_LISTS):
            return (no_update,) * 8
        language = current(state.settings.language)
        day = day_of(said_day)
        with session_of(state.engine) as session:
            limits = load_parameters(session)
            told = coverage(session, state.viewer, as_of=day)
            grids = people_per_grid(session, state.viewer, day=day)
            plans = list_plans(session)
            place = extent(session, state.viewer)
        out = sum(not limits.grid_people_min <= grid.people <= limits.grid_people_max for grid in grids)
        return (
            top_figures(told, limits, language, zone=state.settings.time_zone),
            plan_menu(plans, told, language),
            histogram(grids, limits, language),
            str(out) if out else "",
            place is not None,
            # the first file has come in: the map goes where it lies
            {"bbox": list(place), "n": time.time()} if place is not None and not had_data else no_update,
            _day_note(day, language),
            True,
        )

    @app.callback(Output("planner-highlight", "data"), Input("planner-brush", "data"), State("planner-day", "value"))
    def brush(taken: dict[str, int] | None, said_day: str | None) -> Any:
        if not taken:
            return None
        with session_of(state.engine) as session:
            return ground_of_grids(session, state.viewer, least=taken["lo"], most=taken["hi"], day=day_of(said_day))


def _day_note(day: date | None, language: Language) -> str:
    """Return what the map says while it shows another day than today."""
    if day is None:
        return ""
    _ = words(language)
    shown = _("The map shows {day}: the grids then in force, the buildings lived in by then.").format(day=day)
    return shown + _(" Blind spots are known for today only.")


def _lists(app: Dash, state: AppState) -> None:
    @app.callback(
        Output("planner-list", "children"),
        Output("tab-count-spots", "children"),
        Output("tab-count-remarks", "children"),
        Input("planner-tab", "data"),
        Input("planner-live", "data"),
        Input("planner-done", "data"),
        Input("planner-draft", "data"),
        State("planner-day", "value"),
    )
    def fill(
        tab: str | None, change: dict[str, Any] | None, _done: Any, draft: str | None, said_day: str | None
    ) -> tuple[Any, ...]:
        if tab is None or passes_by(change, BESIDE_LISTS, store="planner-live"):
            return no_update, no_update, no_update
        language = current(state.settings.language)
        with session_of(state.engine) as session:
            # pages that only follow do not queue while spots are found anew: they hear of them when they are there
            spots = blind_spots(session, state.viewer, renew=ctx.triggered_id != "planner-live")
            cured = _cured(session, draft)
            remarks = list_remarks(session, state.viewer, only_open=False, limit=200)
            rows: Any = no_update
            if tab == "spots":
                rows = spots_list(spots, language, lived_in=bool(spots) or holds_buildings(session), cured=cured)
            elif tab == "remarks":
                rows = remarks_list(remarks, language)
            elif tab == "balance":
                grids = people_per_grid(session, state.viewer, day=day_of(said_day))
                rows = balance_list(grids, load_parameters(session), language)
        due = sum(spot.exception is None and spot.id not in (cured or ()) for spot in spots)
        open_remarks = sum(remark.answered_at is None for remark in remarks)
        return rows, str(due) if due else "", str(open_remarks) if open_remarks else ""


def _cured(session: Session, draft: str | None) -> Collection[int] | None:
    """Return the blind spots that the open draft cures; None: no draft is open, or it is gone."""
    if not draft or not draft.isdecimal():
        return None
    try:
        return cured_in(session, int(draft)).spots
    except NotFoundError:
        return None


def _search(app: Dash, state: AppState) -> None:
    @app.callback(Output("search-results", "children"), Input("search-words", "data"), prevent_initial_call=True)
    def answers(said: str | None) -> list[Component]:
        language = current(state.settings.language)
        with session_of(state.engine) as session:
            found = search(session, state.viewer, (said or "")[:100])
        return search_results(found, said or "", language)
