from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import pytest
import shapely

from gis.crs import gcj02_to_bd09, wgs84_to_gcj02
from gis.errors import InputError
from gis.loading import LoadReport

WriteLayer = Callable[..., Path]
WriteText = Callable[..., Path]
Load = Callable[..., LoadReport]
Rows = Callable[..., list[tuple[Any, ...]]]
Box = Callable[..., str]

PLACE = np.array([[116.3912345, 39.9067891]])
WHERE = "SELECT ST_X(geom), ST_Y(geom) FROM place"


def _table(write_text: WriteText, x: float, y: float) -> Path:
    return write_text("p.csv", f"code,name,x,y\na,东湖,{x!r},{y!r}\n")


@pytest.mark.parametrize(
    ("crs", "shifted"),
    [
        ("gcj02", wgs84_to_gcj02(PLACE)),
        ("bd09", gcj02_to_bd09(wgs84_to_gcj02(PLACE))),
        ("EPSG:4490", PLACE),
        (None, PLACE),
    ],
)
def test_offsets_are_taken_back(crs: str | None, shifted: Any, write_text: WriteText, load: Load, rows: Rows) -> None:
    load("places", _table(write_text, float(shifted[0, 0]), float(shifted[0, 1])), crs=crs)
    assert rows(WHERE) == [(116.3912345, 39.9067891)]


def test_a_projected_file_says_itself_what_it_is_in(write_layer: WriteLayer, load: Load, rows: Rows) -> None:
    x, y = pyproj.Transformer.from_crs(4326, 4547, always_xy=True).transform(*PLACE[0])
    report = load("places", write_layer("p.gpkg", [f"POINT ({x} {y})"], crs="EPSG:4547", code=["a"], name=["东湖"]))
    assert report.crs == "EPSG:4547"
    assert rows(WHERE) == [(116.3912345, 39.9067891)]


def test_the_users_word_counts_against_the_files(write_layer: WriteLayer, load: Load, rows: Rows) -> None:
    x, y = pyproj.Transformer.from_crs(4326, 4547, always_xy=True).transform(*PLACE[0])
    report = load("places", write_layer("p.geojson", [f"POINT ({x} {y})"], code=["a"], name=["东湖"]), crs="EPSG:4547")
    assert rows(WHERE) == [(116.3912345, 39.9067891)]
    assert "the file says EPSG:4326; it was read as EPSG:4547, as --crs says" in report.notes


@pytest.mark.parametrize(
    ("epsg", "guess"), [(3857, "EPSG:3857"), (4527, "EPSG:4527"), (4547, "EPSG:4534 to EPSG:4554"), (4498, "EPSG:4498")]
)
def test_metres_without_a_name_are_refused_with_a_guess(
    epsg: int, guess: str, write_text: WriteText, load: Load
) -> None:
    x, y = pyproj.Transformer.from_crs(4326, epsg, always_xy=True).transform(*PLACE[0])
    with pytest.raises(InputError, match="--crs") as error:
        load("places", _table(write_text, x, y))
    assert guess in str(error.value)


def test_a_file_that_calls_metres_degrees_is_refused(write_layer: WriteLayer, load: Load) -> None:
    with pytest.raises(InputError, match="are not what EPSG:4326 has: name what they are in with --crs"):
        load("places", write_layer("p.geojson", ["POINT (500000 4400000)"], code=["a"], name=["东湖"]))


def test_swapped_coordinates_are_told_and_taken_when_said(write_text: WriteText, load: Load, rows: Rows) -> None:
    path = _table(write_text, 39.9067891, 116.3912345)
    with pytest.raises(InputError, match="look like lat, lon: add --lat-lon"):
        load("places", path)
    load("places", path, lat_lon=True)
    assert rows(WHERE) == [(116.3912345, 39.9067891)]


def test_kashgar_swapped_is_told_as_well(write_text: WriteText, load: Load) -> None:
    with pytest.raises(InputError, match="look like lat, lon"):
        load("places", _table(write_text, 39.47, 75.99))


def test_the_sea_off_africa_is_no_district(write_text: WriteText, load: Load) -> None:
    with pytest.raises(InputError, match="near 0°, 0°"):
        load("places", _table(write_text, 0.5, 0.25))


def test_a_few_wild_rows_are_refused_one_by_one(write_text: WriteText, load: Load) -> None:
    lines = "".join(f"p{place},x,{116 + place / 100},39\n" for place in range(30))
    report = load("places", write_text("p.csv", f"code,name,lon,lat\n{lines}w,x,1e300,39\nv,x,39,116\n"))
    assert (report.inserted, report.refused) == (30, 2)


def test_a_rough_datum_is_said(write_text: WriteText, load: Load) -> None:
    report = load("places", _table(write_text, 116.39, 39.9), crs="EPSG:4610")
    assert any("positions may be off by some 100 m" in note for note in report.notes)


def test_shared_borders_stay_shared(write_layer: WriteLayer, load: Load, rows: Rows) -> None:
    node = 116.123456789012
    west, east = shapely.box(116.1, 39, node, 39.1), shapely.box(node, 39, 116.2, 39.1)
    load("grids", write_layer("g.gpkg", [west.wkt, east.wkt], code=["w", "e"]), crs="bd09")
    grounds = [shapely.from_wkb(bytes(row[0])) for row in rows("SELECT ST_AsBinary(geom) FROM plan_grid")]
    assert shapely.coverage_is_valid(np.array(grounds))
