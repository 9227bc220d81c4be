"""The machine proposes: new boundaries for the district, a subdistrict or picked grids, as a job with progress."""

import re
from dataclasses import asdict
from typing import Any

from dash import Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component
from sqlalchemy import text
from sqlalchemy.orm import Session

from console.api.proposals import ProposalOrder, hand_in
from console.jobs import Job
from console.language import Language, current, words
from console.planner import watching
from console.planner.proposal_words import form, proposal_end
from console.planner.watching import JobPlace
from console.state import AppState
from gis.database import session_of
from gis.extent import extent
from gis.parameters import load_parameters
from gis.viewer import LOCAL_OPERATOR

JOBS = JobPlace(
    kind="propose", tab="plans", store="proposal", tick="proposal-tick", place="proposal-job", start="proposal-start"
)
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
    return watching.floating(JOBS)


def register(app: Dash, state: AppState) -> None:
    """Add its callbacks."""
    _choices(app, state)
    _start(app, state)
    watching.watch(app, state, JOBS, _ended)


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


def _ended(session: Session, job: Job, language: Language) -> tuple[Any, ...]:
    area = (job.report or {}).get("area")
    place = extent(session, LOCAL_OPERATOR, area_code=area) if area else None
    return (proposal_end(asdict(job), language, place=place),)
