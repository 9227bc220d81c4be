from typing import Any

import pytest
import shapely

from gis.errors import InputError

TWO = {
    "990106001001001": "POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0))",
    "990106001001002": "POLYGON ((2 0, 4 0, 4 2, 2 2, 2 0))",
}
AREAS = {"990106001001": "POLYGON ((0 0, 5 0, 5 2, 0 2, 0 0))", "990106001002": "POLYGON ((5 0, 9 0, 9 2, 5 2, 5 0))"}
NEW = "990106001001003"


def test_out_of_two_grids_and_open_ground(fabric: Any, edited: Any) -> None:
    edit = edited(fabric(TWO, areas=AREAS), "carve", polygon=[[1, 1], [5, 1], [5, 3], [1, 3]], name="新网格")
    assert edit.grounds[NEW].equals(shapely.box(0.001, 0.001, 0.005, 0.002))
    assert (edit.names[NEW], edit.communities[NEW]) == ("新网格", 1)
    assert shapely.coverage_is_valid(list(edit.grounds.values()))


def test_out_of_a_blind_spot(fabric: Any, edited: Any) -> None:
    cells = fabric(TWO, areas=AREAS, spots={7: "POLYGON ((4 0, 5 0, 5 2, 4 2, 4 0))"})
    assert list(edited(cells, "carve", spot=7).grounds) == [NEW, "990106001001002"][:1]


@pytest.mark.parametrize(
    ("polygon", "said"),
    [
        ([[4, 0], [6, 0], [6, 1], [4, 1]], "draw it within one"),
        ([[-1, 0], [0, 0], [0, 1], [-1, 1]], "no ground for a new grid"),
        ([[1, -1], [1.5, -1], [1.5, 3], [1, 3]], "in 2 pieces|outer border"),
    ],
)
def test_what_is_refused(fabric: Any, edited: Any, polygon: Any, said: str) -> None:
    houses = {1: (0.5, 1, 1), 2: (1.7, 1, 1)}
    with pytest.raises(InputError, match=said):
        edited(fabric(TWO, areas=AREAS, houses=houses), "carve", polygon=polygon)
