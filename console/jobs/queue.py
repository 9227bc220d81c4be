"""The queue: hand in a job, ask how far it is, cancel it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from procrastinate import App, SyncPsycopgConnector
from sqlalchemy import URL, Engine, text
from sqlalchemy.orm import Session

from console.jobs.kinds import find_kinds
from gis.database import session_of
from gis.errors import ConflictError, NotFoundError
from gis.viewer import Viewer

TASK = "run"
LOCK = "record"
"""Jobs that write the record run one after another, whatever the number of workers."""

JOBS = """
SELECT p.job_id AS id, p.kind, p.title, p.author, p.state, p.label, p.done, p.total, p.message, p.cancel_requested,
       p.report, p.created_at, p.started_at, p.finished_at,
       CASE WHEN p.state = 'running' AND p.done > 0 AND p.total > 0
            THEN extract(epoch FROM clock_timestamp() - p.stage_at)
                 * greatest(p.total - p.done, 0) / p.done END AS seconds_left,
       EXISTS (SELECT 1 FROM procrastinate_workers
               WHERE last_heartbeat > clock_timestamp() - interval '15 seconds') AS worker_runs
FROM job_progress p
WHERE (CAST(:id AS bigint) IS NULL OR p.job_id = :id)
ORDER BY p.job_id DESC
LIMIT :limit
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One job and how far it is.

    Attributes:
        state: waiting, running, done, failed or cancelled.
        label: The stage it is in; `done` of `total` steps (None: not known) of that stage are done.
        seconds_left: Of the stage, as it went so far; None when that cannot be said.
        message: Why it failed or was started anew: one line.
        report: What came of it, when it is done.
        worker_runs: Whether any worker process is there to do it.
    """

    id: int
    kind: str
    title: str
    author: str
    state: str
    label: str
    done: int
    total: int | None
    seconds_left: float | None
    message: str
    cancel_requested: bool
    report: Mapping[str, Any] | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    worker_runs: bool


def libpq_url(url: URL) -> str:
    """Return a SQLAlchemy URL as libpq reads it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def defer(engine: Engine, viewer: Viewer, *, kind: str, title: str, arguments: Mapping[str, Any]) -> int:
    """Hand in a job and return its id.

    The title is what a reader calls it, such as the name of the file; the arguments are JSON for the kind's `run`.

    Raises:
        NotFoundError: there is no such kind of job.
    """
    if kind not in find_kinds():
        raise NotFoundError(f"There is no kind of job {kind!r}; known ones: {', '.join(find_kinds())}.")
    who: dict[str, Any] = {"name": viewer.name, "role": viewer.role, "area_code": viewer.area_code}
    with _queue(engine).open() as queue:
        job_id = queue.configure_task(TASK, lock=LOCK).defer(kind=kind, arguments=dict(arguments), viewer=who)
    with session_of(engine) as session:
        # the worker may have been faster
        session.execute(
            text(
                "INSERT INTO job_progress (job_id, kind, title, author) VALUES (:id, :kind, :title, :author)"
                " ON CONFLICT (job_id) DO UPDATE SET title = excluded.title, author = excluded.author"
            ),
            {"id": job_id, "kind": kind, "title": title, "author": viewer.name},
        )
    return job_id


def find_job(session: Session, job_id: int) -> Job:
    """Return a job as it stands.

    Raises:
        NotFoundError: there is no such job.
    """
    row = session.execute(text(JOBS), {"id": job_id, "limit": 1}).mappings().one_or_none()
    if row is None:
        raise NotFoundError(f"There is no job {job_id}.")
    return _job(row)


def list_jobs(session: Session, *, limit: int = 20) -> list[Job]:
    """Return the latest jobs, the newest first."""
    return [_job(row) for row in session.execute(text(JOBS), {"id": None, "limit": limit}).mappings()]


def cancel(engine: Engine, job_id: int) -> Job:
    """Ask a job to stop and return it: one that waits never starts, one that runs stops at its next step.

    Raises:
        NotFoundError: there is no such job.
        ConflictError: it has ended already.
    """
    with session_of(engine) as session:
        if find_job(session, job_id).finished_at is not None:
            raise ConflictError("This job has ended already.")
    with _queue(engine).open() as queue:
        queue.job_manager.cancel_job_by_id(job_id, abort=True)
    with session_of(engine) as session:
        session.execute(
            text(
                "UPDATE job_progress SET cancel_requested = true,"
                " state = CASE WHEN waits THEN 'cancelled' ELSE state END,"
                " finished_at = CASE WHEN waits THEN now() ELSE finished_at END"
                " FROM (SELECT status = 'cancelled' AS waits FROM procrastinate_jobs WHERE id = :id) queued"
                " WHERE job_id = :id AND finished_at IS NULL"
            ),
            {"id": job_id},
        )
        return find_job(session, job_id)


def _queue(engine: Engine) -> App:
    return App(connector=SyncPsycopgConnector(conninfo=libpq_url(engine.url), min_size=1, max_size=1))


def _job(row: Mapping[Any, Any]) -> Job:
    facts = dict(row)
    left = facts.pop("seconds_left")
    return Job(**facts, seconds_left=None if left is None else float(left))
