from datetime import date
from typing import Any

import pytest
from shapely import MultiPolygon
from sqlalchemy import text


@pytest.fixture
def town(drawing: Any) -> Any:
    """Two communities; a grid in the west of each."""
    drawing.area("district", "990106", (0, 0, 40, 10))
    for number, west in enumerate((0, 20), start=1):
        code = f"99010600100{number}"
        community = drawing.area("community", code, (west, 0, west + 20, 10), parent="990106")
        drawing.grid(f"{code}001", (west, 0, west + 10, 10), community=community)
        drawing.building(f"old {number}", west + 5, 5, 900)
    return drawing


def publish(town: Any) -> None:
    town.publish()
    town.worker("W1", *[grid.code for grid in town.grids])


def test_buildings_near_each_other_are_one_spot(town: Any, spots: Any) -> None:
    town.building("A", 15, 5, 4, since="2023-01-01")
    town.building("B", 15.4, 5, 5, since="2022-01-01")  # 35 m from wall to wall
    town.building("C", 16.2, 5, 6)  # 80 m
    publish(town)
    found = spots("buildings_outside")
    assert [(spot.buildings, spot.people, spot.since) for spot in found] == [(2, 9, date(2022, 1, 1)), (1, 6, None)]


def test_the_distance_is_a_parameter(town: Any, spots: Any) -> None:
    for number in range(3):
        town.building(f"{number}", 15 + number, 5)
    publish(town)
    assert len(spots("buildings_outside")) == 3
    town.session.execute(text("INSERT INTO parameter VALUES ('spot_cluster_distance', 150)"))
    assert len(spots("buildings_outside")) == 1


def test_a_spot_does_not_cross_a_communitys_border(town: Any, spots: Any) -> None:
    town.grids.pop()
    town.building("A", 19.9, 5)
    town.building("B", 20.1, 5)
    publish(town)
    # a community without grids is one spot, with its old building
    assert sorted(spot.buildings for spot in spots("buildings_outside")) == [1, 2]


def test_named_after_the_street_beside_it(town: Any, spots: Any) -> None:
    town.session.execute(
        text("""
            INSERT INTO street (code, name, geom) VALUES
                ('far', '远路', 'SRID=4326;MULTILINESTRING((0.01 0.001, 0.02 0.001))'),
                ('near', '枫林路', 'SRID=4326;MULTILINESTRING((0.01 0.0051, 0.02 0.0051))'),
                ('nearest', NULL, 'SRID=4326;MULTILINESTRING((0.01 0.005, 0.02 0.005))')
        """)
    )
    town.building("A", 15, 5)
    town.building("B", 15.3, 5)
    publish(town)
    assert spots("buildings_outside")[0].name == "枫林路附近 2 栋"


def test_few_people_go_to_the_neighbour_in_one_piece(town: Any, spots: Any, cured: Any) -> None:
    town.building("A", 12, 5, 14)
    town.building("not promised", 10.4, 5.6, 3)
    publish(town)
    spot = next(spot for spot in spots("buildings_outside") if spot.people == 14)
    assert (spot.cure["action"], spot.cure["grid"], spot.cure["people_after"]) == ("extend", "990106001001001", 914)
    copy = cured(spot)
    assert copy.promised()
    assert isinstance(copy.grids["990106001001001"].geom, MultiPolygon)
    assert len(copy.grids["990106001001001"].geom.geoms) == 1
    assert copy.spots.keys() == {found.key for found in spots()} - {spot.key}


def test_of_two_neighbours_the_one_that_stays_in_the_band(drawing: Any, spots: Any, cured: Any) -> None:
    drawing.area("district", "990106", (0, 0, 12, 10))
    for number, (box, people) in enumerate([((0, 0, 5, 10), 1900), ((6, 0, 12, 10), 700)]):
        drawing.grid(f"G{number}", box)
        drawing.building(f"in G{number}", (box[0] + box[2]) / 2, 5, people)
    drawing.building("A", 5.5, 5, 100)
    drawing.publish()
    (spot,) = spots("buildings_outside")
    assert (spot.cure["grid"], spot.cure["people_after"]) == ("G1", 800)
    assert "within 800-1,200" in spot.cure["text"]["en"]
    assert cured(spot).promised()


def test_a_new_grid_where_neighbours_would_burst(town: Any, spots: Any) -> None:
    town.session.execute(text("UPDATE building SET population = 1900 WHERE code LIKE 'old%'"))
    town.building("A", 11, 5, 600)
    publish(town)
    spot = next(spot for spot in spots("buildings_outside") if spot.people == 600)
    assert (spot.cure["action"], spot.cure["people_after"]) == ("new_grid", 600)


def test_a_community_without_any_grid_is_one_spot(drawing: Any, spots: Any, cured: Any) -> None:
    drawing.area("district", "990106", (0, 0, 20, 10))
    west = drawing.area("community", "990106001001", (0, 0, 10, 10), parent="990106")
    drawing.area("community", "990106001002", (10, 0, 20, 10), parent="990106")
    drawing.grid("990106001001001", (0, 0, 10, 10), community=west)
    for number in range(3):
        drawing.building(f"{number}", 12 + 3 * number, 5, 300)
    drawing.publish()
    drawing.worker("W1", "990106001001001")
    (spot,) = spots()
    assert (spot.kind, spot.buildings, spot.people) == ("buildings_outside", 3, 900)
    assert spot.cure["grid"] == "990106001002001"
    copy = cured(spot)
    assert copy.promised()
    assert copy.spots == {}


def test_without_a_plan_all_is_outside_and_nothing_can_be_cured(drawing: Any, spots: Any) -> None:
    drawing.area("district", "990106", (0, 0, 20, 10))
    drawing.building("A", 5, 5, 1300)
    (spot,) = spots()
    assert (spot.kind, spot.people, spot.cure["action"], spot.cure["grids_due"]) == (
        "buildings_outside",
        1300,
        "check",
        1,
    )


def test_buildings_alone_in_the_record_are_one_spot(drawing: Any, spots: Any) -> None:
    for number in range(4):
        drawing.building(f"{number}", number * 5, 5)
    assert [(spot.kind, spot.buildings) for spot in spots()] == [("buildings_outside", 4)]


def test_a_building_beyond_the_district_is_to_be_checked(town: Any, spots: Any) -> None:
    town.building("A", 60, 5)
    publish(town)
    (spot,) = spots("buildings_outside")
    assert spot.cure["action"] == "check"
    assert spots("buildings_outside", area_code="990106") == []


def test_buildings_on_the_same_spot_stay_together(town: Any, spots: Any, cured: Any) -> None:
    for number in range(2):
        town.building(f"{number}", 10.5, 5, 7)
    publish(town)
    (spot,) = spots("buildings_outside")
    assert spot.buildings == 2
    assert cured(spot).promised()


def test_a_building_without_a_footprint(town: Any, spots: Any, cured: Any) -> None:
    town.session.execute(
        text("INSERT INTO building (code, population, geom) VALUES ('P', 3, 'SRID=4326;POINT(0.011 0.005)')")
    )
    publish(town)
    (spot,) = spots("buildings_outside")
    assert cured(spot).promised()


def test_a_building_on_the_border_of_the_district(town: Any, spots: Any, cured: Any) -> None:
    town.building("A", 12, 0, 3)
    town.building("B", 12, 10, 4)
    publish(town)
    assert sum(spot.people for spot in spots("buildings_outside")) == 7
    for spot in spots("buildings_outside"):
        assert spot.cure["action"] == "check" or cured(spot).promised()
