"""Hears what changes in the record, and passes it on: to the kept tiles, to open pages, to what is derived."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import text

from console.live_feed import LiveFeed
from console.map_record import MapRecord
from console.state import AppState
from console.walk_keeping import keep_walks
from gis.blind_spots import SUBJECTS, refresh
from gis.database import session_of
from gis.live import Change, Gap, Lost, changes, prune_changes
from gis.reach.keeping import SUBJECTS as REACH_SUBJECTS

logger = logging.getLogger(__name__)

DEBOUNCE_S = 0.2
"""A load or an edit is many changes: what is derived is made anew when they pause for this long …"""
PATIENCE_S = 2.0
"""… or after this long, when they do not."""
LISTEN_AGAIN_S = 5.0
LONG_AGO = 0
"""Number of no change: who listens from there is told of a gap first."""


class Keeper:
    """Keeps one process's view of the record fresh while it runs."""

    def __init__(self, state: AppState, record: MapRecord, feed: LiveFeed) -> None:
        self._state = state
        self._record = record
        self._feed = feed
        self._changed = asyncio.Event()
        self._begun_after = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Listen while the block runs, to whatever happens from now on: not only once the connection stands."""
        self._begun_after = await asyncio.to_thread(self._last_change)
        self._record.forget_all()
        work = (self._listen(), self._refresh(), self._begin_days(), keep_walks(self._state))
        tasks = [asyncio.create_task(part) for part in work]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            self._record.forget_all(keep_from_now=False)
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _listen(self) -> None:
        """Hear every change, for good: whatever goes wrong, the pages are told, and it is tried again."""
        since = self._begun_after
        while True:
            try:
                await self._listen_from(since)
            except Exception:
                logger.exception("Changes cannot be heard; tiles are drawn anew each time. It is tried again.")
            self._lose()
            since = LONG_AGO
            await asyncio.sleep(LISTEN_AGAIN_S)

    async def _listen_from(self, since: int) -> None:
        url = self._state.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        async with aclosing(changes(url, since=since)) as events:
            async for event in events:
                match event:
                    case Change():
                        self._pass_on(event)
                    case Lost():
                        self._lose()
                    case Gap():
                        self._miss()

    def _lose(self) -> None:
        self._record.forget_all(keep_from_now=False)
        self._feed.tell_deaf()

    def _pass_on(self, change: Change) -> None:
        # tiles first: a page that hears of the change asks for them at once
        self._record.forget(change.subject, change.bbox)
        self._feed.tell(change.subject, number=change.id, bbox=change.bbox, at=change.at)
        if change.subject in SUBJECTS or change.subject in REACH_SUBJECTS:
            self._changed.set()

    def _miss(self) -> None:
        self._record.forget_all()
        self._feed.tell_gap()
        self._changed.set()

    def _begin_day(self) -> None:
        # while nothing is heard, the gap comes with the connection
        if not self._feed.deaf:
            self._miss()

    async def _refresh(self) -> None:
        """Make what is derived anew: once at the start, and whenever changes pause."""
        self._changed.set()
        while True:
            await self._changed.wait()
            with suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE_S):
                    while self._changed.is_set():
                        self._changed.clear()
                        await asyncio.sleep(DEBOUNCE_S)
            self._changed.clear()
            try:
                await asyncio.to_thread(self._refresh_now)
            except Exception:
                # the next change tries again; meanwhile the pages say how old the figures are
                logger.exception("Blind spots or reach could not be made anew.")

    def _last_change(self) -> int:
        with session_of(self._state.engine) as session:
            return session.scalar(text("SELECT coalesce(max(id), 0) FROM change")) or 0

    def _refresh_now(self) -> None:
        from routing.reach_keeping import keep_reach  # noqa: PLC0415 - numba takes a second to load

        with session_of(self._state.engine) as session:
            refresh(session)
        # apart, so that the blind spots do not wait for it
        with session_of(self._state.engine) as session:
            keep_reach(session)

    async def _begin_days(self) -> None:
        """At midnight another plan may be in force, what counts days counts one more, and old changes are forgotten."""
        while True:
            now = datetime.now(ZoneInfo(self._state.settings.time_zone))
            midnight = datetime.combine(now.date() + timedelta(days=1), time(), tzinfo=now.tzinfo)
            await asyncio.sleep((midnight - now).total_seconds() + 1)
            self._begin_day()
            try:
                await asyncio.to_thread(self._prune)
            except Exception:
                # nothing depends on it: the next midnight tries again
                logger.exception("Old changes could not be forgotten.")

    def _prune(self) -> None:
        with session_of(self._state.engine) as session:
            prune_changes(session)
