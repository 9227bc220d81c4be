from fastapi.testclient import TestClient


def test_from_draft_to_published(client: TestClient) -> None:
    (standing,) = [plan for plan in client.get("/api/plans").json() if plan["in_force"]]
    made = client.post("/api/plans", json={"name": "明年"})
    assert made.status_code == 201
    draft = made.json()
    assert (draft["base_id"], draft["state"], draft["grids"]) == (standing["id"], "draft", standing["grids"])
    assert client.get(f"/api/plans/{draft['id']}").json()["history"][0]["action"] == "copy"
    published = client.post(f"/api/plans/{draft['id']}/publish", json={})
    assert published.json()["in_force"], published.text
    again = client.post(f"/api/plans/{draft['id']}/publish", json={})
    assert again.status_code == 409
    assert client.get("/api/plans/current").json()["name"] == "明年"
    assert client.delete("/api/plans/current").status_code == 409
    assert client.get("/api/plans", params={"as_of": "1990-01-01"}).json() == []


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
