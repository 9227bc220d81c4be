from typing import Any

import pytest

from gis.errors import InputError, NotFoundError

AREAS = {"990106001001": "POLYGON ((0 0, 4 0, 4 2, 0 2, 0 0))", "990106001002": "POLYGON ((4 0, 9 0, 9 2, 4 2, 4 0))"}
ONE = {"x": "POLYGON ((0 0, 5 0, 5 2, 0 2, 0 0))"}


def test_where_most_of_it_lies(fabric: Any, edited: Any) -> None:
    cells = fabric(ONE, areas=AREAS)
    assert edited(cells, "settle", grid="x").communities == {"x": 1}
    assert edited(cells, "settle", grid="x", community="990106001002").communities == {"x": 2}
    with pytest.raises(NotFoundError):
        edited(cells, "settle", grid="x", community="990106001009")
    with pytest.raises(InputError, match="already"):
        edited(fabric(ONE, areas=AREAS, communities={"x": 1}), "settle", grid="x")
