from datetime import date
from typing import Any

import pytest
from shapely import box
from sqlalchemy import text

from gis.coverage.figures import coverage
from gis.coverage.measure import area_m2
from gis.errors import NotFoundError
from gis.viewer import LOCAL_OPERATOR, Viewer


def figures(drawing: Any, **options: Any) -> dict[str, Any]:
    return coverage(drawing.session, LOCAL_OPERATOR, **options).as_json()


@pytest.fixture
def district(drawing: Any) -> Any:
    """Two communities side by side; the west one has two grids that overlap, the east one a grid and a gap."""
    drawing.area("district", "990106", (0, 0, 20, 10))
    west = drawing.area("community", "990106001001", (0, 0, 10, 10), parent="990106")
    east = drawing.area("community", "990106001002", (10, 0, 20, 10), parent="990106")
    drawing.grid("G1", (0, 0, 6, 10), community=west)
    drawing.grid("G2", (5, 0, 10, 10), community=west)
    drawing.grid("G3", (10, 0, 18, 10), community=east)
    drawing.building("only G1", 2, 5, 900)
    drawing.building("G1 and G2", 5.5, 5, 100)
    drawing.building("G3", 12, 5, 1300, since="2020-01-01")
    drawing.building("outside", 19, 5, 40, since="2024-06-01")
    drawing.session.execute(text("UPDATE building SET population_estimated = true WHERE code = 'outside'"))
    drawing.publish()
    drawing.worker("W1", "G1", "G3")
    drawing.worker("W2", "G2", until="2020-01-01")
    return drawing


def test_the_keys_and_figures_of_the_record(district: Any) -> None:
    found = figures(district)
    assert list(found) == ["plan", "buildings", "population", "area_m2", "grids", "coverage"]
    assert found["plan"] == {"id": found["plan"]["id"], "name": "plan of 2018-05-01", "state": "published"}
    assert found["buildings"] == {"total": 4, "covered": 3, "uncovered": 1, "overlapping": 1}
    assert found["population"] == {
        "total": 2340, "covered": 2300, "uncovered": 40, "overlapping": 100, "estimated": 40,
    }  # fmt: skip
    assert found["grids"] == {
        "total": 3, "within_band": 1, "below_band": 1, "above_band": 1, "without_worker": 1, "empty": 0,
    }  # fmt: skip
    assert found["coverage"] == 2300 / 2340
    ground = found["area_m2"]
    assert list(ground) == ["district", "covered", "gaps", "overlaps"]
    assert ground["district"] == pytest.approx(area_m2(box(0, 0, 0.02, 0.01)), abs=0.1)
    assert ground["gaps"] == pytest.approx(area_m2(box(0.018, 0, 0.02, 0.01)), abs=0.1)
    assert ground["overlaps"] == pytest.approx(area_m2(box(0.005, 0, 0.006, 0.01)), abs=0.1)
    assert ground["covered"] + ground["gaps"] == pytest.approx(ground["district"], abs=0.1)


def test_areas_add_up_to_the_district(district: Any) -> None:
    whole = figures(district)
    parts = [figures(district, area_code=code) for code in ("990106001001", "990106001002")]
    for subject in ("buildings", "population", "area_m2", "grids"):
        for key, value in whole[subject].items():
            assert sum(part[subject][key] for part in parts) == pytest.approx(value, abs=0.2), (subject, key)
    assert parts[0]["coverage"] == 1
    assert figures(district, area_code="990106") == whole


def test_an_area_that_does_not_exist(district: Any) -> None:
    with pytest.raises(NotFoundError, match="There is no area 42"):
        figures(district, area_code="42")


def test_a_viewer_sees_their_own_area_only(district: Any) -> None:
    viewer = Viewer(name="head", role="community", area_code="990106001002")
    assert coverage(district.session, viewer).as_json()["population"]["total"] == 1340
    with pytest.raises(NotFoundError):
        coverage(district.session, viewer, area_code="990106001001")


def test_as_of_a_day_before_the_first_plan_all_is_uncovered(district: Any) -> None:
    found = figures(district, as_of=date(2018, 4, 30))
    assert found["plan"] == {"id": None, "name": None, "state": None}
    assert found["buildings"] == {"total": 2, "covered": 0, "uncovered": 2, "overlapping": 0}
    assert found["grids"]["total"] == 0
    assert found["coverage"] == 0
    assert found["area_m2"]["gaps"] == found["area_m2"]["district"]


def test_as_of_counts_the_buildings_lived_in_by_then(district: Any) -> None:
    found = figures(district, as_of=date(2020, 1, 1))
    assert found["population"]["total"] == 2300
    assert found["grids"]["above_band"] == 1
    found = figures(district, as_of=date(2019, 12, 31))
    assert found["population"]["total"] == 1000
    assert found["grids"]["empty"] == 1
    assert found["grids"]["without_worker"] == 0  # W2 held G2 then


