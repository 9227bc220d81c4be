"""Loading a file on the page, step by step: uploaded, looked at, handed to the worker, watched, reported."""

import time
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, html, no_update, set_props
from dash.development.base_component import Component
from sqlalchemy import text
from sqlalchemy.orm import Session

from console.components.states import notice
from console.jobs import Job, defer
from console.jobs.kinds.load import OSM, options_of
from console.language import Language, current, words
from console.planner import watching
from console.planner.loading_form import about_file, chosen_options
from console.planner.loading_progress import job_end
from console.planner.watching import JobPlace
from console.refusals import refusal_words
from console.state import AppState
from console.uploads import Uploads
from gis.errors import WanggeError
from gis.loading import FileInfo, inspect

REMARKS = """
SELECT id, verdict, row_number AS row, code, reason, ST_X(geom) AS lon, ST_Y(geom) AS lat
FROM load_remark WHERE load_id = ANY (:loads)
ORDER BY array_position(ARRAY['refused', 'repaired', 'warned'], verdict), load_id, row_number
LIMIT :limit
"""
MOST_REMARKS = 500
JOBS = JobPlace(kind="load", tab="load", store="job", tick="job-tick", place="load-job")


def register(app: Dash, state: AppState) -> None:
    """Add the callbacks of loading."""
    _look(app, state)
    _start(app, state)
    watching.watch(app, state, JOBS, _ended, more=[Output("planner-highlight", "data", allow_duplicate=True)])
    watching.register_cancel(app, state, JOBS.tick)


def _look(app: Dash, state: AppState) -> None:
    @app.callback(
        Output("load-form", "hidden"),
        Output("load-about", "children"),
        Output("load-problem", "children"),
        Output("load-kind", "value"),
        Output("load-crs", "value"),
        Output("planner-highlight", "data", allow_duplicate=True),
        Output("planner-fly", "data", allow_duplicate=True),
        Output("load-start", "disabled"),
        Output("load-job", "children", allow_duplicate=True),
        Input("upload", "data"),
        Input("load-kind", "value"),
        Input("load-crs", "value"),
        Input({"type": "load-field", "name": ALL}, "value"),
        Input({"type": "load-option", "name": ALL}, "value"),
        prevent_initial_call=True,
    )
    def look(
        upload: dict[str, Any] | None, kind: str | None, crs: str | None, _columns: list[str], _options: list[str]
    ) -> tuple[Any, ...]:
        if not upload or "error" in upload:
            if upload:
                _tell(state, upload["error"])
            return (no_update,) * 9
        new = ctx.triggered_id == "upload"
        by_hand = ctx.triggered_id if isinstance(ctx.triggered_id, Mapping) else None
        asked = {"crs": "" if new else crs, **({} if new else _said(by_hand))}
        language = current(state.settings.language)
        try:
            found = _inspect(state, upload, kind=None if new else kind, options=asked)
        except WanggeError as refused:
            fault = html.Div(refusal_words(str(refused), language), className="wg-error", role="alert")
            return False, None, fault, kind or "grids", asked["crs"], None, no_update, True, None
        field_changed = by_hand is not None and by_hand["type"] == "load-field"
        return (
            False,
            no_update if field_changed else about_file(found, language, asked),
            _problem(found, language),
            found.kind,
            asked["crs"],
            found.preview or None,
            {"bbox": list(found.bbox), "n": time.time()} if found.bbox and not field_changed else no_update,
            bool(found.problem) or found.kind is None,
            None if new else no_update,
        )


def _problem(found: FileInfo, language: Language) -> Component | None:
    if found.problem is None:
        return None
    return html.Div(refusal_words(found.problem, language), className="wg-error", role="alert")


def _said(by_hand: Mapping[str, str] | None) -> dict[str, Any]:
    """Return what the form says beyond kind and coordinates; another kind or layer has other fields."""
    parts = [(field["id"], field.get("value")) for group in ctx.inputs_list[3:] for field in group]
    options = chosen_options({key["name"]: value for key, value in parts if key["type"] == "load-option"})
    keeps = by_hand is not None and by_hand["name"] != "layer"
    fields = {key["name"]: value or "" for key, value in parts if key["type"] == "load-field" and keeps}
    return {**options, "fields": fields}


def _inspect(state: AppState, upload: Mapping[str, Any], *, kind: str | None, options: Mapping[str, Any]) -> FileInfo:
    path = Uploads(state.settings.data_dir).main_file(upload["id"], upload["file"])
    return inspect(path, kind=None if kind == OSM else kind, options=options_of(options, state.settings))


def _start(app: Dash, state: AppState) -> None:
    @app.callback(
        Output("job", "data"),
        Output("load-form", "hidden", allow_duplicate=True),
        Output("planner-highlight", "data", allow_duplicate=True),
        Input("load-start", "n_clicks"),
        State("upload", "data"),
        State("load-kind", "value"),
        State("load-crs", "value"),
        State("load-strict", "value"),
        State({"type": "load-field", "name": ALL}, "value"),
        State({"type": "load-field", "name": ALL}, "id"),
        State({"type": "load-option", "name": ALL}, "value"),
        State({"type": "load-option", "name": ALL}, "id"),
        prevent_initial_call=True,
    )
    def start(  # noqa: PLR0917 - as many as Dash hands over
        clicks: int | None,
        upload: dict[str, Any],
        kind: str,
        crs: str,
        strict: list[str],
        columns: list[str],
        ids: list[dict[str, str]],
        said: list[Any],
        said_ids: list[dict[str, str]],
    ) -> tuple[Any, ...]:
        if not clicks:
            return no_update, no_update, no_update
        fields = {key["name"]: column for key, column in zip(ids, columns, strict=True)}
        options = {
            "crs": crs,
            "fields": fields,
            **chosen_options({key["name"]: value for key, value in zip(said_ids, said, strict=True)}),
            "strict": bool(strict),
            "language": current(state.settings.language),
        }
        arguments = {"upload": upload["id"], "file": upload["file"], "kind": kind, "options": options}
        job = defer(state.engine, state.viewer, kind="load", title=upload["file"], arguments=arguments)
        return {"id": job}, True, None


def _ended(session: Session, job: Job, language: Language) -> tuple[Any, ...]:
    remarks = remarks_of(session, job)
    return job_end(asdict(job), remarks, language), _places(remarks)


def remarks_of(session: Session, job: Job, *, limit: int = MOST_REMARKS) -> list[dict[str, Any]]:
    """Return the rows of a finished load that were refused, repaired or odd, the refused first."""
    loads = [report["load_id"] for report in (job.report or {}).get("reports", []) if report.get("load_id")]
    rows = session.execute(text(REMARKS), {"loads": loads, "limit": limit}).mappings()
    return [dict(row) for row in rows]


def _places(remarks: list[dict[str, Any]]) -> dict[str, Any] | None:
    placed = [[remark["lon"], remark["lat"]] for remark in remarks if remark["lon"] is not None]
    return {"type": "MultiPoint", "coordinates": placed} if placed else None


def _tell(state: AppState, sentence: str) -> None:
    language = current(state.settings.language)
    said = refusal_words(sentence, language)
    set_props("notice", {"children": notice(said, close=words(language)("Close"))})
