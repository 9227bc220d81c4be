"""A plan from a file on the page: sent, healed in a job, told what moved, its draft opened."""

import time
from dataclasses import asdict
from typing import Any

from dash import Dash, Input, Output, State, dcc, html, no_update, set_props
from dash.development.base_component import Component
from sqlalchemy.orm import Session

from console.components.attributes import named
from console.components.states import notice
from console.jobs import Job, defer
from console.language import Language, current, words
from console.planner import watching
from console.planner.import_words import import_end
from console.planner.loading_form import CRS
from console.planner.watching import JobPlace
from console.refusals import refusal_words
from console.state import AppState
from console.uploads import Uploads
from gis.errors import WanggeError
from gis.plans.importing import TOLERANCE_M

JOBS = JobPlace(kind="plan_import", tab="plans", store="plan-import", tick="plan-import-tick", place="plan-import-job")
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
    return [dcc.Store(id=STORE), *watching.floating(JOBS)]


def register(app: Dash, state: AppState) -> None:
    """Add its callbacks."""
    _start(app, state)
    watching.watch(app, state, JOBS, _ended, more=[Output("planner-done", "data", allow_duplicate=True)])


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
        return {"id": defer(state.engine, state.viewer, kind=JOBS.kind, title=path.name, arguments=arguments)}, False


def _ended(_session: Session, job: Job, language: Language) -> tuple[Any, ...]:
    return import_end(asdict(job), language), time.time()


def _tell(state: AppState, sentence: str) -> None:
    language = current(state.settings.language)
    set_props("notice", {"children": notice(refusal_words(sentence, language), close=words(language)("Close"))})
