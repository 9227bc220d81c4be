"""Start the worker process beside the server."""

import subprocess
import sys

import orjson

from gis.settings import Settings


def start_worker(settings: Settings, url: str) -> subprocess.Popen[bytes]:
    """Start a worker process for the record at `url`, a libpq or SQLAlchemy URL.

    SIGTERM ends it: a job it is at is rolled back and starts anew with the next worker. It also ends when its standard
    input does, so that it never outlives whoever started it. It reads no environment: `settings` are those of the
    server.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "console.jobs.worker"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    if process.stdin is None:
        raise RuntimeError("a worker without standard input")
    process.stdin.write(orjson.dumps({"url": url, "settings": settings.model_dump(mode="json")}) + b"\n")
    process.stdin.flush()
    return process
