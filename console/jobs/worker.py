"""The worker process: takes jobs from the queue until it is told to end, or until whoever started it is gone.

It is started as ``python -m console.jobs.worker`` and reads one line of JSON from standard input: the record's URL and
the settings. Standard input stays open; its end means that the parent has died.
"""

import asyncio
import contextlib
import logging
import os
import signal
import sys
from threading import Event, Thread
from typing import Any

import orjson
from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import JobAborted
from procrastinate.jobs import Job, Status
from procrastinate.retry import BaseRetryStrategy, RetryDecision
from procrastinate.worker import Worker
from sqlalchemy import Engine, text
from sqlalchemy.engine import make_url

from console.jobs.progress import Interrupted
from console.jobs.queue import TASK, libpq_url
from console.jobs.running import JOB_LOCK, StillRuns, run_job
from gis.database import open_engine, session_of
from gis.progress import Cancelled
from gis.settings import Settings
from gis.viewer import Viewer

logger = logging.getLogger(__name__)

HEARTBEAT_S = 1.0
DEAD_AFTER_S = 5.0
MOST_KILLS = 2
PATIENCE_S = 2.0
ANEW = "The worker was killed: it starts anew."
KILLED = (
    "The worker was killed twice while it was at this; nothing was changed. The file may be too big for the memory."
)


def main() -> None:
    """Read the orders and work."""
    orders = orjson.loads(sys.stdin.buffer.readline())
    settings = Settings.model_validate(orders["settings"])
    logging.basicConfig(format="wangge worker: %(message)s", level=logging.WARNING)
    # how a job ended stands in the record; the queue's own lines repeat it with a traceback
    logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
    engine = open_engine(orders["url"], time_zone=settings.time_zone, pool_size=4)
    try:
        asyncio.run(work(engine, settings))
    finally:
        engine.dispose()


async def work(engine: Engine, settings: Settings) -> None:
    """Work until SIGTERM, Ctrl-C or the end of standard input."""
    stopping = Event()
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop() -> None:
        stopping.set()
        asked.set()

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, stop)
    Thread(target=_until_orphaned, args=(lambda: loop.call_soon_threadsafe(stop),), daemon=True).start()
    connector = PsycopgConnector(conninfo=libpq_url(make_url(engine.url)), min_size=1, max_size=4)
    queue = App(connector=connector)
    _add_task(queue, engine, settings, stopping)
    ending = asyncio.create_task(asked.wait())
    opening = asyncio.create_task(connector.open_async())
    await asyncio.wait({opening, ending}, return_when=asyncio.FIRST_COMPLETED)
    if asked.is_set() and not (await asyncio.wait({opening}, timeout=PATIENCE_S))[0]:
        # the database does not answer, and a pool that is opening cannot be told to give up
        os._exit(0)
    await opening
    try:
        if not asked.is_set():
            await _take_jobs(queue, engine, ending)
    finally:
        await connector.close_async()


def _until_orphaned(then: Any) -> None:
    # not through sys.stdin, whose lock a thread must not hold when the interpreter ends
    while os.read(sys.stdin.fileno(), 4096):
        pass
    with contextlib.suppress(RuntimeError):  # the loop is closed already
        then()


async def _take_jobs(queue: App, engine: Engine, ending: asyncio.Task[Any]) -> None:
    worker = Worker(
        queue,
        concurrency=1,
        install_signal_handlers=False,
        update_heartbeat_interval=HEARTBEAT_S,
        stalled_worker_timeout=DEAD_AFTER_S,
    )
    working = asyncio.create_task(worker.run())  # type: ignore[no-untyped-call]
    rescue = asyncio.create_task(_rescue(queue, engine))
    await asyncio.wait({working, rescue, ending}, return_when=asyncio.FIRST_COMPLETED)
    worker.stop()  # type: ignore[no-untyped-call]
    await working
    if rescue.done():
        await rescue
    rescue.cancel()


def _add_task(queue: App, engine: Engine, settings: Settings, stopping: Event) -> None:
    @queue.task(name=TASK, pass_context=True, retry=_Again())
    def run(context: JobContext, *, kind: str, arguments: dict[str, Any], viewer: dict[str, Any]) -> None:
        job_id = context.job.id
        if job_id is None:
            raise RuntimeError("a job without an id")
        try:
            run_job(
                engine,
                job_id,
                kind=kind,
                arguments=arguments,
                viewer=Viewer(**viewer),
                settings=settings,
                stopping=stopping,
            )
        except Interrupted:
            raise
        except Cancelled as error:
            raise JobAborted from error


class _Again(BaseRetryStrategy):
    """What goes back to the queue: interrupted jobs at once, those that another worker is still at a little later."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:  # noqa: ARG002 - procrastinate's signature
        if isinstance(exception, Interrupted):
            return RetryDecision(retry_in={"seconds": 0})
        return RetryDecision(retry_in={"seconds": 5}) if isinstance(exception, StillRuns) else None


async def _rescue(queue: App, engine: Engine) -> None:
    """Give jobs of workers that died back to the queue; one that has killed two workers is given up."""
    while True:
        for job in await queue.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_S):
            if job.id is None or await asyncio.to_thread(_is_held, engine, job.id):
                continue
            if await asyncio.to_thread(_killed_again, engine, job.id) < MOST_KILLS:
                await queue.job_manager.retry_job(job)
            else:
                await queue.job_manager.finish_job(job, status=Status.FAILED, delete_job=False)
        await asyncio.sleep(HEARTBEAT_S)


def _is_held(engine: Engine, job_id: int) -> bool:
    """Whether a worker, slow as it may be, is still at the job: it holds the job's lock as long as it lives."""
    with engine.begin() as connection:
        return not connection.scalar(
            text("SELECT pg_try_advisory_xact_lock(:key, :id)"), {"key": JOB_LOCK, "id": job_id}
        )


def _killed_again(engine: Engine, job_id: int) -> int:
    """Write down that a job's worker was killed, and return how often that has happened."""
    with session_of(engine) as session:
        kills = session.scalar(
            text(
                "UPDATE job_progress SET kills = kills + 1, done = 0, total = NULL, label = '',"
                " state = CASE WHEN kills + 1 < :most THEN 'waiting' ELSE 'failed' END,"
                " message = CASE WHEN kills + 1 < :most THEN :anew ELSE :killed END,"
                " finished_at = CASE WHEN kills + 1 >= :most THEN now() END WHERE job_id = :id RETURNING kills"
            ),
            {"id": job_id, "most": MOST_KILLS, "anew": ANEW, "killed": KILLED},
        )
    return int(kills or MOST_KILLS)


if __name__ == "__main__":
    main()
