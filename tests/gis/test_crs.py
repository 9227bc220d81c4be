import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.crs import (
    bd09_to_gcj02,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    geometries_to_wgs84,
    is_rough,
    parse_crs,
    source_crs,
    to_wgs84,
    wgs84_to_gcj02,
)
from gis.errors import InputError

LONGITUDES = st.floats(73.5, 135)
LATITUDES = st.floats(4, 53.5)


@given(LONGITUDES, LATITUDES)
def test_the_shift_of_gcj02_is_taken_back_exactly(lon: float, lat: float) -> None:
    place = np.array([[lon, lat]])
    assert np.abs(gcj02_to_wgs84(wgs84_to_gcj02(place)) - place).max() < 1e-9


@given(LONGITUDES, LATITUDES)
def test_the_shift_of_bd09_is_taken_back_exactly(lon: float, lat: float) -> None:
    place = np.array([[lon, lat]])
    assert np.abs(bd09_to_gcj02(gcj02_to_bd09(place)) - place).max() < 1e-9


def test_the_shifts_are_those_of_the_web_maps() -> None:
    # the published worked example, at the Forbidden City
    place = np.array([[116.404, 39.915]])
    assert wgs84_to_gcj02(place)[0] == pytest.approx([116.4102444992, 39.9164040686], abs=1e-6)
    assert gcj02_to_bd09(place)[0] == pytest.approx([116.4103694966, 39.9213369925], abs=1e-6)


def test_nothing_moves_outside_china() -> None:
    munich = np.array([[11.57, 48.14]])
    assert (wgs84_to_gcj02(munich) == munich).all()
    assert (gcj02_to_bd09(munich) == munich).all()
    assert np.abs(to_wgs84(munich, parse_crs("bd09")) - munich).max() == 0


@pytest.mark.parametrize("name", ["gcj02", "GCJ-02", "gcj_02"])
def test_names_are_read_as_they_are_written(name: str) -> None:
    assert parse_crs(name).shift == "gcj02"


@pytest.mark.parametrize("name", ["EPSG:4547", "epsg:4547", "4547"])
def test_epsg_codes_are_read_as_they_are_written(name: str) -> None:
    assert parse_crs(name).name == "EPSG:4547"


@pytest.mark.parametrize("name", ["", "nowhere", "EPSG:0", "EPSG:999999999999", "-1", "gcj03"])
def test_an_unknown_system_is_refused_in_one_line(name: str) -> None:
    with pytest.raises(InputError, match="--crs") as error:
        parse_crs(name)
    assert "\n" not in str(error.value)


def test_a_zone_of_cgcs2000_gives_longitude_first() -> None:
    # 500 km east of nothing: on the central meridian, 114 degrees
    lon, lat = to_wgs84(np.array([[500_000.0, 3_320_000.0]]), parse_crs("EPSG:4547"))[0]
    assert lon == pytest.approx(114.0, abs=1e-9)
    assert 29.9 < lat < 30.1


def test_cgcs2000_needs_no_projection() -> None:
    assert parse_crs("cgcs2000").is_lon_lat
    assert parse_crs("EPSG:4490").is_lon_lat
    assert not parse_crs("EPSG:3857").is_lon_lat


def test_a_shift_lies_beneath_a_projection() -> None:
    place = np.array([[116.4, 39.9]])
    mercator = geometries_to_wgs84(np.array([shapely.Point(0, 0)]), parse_crs("EPSG:3857"))
    assert mercator[0].equals(shapely.Point(0, 0))
    shifted = wgs84_to_gcj02(place)
    x, y = np.radians(shifted[0, 0]) * 6378137, np.arctanh(np.sin(np.radians(shifted[0, 1]))) * 6378137
    back = to_wgs84(np.array([[x, y]]), source_crs(parse_crs("EPSG:3857").crs, shift="gcj02"))
    assert back[0] == pytest.approx(place[0], abs=1e-9)


def test_nodes_that_neighbours_share_stay_shared() -> None:
    west, east = shapely.box(116.00000001, 39, 116.10000004, 40), shapely.box(116.10000004, 39, 116.2, 40)
    moved = geometries_to_wgs84(np.array([west, east]), parse_crs("gcj02"))
    assert shapely.coverage_is_valid(moved)
    assert shapely.get_coordinates(moved[0]).round(7).tolist() == shapely.get_coordinates(moved[0]).tolist()


@pytest.mark.parametrize(
    "wkt", ["POINT Z (1 2 3)", "POINT M (1 2 3)", "POINT ZM (1 2 3 4)", "LINESTRING M (1 2 3, 4 5 6)"]
)
def test_heights_and_measures_are_left_behind(wkt: str) -> None:
    [geom] = geometries_to_wgs84(np.array([shapely.from_wkt(wkt)]), parse_crs("wgs84"))
    assert not geom.has_z
    assert not geom.has_m
    assert shapely.get_coordinates(geom)[0].tolist() == [1, 2]


def test_a_datum_without_an_exact_shift_is_called_rough() -> None:
    assert is_rough(parse_crs("EPSG:4610").crs)  # Xi'an 1980
    assert not is_rough(parse_crs("EPSG:4547").crs)
    assert not is_rough(parse_crs("EPSG:32650").crs)
