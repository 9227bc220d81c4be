from collections.abc import Callable
from typing import Any

import pytest
import shapely
from shapely import wkt

from gis.errors import InputError, NotFoundError

Done = Callable[..., dict[str, str]]
TWO = {"a": "POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0))", "b": "POLYGON ((2 0, 4 0, 4 2, 2 2, 2 0))"}
HOUSES = {1: (2.3, 1, 10), 2: (2.3, 1.3, 20), 3: (3.5, 1, 30), 4: (1, 1, 40)}


def test_a_drawn_piece(fabric: Any, done: Done) -> None:
    changed = done(fabric(TWO, houses=HOUSES), "give", to="a", polygon=[[1, 0], [3, 0], [3, 2], [1, 2]])
    assert wkt.loads(changed["a"]).equals(shapely.box(0, 0, 3, 2))
    assert wkt.loads(changed["b"]).equals(shapely.box(3, 0, 4, 2))


def test_picked_buildings_with_the_ground_around_them(fabric: Any, edited: Any) -> None:
    cells = fabric(TWO, houses=HOUSES)
    edit = edited(cells, "give", to="a", buildings=[1, 2])
    assert cells.people(edit.grounds["a"]) == 70
    assert cells.people(edit.grounds["b"]) == 30
    assert shapely.coverage_is_valid(list(edit.grounds.values()))


def test_an_estate_with_the_strip_behind_its_wall(fabric: Any, done: Done) -> None:
    # the wall stands a little off the border: the strip between would be cut off, and nobody lives on it
    row = {**TWO, "c": "POLYGON ((0 2, 4 2, 4 4, 0 4, 0 2))"}
    cells = fabric(row, houses=HOUSES, estates={"E": "POLYGON ((2 1.5, 4 1.5, 4 1.95, 2 1.95, 2 1.5))"})
    changed = done(cells, "give", to="c", estate="E")
    assert wkt.loads(changed["b"]).equals(shapely.box(2, 0, 4, 1.5))
    assert wkt.loads(changed["c"]).area == pytest.approx(9)


def test_an_estate_behind_a_strip_that_goes_on_beside_it(fabric: Any, edited: Any) -> None:
    # the wall stands 22 m off the border and is shorter than it; a house by the street stays where it is
    estate = {"E": "POLYGON ((2.2 0.8, 3 0.8, 3 1.6, 2.2 1.6, 2.2 0.8))"}
    cells = fabric(TWO, houses=HOUSES, estates=estate)
    edit = edited(cells, "give", to="a", estate="E")
    assert shapely.get_num_geometries(shapely.union_all([edit.grounds["a"]])) == 1
    assert cells.people(edit.grounds["a"]) == 70
    assert cells.people(edit.grounds["b"]) == 30
    assert shapely.coverage_is_valid(list(edit.grounds.values()))
    far = fabric(TWO, houses=HOUSES, estates={"E": "POLYGON ((3 0.8, 3.4 0.8, 3.4 1.6, 3 1.6, 3 0.8))"})
    with pytest.raises(InputError, match="2 pieces"):
        edited(far, "give", to="a", estate="E")


def test_all_of_a_grid(fabric: Any, edited: Any) -> None:
    edit = edited(fabric(TWO, houses=HOUSES), "give", to="a", polygon=[[2, 0], [4, 0], [4, 2], [2, 2]])
    assert edit.removed == ("b",)


def test_open_ground_goes_along_within_the_community(fabric: Any, done: Done) -> None:
    areas = {"990106001001": "POLYGON ((0 0, 4 0, 4 3, 0 3, 0 0))"}
    cells = fabric(TWO, areas=areas, communities={"a": 1, "b": 1})
    changed = done(cells, "give", to="a", polygon=[[0, 1], [1, 1], [1, 5], [0, 5]])
    assert wkt.loads(changed["a"]).equals(shapely.union(shapely.box(0, 0, 2, 2), shapely.box(0, 0, 1, 3)))


def test_only_within_the_community(fabric: Any, done: Done) -> None:
    areas = {
        "990106001001": "POLYGON ((0 0, 3 0, 3 2, 0 2, 0 0))",
        "990106001002": "POLYGON ((3 0, 4 0, 4 2, 3 2, 3 0))",
    }
    cells = fabric(TWO, areas=areas, communities={"a": 1, "b": 1})
    changed = done(cells, "give", to="a", polygon=[[1, 0], [3.5, 0], [3.5, 2], [1, 2]])
    assert wkt.loads(changed["a"]).equals(shapely.box(0, 0, 3, 2))
    with pytest.raises(InputError, match="outside the community of grid a"):
        done(cells, "give", to="a", polygon=[[3.2, 0], [3.5, 0], [3.5, 2], [3.2, 2]])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"polygon": [[0.5, 0.5], [1, 0.5], [1, 1]]}, "has all of that already"),
        ({"polygon": [[3, 0.5], [3.5, 0.5], [3.5, 1]]}, "would lie in 2 pieces"),
        ({"polygon": [[0, 0], [1, 1], [1, 0], [0, 1]]}, "crosses itself"),
        ({"buildings": [4]}, "are in no other grid"),
        ({"buildings": []}, "list of ids"),
        ({}, "polygon is missing"),
    ],
)
def test_what_is_refused(fabric: Any, done: Done, arguments: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        done(fabric(TWO, houses=HOUSES), "give", to="a", **arguments)


@pytest.mark.parametrize(
    ("arguments", "said"), [({"estate": "x"}, "no estate x"), ({"buildings": [99]}, "building 99")]
)
def test_what_is_not_there(fabric: Any, done: Done, arguments: Any, said: str) -> None:
    with pytest.raises(NotFoundError, match=said):
        done(fabric(TWO, houses=HOUSES), "give", to="a", **arguments)
