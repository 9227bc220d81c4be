from pathlib import Path

import pyogrio
import pyogrio.raw
import pytest
import shapely
from sqlalchemy import Engine, text

from console.layer_file import write_layer
from console.layer_rows import read_rows
from console.layer_stream import export_layer
from gis.database import session_of
from gis.viewer import LOCAL_OPERATOR
from layers import find_layer


@pytest.fixture
def filled(engine: Engine) -> Engine:
    """Engine of a database with one of each, and buildings of both sorts."""
    with session_of(engine) as session:
        session.execute(text((Path(__file__).parents[1] / "one_of_each.sql").read_text(encoding="utf-8")))
    return engine


def content(path: Path) -> tuple[str, dict[str, list[str]]]:
    """Return geometry type, and rows by column, in the order of their codes: formats may have one of their own."""
    info, _fids, shapes, values = pyogrio.raw.read(path)
    columns = {str(name): [str(value) for value in held] for name, held in zip(info["fields"], values, strict=True)}
    columns["outline"] = [shapely.to_wkt(shapely.normalize(shape), 7) for shape in shapely.from_wkb(shapes)]
    order = sorted(range(len(shapes)), key=lambda place: columns.get("code", columns["outline"])[place])
    kind = str(pyogrio.read_info(path)["geometry_type"])
    return kind, {name: [held[place] for place in order] for name, held in columns.items()}


@pytest.mark.parametrize("ending", ["gpkg", "fgb", "geojson", "kml"])
@pytest.mark.parametrize("name", ["buildings", "grids", "incidents"])
def test_rows_that_come_bit_by_bit_make_the_same_file(
    filled: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, ending: str
) -> None:
    layer = find_layer(name)
    rows = read_rows(filled, layer, LOCAL_OPERATOR)
    write_layer(layer, rows, tmp_path / f"whole.{ending}")
    monkeypatch.setattr("console.layer_rows.ROWS_AT_ONCE", 1)
    made = export_layer(filled, layer, LOCAL_OPERATOR, tmp_path / f"bits.{ending}")
    assert made.rows == len(rows.outlines)
    assert content(tmp_path / f"bits.{ending}") == content(tmp_path / f"whole.{ending}")


@pytest.mark.parametrize("ending", ["csv", "zip", "xlsx"])
def test_tables_and_shapefiles_as_well(
    filled: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ending: str
) -> None:
    layer = find_layer("buildings")
    rows = read_rows(filled, layer, LOCAL_OPERATOR)
    monkeypatch.setattr("console.layer_rows.ROWS_AT_ONCE", 2)
    made = export_layer(filled, layer, LOCAL_OPERATOR, tmp_path / f"bits.{ending}")
    write_layer(layer, rows, tmp_path / f"whole.{ending}")
    assert made.rows == len(rows.outlines) > 2
    if ending == "csv":
        assert (tmp_path / "bits.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()
    else:
        assert (tmp_path / f"bits.{ending}").stat().st_size == pytest.approx(
            (tmp_path / f"whole.{ending}").stat().st_size, abs=64
        )
