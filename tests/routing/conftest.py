"""Small networks, drawn in metres around (116, 40)."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
import shapely

from gis.coverage.metric_zone import MetricZone
from gis.network.streets import WalkableStreets

ZONE = MetricZone(shapely.Point(116.0, 40.0))
MakeStreets = Callable[..., WalkableStreets]


def lonlat(*metres: tuple[float, float]) -> np.ndarray:
    return ZONE.points_to_lonlat(np.array(metres, dtype=np.float64))


@pytest.fixture
def make_streets() -> MakeStreets:
    """Streets of WKT in metres: `level` and `noded` by number of the street, 0 and False for the others."""

    def make(*wkt: str, level: dict[int, int] | None = None, noded: Sequence[int] = ()) -> WalkableStreets:
        count = len(wkt)
        levels = np.array([(level or {}).get(number, 0) for number in range(count)], dtype=np.int64)
        lines = np.empty(count, dtype=object)
        lines[:] = [ZONE.to_lonlat(shapely.from_wkt(line)) for line in wkt]
        return WalkableStreets(
            id=np.arange(count) + 100,
            lines=lines,
            level=levels,
            raised=levels != 0,
            noded=np.array([number in noded for number in range(count)], dtype=np.bool_),
        )

    return make
