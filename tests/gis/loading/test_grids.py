# ruff: noqa: E501 - a case reads best on one line
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.loading import LoadOptions, LoadReport, load_files
from gis.viewer import LOCAL_OPERATOR

WriteLayer = Callable[..., Path]
Load = Callable[..., LoadReport]
Rows = Callable[..., list[tuple[Any, ...]]]
Box = Callable[..., str]

AREA = "INSERT INTO area (level, code, name, geom) VALUES ('community', :code, :name, ST_Multi(ST_GeomFromText(:wkt, 4326)))"
PLANS = "SELECT id, plan_state(p), effective_from FROM plan p ORDER BY id"


@pytest.fixture
def two(write_layer: WriteLayer, box: Box) -> Path:
    return write_layer(
        "g.gpkg", [box(116, 39), box(116.001, 39)], columns={"WGBM": ["1", "2"], "WGMC": ["一格", "二格"]}
    )


def test_the_first_file_is_published(two: Path, load: Load, rows: Rows) -> None:
    report = load("grids", two)
    [(plan_id, state, since)] = rows(PLANS)
    assert (state, since) == ("published", rows("SELECT current_date")[0][0])
    assert report.plan == {
        "id": plan_id,
        "name": "网格方案 1",
        "state": "published",
        "effective_from": since.isoformat(),
    }
    assert rows("SELECT code, name FROM plan_grid ORDER BY code") == [("1", "一格"), ("2", "二格")]


def test_it_holds_since_the_day_the_user_says(two: Path, load: Load, rows: Rows) -> None:
    load("grids", two, since=date(2018, 5, 1))
    assert rows(PLANS)[0][2] == date(2018, 5, 1)


def test_it_holds_since_the_day_the_file_says(write_layer: WriteLayer, load: Load, rows: Rows, box: Box) -> None:
    load(
        "grids",
        write_layer(
            "g.gpkg", [box(116, 39), box(117, 39)], code=["1", "2"], columns={"启用日期": ["2019-01-01", "2018年5月"]}
        ),
    )
    assert rows(PLANS)[0][2] == date(2018, 5, 1)


def test_the_same_file_again_makes_nothing(two: Path, load: Load, rows: Rows) -> None:
    load("grids", two)
    report = load("grids", two)
    assert (report.unchanged, report.inserted, report.updated) == (2, 0, 0)
    assert len(rows(PLANS)) == 1
    assert any("nothing was made" in note for note in report.notes)


def test_a_later_file_makes_a_draft_and_only_one(
    two: Path, write_layer: WriteLayer, load: Load, rows: Rows, box: Box
) -> None:
    load("grids", two)
    later = write_layer("h.gpkg", [box(116, 39, 0.0005), box(116.001, 39), box(116.002, 39)], columns={"WGBM": ["1", "2", "3"], "WGMC": ["一格", "二格", "三格"]})  # fmt: skip
    report = load("grids", later)
    assert (report.inserted, report.updated, report.unchanged) == (1, 1, 1)
    assert [row[1] for row in rows(PLANS)] == ["published", "draft"]
    assert load("grids", later).plan == report.plan
    assert len(rows(PLANS)) == 2


def test_grids_left_out_are_said_or_kept(two: Path, write_layer: WriteLayer, load: Load, rows: Rows, box: Box) -> None:
    load("grids", two)
    one = write_layer("h.gpkg", [box(116, 39, 0.0005)], columns={"WGBM": ["1"], "WGMC": ["一格"]})
    report = load("grids", one, partial=True)
    drafted = "SELECT code FROM plan_grid WHERE plan_id = :id ORDER BY 1"
    assert rows(drafted, id=(report.plan or {})["id"]) == [("1",), ("2",)]
    report = load("grids", one)
    assert rows(drafted, id=(report.plan or {})["id"]) == [("1",)]
    assert any("1 grids of plan" in note and "--partial keeps them" in note for note in report.notes)


def test_several_files_make_one_plan(session: Session, write_layer: WriteLayer, rows: Rows, box: Box) -> None:
    paths = [write_layer(f"{code}.gpkg", [box(116 + place, 39)], code=[code]) for place, code in enumerate("abc")]
    paths.append(write_layer("d.gpkg", [box(119, 39), box(120, 39)], code=["a", "d"]))
    reports = load_files(session, "grids", paths, options=LoadOptions(), viewer=LOCAL_OPERATOR)
    assert [report.inserted for report in reports] == [1, 1, 1, 1]
    assert reports[-1].remarks[0].reason == "code a stands in an earlier file already"
    assert len(rows(PLANS)) == 1
    assert rows("SELECT code FROM plan_grid ORDER BY 1") == [("a",), ("b",), ("c",), ("d",)]


