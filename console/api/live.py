"""The live stream: server-sent events, one per change."""

import asyncio
from contextlib import suppress

from fastapi import APIRouter, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from console.live_feed import DEAF, Listener, LiveFeed

PING_S = 10.0
PATIENCE_S = 20.0
"""How long a page may take to accept what it was sent."""
# a comment keeps proxies awake, the named event can be seen by the page
PING = b": ping\nevent: ping\ndata: {}\n\n"
RETRY = b"retry: 2000\n"
LONGEST_NUMBER = 18
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", "Content-Type": "text/event-stream; charset=utf-8"}


class EventStream(Response):
    """An answer that stays open until the page leaves, falls behind, or the server stops."""

    def __init__(self, feed: LiveFeed, *, since: int | None) -> None:
        super().__init__(headers=HEADERS)
        del self.headers["content-length"]
        self._feed = feed
        self._since = since

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Send what changes."""
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        with self._feed.listening(since=self._since) as listener:
            telling = asyncio.create_task(_tell(self._feed, listener, send))
            leaving = asyncio.create_task(_left(receive))
            try:
                await asyncio.wait({telling, leaving}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in (telling, leaving):
                    task.cancel()
                    with suppress(asyncio.CancelledError, OSError, TimeoutError):
                        await task
        with suppress(OSError):
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _tell(feed: LiveFeed, listener: Listener, send: Send) -> None:
    body: bytes | None = RETRY + (DEAF if feed.deaf else PING)
    while body is not None:
        message = {"type": "http.response.body", "body": body, "more_body": True}
        await asyncio.wait_for(send(message), PATIENCE_S)
        try:
            body = await asyncio.wait_for(listener.waiting.get(), PING_S)
        except TimeoutError:
            body = DEAF if feed.deaf else PING


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def router(feed: LiveFeed) -> APIRouter:
    """Return the router of the live stream."""
    routes = APIRouter()

    @routes.get(
        "/live", tags=["live"], response_class=Response, responses={200: {"content": {"text/event-stream": {}}}}
    )
    async def live(request: Request) -> EventStream:
        """Stream every change of the record as a server-sent event.

        Each event's data is `{"id", "subject", "bbox", "at"}`: `subject` is the table that changed, `bbox`
        (min_lon, min_lat, max_lon, max_lat) or null says where. `subject` `*` means that changes may have been missed:
        ask for everything anew. An event `ping` comes every ten seconds, or `deaf` while the record's changes cannot be
        heard: what is shown grows old until a `*` follows. A page that comes back sends `Last-Event-ID` and is told
        what it missed.
        """
        said = request.headers.get("last-event-id", request.query_params.get("since", ""))
        return EventStream(feed, since=_number(said))

    return routes


def _number(said: str) -> int | None:
    """Return the number a page says it knows; None for anything else, however long."""
    return int(said) if said.isascii() and said.isdigit() and len(said) <= LONGEST_NUMBER else None
