from collections.abc import Callable
from typing import Any

import pytest
import shapely
from shapely import wkt

from gis.errors import ConflictError, InputError, NotFoundError

Done = Callable[..., dict[str, str]]
THREE = {
    "a": "POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0))",
    "b": "POLYGON ((2 0, 4 0, 4 2, 2 2, 2 0))",
    "c": "POLYGON ((4 2, 6 2, 6 4, 4 4, 4 2))",
}


def test_the_grid_with_most_people_keeps_its_code(fabric: Any, edited: Any) -> None:
    edit = edited(fabric(THREE, houses={1: (3, 1, 10)}), "merge", grids=["a", "b"])
    assert (list(edit.grounds), edit.removed) == (["b"], ("a",))
    assert edit.grounds["b"].equals(shapely.box(0, 0, 0.004, 0.002))


def test_neighbours_with_other_nodes_on_their_border(fabric: Any, done: Done) -> None:
    cells = {**THREE, "a": "POLYGON ((0 0, 2 0, 2 0.7, 2 2, 0 2, 0 0))"}
    assert wkt.loads(done(fabric(cells), "merge", grids=["a", "b"], into="a")["a"]).equals(shapely.box(0, 0, 4, 2))


@pytest.mark.parametrize(
    ("grids", "into", "said"),
    [
        (["a"], None, "at least 2"),
        (["b", "c"], None, "only neighbours"),
        (["a", "c"], None, "only neighbours"),
        (["a", "b"], "c", "is not among those"),
    ],
)
def test_what_is_refused(fabric: Any, done: Done, grids: list[str], into: str | None, said: str) -> None:
    with pytest.raises(InputError, match=said):
        done(fabric(THREE), "merge", grids=grids, into=into)


def test_a_grid_that_is_not_there(fabric: Any, done: Done) -> None:
    with pytest.raises(NotFoundError, match="no grid x"):
        done(fabric(THREE), "merge", grids=["a", "x"])


def test_grids_of_two_communities_stay_apart(fabric: Any, done: Done) -> None:
    with pytest.raises(InputError, match="different communities"):
        done(fabric(THREE, communities={"a": 1, "b": 2}), "merge", grids=["a", "b"])


def test_a_locked_grid_is_not_merged(fabric: Any, done: Done) -> None:
    with pytest.raises(ConflictError, match="Locked"):
        done(fabric(THREE, locked=["a"]), "merge", grids=["a", "b"], into="b")
