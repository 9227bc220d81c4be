"""The HTTP API, one router per subject; the routers bring the work that keeps them fresh."""

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from types import FrameType

from fastapi import APIRouter, FastAPI

from console.api import (
    blind_spots,
    communities,
    coverage,
    jobs,
    layers,
    live,
    patrols,
    plan_edits,
    plan_files,
    plans,
    proposals,
    reach,
    sites,
    tiles,
    unknown,
    uploads,
    walks,
)
from console.api.body_limit import BodyLimit
from console.api.same_site import SameSite
from console.api.tiles import KeptTiles
from console.keeper import Keeper
from console.live_feed import LiveFeed
from console.map_record import MapRecord
from console.state import AppState


def add_api(app: FastAPI, state: AppState) -> MapRecord:
    """Add the API to an application: its routes, what stands before them, and what keeps them fresh.

    The work runs within the application's lifespan, beside its own. The map's record is returned to whoever wants to
    know how its cache is doing.
    """
    record = MapRecord(state.engine.url, time_zone=state.settings.time_zone)
    feed = LiveFeed()
    keeper = Keeper(state, record, feed)

    @asynccontextmanager
    async def lifespan(_app: object) -> AsyncIterator[None]:
        async with record.opened(), keeper.running():
            with closing_on_signals(feed):
                yield

    app.include_router(APIRouter(lifespan=lifespan))
    for router in (
        tiles.router(record, state.viewer),
        layers.router(record, state.viewer),
        live.router(feed),
        coverage.router(state),
        jobs.router(state),
        uploads.router(state),
        communities.router(state),
        blind_spots.router(state),
        proposals.router(state),
        plan_files.router(state),
        plans.router(state),
        reach.router(state),
        plan_edits.router(state),
        sites.router(state),
        patrols.router(state),
        walks.router(state),
    ):
        app.include_router(router)
    app.include_router(unknown.router())  # last: it answers for whatever is left
    app.add_middleware(BodyLimit)
    app.add_middleware(SameSite)
    app.add_middleware(KeptTiles, record=record, viewer=state.viewer)
    return record


@contextmanager
def closing_on_signals(feed: LiveFeed) -> Iterator[None]:
    """Close the live streams as soon as the process is told to stop.

    The server waits for open answers before it tells the application to end; a stream never ends by itself.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def close(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(feed.close)
        earlier = before[signal.Signals(number)]
        if callable(earlier):
            earlier(number, frame)
        elif earlier is signal.SIG_DFL:
            signal.signal(number, earlier)
            signal.raise_signal(number)

    for number in before:
        signal.signal(number, close)
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)
