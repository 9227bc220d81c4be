import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from sqlalchemy import Engine, text
from starlette.types import Message

from console.api.layers import RowsAnswer
from console.map_record import READERS, MapRecord
from gis.database import session_of
from gis.settings import Settings
from layers import Question

MANY = Question("SELECT n::text FROM generate_series(1, 100000) n", {})


@pytest.fixture
def record(engine: Engine, settings: Settings) -> MapRecord:
    return MapRecord(engine.url, time_zone=settings.time_zone)


def test_readers_who_stand_still_hold_up_no_tile(record: MapRecord) -> None:
    async def work() -> None:
        async with record.opened():
            standing = [record.rows(MANY) for _ in range(READERS)]
            for rows in standing:
                await anext(rows)
            another = record.rows(MANY)
            late = asyncio.create_task(anext(another))
            assert (await asyncio.wait_for(record.parameters(), 20)) is not None
            assert not late.done()
            # one who leaves makes room
            await standing[0].aclose()
            assert len(await asyncio.wait_for(late, 20)) > 0
            await standing[1].aclose()
            await another.aclose()

    asyncio.run(work())


@pytest.mark.parametrize("failure", [OSError("gone"), asyncio.CancelledError()])
def test_rows_are_let_go_of_when_the_client_leaves(record: MapRecord, engine: Engine, failure: BaseException) -> None:
    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            raise failure

    async def receive() -> Message:
        await asyncio.sleep(3600)
        raise AssertionError

    async def work() -> None:
        async with record.opened():
            rows = record.rows(MANY)
            await anext(rows)

            async def body() -> AsyncIterator[bytes]:
                async for page in rows:
                    yield str(page[0]).encode()

            with suppress(Exception, asyncio.CancelledError):
                await RowsAnswer(body(), rows=rows, headers={})({"type": "http", "method": "GET"}, receive, send)
            with session_of(engine) as session:
                left = session.scalar(
                    text("""
                        SELECT count(*) FROM pg_stat_activity WHERE application_name = 'wangge tiles'
                            AND datname = current_database() AND state LIKE 'idle in transaction%'
                    """)
                )
            assert left == 0

    asyncio.run(work())
