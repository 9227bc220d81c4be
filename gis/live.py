"""What just changed, as a stream of small events: LISTEN on the channel that the record's triggers notify.

Every statement that changes the record leaves a row in table `change` and a notice of it, which arrives when its
transaction commits. Numbers are taken when a statement runs, so a smaller one may come to light later; each row
therefore names its transaction (`xid`) and the oldest one at work when it was written (`horizon`): what came to light
after row S is exactly what has a greater number, or a transaction from the horizon of S on.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson
from psycopg import AsyncConnection, InterfaceError, OperationalError
from sqlalchemy import text
from sqlalchemy.orm import Session

BBox = tuple[float, float, float, float]
CHANNEL = "wangge"
HEARTBEAT_S = 20.0
RETRY_S = 0.5
RETRY_MOST_S = 5.0
REMEMBERED = 4096
KEPT_DAYS = 7
ROW = """
    json_build_object('id', id, 'subject', subject, 'horizon', horizon, 'bbox',
        CASE WHEN min_lon IS NOT NULL THEN json_build_array(min_lon, min_lat, max_lon, max_lat) END)::text
"""


@dataclass(frozen=True, slots=True)
class Change:
    """One statement changed rows of table `subject`.

    Attributes:
        id: Number of the change; a greater one may be heard earlier.
        subject: The table; `draft` for the grids of a plan that is not published.
        bbox: Where (min_lon, min_lat, max_lon, max_lat), before and after; None: anywhere.
        at: When it was heard of.
    """

    id: int
    subject: str
    bbox: BBox | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Lost:
    """The connection broke: nothing is heard until a `Gap` follows."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Changes are heard again, but some may have been missed for good: ask for everything anew."""


@dataclass(slots=True)
class _Mark:
    """How far the record was heard: everything that had come to light when the change `id` did."""

    id: int
    horizon: str


class _Listening:
    """What one call of `changes` has heard; outlives its connections."""

    def __init__(self) -> None:
        self._mark: _Mark | None = None
        self._heard: deque[int] = deque(maxlen=REMEMBERED)

    async def start(self, connection: AsyncConnection[tuple[object, ...]], since: int | None) -> bool:
        """Find out where to begin; False when `since` is no longer known. LISTEN must be on."""
        if since is None:
            query, values = "SELECT coalesce(max(id), 0), pg_snapshot_xmin(pg_current_snapshot())::text FROM change", []
        else:
            query, values = "SELECT id, horizon::text FROM change WHERE id = %s", [since]
        row = await (await connection.execute(query, values)).fetchone()
        if row is None:
            await self.start(connection, None)
            return False
        self._mark = _Mark(int(str(row[0])), str(row[1]))
        self._heard.append(self._mark.id)
        return True

    async def missed(self, connection: AsyncConnection[tuple[object, ...]]) -> AsyncIterator[Change]:
        """Yield what came to light since the mark and was not heard."""
        if self._mark is None:
            raise ValueError("listening has not begun")
        cursor = await connection.execute(
            f"SELECT {ROW} FROM change WHERE id > %s OR xid >= %s::xid8 ORDER BY id",
            [self._mark.id, self._mark.horizon],
        )
        async for (payload,) in cursor:
            change = self.hear(str(payload))
            if change is not None:
                yield change

    def hear(self, payload: str) -> Change | None:
        """Return the change that a notice tells of, or None when it was heard before."""
        said = orjson.loads(payload)
        if said["id"] in self._heard:
            return None
        self._heard.append(said["id"])
        self._mark = _Mark(said["id"], str(said["horizon"]))
        bbox = None if said["bbox"] is None else tuple(said["bbox"])
        return Change(id=said["id"], subject=said["subject"], bbox=bbox, at=datetime.now(UTC))


async def changes(url: str, *, since: int | None = None) -> AsyncGenerator[Change | Lost | Gap, None]:
    """Yield what changes from now on, and never end; a broken connection is made anew.

    After a break come a `Gap` and then the changes that were missed.

    Args:
        url: libpq URL of the record.
        since: Number of the last change that is known; what came to light after it is yielded first, after a `Gap`
            when it is so long ago that the record no longer knows.
    """
    listening = _Listening()
    begun = broken = False
    wait_s = RETRY_S
    while True:
        try:
            async with await _connect(url) as connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                wait_s = RETRY_S
                known = begun or await listening.start(connection, since)
                if broken or not known:
                    yield Gap()
                if begun or since is not None:
                    async for change in listening.missed(connection):
                        yield change
                begun, broken = True, False
                while True:
                    async for notice in connection.notifies(timeout=HEARTBEAT_S):
                        heard = listening.hear(notice.payload)
                        if heard is not None:
                            yield heard
                    await connection.execute("SELECT 1")
        except (OperationalError, InterfaceError):
            broken = True
            yield Lost()
            await asyncio.sleep(wait_s)
            wait_s = min(2 * wait_s, RETRY_MOST_S)


async def _connect(url: str) -> AsyncConnection[tuple[object, ...]]:
    return await AsyncConnection.connect(
        url, autocommit=True, application_name="wangge live", connect_timeout=5, tcp_user_timeout=10_000
    )


def prune_changes(session: Session, *, days: int = KEPT_DAYS) -> int:
    """Forget changes of more than `days` ago, but for the last one; return how many.

    They go in the order of their numbers, so that the fingerprint of every subject concerned changes: at worst
    something is worked out once more than needed.
    """
    result = session.execute(
        text("""
            DELETE FROM change WHERE id < (
                SELECT coalesce(min(id) FILTER (WHERE at >= now() - make_interval(days => :days)), max(id)) FROM change)
        """),
        {"days": days},
    )
    return int(result.rowcount)  # type: ignore[attr-defined]
