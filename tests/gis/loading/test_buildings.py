# ruff: noqa: E501 - a case reads best on one line
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.loading import LoadReport

WriteLayer = Callable[..., Path]
WriteText = Callable[..., Path]
Load = Callable[..., LoadReport]
Rows = Callable[..., list[tuple[Any, ...]]]
Box = Callable[..., str]


def _load_cells(write_text: WriteText, load: Load, header: str, *cells: str, **options: Any) -> LoadReport:
    lines = "\n".join(f"b{place},116.{place},39,{cell}" for place, cell in enumerate(cells))
    return load("buildings", write_text("b.csv", f"code,lon,lat,{header}\n{lines}\n"), **options)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("-5", "population -5 is negative"),
        ("约500", "population 约500 is not a number"),
        ("1e12", "population 1e12 is beyond all measure"),
    ],
)
def test_people_that_cannot_be_counted_refuse_the_row(
    cell: str, reason: str, write_text: WriteText, load: Load
) -> None:
    report = _load_cells(write_text, load, "RKS", cell, "7")
    assert (report.inserted, report.refused) == (1, 1)
    assert (report.remarks[0].row, report.remarks[0].reason) == (1, reason)


def test_figures_that_matter_less_are_left_empty(write_text: WriteText, load: Load, rows: Rows) -> None:
    report = _load_cells(write_text, load, "people,levels,入住时间", "5,六层,去年", "5,-1,2021年5月", "5,0,2199-01-01")
    assert (report.inserted, report.refused, report.warned) == (3, 0, 3)
    assert [item.reason for item in report.remarks] == [
        "levels 六层 could not be read and is left empty",
        "occupied_since 去年 could not be read and is left empty",
        "levels -1 could not be read and is left empty",
        "occupied_since 2199-01-01 lies in the future",
    ]
    assert rows("SELECT levels, occupied_since FROM building ORDER BY code") == [
        (None, None), (None, date(2021, 5, 1)), (None, date(2199, 1, 1)),
    ]  # fmt: skip


def test_parts_of_people_are_rounded_and_said(write_text: WriteText, load: Load) -> None:
    report = _load_cells(write_text, load, "people", "12.6")
    assert (report.repaired, report.remarks[0].reason) == (1, "population 12.6 was taken as 13")


def test_odd_figures_are_warnings(write_text: WriteText, load: Load) -> None:
    report = _load_cells(write_text, load, "people,elderly", "100001,5", "5,6")
    assert (report.inserted, report.warned) == (2, 2)
    assert [item.reason for item in report.remarks] == [
        "100001 people in one building",
        "more people of 60+ (6) than people (5)",
    ]


def _footprint(rows: Rows, code: str) -> float:
    return float(rows("SELECT footprint_m2 FROM building WHERE code = :code", code=code)[0][0])


def test_people_are_estimated_where_they_are_not_counted(
    write_layer: WriteLayer, load: Load, rows: Rows, box: Box
) -> None:
    report = load(
        "buildings",
        write_layer(
            "b.gpkg",
            [box(116 + place, 39) for place in range(5)],
            code=list("abcde"),
            use=["住宅", None, "办公", "residential", "住宅"],
            levels=[6, 3, 20, 0, 6],
            households=[0, 0, 0, 0, 100],
            columns={"population": [None, None, None, "12", None]},
        ),
        fields={"households": ""},
    )
    assert report.estimated == 4
    population: dict[str, int] = dict(rows("SELECT code, population FROM building"))
    assert population["a"] == round(_footprint(rows, "a") * 6 / 35)
    assert population["b"] == round(_footprint(rows, "b") * 3 / 35)
    assert population["c"] == 0
    assert population["d"] == 12
    assert rows("SELECT code FROM building WHERE population_estimated ORDER BY 1") == [("a",), ("b",), ("c",), ("e",)]


def test_households_tell_more_than_a_footprint(write_text: WriteText, load: Load, rows: Rows) -> None:
    _load_cells(write_text, load, "户数", "100")
    assert rows("SELECT population, population_estimated, elderly FROM building") == [(260, True, 49)]


def test_the_districts_own_figures_are_used(session: Session, write_text: WriteText, load: Load, rows: Rows) -> None:
    session.execute(text("INSERT INTO parameter VALUES ('people_per_household', 3)"))
    _load_cells(write_text, load, "户数", "100")
    assert rows("SELECT population FROM building") == [(300,)]


