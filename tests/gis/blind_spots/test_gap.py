from datetime import date
from typing import Any

import pytest
from shapely import box
from sqlalchemy import text

from gis.coverage.measure import area_m2


@pytest.fixture
def strip(drawing: Any) -> Any:
    """Two grids with a strip of 110 m between them, on which nothing stands."""
    drawing.area("district", "990106", (0, 0, 20, 10))
    community = drawing.area("community", "990106001001", (0, 0, 20, 10), parent="990106")
    drawing.grid("990106001001001", (0, 0, 9, 10), community=community)
    drawing.grid("990106001001002", (10, 0, 20, 10), community=community)
    drawing.building("A", 5, 5, 900)
    drawing.building("B", 15, 5, 500)
    drawing.publish()
    drawing.worker("W1", "990106001001001", "990106001001002")
    return drawing


@pytest.mark.usefixtures("strip")
def test_ground_between_two_grids(spots: Any) -> None:
    (spot,) = spots()
    assert (spot.kind, spot.people, spot.buildings, spot.since) == ("gap", 0, 0, date(2018, 5, 1))
    assert spot.area_m2 == pytest.approx(area_m2(box(0.009, 0, 0.01, 0.01)), abs=0.1)
    assert spot.name == "990106001001 001 与 990106001001 002 之间的空隙"


@pytest.mark.usefixtures("strip")
def test_the_neighbour_takes_it_and_keeps_its_people(spots: Any, cured: Any) -> None:
    (spot,) = spots()
    assert spot.cure["action"] == "extend"
    copy = cured(spot)
    assert copy.promised()
    assert copy.spots == {}


def test_the_neighbour_with_the_longest_border_takes_it(drawing: Any, spots: Any) -> None:
    drawing.area("district", "990106", (0, 3, 4, 10), (4, 0, 10, 10))
    drawing.grid("220 m", (0, 3, 4, 10))
    drawing.grid("550 m", (5, 0, 10, 10))
    drawing.grid("110 m", (4, 5, 5, 10))
    drawing.publish()
    assert [spot.cure["grid"] for spot in spots("gap")] == ["550 m"]


def test_ground_with_buildings_on_it_is_no_gap(strip: Any, spots: Any) -> None:
    strip.building("between", 9.5, 5, 30)
    (around,), (gap,) = spots("buildings_outside"), spots("gap")
    assert around.people == 30
    assert (gap.people, gap.buildings) == (0, 0)
    assert not gap.geom.overlaps(around.geom)
    assert around.area_m2 + gap.area_m2 == pytest.approx(area_m2(box(0.009, 0, 0.01, 0.01)), abs=0.2)


def test_a_narrow_strip_with_a_building_is_no_gap_beside_it(drawing: Any, spots: Any, cured: Any) -> None:
    drawing.area("district", "990106", (0, 0, 8, 2))
    drawing.grid("G1", (0, 0, 4, 2))
    drawing.grid("G2", (4.2, 0, 8, 2))
    drawing.building("between", 4.1, 1, 30)
    drawing.publish()
    drawing.worker("W1", "G1", "G2")
    (spot,) = spots()
    assert spot.kind == "buildings_outside"
    assert spot.geom.equals(box(0.004, 0, 0.0042, 0.002))
    assert cured(spot).spots == {}


def test_smaller_ones_than_the_parameter_are_not_listed(strip: Any, spots: Any) -> None:
    strip.session.execute(text("INSERT INTO parameter VALUES ('spot_area_min', 1e6)"))
    assert spots() == []


def test_a_gap_over_a_communitys_border_is_one_in_each(drawing: Any, spots: Any, cured: Any) -> None:
    drawing.area("district", "990106", (0, 0, 20, 10))
    for number in (1, 2):
        west = 10 * number - 10
        community = drawing.area("community", f"99010600100{number}", (west, 0, west + 10, 10), parent="990106")
        drawing.grid(f"99010600100{number}001", (west, 0, west + 10, 8), community=community)
    drawing.publish()
    drawing.worker("W1", "990106001001001", "990106001002001")
    found = spots("gap")
    assert {spot.cure["grid"] for spot in found} == {"990106001001001", "990106001002001"}
    for spot in found:
        assert cured(spot).spots.keys() == {other.key for other in found} - {spot.key}


def test_holes_between_grids_where_no_area_is_loaded(drawing: Any, spots: Any, cured: Any) -> None:
    drawing.grid("G1", (0, 0, 5, 2), (0, 3, 5, 5), (0, 2, 2, 3), (3, 2, 5, 3))
    drawing.publish()
    (spot,) = spots("gap")
    assert spot.area_m2 == pytest.approx(area_m2(box(0.002, 0.002, 0.003, 0.003)), abs=0.1)
    assert cured(spot).grids["G1"].geom.equals(box(0, 0, 0.005, 0.005))


def test_it_keeps_its_id_while_it_changes_a_little(strip: Any, spots: Any) -> None:
    (before,) = spots()
    strip.session.execute(text("UPDATE area SET geom = ST_Multi(ST_MakeEnvelope(0, 0, 0.02, 0.009, 4326))"))
    (after,) = spots()
    assert after.area_m2 < before.area_m2
    assert (after.id, after.key) == (before.id, before.key)
