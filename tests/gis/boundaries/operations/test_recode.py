from typing import Any

import pytest

from gis.errors import InputError

AREAS = {"990106001001": "POLYGON ((0 0, 4 0, 4 2, 0 2, 0 0))"}
ONE = {"x": "POLYGON ((0 0, 4 0, 4 2, 0 2, 0 0))"}


def test_the_next_free_code(fabric: Any, edited: Any) -> None:
    cells = fabric(ONE, areas=AREAS, communities={"x": 1}, known={"990106001001007"})
    assert edited(cells, "recode", grid="x").renamed == {"x": "990106001001008"}


def test_a_code_that_is_taken(fabric: Any, edited: Any) -> None:
    with pytest.raises(InputError, match="is taken"):
        edited(fabric(ONE), "recode", grid="x", code="x")
