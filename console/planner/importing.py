"""A plan from a file on the page: sent, healed in a job, told what moved, its draft opened."""

import time
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from dash import Dash, Input, Output, State, dcc, html, no_update, set_props
from dash.development.base_component import Component

from console.components.attributes import named
from console.components.states import notice
from console.jobs import Job, defer, find_job, list_jobs
from console.language import Language, current, words
from console.planner.import_words import import_end
from console.planner.loading_form import CRS
from console.planner.loading_progress import job_line
from console.refusals import refusal_words
from console.state import AppState
from console.uploads import Uploads
from gis.database import session_of
from gis.errors import WanggeError
from gis.plans.importing import TOLERANCE_M

KIND = "plan_import"
STORE = "plan-upload"
"""Where the browser says what was sent (`data-choose` names it); its bar is called after it."""


def section(language: Language) -> Component:
    """Return what stands of it in the tab “Plans”: how the file is read, the button, the place for the job."""
    _ = words(language)
    says = _(
        "Any vector file of grids, such as a drawing: it is healed into a draft with shared borders. No grid is lost;"
        " what moved, and by how many metres, is said."
    )
    crs = dcc.Dropdown(
        id="plan-import-crs", options=[{"value": key, "label": _(title)} for key, title in CRS.items()], value="",
        clearable=False, className="wg-dropdown",
    )  # fmt: skip
    tolerance = dcc.Input(id="plan-import-tolerance", type="number", min=0.1, max=50, step="any", value=TOLERANCE_M,
                          className="wg-input")  # fmt: skip
    name = dcc.Input(id="plan-import-name", type="text", placeholder=_("as the file is called"), className="wg-input")
    choose = html.Button(
        _("Choose files …"), className="wg-button wg-button-main", type="button", **named(data_choose=STORE)
    )
    bar = [
        html.Div(className="wg-progress-bar"),
        html.Span(**named(data_percent="")),
        html.Button(_("Cancel"), className="wg-button", type="button", **named(data_stop_upload="")),
    ]
    body = [
        html.P(says, className="wg-muted"),
        html.Div([_field(_("Coordinates"), crs), _field(_("Borders that are one lie apart by at most (m)"), tolerance)],
                 className="wg-form-row"),
        _field(_("Name of the draft"), name),
        choose,
        html.Div(bar, id=f"{STORE}-bar", className="wg-progress wg-upload-bar", role="status"),
    ]  # fmt: skip
    return html.Section(
        [
            html.Details(
                [html.Summary(_("Make a draft of a file …")), html.Div(body, className="wg-proposal-body")],
                id="plan-import-form",
                className="wg-disclosure wg-proposal-form",
            ),
            html.Div(id="plan-import-job", role="status"),
        ],
        id="plans-importing",
        className="wg-plans-section",
    )


def _field(label: str, entry: Component) -> Component:
    return html.Label([html.Span(label), entry], className="wg-field wg-field-wide")


def floating() -> list[Component]:
    """Return its stores and the clock that asks how far the job is."""
    tick = dcc.Interval(id="plan-import-tick", interval=700, disabled=True)
    return [dcc.Store(id=STORE), dcc.Store(id="plan-import"), tick]


def register(app: Dash, state: AppState) -> None:
    """Add its callbacks."""
    _start(app, state)
    _watch(app, state)


def _start(app: Dash, state: AppState) -> None:
    @app.callback(
        Output("plan-import", "data"),
        Output("plan-import-form", "open"),
        Input(STORE, "data"),
        State("plan-import-crs", "value"),
        State("plan-import-tolerance", "value"),
        State("plan-import-name", "value"),
        prevent_initial_call=True,
    )
    def start(
        upload: dict[str, Any] | None, crs: str | None, tolerance: float | None, name: str | None
    ) -> tuple[Any, ...]:
        if not upload or "error" in upload:
            if upload:
                _tell(state, upload["error"])
            return no_update, no_update
        try:
            path = Uploads(state.settings.data_dir).main_file(upload["id"], upload["file"])
        except WanggeError as refused:
            _tell(state, str(refused))
            return no_update, no_update
        arguments = {
            "upload": upload["id"],
            "file": path.name,
            "name": (name or "").strip(),
            "tolerance_m": TOLERANCE_M if tolerance is None else tolerance,
            "options": {"crs": crs} if crs else {},
        }
        return {"id": defer(state.engine, state.viewer, kind=KIND, title=path.name, arguments=arguments)}, False


def _watch(app: Dash, state: AppState) -> None:
    @app.callback(
        Output("plan-import-job", "children"),
        Output("plan-import-tick", "disabled"),
        Output("plan-import", "data", allow_duplicate=True),
        Output("planner-done", "data", allow_duplicate=True),
        Input("plan-import", "data"),
        Input("plan-import-tick", "n_intervals"),
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
            return job_line(asdict(job), language), False, no_update if watched else {"id": job.id}, no_update
        if watched and watched.get("ended"):
            return no_update, True, no_update, no_update
        return import_end(asdict(job), language), True, {"id": job.id, "ended": True}, time.time()


def _job(state: AppState, watched: Mapping[str, Any] | None, tab: str | None) -> Job | None:
    """The job that is watched, or one that runs and nobody here watches yet."""
    with session_of(state.engine) as session:
        if watched:
            return find_job(session, watched["id"])
        if tab != "plans":
            return None
        return next((one for one in list_jobs(session) if one.kind == KIND and one.finished_at is None), None)


def _tell(state: AppState, sentence: str) -> None:
    language = current(state.settings.language)
    set_props("notice", {"children": notice(refusal_words(sentence, language), close=words(language)("Close"))})
