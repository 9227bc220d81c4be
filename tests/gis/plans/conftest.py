"""Plans of two squares side by side."""

from collections.abc import Callable, Sequence

import pytest
from shapely import MultiPolygon, box

from gis.plans import GridInput


@pytest.fixture
def squares() -> Callable[..., Sequence[GridInput]]:
    """Return grids of side 1 in a row, by code: `squares("a", "b")`."""

    def make(*codes: str) -> list[GridInput]:
        return [GridInput(code=code, geom=MultiPolygon([box(n, 0, n + 1, 1)])) for n, code in enumerate(codes)]

    return make
