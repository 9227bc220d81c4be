from datetime import date
from typing import Any

import pytest


@pytest.fixture
def town(drawing: Any) -> Any:
    """A community with a grid in its west, and ground 1 km wide in its east that no grid holds."""
    drawing.area("district", "990106", (0, 0, 20, 10))
    community = drawing.area("community", "990106001001", (0, 0, 20, 10), parent="990106")
    drawing.grid("990106001001001", (0, 0, 10, 10), community=community)
    drawing.building("old", 5, 5, 900)
    return drawing


def publish(town: Any) -> None:
    town.publish()
    town.worker("W1", "990106001001001")


def test_an_estate_that_lies_in_no_grid(town: Any, spots: Any) -> None:
    town.estate("阳光花园", (12, 2, 14, 4), since="2024-05-01")
    town.building("1", 12.5, 2.5, 500, since="2024-07-01")
    town.building("2", 13.5, 3.5, 400, since="2024-06-01")
    publish(town)
    (spot,) = spots("estate_outside")
    assert (spot.key, spot.name, spot.people, spot.buildings) == ("estate:阳光花园", "阳光花园", 900, 2)
    assert spot.since == date(2024, 5, 1)
    assert spot.days is not None
    assert spots("buildings_outside") == []


def test_since_is_its_first_building_where_the_estate_does_not_say(town: Any, spots: Any) -> None:
    town.estate("E", (12, 2, 14, 4))
    town.building("1", 12.5, 2.5, since="2024-07-01")
    town.building("2", 13.5, 3.5, since="2024-06-01")
    town.building("3", 13.5, 2.5)
    publish(town)
    assert spots("estate_outside")[0].since == date(2024, 6, 1)


def test_an_estate_mostly_in_a_grid_leaves_buildings_outside(town: Any, spots: Any) -> None:
    town.estate("E", (8, 2, 12, 4))
    for number, lon in enumerate((8.5, 9.5, 11)):
        town.building(f"{number}", lon, 3)
    publish(town)
    assert spots("estate_outside") == []
    assert [spot.buildings for spot in spots("buildings_outside")] == [1]


def test_only_the_buildings_in_no_grid_count(town: Any, spots: Any) -> None:
    town.estate("E", (9, 2, 14, 4))
    for number, lon in enumerate((9.5, 11, 13)):
        town.building(f"{number}", lon, 3)
    publish(town)
    (spot,) = spots("estate_outside")
    assert spot.buildings == 2
    assert spot.geom.bounds[0] == 0.01  # the grid's border


def test_a_building_beside_it_that_names_it_belongs_to_it(town: Any, spots: Any) -> None:
    town.estate("E", (12, 2, 14, 4))
    town.building("1", 13, 3)
    town.building("gatehouse", 14.2, 3, estate="E")
    town.building("far away, by mistake", 19, 9, estate="E")
    publish(town)
    assert [spot.buildings for spot in spots("estate_outside")] == [2]
    assert [spot.buildings for spot in spots("buildings_outside")] == [1]


def test_enough_people_for_a_grid_make_a_new_one(town: Any, spots: Any, cured: Any) -> None:
    town.estate("E", (10, 2, 12, 4))
    town.building("1", 11, 3, 800)
    publish(town)
    (spot,) = spots("estate_outside")
    assert spot.cure["action"] == "new_grid"
    assert (spot.cure["grid"], spot.cure["people_after"], spot.cure["grids_due"]) == ("990106001001002", 800, 1)
    assert spot.cure["worker"] == "W1"
    copy = cured(spot)
    assert copy.promised()
    assert copy.grids["990106001001002"].name == "E网格"
    assert copy.spots.keys() == {spot.key for spot in spots()} - {spot.key}


def test_many_people_make_as_many_grids_as_are_due(town: Any, spots: Any, cured: Any) -> None:
    town.estate("E", (12, 2, 18, 4))
    for number in range(12):
        town.building(f"{number}", 12.25 + number / 2, 3, 300)
    publish(town)
    (spot,) = spots("estate_outside")
    assert spot.cure["grids_due"] == 3
    assert spot.cure["people_after"] == {
        "990106001001002": 1200, "990106001001003": 1200, "990106001001004": 1200,
    }  # fmt: skip
    copy = cured(spot)
    assert copy.promised()
    assert all(len(grid.geom.geoms) == 1 for grid in copy.grids.values())


def test_one_building_of_many_people_cannot_be_parted(town: Any, spots: Any, cured: Any) -> None:
    town.estate("E", (12, 2, 14, 4))
    town.building("tower", 13, 3, 3000)
    publish(town)
    (spot,) = spots("estate_outside")
    assert (spot.cure["people_after"], spot.cure["grids_due"]) == (3000, 3)
    assert "3 grids are due" in spot.cure["text"]["en"]
    assert cured(spot).promised()


def test_an_estate_in_two_communities_is_a_spot_in_each(drawing: Any, spots: Any, cured: Any) -> None:
    drawing.area("district", "990106", (0, 0, 20, 10))
    west = drawing.area("community", "990106001001", (0, 0, 10, 10), parent="990106")
    east = drawing.area("community", "990106001002", (10, 0, 20, 10), parent="990106")
    drawing.grid("990106001001001", (0, 0, 8, 10), community=west)
    drawing.grid("990106001002001", (12, 0, 20, 10), community=east)
    drawing.estate("E", (8, 2, 11, 4))
    drawing.building("W", 9, 3, 30)
    drawing.building("E", 10.5, 3, 50)
    drawing.publish()
    drawing.worker("W1", "990106001001001", "990106001002001")
    found = {spot.key: spot for spot in spots("estate_outside")}
    assert {key: spot.people for key, spot in found.items()} == {"estate:E": 30, "estate:E@990106001002": 50}
    for spot in found.values():
        copy = cured(spot)
        assert copy.promised()
        assert copy.spots.keys() == {spot.key for spot in spots()} - {spot.key}


def test_the_strip_around_it_goes_with_it(town: Any, spots: Any) -> None:
    town.grid("990106001001002", (12, 0, 20, 10), community=None)
    town.grid("990106001001003", (10, 4, 12, 10), community=None)
    town.grid("990106001001004", (10, 0, 12, 2), community=None)
    town.estate("E", (10.2, 2.2, 11.8, 3.8))
    town.building("1", 11, 3, 50)
    publish(town)
    (spot,) = spots("estate_outside")
    assert spot.geom.bounds == (0.01, 0.002, 0.012, 0.004)
    assert spots("gap") == []


def test_the_keys_of_the_list(town: Any, spots: Any) -> None:
    town.estate("E", (12, 2, 14, 4))
    town.building("1", 13, 3)
    publish(town)
    found = spots("estate_outside")[0].as_json()
    wanted = ["kind", "name", "people", "buildings", "since", "days", "area_m2", "centroid", "cure"]
    assert [key for key in found if key in wanted] == wanted
    assert (found["since"], found["days"]) == (None, None)
    lon, lat = found["centroid"]
    assert 0.012 <= lon <= 0.014
    assert 0.002 <= lat <= 0.004
