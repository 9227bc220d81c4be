from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from gis.errors import InputError
from gis.loading import LoadOptions, inspect

WriteLayer = Callable[..., Path]
WriteText = Callable[..., Path]
Box = Callable[..., str]


def test_a_file_is_told_by_its_first_rows(write_layer: WriteLayer, box: Box) -> None:
    path = write_layer(
        "楼栋.gpkg",
        [box(116 + place * 0.01, 39) for place in range(9)],
        LDBH=[str(place) for place in range(9)],
        RKS=list(range(9)),
    )
    info = inspect(path, kind="buildings", features=4)
    assert (info.format, info.layer, info.count, info.crs) == ("GPKG", "楼栋", 9, "EPSG:4326")
    assert info.fields == {"code": "LDBH", "population": "RKS"}
    assert [(column.name, column.samples[:2]) for column in info.columns] == [("LDBH", ["0", "1"]), ("RKS", ["0", "1"])]
    assert info.bbox == pytest.approx((116, 39, 116.031, 39.001))
    assert len(info.preview["features"]) == 4
    assert info.preview["features"][0]["properties"] == {}
    assert info.problem is None


@pytest.mark.parametrize(
    ("wkt", "columns", "kind"),
    [
        ("POLYGON ((116 39, 116.1 39, 116 39.1, 116 39))", ["RKS", "LDBH"], "buildings"),
        ("POLYGON ((116 39, 116.1 39, 116 39.1, 116 39))", ["WGBM", "WGMC"], "grids"),
        ("LINESTRING (116 39, 116.1 39)", ["road_name", "oneway"], "streets"),
        ("POINT (116 39)", ["工单编号", "处理状态", "上报时间"], "incidents"),
    ],
)
def test_the_kind_is_guessed(wkt: str, columns: list[str], kind: str, write_layer: WriteLayer) -> None:
    info = inspect(write_layer("x.gpkg", [wkt], columns={name: ["1"] for name in columns}))
    assert info.kinds[0] == kind


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        ("name,kind,lon,lat\n枫林卫生站,卫生站,116,39\n", "resources"),
        ("name,kind,lon,lat\n枫林里,小地名,116,39\n", "places"),
        ("code,name,lon,lat\n1,枫林里 1 号楼,116,39\n", "buildings"),
        ('code,name,wkt\n1,枫林路,"LINESTRING (116 39, 116.1 39)"\n', "streets"),
        ('name,kind,wkt\n枫林公园,park,"POLYGON ((116 39, 116.1 39, 116 39.1, 116 39))"\n', "greens"),
        ('name,类型,wkt\n枫林河,河流,"POLYGON ((116 39, 116.1 39, 116 39.1, 116 39))"\n', "water"),
    ],
)
def test_the_shapes_in_a_table_count_for_its_kind(table: str, kind: str, write_text: WriteText) -> None:
    kinds = inspect(write_text("x.csv", table)).kinds
    assert kinds[0] == kind
    assert "polygon" in table.lower() or not {"greens", "areas"} & set(kinds)


def test_mixed_shapes_are_told_by_the_rows(write_text: WriteText) -> None:
    feature = '{"type":"Feature","properties":{"name":"甲"},"geometry":{"type":"%s","coordinates":%s}}'
    points = ",".join(feature % kind for kind in (("Point", "[116,39]"), ("MultiPoint", "[[116,39],[117,39]]")))
    kinds = inspect(write_text("x.geojson", f'{{"type":"FeatureCollection","features":[{points}]}}')).kinds
    assert "buildings" in kinds
    assert not {"water", "areas", "streets"} & set(kinds)


@pytest.mark.parametrize(
    ("column", "kind", "fields"),
    [
        ("联系电话", "workers", {}),
        ("call", "workers", {"phone": "call"}),
        # named by hand, so that the guess falls on none
        ("Mobile", "workers", {"phone": ""}),
        ("手机号(必填)", "buildings", {}),
        ("lxdh", None, {}),
    ],
)
def test_phone_numbers_are_never_shown(
    column: str, kind: str | None, fields: dict[str, str], write_text: WriteText
) -> None:
    path = write_text("网格员.csv", f"工号,{column},lon,lat\nA1,13900000001,116,39\n")
    info = inspect(path, kind=kind, options=LoadOptions(fields=fields))
    assert {item.name: item.samples for item in info.columns}[column] == []
    assert {item.name: item.samples for item in info.columns}["工号"] == ["A1"]
    assert info.preview["features"]
    assert b"13900000001" not in orjson.dumps(info.as_json())


def test_what_is_in_the_way_is_said_and_no_error(write_text: WriteText) -> None:
    path = write_text("b.csv", "code,x,y\na,500000,4400000\n")
    info = inspect(path, kind="buildings")
    assert "--crs" in (info.problem or "")
    assert [column.name for column in info.columns] == ["code", "x", "y"]
    assert inspect(path, kind="buildings", options=LoadOptions(crs="EPSG:4547")).problem is None


def test_a_table_without_coordinates_can_be_named(write_text: WriteText) -> None:
    path = write_text("b.csv", "code,p1,p2\na,116,39\n")
    assert "coordinates" in (inspect(path, kind="buildings").problem or "")
    info = inspect(path, kind="buildings", options=LoadOptions(fields={"lon": "p1", "lat": "p2"}))
    assert info.preview["features"][0]["geometry"] == {"type": "Point", "coordinates": [116.0, 39.0]}
    assert {"lon", "lat", "wkt", "population"} <= set(info.known_fields)


def test_openstreetmap_is_told_by_its_header(write_text: WriteText) -> None:
    path = write_text("m.osm", '<osm version="0.6"><bounds minlat="39" minlon="116" maxlat="40" maxlon="117"/></osm>')
    info = inspect(path)
    assert (info.kind, info.format, info.bbox) == ("osm", "OpenStreetMap", (116, 39, 117, 40))
    with pytest.raises(InputError):
        inspect(write_text("n.osm", "hello"))


def test_a_file_without_rows(write_text: WriteText) -> None:
    assert inspect(write_text("b.csv", "code,lon,lat\n"), kind="buildings").problem == "b.csv holds no rows."


def test_a_damaged_file_is_an_error(write_text: WriteText) -> None:
    with pytest.raises(InputError):
        inspect(write_text("b.gpkg", "hello"))


def test_what_is_told_of_strange_values_is_plain(write_text: WriteText) -> None:
    path = write_text(
        "b.geojson",
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"list":[1,2],"d":"2024-01-01","n":1e308},"geometry":{"type":"Point","coordinates":[1e300,1]}},{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[116,39]}}]}',
    )
    info = inspect(path, kind="places", options=LoadOptions(crs="wgs84"))
    assert orjson.loads(orjson.dumps(info.as_json()))["columns"][0] == {"name": "list", "samples": ["[1, 2]"]}
