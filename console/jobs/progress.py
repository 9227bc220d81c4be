"""How far a job is, written beside its own transaction so that others see it at once."""

import time
from threading import Event
from typing import Any

from sqlalchemy import Connection, Engine, text

from gis.progress import Cancelled

WRITE_EVERY_S = 0.25


class Interrupted(Cancelled):
    """The worker is asked to end: the job is rolled back and starts anew with the next worker."""


class JobProgress:
    """Progress of one job: kept in table `job_progress`, where the wish to cancel it is read as well."""

    def __init__(self, engine: Engine, job_id: int, *, stopping: Event) -> None:
        self.connection: Connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        self.job_id = job_id
        self.stopping = stopping
        self.cancelled = Event()
        self.done = 0
        self.written_at = 0.0

    def close(self) -> None:
        """Give the connection back."""
        self.connection.close()

    def start(self, label: str, total: int | None = None) -> None:
        """Begin a stage."""
        self.done = 0
        self._set("label = :label, total = :total, done = 0, stage_at = clock_timestamp()", label=label, total=total)
        self.check()

    def advance(self, steps: int = 1) -> None:
        """Count steps.

        Raises:
            Interrupted: the worker is asked to end.
            Cancelled: somebody cancelled the job.
        """
        self.done += steps
        if time.monotonic() - self.written_at >= WRITE_EVERY_S:
            self._set("done = :done", done=self.done)
        self.check()

    def check(self) -> None:
        """Raise if the job is to stop."""
        if self.stopping.is_set():
            raise Interrupted
        if self.cancelled.is_set():
            raise Cancelled

    def began(self, kind: str) -> None:
        """Say that a worker has taken the job."""
        self.connection.execute(
            text(
                "INSERT INTO job_progress (job_id, kind, author) VALUES (:id, :kind, '')"
                " ON CONFLICT (job_id) DO NOTHING"
            ),
            {"id": self.job_id, "kind": kind},
        )
        self._set("state = 'running', started_at = clock_timestamp(), label = '', total = NULL, done = 0")

    def waits(self, message: str) -> None:
        """Say that the job goes back to the queue."""
        self._set("state = 'waiting', message = :message, label = '', total = NULL, done = 0", message=message)

    def ended(self, state: str, *, message: str = "", report: str | None = None) -> None:
        """Say how the job ended: done, failed or cancelled, with a message or a report (JSON)."""
        self._set(
            "state = :state, message = :message, report = CAST(:report AS jsonb), finished_at = clock_timestamp()",
            state=state,
            message=message,
            report=report,
        )

    def _set(self, assignments: str, **values: Any) -> None:
        wish = self.connection.scalar(
            text(f"UPDATE job_progress SET {assignments} WHERE job_id = :id RETURNING cancel_requested"),
            {"id": self.job_id, **values},
        )
        self.written_at = time.monotonic()
        if wish:
            self.cancelled.set()
