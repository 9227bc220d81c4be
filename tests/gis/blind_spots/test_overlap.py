from datetime import date
from typing import Any

import pytest
from shapely import box

from gis.coverage.measure import area_m2


def test_ground_and_people_in_two_grids(drawing: Any, spots: Any) -> None:
    drawing.area("district", "990106", (0, 0, 10, 10))
    drawing.grid("G1", (0, 0, 6, 10))
    drawing.grid("G2", (5, 0, 10, 10))
    drawing.building("both", 5.5, 5, 100)
    drawing.building("one", 1, 5, 850)
    drawing.publish()
    (spot,) = spots("overlap")
    assert (spot.key, spot.people, spot.buildings, spot.since) == ("overlap:G1:G2", 100, 1, date(2018, 5, 1))
    assert spot.area_m2 == pytest.approx(area_m2(box(0.005, 0, 0.006, 0.01)), abs=0.1)
    assert spot.name == "G1 与 G2 重叠处"


@pytest.mark.parametrize(("people", "giver"), [((1300, 900), "G1"), ((900, 1500), "G2")])
def test_the_grid_that_comes_nearer_the_band_gives_it_up(
    drawing: Any, spots: Any, cured: Any, people: tuple[int, int], giver: str
) -> None:
    drawing.area("district", "990106", (0, 0, 10, 10))
    drawing.grid("G1", (0, 0, 6, 10))
    drawing.grid("G2", (5, 0, 10, 10))
    drawing.building("W", 1, 5, people[0])
    drawing.building("E", 9, 5, people[1])
    drawing.building("both", 5.5, 5, 100)
    drawing.publish()
    (spot,) = spots("overlap")
    assert (spot.cure["action"], spot.cure["grid"]) == ("take_out", giver)
    copy = cured(spot)
    assert copy.promised()
    assert copy.spots.keys() == {other.key for other in spots()} - {spot.key}


def test_nobody_is_torn_where_the_other_can_give_way(drawing: Any, spots: Any, cured: Any) -> None:
    drawing.area("district", "990106", (0, 0, 10, 10))
    drawing.grid("bar", (0, 4, 10, 6))
    drawing.grid("block", (4, 0, 6, 6))
    drawing.building("in bar", 1, 5, 2000)
    drawing.building("in both", 5, 4.5, 500)
    drawing.publish()
    (spot,) = spots("overlap")
    assert spot.cure["grid"] == "block"
    assert all(len(grid.geom.geoms) == 1 for grid in cured(spot).grids.values())


def test_a_grid_inside_another_leaves_a_hole(drawing: Any, spots: Any, cured: Any) -> None:
    drawing.area("district", "990106", (0, 0, 10, 10))
    drawing.grid("inner", (4, 4, 6, 6))
    drawing.grid("outer", (0, 0, 10, 10))
    drawing.building("inside", 5, 5, 900)
    drawing.publish()
    (spot,) = spots("overlap")
    assert (spot.cure["grid"], spot.cure["other"], spot.cure["people_after"]) == ("outer", "inner", 0)
    assert cured(spot).promised()


def test_of_two_that_are_the_same_one_goes(drawing: Any, spots: Any, cured: Any) -> None:
    drawing.area("district", "990106", (0, 0, 10, 10))
    drawing.grid("G1", (0, 0, 10, 10))
    drawing.grid("G2", (0, 0, 10, 10))
    drawing.building("inside", 5, 5, 900)
    drawing.publish()
    drawing.worker("W1", "G1", "G2")
    (spot,) = spots("overlap")
    assert (spot.people, spot.cure["action"], spot.cure["grid"]) == (900, "drop", "G2")
    assert spot.cure["people_after"] == {"G1": 900}
    copy = cured(spot)
    assert list(copy.grids) == ["G1"]
    assert copy.spots == {}


def test_the_one_with_a_worker_stays(drawing: Any, spots: Any) -> None:
    drawing.grid("G1", (0, 0, 10, 10))
    drawing.grid("G2", (0, 0, 10, 10))
    drawing.publish()
    drawing.worker("W1", "G2")
    assert spots("overlap")[0].cure["grid"] == "G1"


def test_the_grid_of_the_other_community_gives_way(drawing: Any, spots: Any, cured: Any) -> None:
    drawing.area("district", "990106", (0, 0, 20, 10))
    west = drawing.area("community", "990106001001", (0, 0, 10, 10), parent="990106")
    east = drawing.area("community", "990106001002", (10, 0, 20, 10), parent="990106")
    drawing.grid("W", (0, 0, 11, 10), community=west)
    drawing.grid("E", (10, 0, 20, 10), community=east)
    drawing.building("in both", 10.5, 5, 100)
    drawing.building("east", 15, 5, 1500)
    drawing.publish()
    (spot,) = spots("overlap")
    assert spot.cure["grid"] == "W"
    assert cured(spot).promised()


def test_across_the_border_of_two_neighbours_each_pair_is_told(drawing: Any, spots: Any) -> None:
    drawing.grid("G1", (0, 0, 5, 10))
    drawing.grid("G2", (5, 0, 10, 10))
    drawing.grid("G3", (3, 4, 7, 6))
    drawing.building("in G1 and G3", 4, 5, 3)
    drawing.publish()
    assert {spot.key: spot.people for spot in spots("overlap")} == {"overlap:G1:G3": 3, "overlap:G2:G3": 0}


def test_neighbours_that_only_touch_do_not_overlap(drawing: Any, spots: Any) -> None:
    drawing.grid("G1", (0, 0, 5, 10))
    drawing.grid("G2", (5, 0, 10, 10))
    drawing.building("on the border", 5, 5)
    drawing.publish()
    assert spots("overlap") == []
