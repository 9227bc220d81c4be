import numpy as np
import shapely

from sample_maps.faults import _strip, _with_corner

WEST = shapely.from_wkt("POLYGON ((0 0, 300 0, 300 400, 0 400, 0 0))")
EAST = shapely.from_wkt("POLYGON ((300 0, 600 0, 600 400, 300 400, 300 0))")
BORDER = shapely.from_wkt("LINESTRING (300 0, 300 400)")


def test_a_strip_lies_on_the_other_side_of_the_border_and_fits_it() -> None:
    strip, west, east = _strip(np.random.default_rng(3), BORDER, WEST, EAST, broad=True)
    assert shapely.covers(EAST, strip)
    assert 22 * 90 * 0.8 < strip.area < 42 * 240
    assert west.equals(WEST)
    assert east.equals(EAST)
    assert not shapely.coverage_is_valid([west, strip, east])
    assert shapely.coverage_is_valid([west, strip, east.difference(strip)])


def test_a_corner_is_added_only_where_the_point_lies_on_a_side() -> None:
    on, off = np.array([150.0, 0.0]), np.array([150.0, 10.0])
    assert len(_with_corner(WEST, on).exterior.coords) == 6
    assert len(_with_corner(WEST, off).exterior.coords) == 5
    assert len(_with_corner(WEST, np.array([300.0, 0.0])).exterior.coords) == 5
