from collections.abc import Callable
from typing import Any

import pytest
import shapely
from shapely import wkt

from gis.boundaries.fabric import Fabric
from gis.errors import ConflictError, InputError

Done = Callable[..., dict[str, str]]

SQUARES = {
    "a": "POLYGON ((0 0, 2 0, 2 1, 2 2, 0 2, 0 0))",
    "b": "POLYGON ((2 0, 4 0, 4 2, 2 2, 2 1, 2 0))",
}


def same(one: str, other: str) -> bool:
    return bool(wkt.loads(one).equals(wkt.loads(other)))


def test_both_neighbours_follow(fabric: Any, done: Done) -> None:
    changed = done(fabric(SQUARES), "move_vertex", vertex=[2, 1], to=[2.5, 1])
    assert same(changed["a"], "POLYGON ((0 0, 2 0, 2.5 1, 2 2, 0 2, 0 0))")
    assert same(changed["b"], "POLYGON ((2 0, 4 0, 4 2, 2 2, 2.5 1, 2 0))")


def test_a_neighbour_without_that_node_gets_it(fabric: Any, done: Done) -> None:
    cells = {**SQUARES, "b": "POLYGON ((2 0, 4 0, 4 2, 2 2, 2 0))"}
    changed = done(fabric(cells), "move_vertex", vertex=[2, 1], to=[1.5, 1])
    assert same(changed["b"], "POLYGON ((2 0, 4 0, 4 2, 2 2, 1.5 1, 2 0))")


def test_three_grids_share_a_corner(fabric: Any, done: Done) -> None:
    cells = {"a": "POLYGON ((0 0, 2 0, 2 1, 0 1, 0 0))", "b": "POLYGON ((2 0, 4 0, 4 2, 2 2, 2 1, 2 0))",
             "c": "POLYGON ((0 1, 2 1, 2 2, 0 2, 0 1))"}  # fmt: skip
    changed = done(fabric(cells), "move_vertex", vertex=[2, 1], to=[1.8, 1.1])
    assert sorted(changed) == ["a", "b", "c"]


def test_the_new_border_gets_the_nodes_it_passes(fabric: Any, done: Done) -> None:
    # c has a node on the straight line that the border of a and b becomes
    cells = {
        "a": "POLYGON ((0 0, 2 0, 1 1, 2 2, 0 2, 0 0))",
        "b": "POLYGON ((2 0, 4 0, 4 2, 2 2, 1 1, 2 0))",
    }
    changed = done(fabric(cells), "move_vertex", vertex=[1, 1], to=[2, 1])
    assert same(changed["a"], "POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0))")


def test_snapped_to_a_node_nearby(fabric: Any, done: Done) -> None:
    cells = {**SQUARES, "c": "POLYGON ((0 2, 2 2, 4 2, 4 3, 0 3, 0 2))"}
    changed = done(fabric(cells), "move_vertex", vertex=[2, 1], to=[2.01, 1.98], snap_m=5)
    assert same(changed["b"], "POLYGON ((2 0, 4 0, 4 2, 2 2, 2 0))")


@pytest.mark.parametrize(
    ("vertex", "to", "said"),
    [
        ([9, 9], [1, 1], "No grid has a corner there"),
        ([2, 1], [2, 1], "stands there already"),
        ([2, 1], [-1, 1], "cross itself|lie over|outer border"),
        ([2, 1], [2, 5], "cross itself|outer border"),
        ([0, 0], [-1, 0], "outer border"),
        ([0, 0], [0.5, 0.5], "in no grid"),
    ],
)
def test_what_is_refused(fabric: Any, done: Done, vertex: list[float], to: list[float], said: str) -> None:
    with pytest.raises(InputError, match=said):
        done(fabric(SQUARES), "move_vertex", vertex=vertex, to=to)


def test_the_outline_moves_when_that_is_meant(fabric: Any, done: Done) -> None:
    assert list(done(fabric(SQUARES), "move_vertex", vertex=[0, 0], to=[-1, 0], outline=True)) == ["a"]


def test_open_ground_of_the_community_may_be_taken(fabric: Any, done: Done) -> None:
    areas = {"990106001001": "POLYGON ((-1 -1, 9 -1, 9 9, -1 9, -1 -1))"}
    assert list(done(fabric(SQUARES, areas=areas), "move_vertex", vertex=[0, 0], to=[-1, 0])) == ["a"]


def test_a_locked_neighbour_stays(fabric: Any, done: Done) -> None:
    with pytest.raises(ConflictError, match="Locked and not changed: b"):
        done(fabric(SQUARES, locked=["b"]), "move_vertex", vertex=[2, 1], to=[2.5, 1])


def test_no_border_runs_through_a_building_unless_told(fabric: Any, done: Done) -> None:
    cells: Fabric = fabric(SQUARES, houses={1: (2.25, 0.5, 10)})
    with pytest.raises(InputError, match="would cut: 1"):
        done(cells, "move_vertex", vertex=[2, 1], to=[2.5, 1])
    assert len(done(cells, "move_vertex", vertex=[2, 1], to=[2.5, 1], through_buildings=True)) == 2


def test_nothing_is_lost_in_slanting_borders(fabric: Any, edited: Any) -> None:
    cells = fabric({"a": "POLYGON ((0 0, 3 0.1, 1.7 3, 0 2, 0 0))", "b": "POLYGON ((3 0.1, 5 1, 4 4, 1.7 3, 3 0.1))"})
    edit = edited(cells, "insert_vertex", edge=[[3, 0.1], [1.7, 3]], at=[2.345, 1.61803])
    after = [edit.grounds["a"], edit.grounds["b"]]
    assert shapely.coverage_is_valid(after)
    assert shapely.coverage_union_all(after).equals(shapely.union_all([c.ground for c in cells.cells.values()]))
