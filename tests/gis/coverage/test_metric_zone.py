import pyproj
import pytest
from shapely import LineString, Point, box

from gis.coverage.metric_zone import MetricZone


def test_lengths_are_those_on_the_ellipsoid() -> None:
    line = LineString([(115.8, 30.0), (115.85, 30.03)])
    zone = MetricZone([line])
    expected = pyproj.Geod(ellps="WGS84").geometry_length(line)
    assert zone.lengths_m([line])[0] == pytest.approx(expected, rel=1e-5)


def test_there_and_back() -> None:
    zone = MetricZone([box(115.8, 30.0, 115.9, 30.1)])
    assert zone.to_lonlat(zone.to_metres(Point(115.8123456, 30.0123456))).equals(Point(115.8123456, 30.0123456))


def test_a_zone_around_nothing() -> None:
    assert MetricZone([]).to_metres(Point(0, 0)).distance(Point(0, 0)) < 1e-6
