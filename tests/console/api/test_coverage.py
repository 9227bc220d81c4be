import pytest
from fastapi.testclient import TestClient


def test_coverage_has_the_keys_that_programs_rely_on(client: TestClient) -> None:
    said = client.get("/api/coverage").json()
    assert list(said) == ["plan", "buildings", "population", "area_m2", "grids", "coverage"]
    assert said["buildings"] == {"total": 3, "covered": 2, "uncovered": 1, "overlapping": 1}
    assert said["population"] == {"total": 180, "covered": 150, "uncovered": 30, "overlapping": 50, "estimated": 30}
    assert said["coverage"] == pytest.approx(150 / 180)


def test_of_an_area(client: TestClient) -> None:
    assert client.get("/api/coverage?area=110101001002").json()["coverage"] == 0


def test_as_of_a_day_before_the_plan_nothing_is_covered(client: TestClient) -> None:
    said = client.get("/api/coverage?as_of=2018-04-30").json()
    assert said["plan"] == {"id": None, "name": None, "state": None}
    assert said["population"]["covered"] == 0


def test_balance_lists_grids_out_of_the_band(client: TestClient) -> None:
    assert [grid["code"] for grid in client.get("/api/balance").json()] == ["110101001001002", "110101001001001"]


def test_blind_spots_are_listed_with_their_cure(client: TestClient) -> None:
    spots = client.get("/api/blind-spots").json()
    assert {"kind", "name", "people", "buildings", "since", "days", "area_m2", "centroid", "cure"} <= set(spots[0])
    assert {spot["kind"] for spot in spots} >= {"estate_outside", "overlap", "no_worker"}


@pytest.mark.parametrize("path", ["coverage", "blind-spots", "balance"])
def test_an_unknown_area_is_404_in_plain_words(client: TestClient, path: str) -> None:
    answer = client.get(f"/api/{path}?area=999")
    assert answer.status_code == 404
    assert "There is no area 999" in answer.json()["detail"]


def test_a_day_that_is_none_is_refused_in_plain_words(client: TestClient) -> None:
    answer = client.get("/api/coverage?as_of=yesterday")
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("as_of: ")
