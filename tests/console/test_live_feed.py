import asyncio
import json
from typing import Any

from console.live_feed import BACKLOG, DEAF, Listener, LiveFeed


def told(listener: Listener) -> list[Any]:
    """What waits for a page, as subjects; None is the end of the stream."""
    found = []
    while not listener.waiting.empty():
        event = listener.waiting.get_nowait()
        found.append(None if event is None else json.loads(event.split(b"data: ")[1])["subject"])
    return found


def test_every_page_is_told_the_very_same_bytes() -> None:
    feed = LiveFeed()
    with feed.listening() as one, feed.listening() as other:
        feed.tell("building", number=7, bbox=(1, 2, 3, 4))
        event = one.waiting.get_nowait()
        assert event is other.waiting.get_nowait()
        assert event is not None
        head, data, end = event.split(b"\n", 2)
        assert (head, end) == (b"id: 7", b"\n")
        said = json.loads(data.removeprefix(b"data: "))
        assert {**said, "at": ""} == {"id": 7, "subject": "building", "bbox": [1, 2, 3, 4], "at": ""}
    assert len(feed) == 0


def test_a_page_that_comes_back_is_told_what_it_missed_in_the_order_it_happened() -> None:
    feed = LiveFeed()
    # number 6 was taken before 7 and committed after it
    for number, subject in ((5, "a"), (7, "b"), (6, "c")):
        feed.tell(subject, number=number)
    with feed.listening(since=5) as listener:
        assert told(listener) == ["b", "c"]
    with feed.listening(since=7) as listener:
        assert told(listener) == ["c"]
    with feed.listening(since=6) as listener:
        assert told(listener) == []


def test_a_page_that_knows_something_forgotten_asks_for_everything() -> None:
    feed = LiveFeed()
    feed.tell("a", number=5)
    with feed.listening(since=3) as listener:
        assert told(listener) == ["*"]


def test_a_page_that_missed_too_much_to_be_told_asks_for_everything() -> None:
    feed = LiveFeed()
    for number in range(BACKLOG + 1):
        feed.tell("a", number=number)
    with feed.listening(since=0) as listener:
        event = listener.waiting.get_nowait()
        assert listener.waiting.empty()
    assert event is not None
    said = json.loads(event.split(b"data: ")[1])
    assert (said["subject"], said["bbox"], said["id"]) == ("*", None, BACKLOG)


def test_pages_are_told_once_that_changes_are_not_heard_and_those_that_come_then_as_well() -> None:
    feed = LiveFeed()
    with feed.listening() as early:
        feed.tell_deaf()
        feed.tell_deaf()
        with feed.listening() as late:
            feed.tell_gap()
            for listener in (early, late):
                assert listener.waiting.get_nowait() == DEAF
                assert told(listener) == ["*"]
    with feed.listening() as after:
        assert told(after) == []


def test_a_new_page_is_told_nothing_old() -> None:
    feed = LiveFeed()
    feed.tell("a", number=5)
    with feed.listening() as listener:
        assert told(listener) == []


def test_after_a_gap_nobody_trusts_what_came_before() -> None:
    feed = LiveFeed()
    feed.tell("a", number=5)
    with feed.listening() as listener:
        feed.tell_gap()
        assert told(listener) == ["*"]
    with feed.listening(since=5) as back:
        assert told(back) == ["*"]


def test_a_page_too_far_behind_is_sent_away() -> None:
    feed = LiveFeed()
    with feed.listening() as listener:
        for number in range(BACKLOG + 1):
            feed.tell("a", number=number)
        assert told(listener) == [None]


def test_closing_ends_every_stream() -> None:
    feed = LiveFeed()
    with feed.listening() as one, feed.listening() as other:
        feed.close()
        assert told(one) == told(other) == [None]


def test_a_page_that_comes_after_the_close_is_ended_as_well() -> None:
    async def work() -> None:
        feed = LiveFeed()
        feed.close()
        with feed.listening() as listener:
            assert told(listener) == [None]

    asyncio.run(work())
