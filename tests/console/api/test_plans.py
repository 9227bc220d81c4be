from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from gis.database import session_of

MENDED = """
UPDATE plan_grid SET geom = ST_Multi(ST_MakeEnvelope(116.003, 40.000, 116.005, 40.010, 4326))
WHERE plan_id = :plan AND code = '110101001001002';
INSERT INTO plan_grid (plan_id, code, geom)
VALUES (:plan, '110101001002001', ST_Multi(ST_MakeEnvelope(116.005, 40.000, 116.010, 40.010, 4326)));
"""


def test_from_draft_to_published(client: TestClient, filled: Engine) -> None:
    (standing,) = [plan for plan in client.get("/api/plans").json() if plan["in_force"]]
    made = client.post("/api/plans", json={"name": "明年"})
    assert made.status_code == 201
    draft = made.json()
    assert (draft["base_id"], draft["state"], draft["grids"]) == (standing["id"], "draft", standing["grids"])
    assert client.get(f"/api/plans/{draft['id']}").json()["history"][0]["action"] == "copy"
    refused = client.post(f"/api/plans/{draft['id']}/publish", json={})
    assert (refused.status_code, "open errors" in refused.json()["detail"]) == (400, True)
    with session_of(filled) as session:
        session.execute(text(MENDED), {"plan": draft["id"]})
    ahead = client.post(f"/api/plans/{draft['id']}/publish", json={"effective_from": "2199-01-01"}).json()
    assert (ahead["state"], ahead["in_force"]) == ("published", False)
    assert client.post(f"/api/plans/{draft['id']}/withdraw").json()["state"] == "draft"
    assert client.post(f"/api/plans/{standing['id']}/withdraw").status_code == 409
    published = client.post(f"/api/plans/{draft['id']}/publish", json={})
    assert published.json()["in_force"], published.text
    again = client.post(f"/api/plans/{draft['id']}/publish", json={})
    assert again.status_code == 409
    assert client.get("/api/plans/current").json()["name"] == "明年"
    assert client.delete("/api/plans/current").status_code == 409
    assert client.get("/api/plans", params={"as_of": "1990-01-01"}).json() == []


def test_a_draft_is_called_otherwise(client: TestClient) -> None:
    draft = client.post("/api/plans", json={"name": "试一试"}).json()
    named = client.patch(f"/api/plans/{draft['id']}", json={"name": "2027 年"}).json()
    assert (named["name"], named["revision"]) == ("2027 年", 1)
    assert client.patch("/api/plans/current", json={"name": "2027 年"}).status_code == 409
    assert client.patch(f"/api/plans/{draft['id']}", json={"name": " "}).status_code == 400
    client.delete(f"/api/plans/{draft['id']}")


def test_a_draft_is_dropped(client: TestClient) -> None:
    draft = client.post("/api/plans", json={"name": "试一试"}).json()
    assert client.delete(f"/api/plans/{draft['id']}").status_code == 204
    assert client.get(f"/api/plans/{draft['id']}").status_code == 404


def test_two_plans_side_by_side(client: TestClient) -> None:
    draft = client.post("/api/plans", json={"name": "改号"}).json()
    done = client.post(f"/api/plans/{draft['id']}/renumber").json()
    assert (done["renumbered"], done["kept"]) == ({}, [])
    found = client.get(f"/api/plans/current/diff/{draft['id']}").json()
    assert (found["moved"]["buildings"], found["a"]["grids"]) == (0, found["b"]["grids"])
    moved = client.get(f"/api/plans/current/diff/{draft['id']}/moved.geojson")
    assert moved.headers["content-type"].startswith("application/geo+json")
    assert moved.json() == {"type": "FeatureCollection", "features": []}


def test_where_targets_contradict_each_other(client: TestClient) -> None:
    found = client.get(
        "/api/plans/feasibility", params={"people": 1_270_000, "grids": 1200, "set": ["budget=1"]}
    ).json()
    assert found["needs"]["grids_min"] == 1059
    assert "grids_planned" in found["agreements"]
    refused = client.get("/api/plans/feasibility", params={"set": "budget"})
    assert (refused.status_code, refused.json()["detail"][:7]) == (400, "budget:")
    assert client.get("/api/plans/feasibility", params={"plan": "current"}).json()["plan"] == 1
