"""One job, from its arguments to its end, in one transaction."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import orjson
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from console.jobs.kinds import done_of, run_of
from console.jobs.progress import Interrupted, JobProgress
from gis.database import session_of
from gis.errors import WanggeError
from gis.progress import Cancelled
from gis.settings import Settings
from gis.viewer import Viewer

logger = logging.getLogger(__name__)

JOB_LOCK = 78110003
LOOK_EVERY_S = 0.5
QUERY_CANCELLED = "57014"
INTERRUPTED = "Interrupted: it starts anew with the server."
FAULT = "The program has a fault here; nothing was changed. The log of the server says more."


class JobFailed(Exception):  # noqa: N818 - how a job ended, said to the queue
    """The job failed, and what it says is written down already."""


class StillRuns(Exception):  # noqa: N818 - a state, said to the queue
    """Another worker, thought dead, is still at this job."""


def run_job(
    engine: Engine,
    job_id: int,
    *,
    kind: str,
    arguments: Mapping[str, Any],
    viewer: Viewer,
    settings: Settings,
    stopping: Event,
) -> None:
    """Do a job and write down how it ended.

    Raises:
        Cancelled: somebody cancelled it; all is rolled back.
        Interrupted: the worker is to end; all is rolled back, and the job may start anew.
        JobFailed: it could not be done; all is rolled back, and the job says why.
        StillRuns: another worker holds it.
    """  # fmt: skip
    progress = JobProgress(engine, job_id, stopping=stopping)
    try:
        if not progress.connection.scalar(text("SELECT pg_try_advisory_lock(:k, :id)"), {"k": JOB_LOCK, "id": job_id}):
            raise StillRuns
        progress.began(kind)
        try:
            _work(engine, progress, kind=kind, arguments=arguments, viewer=viewer, settings=settings)
        finally:
            progress.connection.scalar(text("SELECT pg_advisory_unlock(:k, :id)"), {"k": JOB_LOCK, "id": job_id})
    finally:
        progress.close()


def _work(
    engine: Engine, progress: JobProgress, *, kind: str, arguments: Mapping[str, Any], viewer: Viewer,
    settings: Settings,
) -> None:  # fmt: skip
    try:
        with session_of(engine) as session, _watched(session, engine, progress):
            report = run_of(kind)(session, arguments=arguments, viewer=viewer, progress=progress, settings=settings)
            progress.check()
    except Interrupted:
        progress.waits(INTERRUPTED)
        raise
    except Cancelled:
        progress.ended("cancelled")
        raise
    except WanggeError as error:
        progress.ended("failed", message=str(error))
        raise JobFailed from error
    except Exception as error:
        if _was_cancelled(error):
            _end_of_cancelled(progress)
        logger.exception("Job %s (%s) failed.", progress.job_id, kind)
        progress.ended("failed", message=FAULT)
        raise JobFailed from error
    progress.ended("done", report=orjson.dumps(report, default=str).decode())
    if (done := done_of(kind)) is not None:
        done(arguments=arguments, settings=settings)


@contextmanager
def _watched(session: Session, engine: Engine, progress: JobProgress) -> Iterator[None]:
    """Look beside the work whether it is to stop, and cancel the statement it is in: some take minutes."""
    working = session.connection().connection.dbapi_connection
    over = Event()

    def watch() -> None:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            while not over.wait(LOOK_EVERY_S):
                if connection.scalar(
                    text("SELECT cancel_requested FROM job_progress WHERE job_id = :id"), {"id": progress.job_id}
                ):
                    progress.cancelled.set()
                if (progress.cancelled.is_set() or progress.stopping.is_set()) and working is not None:
                    working.cancel()

    watcher = Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def _was_cancelled(error: BaseException | None) -> bool:
    """Whether the database ended a statement because it was asked to, anywhere in the chain of exceptions."""
    while error is not None:
        if isinstance(error, DBAPIError) and getattr(error.orig, "pgcode", None) == QUERY_CANCELLED:
            return True
        if getattr(error, "pgcode", None) == QUERY_CANCELLED:
            return True
        error = error.__cause__ or error.__context__
    return False


def _end_of_cancelled(progress: JobProgress) -> None:
    try:
        progress.check()
    except Interrupted:
        progress.waits(INTERRUPTED)
        raise
    except Cancelled:
        progress.ended("cancelled")
        raise
