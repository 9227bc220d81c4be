import csv
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyogrio
import pyogrio.raw
import pytest
import shapely
from sqlalchemy import Engine, text

from console.layer_file import short_names, write_layer
from console.layer_rows import Rows, read_rows
from gis.database import session_of
from gis.errors import InputError, NotFoundError
from gis.spreadsheet_text import inert
from gis.viewer import LOCAL_OPERATOR, Viewer
from layers import find_layer

RunWangge = Callable[..., object]


@pytest.fixture
def filled(engine: Engine) -> Engine:
    """Engine of a database with one of each."""
    with session_of(engine) as session:
        session.execute(text((Path(__file__).parents[1] / "one_of_each.sql").read_text(encoding="utf-8")))
    return engine


@pytest.fixture
def export(filled: Engine, tmp_path: Path) -> Callable[..., Path]:
    """Write a layer: `export("grids", "grids.gpkg")` -> the file."""

    def write(name: str, file: str, **options: str) -> Path:
        layer = find_layer(name)
        write_layer(layer, read_rows(filled, layer, LOCAL_OPERATOR, **options), tmp_path / file)
        return tmp_path / file

    return write


def table_of(path: Path) -> dict[str, list[object]]:
    info, _fids, shapes, values = pyogrio.raw.read(path)
    columns = {str(name): list(held) for name, held in zip(info["fields"], values, strict=True)}
    return {**columns, "geom": list(shapely.from_wkb(shapes))}


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "json", "fgb", "kml"])
def test_columns_have_the_records_own_names(export: Callable[..., Path], ending: str) -> None:
    path = export("grids", f"grids.{ending}")
    table = table_of(path)
    assert set(find_layer("grids").properties) - {"name"} <= set(table)
    # FlatGeobuf puts features near each other next to each other
    people = dict(zip(table["code"], [int(str(value)) for value in table["population"]], strict=True))
    assert people == {"110101001001001": 150, "110101001001002": 50}
    assert shapely.total_bounds(table["geom"]).tolist() == pytest.approx([116, 40, 116.005, 40.01])
    assert pyogrio.read_info(path)["crs"] == "EPSG:4326"


def test_values_keep_their_kinds(export: Callable[..., Path]) -> None:
    info = pyogrio.read_info(export("buildings", "buildings.gpkg"))
    kinds = dict(zip(info["fields"], info["ogr_types"], strict=True))
    assert (kinds["population"], kinds["name"], kinds["occupied_since"]) == ("OFTInteger64", "OFTString", "OFTDate")
    assert dict(zip(info["fields"], info["dtypes"], strict=True))["covered"] == "bool"
    assert info["geometry_type"] == "MultiPolygon"
    assert pyogrio.read_info(export("incidents", "incidents.gpkg"))["ogr_types"][8] == "OFTDateTime"


def test_what_is_not_known_stays_unknown(export: Callable[..., Path]) -> None:
    assert table_of(export("buildings", "buildings.gpkg"))["estate_code"] == [None, None, "E1"]


def test_a_shapefile_is_a_zip_with_short_names_in_utf8(export: Callable[..., Path]) -> None:
    path = export("grids", "grids.zip")
    assert {name.rsplit(".")[-1] for name in zipfile.ZipFile(path).namelist()} == {"shp", "shx", "dbf", "prj", "cpg"}
    table = table_of(path)
    assert table["name"][0] == "西社区第1网格"
    assert list(map(int, table["population"])) == [150, 50]  # type: ignore[call-overload]
    assert "popu_esti" in table


def test_a_shapefile_of_ground_and_lines_holds_both(export: Callable[..., Path], filled: Engine) -> None:
    with session_of(filled) as session:
        session.execute(
            text("""
                INSERT INTO water (code, kind, geom)
                VALUES ('L', 'stream', 'SRID=4326;MULTILINESTRING((116 40, 116.01 40))')
            """)
        )
    names = zipfile.ZipFile(export("water", "water.zip")).namelist()
    assert {name for name in names if name.endswith(".shp")} == {"water_line.shp", "water_polygon.shp"}


def test_short_names_differ() -> None:
    names = [
        "population",
        "population_estimated",
        "population_estimate",
        "description",
        "descriptions",
        "a_b_c_d_e_f_g_h",
    ]
    short = short_names(names)
    assert list(short) == names
    assert len(set(short.values())) == len(names)
    assert all(len(name) <= 10 for name in short.values())
    assert short["population"] == "population"


def test_a_table_of_points_has_coordinates(export: Callable[..., Path]) -> None:
    with export("workers", "workers.csv").open(encoding="utf-8-sig", newline="") as file:
        one, _two = csv.DictReader(file)
    assert (one["code"], one["lon"], one["lat"]) == ("W0001", "116.001", "40.003")
    assert "phone" not in one


