import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from console.api import add_api
from console.jobs.kinds.patrol import run
from console.state import AppState
from gis.progress import SILENT
from gis.settings import Settings
from gis.viewer import LOCAL_OPERATOR
from routing.patrol import PatrolRequest, plan_patrols
from tests.conftest import RunWangge
from tests.routing.patrol_record import LEFT, RIGHT, post, town

GPX = "{http://www.topografix.com/GPX/1/1}"


@pytest.fixture
def patrolled(engine: Engine) -> Engine:
    with Session(engine) as session:
        town(session)
        post(session, LEFT, "POINT(60 50)")
        plan_patrols(session, LOCAL_OPERATOR, PatrolRequest())
        session.commit()
    return engine


@pytest.fixture
def client(patrolled: Engine, settings: Settings) -> Iterator[TestClient]:
    app = FastAPI()
    add_api(app, AppState(settings=settings, engine=patrolled))
    with TestClient(app) as client:
        yield client


def test_patrols_are_listed_and_one_is_shown_with_its_legs(client: TestClient) -> None:
    listed = client.get("/api/patrols").json()
    assert [row["grid"] for row in listed] == [LEFT, RIGHT]
    assert {row["stale"] for row in listed} == {None}
    one = client.get(f"/api/patrols/{LEFT}").json()
    assert sum(leg["length_m"] for leg in one["legs"]) == pytest.approx(one["length_m"], abs=0.01)
    assert client.get("/api/patrols/9").status_code == 404
    assert [row["grid"] for row in client.get("/api/patrols", params={"grid": LEFT}).json()] == [LEFT]
    assert client.get("/api/patrols", params={"grid": "9"}).status_code == 404


def test_a_patrol_goes_stale_when_streets_change(patrolled: Engine, client: TestClient) -> None:
    with patrolled.begin() as connection:
        connection.exec_driver_sql("DELETE FROM street WHERE code = 'S001'")
    assert {row["stale"] for row in client.get("/api/patrols").json()} == {"streets"}


def test_gpx_and_geojson_follow_the_walk(client: TestClient) -> None:
    one = client.get(f"/api/patrols/{LEFT}").json()
    answer = client.get(f"/api/patrols/{LEFT}/route.gpx")
    assert answer.headers["content-type"].startswith("application/gpx+xml")
    root = ET.fromstring(answer.text)
    points = root.findall(f"{GPX}trk/{GPX}trkseg/{GPX}trkpt")
    assert len(points) == 1 + sum(len(leg["line"]) - 1 for leg in one["legs"])
    assert points[0].attrib == points[-1].attrib
    found = json.loads(client.get(f"/api/patrols/{LEFT}/route.geojson").text)
    lines = [item for item in found["features"] if item["geometry"]["type"] == "LineString"]
    assert [item["properties"]["number"] for item in lines] == list(range(1, len(lines) + 1))
    assert client.get(f"/api/patrols/{LEFT}/route.kml").status_code == 422


def test_an_order_is_a_job_and_nonsense_is_refused_at_once(client: TestClient) -> None:
    assert client.post("/api/patrols", json={"grids": [LEFT]}).json()["state"] == "waiting"
    refused = client.post("/api/patrols", json={"hours": 0})
    assert refused.status_code in (400, 422)
    assert client.post("/api/patrols", json={"grids": ["9"]}).status_code == 404


def test_hours_of_places_come_as_json_or_as_a_file(client: TestClient, patrolled: Engine) -> None:
    with patrolled.begin() as connection:
        connection.execute(
            text("""
            INSERT INTO resource (code, name, kind, geom)
            VALUES ('R1', 'R1', 'clinic', ST_SetSRID(ST_MakePoint(116.001, 40.001), 4326))
            """)
        )
    hours = {"R1": {"opens": "9:00", "closes": "10:00"}, "R999": {"opens": "09:00", "closes": "10:00"}}
    told = client.post("/api/patrols", json={"windows": hours}).json()
    assert told["unknown_codes"] == ["R999"]
    late = client.post("/api/patrols", json={"windows": {"R1": {"opens": "11:00", "closes": "10:00"}}})
    assert late.status_code in (400, 422)
    assert "close after it opens" in late.json()["detail"]

    def sent(body: str) -> str:
        return str(client.post("/api/uploads", files={"files": ("时段.csv", body.encode("gbk"))}).json()["id"])

    upload = sent("编码,开放,关闭\nR1,9:00,10:00\n网9,9:00,10:00\n")
    assert client.post("/api/patrols", json={"upload": upload}).json()["unknown_codes"] == ["网9"]
    with patrolled.connect() as connection:
        arguments = connection.scalar(text("SELECT args->'arguments' FROM procrastinate_jobs ORDER BY id DESC LIMIT 1"))
    assert arguments["windows"]["R1"] == {"opens": "09:00", "closes": "10:00"}
    assert client.post("/api/patrols", json={"upload": upload}).status_code == 404  # read, and gone
    refused = client.post("/api/patrols", json={"upload": sent("编码,开放,关闭\nR1,10:00,9:00\n")})
    assert "row 1" in refused.json()["detail"]


def test_the_job_says_the_sums(patrolled: Engine, settings: Settings) -> None:
    with Session(patrolled) as session:
        told = run(session, arguments={"grids": [LEFT]}, viewer=LOCAL_OPERATOR, progress=SILENT, settings=settings)
    assert (told["patrols"], told["optimal"]) == (1, 1)
    assert told["length_m"] >= told["bound_m"] > told["streets_m"]


@pytest.mark.usefixtures("patrolled")
def test_the_commands_say_the_figures_and_write_the_file(run_wangge: RunWangge, tmp_path: Path) -> None:
    found = json.loads(run_wangge("patrol", "plan", "--grid", LEFT, "--hours", "2", "--json").stdout)
    assert {"grid", "streets_m", "length_m", "bound_m", "gap", "optimal", "shifts", "hours"} <= found[0].keys()
    assert "已证最短" in run_wangge("patrol", "plan", "--all", environment={"WANGGE_LANGUAGE": "zh"}).stdout
    (tmp_path / "hours.csv").write_bytes("编码,开放,关闭\n网9,9:00,10:00\n".encode("gbk"))
    warned = run_wangge("patrol", "plan", "--grid", LEFT, "--windows", "hours.csv", "--json")
    assert "no place has these codes (1)" in warned.stderr
    assert json.loads(warned.stdout)[0]["spread"] == 0
    run_wangge("patrol", "export", "--grid", LEFT, "route.gpx")
    assert "--grid" in run_wangge("patrol", "plan", expect=1).stderr
    assert "as .gpx" in run_wangge("patrol", "export", "--grid", LEFT, "route.txt", expect=1).stderr
    assert "residential=2" in run_wangge("patrol", "plan", "--all", "--frequency", "x", expect=1).stderr
