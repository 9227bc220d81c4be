from typing import Any

import pytest
import shapely

from gis.errors import InputError

LOOSE = {
    "a": "MULTIPOLYGON (((0 0, 2 0, 2 2, 0 2, 0 0)), ((4 0, 5 0, 5 2, 4 2, 4 0)))",
    "b": "POLYGON ((2 0, 4 0, 4 2, 2 2, 2 0))",
    "c": "POLYGON ((5 0, 6 0, 6 1, 5 1, 5 0))",
}


def test_a_loose_piece_goes_to_the_longer_border(fabric: Any, edited: Any) -> None:
    edit = edited(fabric(LOOSE), "attach", grid="a", at=[4.5, 1])
    assert edit.grounds["b"].equals(shapely.box(0.002, 0, 0.005, 0.002))
    assert edit.grounds["a"].equals(shapely.box(0, 0, 0.002, 0.002))


def test_a_whole_grid_has_none(fabric: Any, edited: Any) -> None:
    with pytest.raises(InputError, match="no loose piece"):
        edited(fabric(LOOSE), "attach", grid="b", at=[3, 1])
