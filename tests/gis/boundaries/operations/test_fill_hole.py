from collections.abc import Callable
from typing import Any

import pytest
import shapely
from shapely import wkt

from gis.errors import InputError

Done = Callable[..., dict[str, str]]
RING = "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0), (1 1, 3 1, 3 3, 1 3, 1 1))"


def test_only_where_no_other_grid_lies(fabric: Any, done: Done) -> None:
    cells = fabric({"a": RING, "b": "POLYGON ((1 1, 2 1, 2 3, 1 3, 1 1))"})
    filled = done(cells, "fill_hole", grid="a", at=[2.5, 2])
    assert wkt.loads(filled["a"]).equals(shapely.box(0, 0, 4, 4).difference(shapely.box(1, 1, 2, 3)))
    with pytest.raises(InputError, match="Another grid lies in that hole"):
        done(cells, "fill_hole", grid="a", at=[1.5, 2])


def test_no_hole_there(fabric: Any, done: Done) -> None:
    with pytest.raises(InputError, match="has no hole there"):
        done(fabric({"a": RING}), "fill_hole", grid="a", at=[0.5, 0.5])
