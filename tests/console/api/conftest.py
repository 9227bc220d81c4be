"""The API over a tiny record with one of each, in the test's own process or as a real server."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from console.api import add_api
from console.map_record import MapRecord
from console.state import AppState
from gis.database import session_of
from gis.settings import Settings


@pytest.fixture
def filled(engine: Engine) -> Engine:
    """Engine of a database of this test's own, with one of each."""
    with session_of(engine) as session:
        session.execute(text((Path(__file__).parents[2] / "one_of_each.sql").read_text(encoding="utf-8")))
    with session_of(engine) as session:
        # a change in a transaction of its own, so that those who listen begin after all of the above
        session.execute(text("SELECT announce('test', NULL)"))
    return engine


@pytest.fixture
def application(filled: Engine, settings: Settings) -> tuple[FastAPI, MapRecord]:
    """The API as an application of its own, and the record behind its map."""
    app = FastAPI()
    return app, add_api(app, AppState(settings=settings, engine=filled))


@pytest.fixture
def client(application: tuple[FastAPI, MapRecord]) -> Iterator[TestClient]:
    """A client of the running API."""
    with TestClient(application[0], raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def server(application: tuple[FastAPI, MapRecord]) -> Iterator[httpx.Client]:
    """A client of a real server, for answers that never end."""
    running = uvicorn.Server(uvicorn.Config(application[0], port=0, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=running.run)
    thread.start()
    while not running.started:
        assert thread.is_alive()
        time.sleep(0.01)
    port = running.servers[0].sockets[0].getsockname()[1]
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
        yield client
    running.should_exit = True
    thread.join()
