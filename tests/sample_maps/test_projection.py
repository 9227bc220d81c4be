import numpy as np
import pytest
import shapely
from pyproj import Geod

from sample_maps.projection import CENTRE_LAT, CENTRE_LON, shapes_to_degrees, to_degrees


def test_the_centre_is_the_origin() -> None:
    assert to_degrees(np.array([[0.0, 0.0]])).tolist() == [[CENTRE_LON, CENTRE_LAT]]


def test_metres_are_metres_on_the_ellipsoid() -> None:
    (a, b) = to_degrees(np.array([[-5000.0, 3000.0], [5000.0, 3000.0]]))
    assert Geod(ellps="WGS84").inv(*a, *b)[2] == pytest.approx(10_000, abs=0.1)


def test_shared_corners_stay_shared() -> None:
    tiles = np.array([shapely.box(0, 0, 10.01, 20), shapely.box(10.01, 0, 30, 20)], dtype=object)
    assert shapely.coverage_is_valid(shapes_to_degrees(tiles))
