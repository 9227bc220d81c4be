"""The machine proposes: new boundaries for the district, a subdistrict or picked grids, as a job with progress."""

import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component
from sqlalchemy import text

from console.api.proposals import ProposalOrder, hand_in
from console.jobs import Job, find_job, list_jobs
from console.language import Language, current, words
from console.planner.loading_progress import job_line
from console.planner.proposal_words import form, proposal_end
from console.state import AppState
from gis.database import session_of
from gis.parameters import load_parameters

KIND = "propose"
AREAS = """
SELECT a.code, a.name, a.level FROM area a LEFT JOIN area p ON p.id = a.parent_id
WHERE a.level IN ('subdistrict', 'community')
ORDER BY CASE WHEN a.level = 'community' THEN coalesce(p.code, a.code) ELSE a.code END, a.level DESC, a.code
"""


def section(language: Language) -> Component:
    """Return what stands of it in the tab “Plans”, under the list; the open draft's id is in store `planner-draft`."""
    return html.Section(form(language), id="plans-proposing", className="wg-plans-section")


def floating(_language: Language) -> list[Component]:
    """Return its stores and the clock that asks how far the job is."""
    return [dcc.Store(id="proposal"), dcc.Interval(id="proposal-tick", interval=700, disabled=True)]


def register(app: Dash, state: AppState) -> None:
    """Add its callbacks."""
    _choices(app, state)
    _start(app, state)
    _watch(app, state)


def _choices(app: Dash, state: AppState) -> None:
    @app.callback(
        Output("proposal-area", "options"),
        Output("proposal-people", "placeholder"),
        Input("planner-tab", "data"),
    )
    def fill(tab: str | None) -> Any:
        if tab != "plans":
            return no_update, no_update
        _ = words(current(state.settings.language))
        with session_of(state.engine) as session:
            parameters = load_parameters(session)
            areas = session.execute(text(AREAS)).all()
        listed = [{"value": "", "label": _("the whole district")}]
        for area in areas:
            indent = "　" if area.level == "community" else ""
            listed.append({"value": area.code, "label": f"{indent}{area.name}"})
        return listed, f"{parameters.grid_people_min:.0f}-{parameters.grid_people_max:.0f}"


def _start(app: Dash, state: AppState) -> None:
    @app.callback(
        Output("proposal", "data"),
        Output("proposal-form", "open"),
        Input("proposal-start", "n_clicks"),
        State("proposal-area", "value"),
        State("proposal-picked", "value"),
        State("proposal-people", "value"),
        State("proposal-grids", "value"),
        State("proposal-keep", "value"),
        State("proposal-compact", "value"),
        State("proposal-seed", "value"),
        State("planner-draft", "data"),
        prevent_initial_call=True,
    )
    def start(  # noqa: PLR0917 - as many as Dash hands over
        clicks: int | None,
        area: str | None,
        picked: str | None,
        people: str | None,
        grids: float | None,
        keep: float | None,
        compact: float | None,
        seed: float | None,
        draft: str | None,
    ) -> tuple[Any, ...]:
        if not clicks:
            return no_update, no_update
        order = ProposalOrder(
            base=draft or None,
            area=area or None,
            picked=[code for code in re.split(r"[\s,，、;；]+", picked or "") if code],
            people=people or None,
            grids=None if grids is None else int(grids),
            keep=keep or 0.0,
            compact=1.0 if compact is None else compact,
            seed=int(seed or 0),
        )
        return {"id": hand_in(state, order)}, False


def _watch(app: Dash, state: AppState) -> None:
    @app.callback(
        Output("proposal-job", "children"),
        Output("proposal-tick", "disabled"),
        Output("proposal-start", "disabled"),
        Output("proposal", "data", allow_duplicate=True),
        Input("proposal", "data"),
        Input("proposal-tick", "n_intervals"),
        Input("planner-tab", "data"),
        prevent_initial_call="initial_duplicate",
    )
    def watch(watched: Mapping[str, Any] | None, _ticks: int | None, tab: str | None) -> tuple[Any, ...]:
        language = current(state.settings.language)
        job = _job(state, watched, tab)
        if job is None:
            return no_update, True, no_update, no_update
        if job.finished_at is None:
            # a page that was loaded again finds the job it had handed in
            found = no_update if watched else {"id": job.id}
            return job_line(asdict(job), language), False, True, found
        if watched and watched.get("ended"):
            return no_update, True, False, no_update
        return proposal_end(asdict(job), language), True, False, {"id": job.id, "ended": True}


def _job(state: AppState, watched: Mapping[str, Any] | None, tab: str | None) -> Job | None:
    """The job that is watched, or one that runs and nobody here watches yet."""
    with session_of(state.engine) as session:
        if watched:
            return find_job(session, watched["id"])
        if tab != "plans":
            return None
        return next((one for one in list_jobs(session) if one.kind == KIND and one.finished_at is None), None)
