from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from console.jobs.kinds import site
from gis.database import session_of
from gis.progress import SILENT
from gis.settings import Settings
from gis.viewer import LOCAL_OPERATOR


def test_an_answer_is_worked_out_by_a_job_and_shown(client: TestClient, filled: Engine, settings: Settings) -> None:
    given = {"kind": "elderly_centre", "add": 1, "radius_m": 800, "from": "grids"}
    asked = client.post("/api/sites", json=given)
    assert asked.status_code == 202, asked.text
    assert client.get(f"/api/jobs/{asked.json()['job']}").json()["kind"] == "site"
    # what a worker process would do
    with session_of(filled) as session:
        said = site.run(session, arguments=given, viewer=LOCAL_OPERATOR, progress=SILENT, settings=settings)
    newest = client.get("/api/sites", params={"kind": "elderly_centre"}).json()
    assert [site["name"] for site in newest["sites"]] == [site["name"] for site in said["sites"]]
    assert all(site["id"] > 0 for site in newest["sites"])
    assert (newest["objective"], newest["radius_m"], newest["candidates"]["from"]) == ("cover", 800, "grids")


def test_candidates_and_a_budget_come_with_an_upload(client: TestClient, filled: Engine, settings: Settings) -> None:
    question = {"kind": "elderly_centre", "add": 2, "radius_m": 800, "budget": 100}
    refused = client.post("/api/sites", json=question)
    assert "column price" in refused.json()["detail"]
    table = "名称,经度,纬度,造价\n甲,116.002,40.005,90\n乙,116.003,40.005,80\n".encode("gbk")

    def sent() -> str:
        return str(client.post("/api/uploads", files={"files": ("候选.csv", table)}).json()["id"])

    assert (
        "zero or more" in client.post("/api/sites", json={**question, "upload": sent(), "budget": -1}).json()["detail"]
    )
    upload = sent()
    asked = client.post("/api/sites", json={**question, "upload": upload})
    assert asked.status_code == 202, asked.text
    with filled.connect() as connection:
        given = connection.scalar(text("SELECT args->'arguments' FROM procrastinate_jobs ORDER BY id DESC LIMIT 1"))
    with session_of(filled) as session:
        said = site.run(session, arguments=given, viewer=LOCAL_OPERATOR, progress=SILENT, settings=settings)
    assert (said["candidates"], said["budget"]) == ({"from": "候选.csv", "count": 2}, 100)
    assert sum(one["price"] for one in said["sites"]) <= 100
    assert client.post("/api/sites", json={**question, "upload": upload}).status_code == 404
    assert {"budget", "upload", "crs"} <= client.get("/openapi.json").json()["components"]["schemas"]["SiteQuestion"][
        "properties"
    ].keys()


def test_an_unknown_kind_is_refused_before_a_job_is_made(client: TestClient) -> None:
    refused = client.post("/api/sites", json={"kind": "castle"})
    assert refused.status_code == 404
    assert client.get("/api/sites", params={"kind": "castle"}).status_code == 404
    assert client.get("/api/jobs").json() == []


def test_candidates_far_from_the_district_are_refused_by_name(client: TestClient, filled: Engine) -> None:
    with filled.begin() as connection:
        connection.execute(
            text("""
                INSERT INTO area (code, name, level, geom) VALUES ('990000', '示范区', 'district', ST_Multi(
                    ST_MakeEnvelope(115.98, 39.98, 116.03, 40.03, 4326))) ON CONFLICT DO NOTHING
            """)
        )
    table = "name,lon,lat\nhere,116.002,40.005\nnowhere,0,0\n"
    upload = client.post("/api/uploads", files={"files": ("places.csv", table.encode())}).json()["id"]
    refused = client.post("/api/sites", json={"kind": "elderly_centre", "upload": upload})
    assert refused.status_code == 400
    assert "1 of 2 candidates lie far from the district: nowhere." in refused.json()["detail"]


def test_the_first_of_a_known_kind_may_be_asked_for(client: TestClient, filled: Engine, settings: Settings) -> None:
    given = {"kind": "fire_station", "add": 1, "from": "grids", "first": True, "whom": "all"}
    assert client.get("/api/sites", params={"kind": "fire_station"}).status_code == 204
    assert client.post("/api/sites", json={"kind": "fire_station", "from": "grids"}).status_code == 202
    with session_of(filled) as session:
        said = site.run(session, arguments=given, viewer=LOCAL_OPERATOR, progress=SILENT, settings=settings)
    assert (said["standing"], said["before"]["reached"]) == (0, 0)