def test_a_grids_community_is_what_it_says_or_where_it_mostly_lies(
    session: Session, write_layer: WriteLayer, load: Load, rows: Rows, box: Box
) -> None:
    session.execute(text(AREA), {"code": "C1", "name": "枫林社区", "wkt": box(116, 39)})
    session.execute(text(AREA), {"code": "C2", "name": "东湖社区", "wkt": box(116.001, 39)})
    grounds = [box(116, 39), box(116, 39.0001, 0.0001), box(116.0008, 39.0002, 0.0008), box(116.5, 39)]
    report = load(
        "grids", write_layer("g.gpkg", grounds, code=list("abcd"), community=["C2", "东湖社区", "山下社区", None])
    )
    found = "SELECT g.code, a.code FROM plan_grid g LEFT JOIN area a ON a.id = community_id ORDER BY 1"
    assert rows(found) == [("a", "C2"), ("b", "C2"), ("c", "C2"), ("d", None)]
    assert [item.reason for item in report.remarks] == ["unknown community 山下社区"]


def test_communities_loaded_later_take_the_grids_that_stand(
    two: Path, write_layer: WriteLayer, load: Load, rows: Rows, box: Box
) -> None:
    load("grids", two)
    load(
        "areas",
        write_layer(
            "a.gpkg",
            [box(116, 39), box(116.001, 39)],
            code=["110108001001", "110108001002"],
            columns={"name": ["枫林社区", "东湖社区"]},
        ),
    )
    found = "SELECT g.code, a.name FROM plan_grid g LEFT JOIN area a ON a.id = community_id ORDER BY 1"
    assert rows(found) == [("1", "枫林社区"), ("2", "东湖社区")]
    assert load("grids", two).unchanged == 2
    assert len(rows(PLANS)) == 1


def test_gaps_and_overlaps_are_kept(write_layer: WriteLayer, load: Load, rows: Rows, box: Box) -> None:
    load("grids", write_layer("g.gpkg", [box(116, 39), box(116.0009, 39), box(116.002, 39)], code=list("abc")))
    assert rows("SELECT code, ST_AsText(ST_Envelope(geom)) = ST_AsText(ST_GeometryN(geom, 1)) OR ST_Equals(ST_Envelope(geom), geom) FROM plan_grid ORDER BY 1") == [("a", True), ("b", True), ("c", True)]  # fmt: skip
    overlap = "SELECT count(*) FROM plan_grid a JOIN plan_grid b ON a.code < b.code AND ST_Area(ST_Intersection(a.geom, b.geom)) > 0"
    assert rows(overlap) == [(1,)]


def test_a_plan_for_a_later_day_is_not_published_twice(two: Path, load: Load, rows: Rows) -> None:
    load("grids", two, since=date(2999, 1, 1))
    assert load("grids", two).unchanged == 2
    assert len(rows(PLANS)) == 1


def test_grids_without_a_code_are_numbered_within_their_community(
    session: Session, write_layer: WriteLayer, load: Load, rows: Rows, box: Box
) -> None:
    session.execute(text(AREA), {"code": "990106001001", "name": "枫林社区", "wkt": box(116, 39)})
    grounds = [box(116.0005, 39, 0.0004), box(116, 39, 0.0004), box(116, 39.0005, 0.0004), box(117, 39)]
    path = write_layer(
        "g.gpkg", grounds, name=["东", "西南", "西北", "外"], columns={"code": [None, None, None, "990106001001002"]}
    )
    report = load("grids", path)
    assert rows("SELECT code, name FROM plan_grid ORDER BY code") == [
        ("990106001001001", "西北"), ("990106001001002", "外"), ("990106001001003", "西南"), ("990106001001004", "东"),
    ]  # fmt: skip
    assert "3 grids without a code were given one" in report.notes
    assert load("grids", path).unchanged == 4


def test_grids_without_code_or_community(write_layer: WriteLayer, load: Load, rows: Rows, box: Box) -> None:
    load("grids", write_layer("g.gpkg", [box(116.1, 39), box(116, 39)]))
    assert rows("SELECT code, ST_XMin(geom) FROM plan_grid ORDER BY code") == [("G001", 116), ("G002", 116.1)]
