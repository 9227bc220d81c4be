from collections.abc import Callable
from typing import Any

import pytest
import shapely
from shapely import wkt

from gis.errors import InputError

Done = Callable[..., dict[str, str]]
AREAS = {"990106001001": "POLYGON ((0 0, 5 0, 5 2, 0 2, 0 0))"}


def test_a_gap_goes_to_the_longer_border(fabric: Any, done: Done) -> None:
    cells = {"a": "POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0))", "b": "POLYGON ((3 0, 5 0, 5 1, 3 1, 3 0))",
             "c": "POLYGON ((3 1, 5 1, 5 2, 3 2, 3 1))"}  # fmt: skip
    changed = done(fabric(cells, areas=AREAS), "heal", at=[2.5, 1])
    assert wkt.loads(changed["a"]).equals(shapely.box(0, 0, 3, 2))
    other = done(fabric(cells, areas=AREAS), "heal", at=[2.5, 1], into="b")
    assert wkt.loads(other["b"]).area == pytest.approx(4)


@pytest.mark.parametrize(("at", "said"), [([1, 1], "no gap any more"), ([9, 9], "in no community")])
def test_no_gap(fabric: Any, done: Done, at: list[float], said: str) -> None:
    with pytest.raises(InputError, match=said):
        done(fabric({"a": "POLYGON ((0 0, 5 0, 5 2, 0 2, 0 0))"}, areas=AREAS), "heal", at=at)


def test_an_overlap_stays_with_the_one_that_keeps_it(fabric: Any, done: Done) -> None:
    cells = fabric({"a": "POLYGON ((0 0, 3 0, 3 2, 0 2, 0 0))", "b": "POLYGON ((2 0, 5 0, 5 2, 2 2, 2 0))"})
    changed = done(cells, "heal", grids=["a", "b"], keep="b")
    assert wkt.loads(changed["a"]).equals(shapely.box(0, 0, 2, 2))
    assert len(done(cells, "heal", grids=["a", "b"])) >= 1


def test_a_grid_twice_goes(fabric: Any, edited: Any) -> None:
    twice = "POLYGON ((0 0, 3 0, 3 2, 0 2, 0 0))"
    assert edited(fabric({"a": twice, "b": twice}), "heal", grids=["a", "b"]).removed == ("a",)


def test_an_overlap_in_the_middle_is_not_torn(fabric: Any, done: Done) -> None:
    cells = fabric({"a": "POLYGON ((0 0, 5 0, 5 2, 0 2, 0 0))", "b": "POLYGON ((2 -1, 3 -1, 3 3, 2 3, 2 -1))"})
    changed = done(cells, "heal", grids=["a", "b"])
    assert all(wkt.loads(shape).geom_type in ("Polygon", "MultiPolygon") for shape in changed.values())


def test_a_sliver_goes_to_the_longer_border(fabric: Any, edited: Any) -> None:
    cells = fabric({"a": "POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0))", "s": "POLYGON ((2 0, 2.01 0, 2.01 2, 2 2, 2 0))",
                    "b": "POLYGON ((2.01 0, 4 0, 4 1, 2.01 1, 2.01 0))"})  # fmt: skip
    edit = edited(cells, "heal", grid="s")
    assert edit.removed == ("s",)
    assert edit.grounds["a"].equals(shapely.box(0, 0, 0.00201, 0.002))
