import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from console.commands.load import load_sample
from gis.errors import SecondDistrictError
from gis.settings import Settings

RunWangge = Callable[..., subprocess.CompletedProcess[str]]
CHECKOUT = Path(__file__).parent.parent.parent


@pytest.fixture
def buildings(tmp_path: Path) -> Path:
    path = tmp_path / "b.csv"
    path.write_text("LDBH,RKS,经度,纬度\na,10,116,39\nb,-5,116,39\n", encoding="gbk")
    return path


def test_a_file_is_loaded_and_refusals_are_told(run_wangge: RunWangge, buildings: Path, settings: Settings) -> None:
    outcome = run_wangge("load", "buildings", buildings)
    lines = outcome.stdout.splitlines()
    assert lines[0] == "b.csv: 2 buildings: 1 inserted, 1 refused"
    assert "    row 2 (b): population -5 is negative" in lines
    [report] = (settings.data_dir / "reports").iterdir()
    assert f"  rows with reasons: {report}" in lines
    assert report.name.endswith("-buildings.csv")
    assert "b.csv,2,refused,b,population -5 is negative,116.0,39.0" in report.read_text("utf-8-sig")


def test_json_and_nothing_else(run_wangge: RunWangge, buildings: Path) -> None:
    report = json.loads(run_wangge("load", "buildings", buildings, "--json").stdout)
    assert (report["kind"], report["rows"], report["inserted"], report["refused"]) == ("buildings", 2, 1, 1)
    assert report["fields"] == {"code": "LDBH", "population": "RKS", "lon": "经度", "lat": "纬度"}
    again = json.loads(run_wangge("load", "buildings", buildings, buildings, "--json").stdout)
    assert [item["unchanged"] for item in again] == [1, 1]


def test_strict_exits_with_1_and_takes_nothing(run_wangge: RunWangge, buildings: Path, engine: Engine) -> None:
    outcome = run_wangge("load", "buildings", buildings, "--strict", expect=1)
    assert "--strict: nothing was taken" in outcome.stdout
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM building")) == 0


def test_the_report_goes_where_it_is_wanted(run_wangge: RunWangge, buildings: Path, tmp_path: Path) -> None:
    run_wangge("load", "buildings", buildings, "--report", tmp_path / "r.csv")
    assert (tmp_path / "r.csv").exists()


def test_fields_and_systems_are_named(run_wangge: RunWangge, tmp_path: Path, engine: Engine) -> None:
    (tmp_path / "b.csv").write_text("nr,p,q,总数\na,500000,3320000,7\n")
    arguments = ["--field", "code=nr", "--field", "lon=p", "--field", "lat=q", "--field", "population=总数"]
    run_wangge("load", "buildings", "b.csv", *arguments, "--crs", "EPSG:4547")
    with engine.connect() as connection:
        found = connection.execute(text("SELECT code, population, round(ST_X(geom)::numeric, 6) FROM building")).one()
    assert found == ("a", 7, 114)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["buildings"], "wangge: Name a file to load: wangge load buildings FILE."),
        (["houses", "b.csv"], "wangge: There is no kind 'houses': load one of areas,"),
        (["buildings", "no.csv"], "wangge: There is no file no.csv."),
        (["buildings", "b.csv", "--field", "population"], "wangge: --field population: write it as OURS=THEIRS"),
        (["buildings", "b.csv", "--field", "levels=a", "--field", "levels=b"], "wangge: --field levels is given"),
        (["buildings", "b.csv", "--field", "population=no"], "wangge: --field population=no: the file has no"),
        (["buildings", "b.csv", "--crs", "mars"], "wangge: --crs mars: unknown;"),
        (["osm", "b.csv"], "wangge: b.csv is no OpenStreetMap file"),
        (["osm", "b.csv", "--admin-level", "district=x"], "wangge: --admin-level: write it as"),
        (["sample", "b.csv"], "wangge: `wangge load sample` makes its own files"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("buildings")
def test_what_cannot_be_taken_is_one_line(run_wangge: RunWangge, arguments: list[str], line: str) -> None:
    outcome = run_wangge("load", *arguments, expect=1)
    told = [item for item in outcome.stderr.splitlines() if item.startswith("wangge: ")]
    assert len(told) == 1
    assert told[0].startswith(line)
    assert "Traceback" not in outcome.stderr
    assert outcome.stdout == ""


def test_several_osm_files_are_taken_together_or_not_at_all(
    run_wangge: RunWangge, tmp_path: Path, engine: Engine
) -> None:
    for name, last in (("a.osm", 2), ("b.osm", 77)):
        (tmp_path / name).write_text(
            '<osm version="0.6"><node id="1" lon="116" lat="39"/><node id="2" lon="116.1" lat="39"/>'
            f'<way id="9"><nd ref="1"/><nd ref="{last}"/><tag k="highway" v="residential"/></way></osm>'
        )
    report = json.loads(run_wangge("load", "osm", "a.osm", "--json").stdout)
    assert (report["kind"], report["inserted"], [part["kind"] for part in report["parts"]]) == ("osm", 1, ["streets"])
    run_wangge("db", "clear", "--yes")
    run_wangge("load", "osm", "a.osm", "b.osm", "--strict", expect=1)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM street")) == 0


@pytest.mark.parametrize(("number", "code"), [(signal.SIGKILL, -9), (signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_load_leaves_nothing(
    number: signal.Signals, code: int, settings: Settings, tmp_path: Path, engine: Engine
) -> None:
    lines = "".join(f"b{place},1,{116 + place * 1e-5:.5f},39\n" for place in range(60_000))
    (tmp_path / "b.csv").write_text(f"code,people,lon,lat\n{lines}")
    environment = {
        **os.environ,
        "WANGGE_DATABASE_URL": str(settings.database_url),
        "WANGGE_DATA_DIR": str(settings.data_dir),
        "PYTHONPATH": str(CHECKOUT),
        "PYTHONUNBUFFERED": "1",
    }
    program = [sys.executable, "-m", "console.cli", "load", "buildings", str(tmp_path / "b.csv")]
    with subprocess.Popen(program, stderr=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "Writing" in line:
                process.send_signal(number)
                break
        process.stderr.read()
        assert process.wait(timeout=120) == code
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM building")) == 0
        assert connection.scalar(text("SELECT count(*) FROM load")) == 0


def test_the_sample_is_loaded_like_anybodys_files(engine: Engine) -> None:
    reports = {report.kind: report for report in load_sample(engine, size="small")}
    assert {report.refused for report in reports.values()} == {0}
    assert {report.warned for report in reports.values()} == {0}
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT sum(population) FROM building")) == 127_000
        assert connection.scalar(text("SELECT count(*) FROM worker")) == 31
        assert connection.scalar(text("SELECT effective_from::text FROM plan")) == "2018-05-01"
    again = load_sample(engine, size="small")
    assert sum(report.inserted + report.updated for report in again) == 0


def test_the_sample_in_another_size_is_another_district(engine: Engine) -> None:
    load_sample(engine, size="small")
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO area (level, code, name, geom)"
                " SELECT 'community', '990106099001', '远山社区', geom FROM area WHERE level = 'district'"
            )
        )
    with pytest.raises(SecondDistrictError, match="wangge db clear"):
        load_sample(engine, size="small")
