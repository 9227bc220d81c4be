"""Emptying the record, and whether it is empty."""

import shutil
import time
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import NotSupportedError, OperationalError

from gis.errors import ConflictError
from gis.tables import metadata

KEPT = {
    # the feed's last number tells open pages what is new
    "change",
    # the triggers of building empty these
    "building_shape",
    "building_place",
}
FOLDERS = ("uploads", "reports")
"""Of the data folder: what readers uploaded, and what was said about files row by row."""

LOCK_NOT_AVAILABLE = "55P03"
PATIENCE_S = 60


def clear_record(engine: Engine, *, data_dir: Path | None = None) -> None:
    """Empty every table of the record in one transaction; the schema stays, and open pages are told.

    Tables of others in the same database are left alone. Jobs that wait are cancelled.

    Args:
        engine: The record.
        data_dir: Data folder whose uploads and reports go as well.

    Raises:
        ConflictError: a job runs, others kept changing the record all the while, or a table of others refers to it.
    """
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            _empty(engine)
        except OperationalError as error:
            if getattr(error.orig, "pgcode", None) != LOCK_NOT_AVAILABLE:
                raise
            if time.monotonic() > deadline:
                raise ConflictError(
                    "The record is being changed by others: run it again when they are done."
                ) from error
            time.sleep(0.2)
        else:
            break
    for folder in [data_dir / name for name in FOLDERS] if data_dir is not None else []:
        if folder.is_dir():
            shutil.rmtree(folder)


def _empty(engine: Engine) -> None:
    with engine.begin() as connection:
        # no order of locks suits every writer: this transaction steps back before another is called deadlocked
        connection.execute(text("SET LOCAL lock_timeout = '500ms'"))
        _give_up_jobs(connection)
        connection.execute(text("SELECT membership_lock(true)"))
        tables = [f'"{name}"' for name in (*metadata.tables, "job_progress") if name not in KEPT]
        try:
            # without CASCADE, which would empty what others made refer to the record
            connection.execute(text(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY"))
        except NotSupportedError as error:
            reason = str(error.orig).partition("DETAIL:")[2].partition("\n")[0].strip()
            raise ConflictError(
                f"A table that is not Wangge's refers to the record: drop it first. {reason}"
            ) from error


def _give_up_jobs(connection: Connection) -> None:
    """Cancel the jobs that wait; none begins until the transaction ends.

    Raises:
        ConflictError: one runs.
    """
    connection.execute(text("LOCK TABLE procrastinate_jobs IN SHARE ROW EXCLUSIVE MODE"))
    running = connection.execute(
        text(
            "SELECT q.id, coalesce(nullif(p.title, ''), p.kind, q.task_name) AS title FROM procrastinate_jobs q"
            " LEFT JOIN job_progress p ON p.job_id = q.id WHERE q.status = 'doing' ORDER BY q.id LIMIT 1"
        )
    ).one_or_none()
    if running is not None:
        raise ConflictError(f"Job {running.id} ({running.title}) is running: wait for it or cancel it, then clear.")
    connection.execute(text("UPDATE procrastinate_jobs SET status = 'cancelled' WHERE status = 'todo'"))


def is_empty(engine: Engine) -> bool:
    """Return whether nobody has loaded anything yet."""
    question = (
        "SELECT NOT EXISTS (SELECT FROM area) AND NOT EXISTS (SELECT FROM building) AND NOT EXISTS (SELECT FROM plan)"
    )
    with engine.connect() as connection:
        return bool(connection.scalar(text(question)))
