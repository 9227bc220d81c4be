"""Long work on the page: how far a job is, found again after a reload, cancelled, and told when it ends."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, dcc, no_update, set_props
from dash.development.base_component import Component
from sqlalchemy.orm import Session

from console.jobs import Job, cancel, find_job, list_jobs
from console.language import Language, current
from console.planner.loading_progress import job_line, job_says, part_of
from console.state import AppState
from gis.database import session_of

EACH_MS = 700


@dataclass(frozen=True, slots=True, kw_only=True)
class JobPlace:
    """Where jobs of one kind are watched on the page.

    Attributes:
        kind: Of the jobs.
        tab: In which they stand: only there is one looked for that was handed in before the page was loaded.
        store: Id of the store with the watched job, as `{"id": …}`.
        tick: Id of the clock that asks how far it is.
        place: Id of the element that says it.
        start: Id of the button that waits meanwhile; None: there is none that does.
    """

    kind: str
    tab: str
    store: str
    tick: str
    place: str
    start: str | None = None


LINES = State({"type": "job-cancel", "id": ALL}, "id")
"""Which jobs have a line on the page."""

Ended = Callable[[Session, Job, Language], tuple[Any, ...]]
"""What a job that ended leaves: what stands in its place, then a value for each further output."""


def floating(where: JobPlace) -> list[Component]:
    """Return the store and the clock."""
    return [dcc.Store(id=where.store), dcc.Interval(id=where.tick, interval=EACH_MS, disabled=True)]


def watch(app: Dash, state: AppState, where: JobPlace, ended: Ended, *, more: Sequence[Output] = ()) -> None:
    """Add the callback that watches the jobs of one kind.

    Args:
        app: The application.
        state: What it works with.
        where: The kind, and ids of its parts on the page.
        ended: Called once when a job has ended.
        more: Outputs that the end of a job has beside its place.
    """
    waits = [Output(where.start, "disabled")] if where.start else []
    others = (no_update,) * len(more)

    @app.callback(
        Output(where.place, "children"),
        Output(where.tick, "disabled"),
        Output(where.store, "data", allow_duplicate=True),
        *waits,
        *more,
        Input(where.store, "data"),
        Input(where.tick, "n_intervals"),
        Input("planner-tab", "data"),
        LINES,
        prevent_initial_call="initial_duplicate",
    )
    def look(
        watched: Mapping[str, Any] | None, _ticks: int | None, tab: str | None, lines: Sequence[Mapping[str, Any]]
    ) -> tuple[Any, ...]:
        language = current(state.settings.language)
        with session_of(state.engine) as session:
            job = _job(session, where, watched, tab)
            if job is None or (watched and watched.get("ended")):
                return (no_update, True, no_update, *((False,) * len(waits)), *others)
            if job.finished_at is None:
                found = no_update if watched else {"id": job.id}
                return (line_told(asdict(job), language, lines), False, found, *((True,) * len(waits)), *others)
            said, *values = ended(session, job, language)
        return (said, True, {"id": job.id, "ended": True}, *((False,) * len(waits)), *values)


def line_told(job: Mapping[str, Any], language: Language, lines: Sequence[Mapping[str, Any]]) -> Any:
    """Return a running job's line, or nothing new where it stands on the page already: then its parts are told.

    Drawn anew each time, its button would be another one between a press and its release.
    """
    if all(line["id"] != job["id"] for line in lines):
        return job_line(job, language)
    for part, says in job_says(job, language).items():
        set_props(part_of(job, part), says)
    return no_update


def _job(session: Session, where: JobPlace, watched: Mapping[str, Any] | None, tab: str | None) -> Job | None:
    """The job that is watched, or one that runs and nobody here watches yet."""
    if watched:
        return find_job(session, watched["id"])
    if tab != where.tab:
        return None
    return next((one for one in list_jobs(session) if one.kind == where.kind and one.finished_at is None), None)


def register_cancel(app: Dash, state: AppState, tick: str) -> None:
    """Add what the button “Cancel” of any job does.

    Args:
        app: The application.
        state: What it works with.
        tick: Id of a clock of the page: only a page that has it hears of the button.
    """

    @app.callback(
        Output(tick, "disabled", allow_duplicate=True),
        Input({"type": "job-cancel", "id": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )
    def stop(clicks: list[int | None]) -> Any:
        if not any(clicks) or not isinstance(ctx.triggered_id, Mapping):
            return no_update
        cancel(state.engine, int(ctx.triggered_id["id"]))
        return False
