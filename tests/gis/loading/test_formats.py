# ruff: noqa: E501 - a case reads best on one line
import gzip
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gis.errors import InputError
from gis.loading import LoadReport

WriteLayer = Callable[..., Path]
WriteText = Callable[..., Path]
Load = Callable[..., LoadReport]
Rows = Callable[..., list[tuple[Any, ...]]]
Box = Callable[..., str]

BUILDINGS = "SELECT code, name, population FROM building ORDER BY code"
TWO = [("a", "一号楼", 10), ("b", "二号楼", 20)]


@pytest.mark.parametrize("name", ["b.gpkg", "b.geojson", "b.fgb", "b.shp", "b.geojsonl", "b.gml", "b.sqlite"])
def test_formats_of_gdal(name: str, write_layer: WriteLayer, load: Load, rows: Rows, box: Box) -> None:
    path = write_layer(
        name,
        [box(116, 39), box(116.1, 39)],
        columns={"code": ["a", "b"], "name": ["一号楼", "二号楼"], "人口": [10, 20]},
    )
    report = load("buildings", path)
    assert report.crs == "EPSG:4326"
    assert sorted(rows(BUILDINGS)) == TWO


def _zip(path: Path, members: dict[str, Path], *, encoding: str | None = None) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, member in members.items():
            info = zipfile.ZipInfo(name)
            if encoding is not None:
                # as programs do that know nothing of UTF-8 in archives
                info.filename = name.encode(encoding).decode("cp437")
            archive.writestr(info, member.read_bytes())
    return path


def _parts(path: Path) -> list[Path]:
    return [item for item in path.parent.iterdir() if item.stem == path.stem and item.suffix != ".zip"]


def test_a_zipped_shapefile_in_a_folder(
    write_layer: WriteLayer, load: Load, rows: Rows, box: Box, tmp_path: Path
) -> None:
    path = write_layer("g.shp", [box(116, 39)], columns={"CODE": ["a"], "NAME": ["一号楼"], "RKS": [10]})
    archive = _zip(tmp_path / "g.zip", {f"导出/楼栋{item.suffix}": item for item in _parts(path)}, encoding="gbk")
    load("buildings", archive)
    assert rows(BUILDINGS) == TWO[:1]


def test_an_archive_that_leads_elsewhere_stays_where_it_belongs(
    write_layer: WriteLayer, load: Load, box: Box, tmp_path: Path
) -> None:
    path = write_layer("g.geojson", [box(116, 39)], code=["a"])
    assert load("estates", _zip(tmp_path / "g.zip", {"../../../evil.geojson": path})).inserted == 1
    assert not list(tmp_path.parent.glob("evil*"))


def test_one_of_several_files_in_an_archive(write_layer: WriteLayer, load: Load, box: Box, tmp_path: Path) -> None:
    one = write_layer("a.geojson", [box(116, 39)], code=["a"])
    two = write_layer("b.geojson", [box(116, 39), box(116.1, 39)], code=["a", "b"])
    archive = _zip(tmp_path / "g.zip", {"one.geojson": one, "estates.geojson": two})
    assert load("estates", archive).notes[0] == "'estates.geojson' was taken; --layer names another: one.geojson"
    assert load("estates", archive, layer="one").unchanged == 1


@pytest.mark.parametrize("cpg", [None, "UTF-8", "GBK", "nonsense"])
def test_gbk_in_a_shapefile_whatever_its_cpg_says(
    cpg: str | None, write_layer: WriteLayer, load: Load, rows: Rows, box: Box
) -> None:
    path = write_layer("g.shp", [box(116, 39)], columns={"CODE": ["a"], "NAME": ["XXXXX楼"], "RKS": [10]})
    table = path.with_suffix(".dbf")
    name = "XXXXX楼".encode()
    table.write_bytes(table.read_bytes().replace(name, "一号楼".encode("gbk").ljust(len(name))))
    path.with_suffix(".cpg").unlink()
    if cpg is not None:
        path.with_suffix(".cpg").write_text(cpg)
    load("buildings", path)
    assert rows(BUILDINGS) == TWO[:1]


def test_a_shapefile_is_known_by_any_of_its_parts(write_layer: WriteLayer, load: Load, box: Box) -> None:
    path = write_layer("g.shp", [box(116, 39)], code=["a"])
    assert load("estates", path.with_suffix(".dbf")).inserted == 1


def test_a_shapefile_without_prj_is_taken_as_lon_lat_and_says_so(write_layer: WriteLayer, load: Load, box: Box) -> None:
    path = write_layer("g.shp", [box(116, 39)], code=["a"])
    path.with_suffix(".prj").unlink()
    report = load("estates", path)
    assert report.inserted == 1
    assert "no coordinate system is given: taken as WGS 84 (lon, lat); --crs names another" in report.notes


