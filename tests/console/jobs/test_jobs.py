import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from console.jobs import Job, cancel, defer, find_job, list_jobs
from console.uploads import Uploads
from gis.database import session_of
from gis.errors import ConflictError, NotFoundError
from gis.settings import Settings
from gis.viewer import LOCAL_OPERATOR

Start = Callable[[], subprocess.Popen[bytes]]
Wait = Callable[[int, Callable[[Job], bool]], Job]
SQUARE = [[[115.8, 30.0], [115.801, 30.0], [115.801, 30.001], [115.8, 30.001], [115.8, 30.0]]]


@pytest.fixture
def hand_in(engine: Engine, settings: Settings) -> Callable[..., int]:
    """Hand in a job that loads estates with the given codes."""

    def give(*codes: str, kind: str = "estates") -> int:
        upload, folder = Uploads(settings.data_dir).new()
        features = [
            {
                "type": "Feature",
                "properties": {"code": code, "name": code},
                "geometry": {"type": "Polygon", "coordinates": SQUARE},
            }
            for code in codes
        ]
        Path(folder / "estates.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
        arguments = {"upload": upload, "file": "estates.geojson", "kind": kind, "options": {}}
        return defer(engine, LOCAL_OPERATOR, kind="load", title="estates.geojson", arguments=arguments)

    return give


def estates(engine: Engine) -> list[str]:
    with session_of(engine) as session:
        return list(session.scalars(text("SELECT code FROM estate ORDER BY code")))


def running(job: Job) -> bool:
    return job.state == "running" and bool(job.label)


def ended(job: Job) -> bool:
    return job.finished_at is not None


def wait_until_empty(folder: Path) -> None:
    for _ in range(400):
        if not any(folder.iterdir()):
            return
        time.sleep(0.05)
    pytest.fail(f"{list(folder.iterdir())} stay")


def test_job_waits_for_a_worker_and_then_loads(
    settings: Settings, engine: Engine, start: Start, wait_for: Wait, hand_in: Callable[..., int]
) -> None:
    job_id = hand_in("E1", "E2", "E1")
    with session_of(engine) as session:
        job = find_job(session, job_id)
    assert (job.state, job.title, job.author, job.worker_runs) == (
        "waiting",
        "estates.geojson",
        "local operator",
        False,
    )
    start()
    job = wait_for(job_id, ended)
    assert (job.state, job.message) == ("done", "")
    assert job.report is not None
    assert (job.report["reports"][0]["inserted"], job.report["reports"][0]["refused"]) == (2, 1)
    assert job.worker_runs
    assert estates(engine) == ["E1", "E2"]
    # the server's own folders are not told, and what is loaded is kept no longer
    (written,) = (settings.data_dir / "reports").iterdir()
    assert job.report["reports"][0]["report_file"] == written.name
    wait_until_empty(settings.data_dir / "uploads")


def test_user_error_is_said_in_one_line_and_takes_nothing(
    start: Start, wait_for: Wait, hand_in: Callable[..., int]
) -> None:
    start()
    job = wait_for(hand_in("E1", kind="buttons"), ended)
    assert job.state == "failed"
    assert "buttons" in job.message
    assert "\n" not in job.message


def test_waiting_job_is_cancelled_before_it_starts(
    engine: Engine, start: Start, wait_for: Wait, hand_in: Callable[..., int]
) -> None:
    first, second = hand_in("E1"), hand_in("E2")
    assert cancel(engine, first).state == "cancelled"
    start()
    assert wait_for(second, ended).state == "done"
    assert estates(engine) == ["E2"]
    with pytest.raises(ConflictError, match="ended already"):
        cancel(engine, first)


def test_running_job_is_cancelled_even_within_a_long_statement(
    engine: Engine, start: Start, wait_for: Wait, hand_in: Callable[..., int]
) -> None:
    start()
    with engine.connect() as holder, holder.begin():
        holder.execute(text("LOCK TABLE estate IN ACCESS EXCLUSIVE MODE"))
        job_id = hand_in("E1")
        wait_for(job_id, running)
        assert cancel(engine, job_id).cancel_requested
        assert wait_for(job_id, ended).state == "cancelled"
    assert estates(engine) == []


def test_killed_worker_leaves_nothing_and_the_next_one_starts_the_job_anew(
    engine: Engine, start: Start, wait_for: Wait, hand_in: Callable[..., int]
) -> None:
    worker = start()
    with engine.connect() as holder, holder.begin():
        holder.execute(text("LOCK TABLE estate IN ACCESS EXCLUSIVE MODE"))
        job_id = hand_in("E1")
        wait_for(job_id, running)
        worker.kill()
        worker.wait()
    assert estates(engine) == []
    start()
    job = wait_for(job_id, ended)
    assert (job.state, estates(engine)) == ("done", ["E1"])


def test_job_that_kills_every_worker_is_given_up(
    engine: Engine, start: Start, wait_for: Wait, hand_in: Callable[..., int]
) -> None:
    with engine.connect() as holder, holder.begin():
        holder.execute(text("LOCK TABLE estate IN ACCESS EXCLUSIVE MODE"))
        job_id = hand_in("E1")
        for said in ("", "anew"):
            worker = start()
            wait_for(job_id, lambda job, said=said: running(job) and said in job.message)
            worker.kill()
            worker.wait()
        start()
        job = wait_for(job_id, ended)
    assert (job.state, "killed twice" in job.message) == ("failed", True)
    assert estates(engine) == []


def test_stopped_worker_gives_its_job_back(
    engine: Engine, start: Start, wait_for: Wait, hand_in: Callable[..., int]
) -> None:
    worker = start()
    with engine.connect() as holder, holder.begin():
        holder.execute(text("LOCK TABLE estate IN ACCESS EXCLUSIVE MODE"))
        job_id = hand_in("E1")
        wait_for(job_id, running)
        worker.terminate()
        assert worker.wait(30) == 0
        job = wait_for(job_id, lambda job: job.state == "waiting")
        assert "starts anew" in job.message
    start()
    assert wait_for(job_id, ended).state == "done"


def test_worker_ends_with_whoever_started_it(start: Start) -> None:
    worker = start()
    assert worker.stdin is not None
    worker.stdin.close()
    worker.stdin = None
    assert worker.wait(30) == 0


def test_worker_ends_on_ctrl_c_as_well(start: Start, wait_for: Wait, hand_in: Callable[..., int]) -> None:
    worker = start()
    wait_for(hand_in("E1"), ended)
    os.kill(worker.pid, signal.SIGINT)
    assert worker.wait(30) == 0


def test_jobs_run_one_after_another_and_are_listed_newest_first(
    engine: Engine, start: Start, wait_for: Wait, hand_in: Callable[..., int]
) -> None:
    jobs = [hand_in(f"E{number}") for number in range(3)]
    for _ in range(2):
        start()
    for job_id in jobs:
        assert wait_for(job_id, ended).state == "done"
    with session_of(engine) as session:
        assert [job.id for job in list_jobs(session)] == jobs[::-1]
    assert estates(engine) == ["E0", "E1", "E2"]


def test_what_does_not_exist(engine: Engine) -> None:
    with pytest.raises(NotFoundError, match="known ones: load"):
        defer(engine, LOCAL_OPERATOR, kind="dance", title="", arguments={})
    with pytest.raises(NotFoundError, match="no job 7"):
        cancel(engine, 7)
