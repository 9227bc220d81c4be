import csv
import json
from pathlib import Path
from typing import Any

import pyogrio
import pytest
from shapely import MultiPolygon, box
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from gis.plans import GridInput, create_plan, publish
from gis.viewer import LOCAL_OPERATOR

KEYS = ["plan", "buildings", "population", "area_m2", "grids", "coverage"]


@pytest.fixture
def record(engine: Engine) -> None:
    """A district with one grid of 900 people; 30 people live outside it."""
    with Session(engine) as session:
        session.execute(
            text("""
                INSERT INTO area (level, code, name, geom)
                VALUES ('district', '990106', '示范区', ST_Multi(ST_MakeEnvelope(0, 0, 0.02, 0.01, 4326)));
                INSERT INTO building (code, population, geom) VALUES
                    ('A', 900, 'SRID=4326;POINT(0.005 0.005)'), ('B', 30, 'SRID=4326;POINT(0.015 0.005)')
            """)
        )
        grid = GridInput(code="990106000000001", name="第一网格", geom=MultiPolygon([box(0, 0, 0.01, 0.01)]))
        plan = create_plan(session, name="方案一", grids=[grid], viewer=LOCAL_OPERATOR)
        day = session.scalar(text("SELECT current_date - 100"))
        publish(session, plan.id, effective_from=day, viewer=LOCAL_OPERATOR)
        session.commit()


@pytest.mark.usefixtures("record")
def test_coverage(run_wangge: Any) -> None:
    found = json.loads(run_wangge("coverage", "--json").stdout)
    assert list(found) == KEYS
    assert found["population"] == {"total": 930, "covered": 900, "uncovered": 30, "overlapping": 0, "estimated": 0}
    shown = run_wangge("coverage", "--area", "990106").stdout
    for part in ("示范区", "方案一", "96.77%", "population", "930", "m²"):
        assert part in shown
    past = json.loads(run_wangge("coverage", "--as-of", "2001-01-01", "--json").stdout)
    assert past["plan"] == {"id": None, "name": None, "state": None}
    assert "no plan in force" in run_wangge("coverage", "--as-of", "2001-01-01").stdout


@pytest.mark.usefixtures("record")
@pytest.mark.parametrize("language", [None, "zh"])
def test_all_of_it_is_chinese_unless_a_setting_says_otherwise(
    run_wangge: Any, monkeypatch: pytest.MonkeyPatch, language: str | None
) -> None:
    if language is None:
        monkeypatch.delenv("WANGGE_LANGUAGE")
    else:
        monkeypatch.setenv("WANGGE_LANGUAGE", language)
    for part in ("人口覆盖率 coverage 96.77%", "人口 population", "未覆盖 uncovered", "示范区", "无网格员"):
        assert part in run_wangge("coverage", "--area", "990106").stdout
    assert "尚未导入网格员" in run_wangge("blind-spots").stdout
    assert "没有编码为 42 的区域" in run_wangge("balance", "--area", "42", expect=1).stderr


@pytest.mark.usefixtures("record")
@pytest.mark.parametrize("command", ["coverage", "blind-spots", "balance"])
def test_an_unknown_area_is_said_in_one_line(run_wangge: Any, command: str) -> None:
    refused = run_wangge(command, "--area", "42", "--json", expect=1)
    assert refused.stdout == ""
    assert refused.stderr.strip().splitlines() == [
        "wangge: There is no area 42: give the code of a district, a subdistrict or a community."
    ]


def test_an_empty_record(run_wangge: Any) -> None:
    assert json.loads(run_wangge("coverage", "--json").stdout)["coverage"] is None
    assert json.loads(run_wangge("blind-spots", "--json").stdout) == []
    assert json.loads(run_wangge("balance", "--json").stdout) == []
    assert "No blind spot." in run_wangge("blind-spots").stdout


@pytest.mark.usefixtures("record")
def test_blind_spots_and_exceptions(run_wangge: Any) -> None:
    found = json.loads(run_wangge("blind-spots", "--json").stdout)
    assert {spot["kind"] for spot in found} == {"no_worker", "buildings_outside", "gap"}
    spot = next(spot for spot in found if spot["kind"] == "buildings_outside")
    assert spot["cure"]["people_after"] == 930
    assert "No workers are loaded" in run_wangge("blind-spots").stdout

    run_wangge("blind-spots", "except", str(spot["id"]), "--reason", "临时用房", "--name", "值班室")
    again = json.loads(run_wangge("blind-spots", "--json").stdout)
    assert next(item for item in again if item["id"] == spot["id"])["exception"]["reason"] == "临时用房"
    assert "exception: 临时用房 (值班室)" in run_wangge("blind-spots").stdout
    assert "no exception any more" in run_wangge("blind-spots", "except", str(spot["id"]), "--undo").stdout
    assert "a reason and the name" in run_wangge("blind-spots", "except", str(spot["id"]), expect=1).stderr


@pytest.mark.usefixtures("record")
def test_blind_spots_as_files(run_wangge: Any, tmp_path: Path) -> None:
    found = json.loads(run_wangge("blind-spots", "--json", "--out", tmp_path / "spots.csv").stdout)
    rows = list(csv.DictReader((tmp_path / "spots.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["kind"], int(row["people"])) for row in rows] == [(spot["kind"], spot["people"]) for spot in found]

    (tmp_path / "spots.geojson").write_text("of last week")  # is replaced
    for name in ("spots.gpkg", "spots.geojson"):
        run_wangge("blind-spots", "--out", tmp_path / name)
        meta, _, shapes, fields = pyogrio.raw.read(tmp_path / name)
        columns = dict(zip(meta["fields"], fields, strict=True))
        assert columns["name"].tolist() == [spot["name"] for spot in found]
        assert columns["people"].tolist() == [spot["people"] for spot in found]
        assert meta["crs"] == "EPSG:4326"
        assert len(shapes) == len(found)
    assert sorted(path.name for path in tmp_path.glob("*spots*")) == ["spots.csv", "spots.geojson", "spots.gpkg"]


@pytest.mark.usefixtures("record")
@pytest.mark.parametrize("name", ["spots.txt", "nowhere/spots.csv"])
def test_files_that_cannot_be_written(run_wangge: Any, tmp_path: Path, name: str) -> None:
    refused = run_wangge("blind-spots", "--out", tmp_path / name, expect=1)
    assert len(refused.stderr.strip().splitlines()) == 1


def test_no_spots_make_an_empty_file(run_wangge: Any, tmp_path: Path) -> None:
    run_wangge("blind-spots", "--out", tmp_path / "none.geojson")
    assert json.loads((tmp_path / "none.geojson").read_text())["features"] == []


@pytest.mark.usefixtures("record")
def test_balance(run_wangge: Any, engine: Engine) -> None:
    assert json.loads(run_wangge("balance", "--json").stdout) == []
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE building SET population = 1500 WHERE code = 'A'")
    (grid,) = json.loads(run_wangge("balance", "--json").stdout)
    assert (grid["code"], grid["people"], grid["band"], grid["off_by"], grid["grids_due"]) == (
        "990106000000001", 1500, "above", 300, 2,
    )  # fmt: skip
    assert "+300" in run_wangge("balance").stdout
