import xml.etree.ElementTree as ET

from fastapi.testclient import TestClient


def test_list_one_and_its_map(client: TestClient) -> None:
    (first, *_) = client.get("/api/communities").json()
    one = client.get(f"/api/communities/{first['code']}").json()
    assert (one["code"], one["name"]) == (first["code"], first["name"])
    assert one["people"] >= one["people_outside"] >= 0
    drawn = client.get(f"/api/communities/{first['code']}/map.svg")
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert ET.fromstring(drawn.text).tag.endswith("svg")


def test_unknown_community(client: TestClient) -> None:
    assert client.get("/api/communities/7").status_code == 404
    assert client.get("/api/communities/7/map.svg").status_code == 404


def test_no_answer_holds_a_phone_number(client: TestClient) -> None:
    (first, *_) = client.get("/api/communities").json()
    assert "phone" not in client.get(f"/api/communities/{first['code']}").text
