from collections.abc import Callable
from typing import Any

import pytest
import shapely
from shapely import wkt

from gis.errors import InputError

Done = Callable[..., dict[str, str]]
ONE = {"990106001001001": "POLYGON ((0 0, 4 0, 4 2, 0 2, 0 0))"}
CODE, NEXT = "990106001001001", "990106001001002"


def test_the_part_with_more_people_keeps_the_code(fabric: Any, done: Done) -> None:
    cells = fabric(ONE, houses={1: (3, 1, 50), 2: (0.5, 1, 20)})
    changed = done(cells, "split", grid=CODE, line=[[1, -1], [1, 3]])
    assert wkt.loads(changed[CODE]).equals(shapely.box(1, 0, 4, 2))
    assert wkt.loads(changed[NEXT]).equals(shapely.box(0, 0, 1, 2))


def test_the_neighbour_gets_the_new_corner(fabric: Any, edited: Any) -> None:
    cells = fabric({**ONE, "b": "POLYGON ((0 2, 4 2, 3 5, 0 4, 0 2))"})
    edit = edited(cells, "split", grid=CODE, line=[[1.2345, 0], [1.4142, 2]])
    assert sorted(edit.grounds) == [CODE, NEXT, "b"]
    assert shapely.coverage_is_valid(list(edit.grounds.values()))


def test_ends_near_the_border_are_drawn_to_it(fabric: Any, done: Done) -> None:
    changed = done(fabric(ONE), "split", grid=CODE, line=[[1, 0.02], [1, 1.98]], snap_m=5)
    assert len(changed) == 2


def test_faults_further_on_are_in_nobodys_way(fabric: Any, done: Done) -> None:
    """Somebody drew `over` over the border of `x` and `z`, which is none of the split grid's."""
    cells = fabric({
        CODE: "POLYGON ((0 10, 0 20, 2 20, 0 10))",
        "x": "POLYGON ((10 2, 0 10, 12 2, 10 2))",
        "z": "POLYGON ((10 2, 12 2, 13 0, 10 2))",
        "over": "POLYGON ((0 10, 10.5 3, 10.5 1, 0 10))",
    })  # fmt: skip
    changed = done(cells, "split", grid=CODE, line=[[-1, 15], [3, 15]])
    assert {CODE, NEXT} <= changed.keys()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ([[1, 0.5], [1, 1.5]], "does not split"),
        ([[9, 0], [9, 2]], "does not split"),
        ([[1, -1], [3, 3], [3, -1], [1, 3]], "crosses itself"),
        ([[1, -1], [1, 3], [2, 3], [2, -1]], "into 3 pieces"),
    ],
)
def test_what_is_refused(fabric: Any, done: Done, line: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        done(fabric(ONE), "split", grid=CODE, line=line)


def test_a_code_is_not_given_twice(fabric: Any, done: Done) -> None:
    with pytest.raises(InputError, match="is taken"):
        done(fabric(ONE, known={"x"}), "split", grid=CODE, line=[[1, -1], [1, 3]], code="x")


def test_buildings_stay_whole(fabric: Any, done: Done) -> None:
    cells = fabric(ONE, houses={1: (1, 1, 50), 2: (1.02, 0.5, 50), 3: (3, 1, 0)})
    with pytest.raises(InputError, match="would cut: 2"):
        done(cells, "split", grid=CODE, line=[[1, -1], [1, 3]])
    assert len(done(cells, "split", grid=CODE, line=[[1, -1], [1, 3]], through_buildings=True)) == 2


def test_a_line_along_a_wall_cuts_nothing(fabric: Any, done: Done) -> None:
    cells = fabric(ONE, houses={1: (1, 1, 50)})
    assert len(done(cells, "split", grid=CODE, line=[[1.04, -1], [1.04, 3]])) == 2
