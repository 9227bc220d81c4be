from typing import Any

import pytest
import shapely

from gis.errors import InputError

AREAS = {"990106001001": "POLYGON ((0 0, 4 0, 4 2, 0 2, 0 0))", "990106001002": "POLYGON ((4 0, 8 0, 8 2, 4 2, 4 0))"}


def test_what_lies_beyond_goes_to_the_neighbour_there_or_out(fabric: Any, edited: Any) -> None:
    cells = fabric(
        {"a": "POLYGON ((0 -1, 5 -1, 5 2, 0 2, 0 -1))", "b": "POLYGON ((5 0, 8 0, 8 2, 5 2, 5 0))"},
        areas=AREAS,
        communities={"a": 1, "b": 2},
    )
    edit = edited(cells, "clip", grid="a")
    assert edit.grounds["a"].equals(shapely.box(0, 0, 0.004, 0.002))
    assert edit.grounds["b"].equals(shapely.box(0.004, 0, 0.008, 0.002))


def test_nothing_to_take_back(fabric: Any, edited: Any) -> None:
    cells = fabric({"a": "POLYGON ((0 0, 4 0, 4 2, 0 2, 0 0))"}, areas=AREAS, communities={"a": 1})
    with pytest.raises(InputError, match="in its community already"):
        edited(cells, "clip", grid="a")
