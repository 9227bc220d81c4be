import json
from datetime import UTC, datetime, timedelta

from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

GRID = "110101001001001"


def off_duty_now(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            text("""
            INSERT INTO shift (code, worker_id, begins, ends)
            SELECT 'D2', id, now() - interval '3 hours', now() - interval '2 hours' FROM worker WHERE code = 'W0002'
            """)
        )


def test_positions_are_kept_within_a_shift_and_shown_while_it_lasts(client: TestClient, filled: Engine) -> None:
    off_duty_now(filled)
    now = datetime.now(UTC)
    sent = [
        {"worker": "W0001", "at": now.isoformat(), "lon": 116.002, "lat": 40.005, "accuracy_m": 6},
        {"worker": "W0001", "at": (now - timedelta(minutes=5)).isoformat(), "lon": 116.001, "lat": 40.005},
        {"worker": "W0002", "at": now.isoformat(), "lon": 116.003, "lat": 40.005},
        {"worker": "W9999", "at": now.isoformat(), "lon": 116.003, "lat": 40.005},
        {"worker": "W0001", "at": (now - timedelta(minutes=3)).isoformat(), "lon": 125.5, "lat": 35.0},  # in the sea
        {"worker": "W0001", "at": (now + timedelta(days=1)).isoformat(), "lon": 116.003, "lat": 40.005},
    ]
    told = client.post("/api/positions", json=sent).json()
    assert told == {
        "kept": 2, "known": 0, "outside_shift": 1, "unknown_worker": 1, "ahead": 1, "too_old": 0, "elsewhere": 1,
        "waiting": 2, "invalid": 0, "refused": [],
    }  # fmt: skip
    shown = client.get("/api/walks").json()
    assert shown["waiting"] == 2
    assert datetime.fromisoformat(shown["as_of"]) < now - timedelta(minutes=6)
    assert client.post("/api/positions", json=sent).json()["known"] == 2
    (one,) = client.get("/api/positions").json()
    assert (one["worker"], one["lon"], one["lat"], one["accuracy_m"]) == ("W0001", 116.002, 40.005, 6)
    with filled.begin() as connection:
        connection.execute(text("UPDATE shift SET ends = now() - interval '1 second' WHERE code = 'D1'"))
    assert client.get("/api/positions").json() == []


def test_positions_that_make_no_sense_are_refused(client: TestClient) -> None:
    at = datetime.now(UTC).isoformat()
    for wrong in ({"lat": 99}, {"at": "2026-03-02T09:00:00"}, {"worker": ""}, {"phone": "1"}, {"worker": "W\0"}):
        row = {"worker": "W0001", "at": at, "lon": 116.0, "lat": 40.0} | wrong
        assert client.post("/api/positions", json=[row]).status_code == 422


def test_a_bad_position_costs_the_others_of_its_batch_nothing(client: TestClient, filled: Engine) -> None:
    with filled.begin() as connection:
        connection.execute(text("DELETE FROM shift"))
        connection.execute(text("INSERT INTO parameter VALUES ('shift_from', 0), ('shift_until', 24)"))
    now = datetime.now(UTC)
    good = {"worker": "W0001", "at": now.isoformat(), "lon": 116.002, "lat": 40.005}
    wrong = [{"lon": 200}, {"lat": float("nan")}, {"at": "2026-03-02T09:00:00"}, {"at": "1970-01-01T00:00:00Z"}]
    wrong += [{"at": (now - timedelta(days=32)).isoformat()}]
    sent = json.dumps([*(good | one for one in wrong), good])
    told = client.post("/api/positions", content=sent, headers={"Content-Type": "application/json"}).json()
    assert (told["kept"], told["too_old"], told["invalid"], told["waiting"]) == (1, 2, 3, 1)
    assert [one["number"] for one in told["refused"]] == [0, 1, 2]
    assert [one["why"].split(":")[0] for one in told["refused"]] == ["lon", "lat", "at"]
    with filled.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM position WHERE at < '2000-01-01'")).scalar_one() == 0


def test_what_was_walked(client: TestClient) -> None:
    shown = client.get("/api/walks").json()
    (worker,) = shown["workers"]
    assert (worker["worker"], worker["hours"], shown["hours_due"]) == ("W0001", 1.9, 6)
    grids = client.get("/api/walks/streets").json()
    assert [grid["grid"] for grid in grids] == [GRID, "110101001001002"]
    assert [(grid["walked"], grid["half"], grid["not_walked"]) for grid in grids] == [(1, 0, 0), (0, 0, 2)]
    assert client.get("/api/walks/streets", params={"grid": "9"}).status_code == 404
    assert isinstance(client.get("/api/walks/not-walked").json(), list)


def test_an_accuracy_without_end_is_refused(client: TestClient) -> None:
    row = {"worker": "W0001", "at": datetime.now(UTC).isoformat(), "lon": 116, "lat": 40, "accuracy_m": float("inf")}
    assert client.post("/api/positions", content=json.dumps([row])).status_code == 422
