import asyncio
import signal
from types import FrameType

from console.api import closing_on_signals
from console.live_feed import LiveFeed


def test_streams_end_when_the_process_is_told_to_stop() -> None:
    """And whoever handled the signal before still does."""
    told: list[int] = []

    def earlier(number: int, _frame: FrameType | None) -> None:
        told.append(number)

    async def work() -> None:
        feed = LiveFeed()
        with feed.listening() as listener, closing_on_signals(feed):
            signal.raise_signal(signal.SIGTERM)
            assert await asyncio.wait_for(listener.waiting.get(), 5) is None

    before = signal.signal(signal.SIGTERM, earlier)
    try:
        asyncio.run(work())
        assert told == [signal.SIGTERM]
        assert signal.getsignal(signal.SIGTERM) is earlier
    finally:
        signal.signal(signal.SIGTERM, before)
