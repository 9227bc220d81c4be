"""The join is exact, wherever points fall."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import translate

from gis.coverage.points_in_ground import PointField

GROUNDS = np.array(
    [
        shapely.box(0, 0, 3, 3),
        shapely.box(3, 0, 6, 3),
        shapely.from_wkt("POLYGON((0 3, 6 3, 6 6, 0 6, 0 3), (1 4, 2 4, 2 5, 1 5, 1 4))"),
        shapely.from_wkt("MULTIPOLYGON(((0 0, 2 0, 0 2, 0 0)), ((4 4, 5 4, 5 5, 4 4)))"),
        shapely.from_wkt("POLYGON EMPTY"),
        shapely.box(20, 20, 21, 21),
        shapely.box(-5, -5, 30, 30),
    ],
    dtype=object,
)
coordinates = st.one_of(st.integers(-1, 13).map(lambda n: n / 2), st.floats(-1, 7), st.just(float("nan")))


def brute_force(x: np.ndarray, y: np.ndarray) -> set[tuple[int, int]]:
    pairs = set()
    for n, (lon, lat) in enumerate(zip(x, y, strict=True)):
        if np.isnan(lon) or np.isnan(lat):
            continue
        point = shapely.Point(lon, lat)
        for k, ground in enumerate(GROUNDS):
            inside = ground.contains(point) or ground.contains(translate(point, 1e-9, 4e-10))
            if ground.intersects(point) and inside:
                pairs.add((n, k))
    return pairs


@pytest.mark.parametrize("many_cells", [0, 150])
@settings(deadline=None)
@given(places=st.lists(st.tuples(coordinates, coordinates), max_size=60))
def test_as_one_by_one(many_cells: int, places: list[tuple[float, float]]) -> None:
    x, y = np.array(places, float).reshape(-1, 2).T
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gis.coverage.points_in_ground.MANY_CELLS", many_cells)
        patch.setattr("gis.coverage.points_in_ground.POINTS_PER_CELL", 2)
        point, ground = PointField(x, y).pairs(GROUNDS)
    found = list(zip(point.tolist(), ground.tolist(), strict=True))
    assert len(found) == len(set(found))
    assert set(found) == brute_force(x, y)


def test_many_random_points_as_one_by_one() -> None:
    x, y = np.random.default_rng(7).uniform(-1, 7, (2, 3000))
    point, ground = PointField(x, y).pairs(GROUNDS)
    assert set(zip(point.tolist(), ground.tolist(), strict=True)) == brute_force(x, y)
    assert (np.diff(ground) >= 0).all()


def test_no_ground_and_no_points() -> None:
    nowhere = np.empty(0)
    assert [len(part) for part in PointField(nowhere, nowhere).pairs(GROUNDS)] == [0, 0]
    assert [len(part) for part in PointField(np.ones(3), np.ones(3)).pairs(GROUNDS[:0])] == [0, 0]
