import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, text

from console.map_record import MapRecord
from gis.database import session_of
from layers import Tile

CHANGE = "UPDATE building SET levels = coalesce(levels, 0) + 1 WHERE id = 1"


@contextmanager
def streaming(server: httpx.Client, **headers: str) -> Iterator[Iterator[dict[str, Any]]]:
    """Yield the events of the stream, without pings, as dictionaries."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with server.stream("GET", "/live", headers=named) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = answer.iter_lines()
        assert next(lines) == "retry: 2000"
        assert next(lines) == ": ping"

        def events() -> Iterator[dict[str, Any]]:
            event: dict[str, Any] = {}
            for line in lines:
                name, _, value = line.partition(": ")
                if line:
                    event[name] = value
                elif "id" in event:
                    yield {**event, "data": json.loads(event["data"])}
                    event = {}
                else:
                    event = {}

        yield events()


def change(engine: Engine, sql: str = CHANGE) -> None:
    with session_of(engine) as session:
        session.execute(text(sql))


def test_a_change_is_pushed_with_its_subject_and_place(server: httpx.Client, filled: Engine) -> None:
    with streaming(server) as events:
        change(filled)
        event = next(one for one in events if one["data"]["subject"] == "building")
    assert event["data"]["bbox"] == [116.001, 40.002, 116.0012, 40.0021]
    assert event["id"] == str(event["data"]["id"])
    assert event["data"]["at"].startswith("20")


def test_a_page_that_comes_back_is_told_what_it_missed(server: httpx.Client, filled: Engine) -> None:
    with streaming(server) as events:
        change(filled)
        seen = next(one for one in events if one["data"]["subject"] == "building")
    change(filled, "UPDATE place SET name = 'x'")
    change(filled, "UPDATE water SET name = 'x'")
    with streaming(server, Last_Event_ID=seen["id"]) as events:
        subjects = [next(events)["data"]["subject"] for _ in range(2)]
        while "water" not in subjects:
            subjects.append(next(events)["data"]["subject"])
    assert "place" in subjects
    assert "building" not in subjects


def test_a_page_that_knows_something_too_old_is_told_to_ask_anew(server: httpx.Client) -> None:
    with streaming(server, Last_Event_ID="999999") as events:
        assert next(events)["data"]["subject"] == "*"


@pytest.mark.parametrize("said", ["x'; --", "9" * 5000])
def test_nonsense_where_it_was_is_taken_as_nothing(server: httpx.Client, filled: Engine, said: str) -> None:
    with streaming(server, Last_Event_ID=said) as events:
        change(filled)
        assert next(one for one in events)["data"]["subject"] != "*"


def test_a_changed_building_is_in_the_tile_as_soon_as_it_is_told(
    server: httpx.Client, filled: Engine, application: tuple[FastAPI, MapRecord]
) -> None:
    tile, beside = Tile.around(116.0011, 40.00205, 16), Tile.around(116.00705, 40.00305, 16)
    assert (tile.x, tile.y) != (beside.x, beside.y)
    paths = [f"/tiles/buildings/{at.z}/{at.x}/{at.y}.mvt" for at in (tile, beside)]
    before = [server.get(path).content for path in paths]
    with streaming(server) as events:
        change(filled)
        next(one for one in events if one["data"]["subject"] == "building")
        after = [server.get(path).content for path in paths]
    assert after[0] != before[0]
    assert after[1] == before[1]
    figures = application[1].cache.figures
    assert (figures.dropped, figures.misses) == (1, 3)


def test_what_is_derived_is_made_anew_and_told(server: httpx.Client, filled: Engine) -> None:
    with streaming(server) as events:
        change(filled, "UPDATE building SET population = 31 WHERE id = 3")
        next(one for one in events if one["data"]["subject"] == "blind_spot")
    assert any(spot["people"] == 31 for spot in server.get("/api/blind-spots").json())


def test_after_a_break_everything_is_asked_anew(
    server: httpx.Client, filled: Engine, application: tuple[FastAPI, MapRecord]
) -> None:
    tile = Tile.around(116.0011, 40.00205, 16)
    server.get(f"/tiles/buildings/{tile.z}/{tile.x}/{tile.y}.mvt")
    with streaming(server) as events:
        change(filled, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'wangge live'")
        assert next(one for one in events if one["data"]["subject"] == "*")
    assert application[1].cache.figures.tiles == 0


def test_many_pages_hear_the_same(server: httpx.Client, filled: Engine) -> None:
    heard: list[str] = []
    ready = threading.Barrier(9)

    def page() -> None:
        with streaming(server) as events:
            ready.wait()
            heard.append(next(one for one in events if one["data"]["subject"] == "building")["id"])

    pages = [threading.Thread(target=page) for _ in range(8)]
    for one in pages:
        one.start()
    ready.wait()
    change(filled)
    for one in pages:
        one.join()
    assert len(heard) == 8
    assert len(set(heard)) == 1
