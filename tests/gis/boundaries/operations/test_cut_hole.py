from collections.abc import Callable
from typing import Any

import pytest
import shapely
from shapely import wkt

from gis.errors import InputError

Done = Callable[..., dict[str, str]]
ONE = {"a": "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0))"}
HOLE = [[1, 1], [2, 1], [2, 2], [1, 2]]


def test_cut_and_filled_again(fabric: Any, done: Done) -> None:
    cut = done(fabric(ONE), "cut_hole", grid="a", polygon=HOLE)
    assert wkt.loads(cut["a"]).area == pytest.approx(15)
    filled = done(fabric(cut), "fill_hole", grid="a", at=[1.5, 1.5])
    assert wkt.loads(filled["a"]).equals(shapely.box(0, 0, 4, 4))


def test_nobody_lives_in_a_hole(fabric: Any, done: Done) -> None:
    with pytest.raises(InputError, match="12 people live there"):
        done(fabric(ONE, houses={1: (1.5, 1.5, 12)}), "cut_hole", grid="a", polygon=HOLE)


def test_a_hole_lies_within(fabric: Any, done: Done) -> None:
    with pytest.raises(InputError, match="lies inside its grid"):
        done(fabric(ONE), "cut_hole", grid="a", polygon=[[0, 1], [2, 1], [2, 2]])
