"""Kinds of jobs for tests: a few lines of SQL that wait where the test wants them to."""

import subprocess
import time
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine

from console.jobs import Job, find_job, start_worker
from gis.database import session_of
from gis.settings import Settings

PATIENCE_S = 60


@pytest.fixture
def start(settings: Settings, database_url: str) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Start worker processes; all of them are ended after the test."""
    started: list[subprocess.Popen[bytes]] = []

    def begin() -> subprocess.Popen[bytes]:
        started.append(start_worker(settings, database_url))
        return started[-1]

    yield begin
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def wait_for(engine: Engine) -> Callable[[int, Callable[[Job], bool]], Job]:
    """Wait until a job is as the test wants it, and return it."""

    def wait(job_id: int, wanted: Callable[[Job], bool]) -> Job:
        for _ in range(PATIENCE_S * 20):
            with session_of(engine) as session:
                job = find_job(session, job_id)
            if wanted(job):
                return job
            time.sleep(0.05)
        pytest.fail(f"the job stayed {job}")

    return wait
