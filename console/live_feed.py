"""What just changed, told to every open page of this process: encoded once, sent to all."""

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import orjson

from layers import BBox

BACKLOG = 512
"""Events that a page may be behind before it is sent away; it comes back and says where it was."""
REMEMBERED = 2048
DEAF = b"event: deaf\ndata: {}\n\n"
"""What happens cannot be heard at present: what a page shows grows old, although its stream stands."""


class Listener:
    """One open page: the events it has not been sent yet."""

    def __init__(self) -> None:
        self.waiting: asyncio.Queue[bytes | None] = asyncio.Queue()

    def tell(self, event: bytes | None) -> None:
        """Put an event in line; None ends the stream. One that is too far behind is ended."""
        if event is not None and self.waiting.qsize() >= BACKLOG:
            self.waiting = asyncio.Queue()
            event = None
        self.waiting.put_nowait(event)


class LiveFeed:
    """The fan-out of changes to open pages. Belongs to one event loop."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()
        self._recent: deque[tuple[int, bytes]] = deque(maxlen=REMEMBERED)
        self._last_id = 0
        self._closed = False
        self.deaf = False

    def __len__(self) -> int:
        """Return how many pages are open."""
        return len(self._listeners)

    def tell(self, subject: str, *, number: int, bbox: BBox | None = None, at: datetime | None = None) -> None:
        """Send a change to every page."""
        event = _encoded(subject, number=number, bbox=bbox, at=at)
        self._last_id = max(self._last_id, number)
        self._recent.append((number, event))
        for listener in list(self._listeners):
            listener.tell(event)

    def tell_deaf(self) -> None:
        """Tell every page, also those that come meanwhile, that changes are not heard until `tell_gap` follows."""
        if self.deaf:
            return
        self.deaf = True
        for listener in list(self._listeners):
            listener.tell(DEAF)

    def tell_gap(self) -> None:
        """Tell every page that changes may have been missed: it asks for everything anew (`subject` is `*`)."""
        self.deaf = False
        self._recent.clear()
        for listener in list(self._listeners):
            listener.tell(_encoded("*", number=self._last_id))

    def close(self) -> None:
        """End every stream, also those that are yet to come, so that the server can stop."""
        self._closed = True
        for listener in list(self._listeners):
            listener.tell(None)

    @contextmanager
    def listening(self, *, since: int | None = None) -> Iterator[Listener]:
        """Yield a listener that is told every change from now on.

        Args:
            since: Number of the last change the page knows; it is told those that came after it, or, where that is too
                long ago to know or they are too many, that it missed some.
        """
        listener = Listener()
        for event in self._missed(since):
            listener.tell(event)
        if self.deaf:
            listener.tell(DEAF)
        if self._closed:
            listener.tell(None)
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    def _missed(self, since: int | None) -> list[bytes]:
        if since is None:
            return []
        # in the order they came, since a number taken earlier may be committed later
        numbers = [number for number, _event in self._recent]
        if since in numbers:
            missed = [event for _number, event in list(self._recent)[numbers.index(since) + 1 :]]
            # one place is left for what else there is to say at once
            if len(missed) < BACKLOG:
                return missed
        return [_encoded("*", number=self._last_id)]


def _encoded(subject: str, *, number: int, bbox: BBox | None = None, at: datetime | None = None) -> bytes:
    moment = (at or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="milliseconds")
    data = orjson.dumps({"id": number, "subject": subject, "bbox": bbox, "at": moment})
    return b"id: %d\ndata: %b\n\n" % (number, data)
