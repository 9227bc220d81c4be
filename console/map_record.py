"""How the map's layers are read: connections on the event loop, the parameters in force, the tiles kept."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date
from typing import Any, TypeVar

from psycopg import AsyncConnection, AsyncServerCursor, OperationalError
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool, PoolTimeout
from sqlalchemy import URL

from console.tile_cache import Drawn, TileCache, TileKey
from gis.errors import DatabaseError
from gis.parameters import DEFAULTS, Parameters, with_values
from gis.viewer import Viewer
from layers import BBox, Question, Tile, find_layers, tile_of

CONNECTIONS = 4
READERS = 2
"""Rows are read as fast as their reader takes them: connections of their own, so that tiles never wait for him."""
READER_PATIENCE = "60s"
ROWS_AT_ONCE = 500
# One plan for all tiles of a kind: to plan a small tile takes longer than to draw it.
OPTIONS = "-c jit=off -c plan_cache_mode=force_generic_plan -c statement_timeout=30s"
Connection = AsyncConnection[TupleRow]
Read = TypeVar("Read")


class MapRecord:
    """The layers of one record as tiles and rows, without holding up the event loop.

    Args:
        url: Of the record's database.
        time_zone: Zone of the sessions, which decides what "today" is.
    """

    def __init__(self, url: URL, *, time_zone: str) -> None:
        self.layers = find_layers()
        self.cache = TileCache(self.layers)
        self._url = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._arguments: dict[str, Any] = {
            "autocommit": True,
            "prepare_threshold": 0,
            "options": f"{OPTIONS} -c timezone={time_zone}",
            "application_name": "wangge tiles",
        }
        self._pool: AsyncConnectionPool[Connection] | None = None
        self._readers: AsyncConnectionPool[Connection] | None = None
        self._parameters: Parameters | None = None
        self._changes = 0

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Hold the connections while the block runs."""
        async with (
            AsyncConnectionPool(
                self._url, min_size=1, max_size=CONNECTIONS, open=False, timeout=10, kwargs=self._arguments
            ) as pool,
            AsyncConnectionPool(
                self._url, min_size=0, max_size=READERS, open=False, timeout=10, kwargs=self._reader_arguments()
            ) as readers,
        ):
            self._pool, self._readers = pool, readers
            try:
                yield
            finally:
                self._pool = self._readers = None

    def _reader_arguments(self) -> dict[str, Any]:
        patience = f"-c idle_in_transaction_session_timeout={READER_PATIENCE}"
        return {**self._arguments, "options": f"{self._arguments['options']} {patience}"}

    def forget(self, subject: str, bbox: BBox | None = None) -> int:
        """Drop what a change touches, and return how many tiles that were."""
        self._changes += 1
        if subject == "parameter":
            self._parameters = None
        return self.cache.forget(subject, bbox)

    def forget_all(self, *, keep_from_now: bool = True) -> None:
        """Drop everything, and from now on keep what is drawn only if changes can be heard."""
        self._changes += 1
        self._parameters = None
        self.cache.clear(keep_from_now=keep_from_now)

    def kept(self, names: tuple[str, ...], tile: Tile, viewer: Viewer) -> Drawn | None:
        """Return the tile of these layers if it is kept."""
        return self.cache.get(TileKey(names, tile, viewer.area_code))

    async def tile(self, names: tuple[str, ...], tile: Tile, viewer: Viewer, *, day: date | None = None) -> Drawn:
        """Return the tile of these layers, kept or drawn now; of a day, as far as the layers know history.

        Raises:
            DatabaseError: the database does not answer.
        """
        key = TileKey(names, tile, viewer.area_code, day)
        kept = self.cache.get(key)
        if kept is not None:
            return kept

        async def draw() -> bytes:
            return await self._again_if_cut_off(lambda: self._drawn(key, viewer))

        return await self.cache.draw(key, draw)

    async def _drawn(self, key: TileKey, viewer: Viewer) -> bytes:
        async with self._connection(self._pool) as connection:
            parameters = await self._read_parameters(connection)
            question = tile_of([self.layers[name] for name in key.layers], key.tile, viewer, parameters, day=key.day)
            cursor = await connection.execute(question.sql, question.values, binary=True)
            row = await cursor.fetchone()
            return bytes(row[0] or b"") if row else b""

    async def parameters(self) -> Parameters:
        """Return the district's parameters."""

        async def read() -> Parameters:
            async with self._connection(self._pool) as connection:
                return await self._read_parameters(connection)

        return await self._again_if_cut_off(read)

    async def _read_parameters(self, connection: Connection) -> Parameters:
        if self._parameters is not None:
            return self._parameters
        before = self._changes
        cursor = await connection.execute("SELECT name, value FROM parameter")
        read = with_values(DEFAULTS, {str(name): float(value) async for name, value in cursor})
        if before == self._changes and self.cache.keeps:
            self._parameters = read
        return read

    async def rows(self, question: Question) -> AsyncGenerator[list[TupleRow], None]:
        """Yield the rows of an answer, some at a time, in a steady memory.

        Whoever does not read to the end closes it: it holds a connection.

        Raises:
            DatabaseError: the database does not answer.
        """
        async with (
            self._connection(self._readers) as connection,
            connection.transaction(),
            AsyncServerCursor(connection, "rows") as cursor,
        ):
            await cursor.execute(question.sql, question.values)
            while rows := await cursor.fetchmany(ROWS_AT_ONCE):
                yield rows

    @asynccontextmanager
    async def _connection(self, pool: AsyncConnectionPool[Connection] | None) -> AsyncIterator[Connection]:
        if pool is None:
            # outside of `opened` everything works as well, only more slowly
            async with await AsyncConnection.connect(self._url, **self._arguments) as connection:
                yield connection
            return
        try:
            async with pool.connection() as connection:
                yield connection
        except PoolTimeout as error:
            raise DatabaseError("The database does not answer or has too much to do; try again in a moment.") from error

    async def _again_if_cut_off(self, read: Callable[[], Awaitable[Read]]) -> Read:
        """Read once more when the database was restarted under connections that had been idle."""
        try:
            return await read()
        except OperationalError as error:
            if self._pool is None or error.sqlstate not in {None, "57P01"}:
                raise
            await self._pool.check()
            return await read()