def test_a_counted_figure_is_kept_where_a_later_file_counts_nobody(
    write_layer: WriteLayer, load: Load, rows: Rows, box: Box
) -> None:
    load("buildings", write_layer("a.gpkg", [box(116, 39)], code=["a"], population=[7], elderly=[3]))
    report = load("buildings", write_layer("b.gpkg", [box(116, 39)], code=["a"]))
    assert report.unchanged == 1
    assert rows("SELECT population, elderly, population_estimated FROM building") == [(7, 3, False)]


def test_an_estimate_gives_way_to_a_count(write_layer: WriteLayer, load: Load, rows: Rows, box: Box) -> None:
    load("buildings", write_layer("b.gpkg", [box(116, 39)], code=["a"]))
    assert load("buildings", write_layer("a.gpkg", [box(116, 39)], code=["a"], population=[7])).updated == 1
    assert rows("SELECT population, population_estimated FROM building") == [(7, False)]


def test_a_point_of_which_nothing_is_known_is_said(write_text: WriteText, load: Load, rows: Rows) -> None:
    report = _load_cells(write_text, load, "name", "一号楼")
    assert report.remarks[0].reason == "no people, no households and no footprint: counted as nobody"
    assert rows("SELECT population FROM building") == [(0,)]


AREA = "INSERT INTO area (level, code, name, geom) VALUES (:level, :code, :name, ST_Multi(ST_GeomFromText(:wkt, 4326)))"


def _district(session: Session, box: Box) -> None:
    session.execute(text(AREA), {"level": "district", "code": "990106", "name": "示范区", "wkt": box(116, 39, 1)})
    session.execute(
        text(AREA), {"level": "community", "code": "990106001001", "name": "枫林社区", "wkt": box(116, 39, 0.5)}
    )


def test_a_building_outside_the_district_is_kept_and_said(
    session: Session, write_text: WriteText, load: Load, rows: Rows, box: Box
) -> None:
    _district(session, box)
    report = load("buildings", write_text("b.csv", "code,people,lon,lat\na,1,116.5,39.5\nb,1,117.01,39.5\n"))
    assert (report.inserted, report.warned) == (2, 1)
    assert (report.remarks[0].code, report.remarks[0].reason) == ("b", "lies outside the district")
    assert rows("SELECT district_id IS NULL FROM building_place p JOIN building b ON b.id = building_id ORDER BY code") == [
        (False,), (True,),
    ]  # fmt: skip


def test_nothing_is_outside_where_no_district_is_loaded(write_text: WriteText, load: Load) -> None:
    assert load("buildings", write_text("b.csv", "code,people,lon,lat\na,1,116.5,39.5\n")).warned == 0


def test_communities_and_estates_are_known_by_code_or_name(
    session: Session, write_text: WriteText, load: Load, rows: Rows, box: Box
) -> None:
    _district(session, box)
    session.execute(
        text("INSERT INTO estate (code, name, geom) VALUES ('E1', '阳光花园', ST_Multi(ST_GeomFromText(:wkt, 4326)))"),
        {"wkt": box(116, 39)},
    )
    lines = ["a,枫林社区,阳光花园", "b,990106001001,E1", "c,东湖社区,月光花园", "d,,"]
    content = "\n".join(f"{line},1,116.1,39.1" for line in lines)
    report = load("buildings", write_text("b.csv", f"code,社区,小区,people,lon,lat\n{content}\n"))
    assert [item.reason for item in report.remarks] == ["unknown community 东湖社区", "unknown estate 月光花园"]
    assert rows("SELECT community_code, estate_code FROM building ORDER BY code") == [
        ("990106001001", "E1"), ("990106001001", "E1"), ("东湖社区", "月光花园"), (None, None),
    ]  # fmt: skip


def test_a_name_that_stands_twice_tells_nothing(session: Session, write_text: WriteText, load: Load, box: Box) -> None:
    _district(session, box)
    session.execute(
        text(AREA), {"level": "community", "code": "990106001002", "name": "枫林社区", "wkt": box(116.5, 39)}
    )
    report = load("buildings", write_text("b.csv", "code,社区,people,lon,lat\na,枫林社区,1,116.1,39.1\n"))
    assert report.remarks[0].reason == "unknown community 枫林社区"


def test_without_any_community_nothing_is_unknown(write_text: WriteText, load: Load) -> None:
    report = load("buildings", write_text("b.csv", "code,社区,people,lon,lat\na,枫林社区,1,116.1,39.1\n"))
    assert report.warned == 0
    assert "community_code could not be checked: the record holds no community yet" in report.notes


def test_uses_are_translated(write_text: WriteText, load: Load, rows: Rows) -> None:
    _load_cells(write_text, load, "people,房屋用途", "1,住宅", "1,写字楼", "1,水塔")
    assert rows("SELECT use FROM building ORDER BY code") == [("residential",), ("office",), ("水塔",)]
