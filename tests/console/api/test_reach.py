import pytest
from fastapi.testclient import TestClient


def test_figures_by_radius(client: TestClient) -> None:
    said = client.get("/api/reach?kind=elderly_centre&radius=100&radius=5000").json()
    assert [row["radius_m"] for row in said["radii"]] == [100, 5000]
    assert said["radii"][0]["people"] == 180
    # the footway S2, to which the estate's building is tied, is an island
    assert said["radii"][1]["reached"] == 150


def test_homes_are_columns_of_one_length(client: TestClient) -> None:
    said = client.get("/api/reach/homes?kind=elderly_centre").json()
    assert {len(column) for column in said["homes"].values()} == {3}
    assert said["homes"]["people"] == [100, 50, 30]
    assert said["homes"]["walk"][2] == -1
    assert [grid["code"] for grid in said["grids"]] == ["110101001001001", "110101001001002"]
    assert said["grids"][0]["bbox"] == [116.0, 40.0, 116.003, 40.01]


def test_the_area_is_a_geometry(client: TestClient) -> None:
    said = client.get("/api/reach/area?kind=elderly_centre&radius=300").json()
    assert said["type"] == "MultiPolygon"
    assert said["coordinates"]


@pytest.mark.parametrize("address", ["/api/reach?kind=cinema", "/api/reach/homes?kind=cinema"])
def test_an_unknown_kind_is_refused_in_plain_words(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "there are: clinic, elderly_centre" in answer.text


def test_a_radius_below_zero_is_refused(client: TestClient) -> None:
    assert client.get("/api/reach/area?kind=elderly_centre&radius=-1").status_code == 400