def test_a_table_of_ground_has_outlines(export: Callable[..., Path]) -> None:
    with export("grids", "grids.csv").open(encoding="utf-8-sig", newline="") as file:
        one = next(csv.DictReader(file))
    assert shapely.from_wkt(one["wkt"]).bounds == (116, 40, 116.003, 40.01)
    assert one["population"] == "150"


def test_a_table_holds_no_formulas(export: Callable[..., Path], filled: Engine) -> None:
    with session_of(filled) as session:
        session.execute(text("UPDATE worker SET name = '=1+1' WHERE id = 1"))
    with export("workers", "workers.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["name"] for row in csv.DictReader(file)] == ["'=1+1", "网格员 0002"]


@pytest.mark.parametrize("cell", ["=1", "+1", "@A1", "-1+1", "\t=1", "\r=1"])
def test_what_a_spreadsheet_would_compute_is_kept_as_text(cell: str) -> None:
    assert inert(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "-12.5", "东湖", "a=1"])
def test_other_text_stays(cell: str) -> None:
    assert inert(cell) == cell


def test_a_sheet_holds_values_and_no_formulas(export: Callable[..., Path], filled: Engine) -> None:
    with session_of(filled) as session:
        session.execute(text("UPDATE incident SET description = '=1+1' WHERE code = 'I1'"))
    sheet = openpyxl.load_workbook(export("incidents", "incidents.xlsx"))["incidents"]
    header, first, *_rest = sheet.iter_rows()
    values = dict(zip([cell.value for cell in header], first, strict=True))
    assert values["description"].value == "=1+1"
    assert values["description"].data_type == "s"
    assert (values["lon"].value, values["lat"].value) == (116.003, 40.005)
    assert values["reported_at"].is_date


def test_only_an_area(export: Callable[..., Path]) -> None:
    assert table_of(export("buildings", "east.geojson", area_code="110101001002"))["code"] == ["B3"]


def test_blind_spots_are_those_of_the_record_as_it_stands(export: Callable[..., Path], filled: Engine) -> None:
    with session_of(filled) as session:
        session.execute(text("UPDATE building SET population = 31 WHERE code = 'B3'"))
    table = table_of(export("blind_spots", "spots.gpkg"))
    assert 31 in dict(zip(table["kind"], table["people"], strict=True)).values()


def test_an_unknown_area_is_said(filled: Engine) -> None:
    with pytest.raises(NotFoundError, match="There is no area 999"):
        read_rows(filled, find_layer("grids"), LOCAL_OPERATOR, area_code="999")


def test_a_viewer_exports_the_own_area_only(filled: Engine) -> None:
    viewer = Viewer(name="east", role="community", area_code="110101001002")
    assert read_rows(filled, find_layer("buildings"), viewer).columns[0].values == ["B3"]


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "zip", "fgb", "kml", "csv", "xlsx"])
def test_an_empty_layer_is_an_empty_file(engine: Engine, tmp_path: Path, ending: str) -> None:
    layer = find_layer("incidents")
    path = tmp_path / f"empty.{ending}"
    write_layer(layer, read_rows(engine, layer, LOCAL_OPERATOR), path)
    assert path.stat().st_size > 0


def test_a_failed_export_leaves_the_file_that_was_there(tmp_path: Path) -> None:
    path = tmp_path / "grids.gpkg"
    path.write_text("precious")
    with pytest.raises(Exception, match=r".+"):
        write_layer(find_layer("grids"), Rows([b"no geometry"], []), path)
    assert path.read_text() == "precious"
    assert list(tmp_path.iterdir()) == [path]


def test_the_command_writes_and_says_how_many(filled: Engine, run_wangge: RunWangge, tmp_path: Path) -> None:
    assert filled
    outcome = run_wangge("export", "grids", tmp_path / "grids.gpkg")
    assert "2 grids" in outcome.stdout  # type: ignore[attr-defined]
    assert pyogrio.read_info(tmp_path / "grids.gpkg")["features"] == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("grid", "x.gpkg"), "There is no layer 'grid'; there are:"),
        (("grids", "x.doc"), "ends in .gpkg, .geojson"),
        (("grids", "nowhere/x.gpkg"), "cannot be written"),
    ],
)
def test_mistakes_are_said_in_one_line(run_wangge: RunWangge, arguments: tuple[str, ...], said: str) -> None:
    outcome = run_wangge("export", *arguments, expect=1)
    assert said in outcome.stderr  # type: ignore[attr-defined]
    assert outcome.stderr.count("\n") == 1  # type: ignore[attr-defined]


def test_a_sheet_that_would_not_fit_is_refused(monkeypatch: pytest.MonkeyPatch, export: Callable[..., Path]) -> None:
    monkeypatch.setattr("console.layer_file.LONGEST_SHEET", 1)
    with pytest.raises(InputError, match=r"export it as \.csv"):
        export("grids", "grids.xlsx")
