import asyncio
import logging
from collections.abc import AsyncIterator, Callable

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from console import keeper
from console.keeper import Keeper
from console.live_feed import DEAF, Listener, LiveFeed
from console.map_record import MapRecord
from console.state import AppState
from gis.database import session_of
from gis.live import changes
from gis.settings import Settings

CHANGE = "INSERT INTO building (code, geom) SELECT 'n' || random(), ST_Multi(ST_MakeEnvelope(1, 1, 1.001, 1.001, 4326))"


@pytest.fixture
def state(engine: Engine, settings: Settings) -> AppState:
    return AppState(settings=settings, engine=engine)


def change(engine: Engine) -> None:
    with session_of(engine) as session:
        session.execute(text(CHANGE))


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.01)


def test_what_changed_before_the_connection_stood_is_heard(state: AppState) -> None:
    change(state.engine)

    async def work() -> None:
        record = MapRecord(state.engine.url, time_zone=state.settings.time_zone)
        feed = LiveFeed()
        async with Keeper(state, record, feed).running():
            with feed.listening() as listener:
                # before the tasks had any turn on the event loop
                change(state.engine)
                event = await asyncio.wait_for(listener.waiting.get(), 20)
        assert event is not None
        assert b'"subject":"building"' in event

    asyncio.run(work())


def test_tiles_are_kept_only_while_it_listens(state: AppState) -> None:
    async def work() -> None:
        record = MapRecord(state.engine.url, time_zone=state.settings.time_zone)
        assert not record.cache.keeps
        async with Keeper(state, record, LiveFeed()).running():
            assert record.cache.keeps
        assert not record.cache.keeps

    asyncio.run(work())


def test_what_cannot_be_derived_is_tried_again_at_the_next_change(
    state: AppState, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tries: list[int] = []

    def refresh(_session: Session) -> bool:
        tries.append(len(tries))
        if len(tries) == 1:
            raise RuntimeError("no")
        return True

    monkeypatch.setattr(keeper, "refresh", refresh)

    async def work() -> None:
        record = MapRecord(state.engine.url, time_zone=state.settings.time_zone)
        async with Keeper(state, record, LiveFeed()).running():
            await until(lambda: len(tries) == 1)
            change(state.engine)
            await until(lambda: len(tries) == 2)

    with caplog.at_level(logging.ERROR):
        asyncio.run(work())
    assert "could not be made anew" in caplog.text


def test_many_changes_at_once_are_derived_from_once(state: AppState, monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[int] = []
    monkeypatch.setattr(keeper, "refresh", lambda _session: tries.append(1))

    async def work() -> None:
        record = MapRecord(state.engine.url, time_zone=state.settings.time_zone)
        feed = LiveFeed()
        async with Keeper(state, record, feed).running():
            await until(lambda: len(tries) == 1)
            with feed.listening() as listener:
                for _ in range(10):
                    change(state.engine)
                await until(lambda: listener.waiting.qsize() >= 10)
            await until(lambda: len(tries) > 1)
        assert len(tries) < 6

    asyncio.run(work())


END_LISTENING = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = 'wangge live' AND datname = current_database()
"""


async def _next(listener: Listener, *, subject: bytes = b"") -> bytes:
    async with asyncio.timeout(20):
        while subject not in (event := await listener.waiting.get() or b""):
            pass
    return event


def test_pages_learn_that_changes_are_not_heard_and_when_they_are_again(state: AppState) -> None:
    change(state.engine)

    async def work() -> None:
        record = MapRecord(state.engine.url, time_zone=state.settings.time_zone)
        feed = LiveFeed()
        async with Keeper(state, record, feed).running():
            with feed.listening() as listener:
                change(state.engine)
                await _next(listener, subject=b'"building"')
                with session_of(state.engine) as session:
                    session.execute(text(END_LISTENING))
                assert await _next(listener, subject=b"deaf") == DEAF
                await _next(listener, subject=b'"*"')
                assert not feed.deaf
                assert record.cache.keeps
                change(state.engine)
                await _next(listener, subject=b'"building"')

    asyncio.run(work())


def test_listening_survives_any_fault(
    state: AppState, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tries: list[int] = []

    async def faulty(url: str, *, since: int | None = None) -> AsyncIterator[object]:
        tries.append(len(tries))
        if len(tries) == 1:
            raise RuntimeError("no")
        async for event in changes(url, since=since):
            yield event

    monkeypatch.setattr(keeper, "changes", faulty)
    monkeypatch.setattr(keeper, "LISTEN_AGAIN_S", 0.05)

    async def work() -> None:
        record = MapRecord(state.engine.url, time_zone=state.settings.time_zone)
        feed = LiveFeed()
        async with Keeper(state, record, feed).running():
            with feed.listening() as listener:
                assert await _next(listener) == DEAF
                await _next(listener, subject=b'"*"')
                change(state.engine)
                await _next(listener, subject=b'"building"')

    with caplog.at_level(logging.ERROR):
        asyncio.run(work())
    assert "cannot be heard" in caplog.text
