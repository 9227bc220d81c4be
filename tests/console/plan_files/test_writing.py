import csv
import sqlite3
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pyogrio
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from console.plan_files.writing import check_plan_file, write_plan
from gis.errors import InputError

ONE_OF_EACH = Path(__file__).parents[2] / "one_of_each.sql"
CODE = "110101001001001"


@pytest.fixture
def filled(session: Session) -> Session:
    """A session on a record with one of each; plan 1 has two grids."""
    session.execute(text(ONE_OF_EACH.read_text(encoding="utf-8")))
    return session


def test_geopackage_begins_with_the_grids_and_has_styles(filled: Session, tmp_path: Path) -> None:
    file = tmp_path / "plan.gpkg"
    written = write_plan(filled, 1, file)
    assert (written.grids, written.pages, written.renamed) == (2, None, {})
    assert [name for name, _ in pyogrio.list_layers(file)][:2] == ["grids", "communities"]
    grids = pyogrio.read_dataframe(file, layer=0)
    assert list(grids.columns[:4]) == ["code", "name", "community", "community_name"]
    assert (grids.code[0], grids.people[0], grids.worker[0], grids.band[0]) == (CODE, 150, "网格员 0001", "far_below")
    assert list(grids.worker.isna()) == [False, True]
    connection = sqlite3.connect(file)
    styles = connection.execute(
        "SELECT f_table_name, f_geometry_column, styleQML FROM layer_styles WHERE useAsDefault = 1 ORDER BY id"
    ).fetchall()
    connection.close()
    assert [style[:2] for style in styles] == [("grids", "geom"), ("communities", "geom")]
    qml = ET.fromstring(styles[0][2].split("\n", 1)[1])
    shown = {item.get("value"): item for item in qml.iter("category")}
    assert list(shown) == ["far_below", "below", "within", "above", "far_above", "twice"]
    assert "800–1 200".replace(" ", "\u202f") in str(shown["within"].get("label"))
    symbol = next(item for item in qml.iter("symbol") if item.get("name") == shown["above"].get("symbol"))
    assert any(option.get("value", "").startswith("253,184,99") for option in symbol.iter("Option"))


def test_shapefile_says_its_encoding(filled: Session, tmp_path: Path) -> None:
    packed, plain = tmp_path / "plan.zip", tmp_path / "plan.shp"
    renamed = write_plan(filled, 1, packed).renamed
    assert list(renamed) == ["community_name"]
    with zipfile.ZipFile(packed) as archive:
        assert archive.read("grids.cpg") == b"UTF-8"
    write_plan(filled, 1, plain)
    assert (tmp_path / "plan.cpg").read_text() == "UTF-8"
    assert all(len(name) <= 10 for name in pyogrio.read_info(plain)["fields"])
    assert pyogrio.read_dataframe(plain).name[0] == "西社区第1网格"


def test_kml_names_the_grids(filled: Session, tmp_path: Path) -> None:
    file = tmp_path / "plan.kml"
    write_plan(filled, 1, file)
    said = file.read_text(encoding="utf-8")
    assert "<name>西社区第1网格</name>" in said
    assert "150 人" in said


def test_tables_have_a_point_and_no_outline(filled: Session, tmp_path: Path) -> None:
    write_plan(filled, 1, tmp_path / "plan.csv")
    with (tmp_path / "plan.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["code"] == CODE
    assert rows[0]["band"] == "far_below"
    assert "lon" in rows[0]
    assert "wkt" not in rows[0]
    write_plan(filled, 1, tmp_path / "plan.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "plan.xlsx").active
    assert sheet is not None
    assert sheet["A2"].value == CODE


def test_what_cannot_be_written_is_refused_before_any_work(filled: Session, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a plan goes to a file that ends in"):
        check_plan_file(tmp_path / "plan.docx")
    filled.execute(text("INSERT INTO plan (name, created_by) VALUES ('空', 'test')"))
    empty = filled.scalar(text("SELECT max(id) FROM plan"))
    with pytest.raises(InputError, match="nothing to export"):
        write_plan(filled, empty, tmp_path / "plan.gpkg")
