from fastapi.testclient import TestClient
from sqlalchemy import Engine

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


def test_an_unknown_kind_is_refused_before_a_job_is_made(client: TestClient) -> None:
    refused = client.post("/api/sites", json={"kind": "castle"})
    assert refused.status_code == 404
    assert client.get("/api/sites", params={"kind": "castle"}).status_code == 404
    assert client.get("/api/jobs").json() == []
