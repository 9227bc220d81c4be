"""Changes are heard once each, in whatever order they come to light, also after a break."""

import asyncio
from collections.abc import AsyncIterator

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from gis.database import fingerprint, session_of
from gis.live import Change, Gap, Lost, changes, prune_changes

PLACE = "INSERT INTO place (code, name, geom) VALUES (:code, 'p', 'SRID=4326;POINT(1 2)')"


def write(engine: Engine, code: str) -> int:
    with session_of(engine) as session:
        session.execute(text(PLACE), {"code": code})
    with session_of(engine) as session:
        return int(session.scalar(text("SELECT max(id) FROM change")) or 0)


async def take(stream: AsyncIterator[object], count: int) -> list[object]:
    async with asyncio.timeout(30):
        return [await anext(stream) for _ in range(count)]


async def listening(engine: Engine) -> None:
    async with asyncio.timeout(30):
        while True:
            with engine.connect() as connection:
                idle = connection.scalar(
                    text(
                        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'wangge live'"
                        " AND datname = current_database() AND state = 'idle' AND query LIKE '%pg_current_snapshot%'"
                    )
                )
            if idle:
                return
            await asyncio.sleep(0.02)


def test_a_change_is_heard_with_its_extent(engine: Engine, database_url: str) -> None:
    async def run() -> None:
        stream = changes(database_url)
        first = asyncio.ensure_future(take(stream, 1))
        await listening(engine)
        number = write(engine, "a")
        (change,) = await first
        assert isinstance(change, Change)
        assert (change.id, change.subject, change.bbox) == (number, "place", (1.0, 2.0, 1.0, 2.0))
        # said while nobody waits for it
        for code in "bcd":
            write(engine, code)
        assert [type(event) for event in await take(stream, 3)] == [Change] * 3
        await stream.aclose()

    asyncio.run(run())


def test_since_yields_what_came_to_light_later(engine: Engine, database_url: str) -> None:
    with Session(engine) as slow:
        slow.execute(text(PLACE), {"code": "slow"})
        early = slow.scalar(text("SELECT max(id) FROM change"))
        known = write(engine, "known")
        slow.commit()
    after = write(engine, "after")
    assert early < known

    async def run() -> None:
        stream = changes(database_url, since=known)
        heard = await take(stream, 2)
        assert [change.id for change in heard] == [early, after]
        await stream.aclose()

    asyncio.run(run())


def test_since_that_nobody_knows_is_a_gap(engine: Engine, database_url: str) -> None:
    write(engine, "a")

    async def run() -> None:
        stream = changes(database_url, since=999)
        assert await take(stream, 1) == [Gap()]
        await stream.aclose()

    asyncio.run(run())


def test_nothing_is_missed_when_the_connection_breaks(engine: Engine, database_url: str) -> None:
    async def run() -> None:
        stream = changes(database_url)
        first = asyncio.ensure_future(take(stream, 1))
        await listening(engine)
        write(engine, "a")
        await first
        with engine.connect() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE application_name = 'wangge live' AND datname = current_database()"
                )
            )
        missed = [write(engine, "b"), write(engine, "c")]
        lost, gap, *rest = await take(stream, 4)
        assert (lost, gap) == (Lost(), Gap())
        assert [change.id for change in rest] == missed
        later = asyncio.ensure_future(take(stream, 1))
        number = write(engine, "d")
        assert [change.id for change in await later] == [number]
        await stream.aclose()

    asyncio.run(run())


def test_pruning_forgets_old_changes_and_moves_the_fingerprint(engine: Engine) -> None:
    for code in "abc":
        write(engine, code)
    with session_of(engine) as session:
        session.execute(
            text("UPDATE change SET at = now() - interval '8 days' WHERE id < (SELECT max(id) FROM change)")
        )
        before = fingerprint(session, "place")
        assert prune_changes(session) == 2
        assert fingerprint(session, "place") != before
        assert prune_changes(session) == 0


def test_the_last_change_is_never_forgotten(engine: Engine) -> None:
    number = write(engine, "a")
    with session_of(engine) as session:
        session.execute(text("UPDATE change SET at = now() - interval '1 year'"))
        prune_changes(session)
        assert session.scalars(text("SELECT id FROM change")).all() == [number]