def test_as_of_takes_the_plan_of_that_day(district: Any) -> None:
    district.grids = []
    district.grid("N1", (0, 0, 20, 10))
    today = district.session.scalar(text("SELECT current_date"))
    district.publish(today)
    assert figures(district)["grids"]["total"] == 1
    assert figures(district)["area_m2"]["gaps"] == 0
    then = figures(district, as_of=date(2021, 1, 1))
    assert then["grids"]["total"] == 3
    assert then["plan"]["state"] == "retired"
    assert then["area_m2"]["gaps"] > 0


def test_an_empty_record(drawing: Any) -> None:
    found = figures(drawing)
    assert found["coverage"] is None
    assert found["area_m2"] == {"district": None, "covered": 0, "gaps": 0, "overlaps": 0}
    assert set(found["buildings"].values()) == {0}


def test_where_nobody_lives_there_is_no_share(drawing: Any) -> None:
    drawing.building("garage", 1, 1, 0)
    drawing.grid("G1", (0, 0, 2, 2))
    drawing.publish()
    found = figures(drawing)
    assert found["coverage"] is None
    assert found["buildings"]["covered"] == 1
    assert found["grids"] == {
        "total": 1, "within_band": 0, "below_band": 1, "above_band": 0, "without_worker": 1, "empty": 1,
    }  # fmt: skip


def test_without_areas_the_grids_are_all_the_ground_there_is(drawing: Any) -> None:
    drawing.grid("G1", (0, 0, 3, 1), (0, 2, 3, 3), (0, 1, 1, 2))
    drawing.grid("G2", (2, 1, 3, 2), (2, 2, 3, 3))
    drawing.publish()
    ground = figures(drawing)["area_m2"]
    assert ground["district"] is None
    assert ground["gaps"] == pytest.approx(area_m2(box(0.001, 0.001, 0.002, 0.002)), abs=0.1)
    assert ground["overlaps"] == pytest.approx(area_m2(box(0.002, 0.002, 0.003, 0.003)), abs=0.1)
    assert ground["covered"] == pytest.approx(area_m2(box(0, 0, 0.003, 0.003)) - ground["gaps"], abs=0.3)


def test_ground_of_a_grid_outside_the_district_does_not_count(drawing: Any) -> None:
    drawing.area("district", "990106", (0, 0, 10, 10))
    drawing.grid("G1", (5, 0, 15, 10))
    drawing.building("inside", 7, 5)
    drawing.building("beyond, but in the grid", 12, 5)
    drawing.building("beyond", 17, 5)
    drawing.publish()
    found = figures(drawing)
    assert found["area_m2"]["covered"] == pytest.approx(found["area_m2"]["district"] / 2, rel=1e-6)
    assert found["buildings"] == {"total": 3, "covered": 2, "uncovered": 1, "overlapping": 0}


def test_a_building_on_the_border_of_two_grids_is_in_one(drawing: Any) -> None:
    drawing.grid("G1", (0, 0, 5, 10))
    drawing.grid("G2", (5, 0, 10, 10))
    drawing.building("on the border", 5, 5)
    drawing.publish()
    assert figures(drawing)["buildings"] == {"total": 1, "covered": 1, "uncovered": 0, "overlapping": 0}


def test_a_building_in_a_hole_is_uncovered(drawing: Any) -> None:
    drawing.grid("G1", (0, 0, 5, 2), (0, 3, 5, 5), (0, 2, 2, 3), (3, 2, 5, 3))
    drawing.building("in the hole", 2.5, 2.5)
    drawing.publish()
    assert figures(drawing)["buildings"]["uncovered"] == 1


def test_the_same_ground_twice_overlaps(drawing: Any) -> None:
    drawing.grid("G1", (0, 0, 5, 5))
    drawing.grid("G2", (0, 0, 5, 5))
    drawing.building("there", 1, 1, 7)
    drawing.publish()
    found = figures(drawing)
    assert found["population"] == {"total": 7, "covered": 7, "uncovered": 0, "overlapping": 7, "estimated": 0}


def test_a_building_and_a_border_that_change_are_seen_at_once(district: Any) -> None:
    before = figures(district)
    district.session.execute(text("UPDATE building SET population = 60 WHERE code = 'outside'"))
    assert figures(district)["population"]["uncovered"] == before["population"]["uncovered"] + 20
    district.session.execute(
        text("UPDATE area SET geom = ST_Multi(ST_MakeEnvelope(0, 0, 0.03, 0.01, 4326)) WHERE level = 'district'")
    )
    assert figures(district)["area_m2"]["district"] > before["area_m2"]["district"]