def test_a_layer_is_picked_and_named(write_layer: WriteLayer, load: Load, rows: Rows, box: Box) -> None:
    write_layer("m.gpkg", ["POINT (116 39)"], layer="texts", code=["t"])
    write_layer("m.gpkg", [box(116, 39)], layer="plots", append=True, code=["a"])
    path = write_layer("m.gpkg", [box(116.1, 39)], layer="more", append=True, code=["b"])
    report = load("estates", path)
    assert report.layer == "plots"
    assert report.notes == ["layer 'plots' was taken; --layer names another: texts, more"]
    assert load("estates", path, layer="more").inserted == 1
    assert rows("SELECT code FROM estate ORDER BY 1") == [("a",), ("b",)]


def test_a_layer_called_like_the_kind_comes_first(write_layer: WriteLayer, load: Load, box: Box) -> None:
    write_layer("m.gpkg", [box(116, 39)], layer="plots", code=["a"])
    path = write_layer("m.gpkg", [box(116.1, 39)], layer="estates", append=True, code=["b"])
    assert load("estates", path).layer == "estates"


KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document>
<Folder><name>东</name><Placemark><name>一格</name>
<ExtendedData><Data name="网格编码"><value>a</value></Data></ExtendedData>
<Polygon><outerBoundaryIs><LinearRing><coordinates>116,39,5 116.1,39,5 116.1,39.1,5 116,39,5</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Folder>
<Folder><name>西</name><Placemark><name>二格</name>
<ExtendedData><Data name="网格编码"><value>b</value></Data></ExtendedData>
<LineString><coordinates>115,39 115.1,39 115.1,39.1 115,39</coordinates></LineString></Placemark></Folder>
</Document></kml>"""


def test_the_folders_of_a_kml_are_one_file(write_text: WriteText, load: Load, rows: Rows) -> None:
    report = load("grids", write_text("g.kml", KML))
    assert (report.inserted, report.refused) == (2, 0)
    assert rows("SELECT code, name FROM plan_grid ORDER BY code") == [("a", "一格"), ("b", "二格")]


def _dxf(*entities: str) -> str:
    body = "\n".join(entities)
    return f"0\nSECTION\n2\nENTITIES\n{body}\n0\nENDSEC\n0\nEOF\n"


def _polyline(points: list[tuple[float, float]], *, closed: bool) -> str:
    coordinates = "\n".join(f"10\n{x}\n20\n{y}" for x, y in points)
    return f"0\nLWPOLYLINE\n8\nGRID\n90\n{len(points)}\n70\n{int(closed)}\n{coordinates}"


def test_closed_polylines_of_a_drawing_are_polygons(write_text: WriteText, load: Load) -> None:
    square = [(500000.0, 3320000.0), (500100.0, 3320000.0), (500100.0, 3320100.0), (500000.0, 3320100.0)]
    drawing = _dxf(
        _polyline(square, closed=True),
        _polyline(square[:3], closed=False),
        "0\nTEXT\n8\nT\n10\n500050\n20\n3320050\n40\n5\n1\n网格一",
    )
    report = load("grids", write_text("d.dxf", drawing), crs="EPSG:4547")
    assert (report.rows, report.inserted, report.refused) == (2, 1, 1)
    assert report.remarks[0].reason == "a line that does not close where a polygon is due"
    assert "1 texts and points of the drawing were left aside" in report.notes


def test_a_drawing_must_say_what_its_metres_are(write_text: WriteText, load: Load) -> None:
    square = [(500000.0, 3320000.0), (500100.0, 3320000.0), (500100.0, 3320100.0), (500000.0, 3320100.0)]
    with pytest.raises(InputError, match="--crs"):
        load("grids", write_text("d.dxf", _dxf(_polyline(square, closed=True))))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_tables_of_text(encoding: str, separator: str, write_text: WriteText, load: Load, rows: Rows) -> None:
    lines = [
        ["楼栋编号", "楼栋名称", "人口", "经度", "纬度"],
        ["a", "一号楼", "10", "116", "39"],
        ["b", "二号楼", "20", "116.1", "39"],
    ]
    path = write_text("b.csv", "\r\n".join(separator.join(line) for line in lines), encoding=encoding)
    assert load("buildings", path).inserted == 2
    assert rows(BUILDINGS) == TWO


def test_cells_in_quotes(write_text: WriteText, load: Load, rows: Rows) -> None:
    load("buildings", write_text("b.csv", 'code,name,lon,lat\na,"一号楼, ""东""\n侧",116,39\n'))
    assert rows("SELECT name FROM building") == [('一号楼, "东"\n侧',)]


def test_a_named_encoding_counts(write_text: WriteText, load: Load, rows: Rows) -> None:
    load("buildings", write_text("b.csv", "code,name,lon,lat\na,Café,116,39\n", encoding="latin-1"), encoding="latin-1")
    assert rows("SELECT name FROM building") == [("Café",)]


@pytest.mark.parametrize(
    "cell", ["POLYGON ((116 39, 116.1 39, 116.1 39.1, 116 39))", "SRID=4326;POLYGON ((116 39, 116.1 39, 116.1 39.1, 116 39))", "0101000000000000000000E03F000000000000F03F"]
)  # fmt: skip
def test_geometry_as_text(cell: str, write_text: WriteText, load: Load) -> None:
    path = write_text("b.csv", f'code,people,WKT\na,1,"{cell}"\nb,1,POLYGON ((1 1\nc,1,\n')
    report = load("buildings", path, crs="wgs84")
    assert (report.inserted, report.refused) == (1, 2)
    assert [item.reason for item in report.remarks] == ["the geometry cannot be read", "no geometry"]


def test_both_coordinates_in_one_cell(write_text: WriteText, load: Load, rows: Rows) -> None:
    load("resources", write_text("r.csv", '名称,坐标\n卫生站,"116.5,39.5"\n警务室,(116.6 39.6)\n'))
    assert rows("SELECT ST_AsText(geom) FROM resource ORDER BY name DESC") == [
        ("POINT(116.6 39.6)",),
        ("POINT(116.5 39.5)",),
    ]


def test_a_coordinate_that_is_none_is_refused(write_text: WriteText, load: Load) -> None:
    report = load("buildings", write_text("b.csv", "code,people,lon,lat\na,1,116,39\nb,1,东经116,39\nc,1,116°30′,39\n"))
    assert (report.inserted, [item.reason for item in report.remarks]) == (2, ["lon 东经116 is not a coordinate"])


def test_a_table_without_coordinates_says_how_to_name_them(write_text: WriteText, load: Load) -> None:
    with pytest.raises(InputError, match=r"no columns of coordinates were found among code, p1, p2.*--field lon="):
        load("buildings", write_text("b.csv", "code,p1,p2\na,116,39\n"))


def test_named_columns_of_coordinates(write_text: WriteText, load: Load) -> None:
    path = write_text("b.csv", "code,p1,p2\na,116,39\n")
    assert load("buildings", path, fields={"lon": "p1", "lat": "p2"}).inserted == 1


def _workbook(path: Path, lines: list[list[Any]], *, sheet: str = "Sheet1") -> Path:
    book = openpyxl.Workbook()
    book.active.title = sheet
    for line in lines:
        book.active.append(line)
    book.create_sheet("空")
    book.save(path)
    return path


def test_a_workbook_with_a_title_above(tmp_path: Path, load: Load, rows: Rows) -> None:
    lines: list[list[Any]] = [
        ["XX区楼栋台账"],
        [],
        ["楼栋编号", "楼栋名称", "人口", "经度", "纬度", "入住时间"],
        ["a", "一号楼", 10, 116, 39, 44317],
        ["b", "二号楼", "20人", 116.1, 39, "2021年5月"],
    ]
    report = load("buildings", _workbook(tmp_path / "b.xlsx", lines))
    assert (report.rows, report.inserted) == (2, 2)
    assert rows(BUILDINGS) == TWO
    assert rows("SELECT DISTINCT occupied_since::text FROM building") == [("2021-05-01",)]
    assert "row 3 of sheet 'Sheet1' names the columns" in report.notes


def test_geojson_with_a_mark_and_lines(write_text: WriteText, load: Load) -> None:
    features = [
        {
            "type": "Feature",
            "properties": {"code": f"s{place}"},
            "geometry": {"type": "LineString", "coordinates": [[116, 39], [116, 39 + place]]},
        }
        for place in (1, 2, 3)
    ]
    path = write_text("s.geojsonl", "\ufeff" + "\n".join(json.dumps(item) for item in features))
    assert load("streets", path).inserted == 3


def test_geojson_in_gbk(write_text: WriteText, load: Load, rows: Rows) -> None:
    content = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"名称": "东湖"}, "geometry": {"type": "Point", "coordinates": [116, 39]}}
        ],
    }
    load("places", write_text("p.geojson", json.dumps(content, ensure_ascii=False), encoding="gbk"))
    assert rows("SELECT name FROM place") == [("东湖",)]


def test_a_ring_that_is_not_closed_is_closed(write_text: WriteText, load: Load) -> None:
    content = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"code": "a"},
                "geometry": {"type": "Polygon", "coordinates": [[[116, 39], [117, 39], [117, 40]]]},
            }
        ],
    }
    report = load("estates", write_text("p.geojson", json.dumps(content)))
    assert (report.inserted, report.repaired) == (1, 1)
    assert report.remarks[0].reason == "the outline was closed"


def test_a_compressed_single_file_is_no_archive(tmp_path: Path, load: Load) -> None:
    path = tmp_path / "b.zip"
    path.write_bytes(gzip.compress(b"code,lon,lat\n"))
    with pytest.raises(InputError, match="no zip archive"):
        load("buildings", path)
