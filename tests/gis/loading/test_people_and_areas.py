from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import InputError, SecondDistrictError
from gis.loading import LoadReport
from gis.plans import make_draft, publish
from gis.viewer import LOCAL_OPERATOR

WriteLayer = Callable[..., Path]
WriteText = Callable[..., Path]
Load = Callable[..., LoadReport]
Rows = Callable[..., list[tuple[Any, ...]]]
Box = Callable[..., str]

TREE = "SELECT c.code, c.level, p.code FROM area c LEFT JOIN area p ON p.id = c.parent_id ORDER BY c.code"
HOLDING = "SELECT grid_code, w.code, since, until FROM assignment a JOIN worker w ON w.id = worker_id ORDER BY 1, 2, 3"


@pytest.fixture
def district(write_layer: WriteLayer, box: Box) -> Path:
    grounds = [box(116, 39, 1), box(116, 39, 1), box(116, 39, 0.5), box(116.5, 39, 0.5)]
    return write_layer(
        "areas.gpkg",
        grounds,
        code=["990106", "990106001", "990106001001", "990106001002"],
        name=["示范区", "城南街道", "枫林社区", "东湖社区"],
    )


def test_levels_follow_from_the_codes_and_parents_from_the_ground(district: Path, load: Load, rows: Rows) -> None:
    assert load("areas", district).inserted == 4
    assert rows(TREE) == [
        ("990106", "district", None),
        ("990106001", "subdistrict", "990106"),
        ("990106001001", "community", "990106001"),
        ("990106001002", "community", "990106001"),
    ]


def test_levels_follow_from_words_and_names(write_layer: WriteLayer, load: Load, rows: Rows, box: Box) -> None:
    path = write_layer(
        "a.gpkg",
        [box(116, 39, 1), box(116, 39), box(116.1, 39), box(116.2, 39)],
        code=["1", "2", "3", "4"],
        name=["海东区", "城南街道", "枫林社区", "无名"],
        columns={"级别": ["区县", None, None, None]},
    )
    report = load("areas", path)
    assert (report.inserted, report.refused) == (3, 1)
    assert "neither level, code nor name" in report.remarks[0].reason
    assert load("areas", path, level="社区").inserted == 1
    assert rows("SELECT level FROM area ORDER BY code") == [
        ("district",),
        ("subdistrict",),
        ("community",),
        ("community",),
    ]


def test_a_level_that_is_none(district: Path, load: Load) -> None:
    with pytest.raises(InputError, match="--level country"):
        load("areas", district, level="country")


def test_communities_loaded_first_find_their_parents_later(
    write_layer: WriteLayer, load: Load, rows: Rows, box: Box
) -> None:
    load("areas", write_layer("c.gpkg", [box(116.1, 39.1)], code=["990106001001"]))
    load("areas", write_layer("d.gpkg", [box(116, 39, 1)], code=["990106"]))
    assert rows(TREE)[1] == ("990106001001", "community", "990106")


def test_an_unknown_parent_is_said(write_layer: WriteLayer, load: Load, box: Box) -> None:
    report = load("areas", write_layer("c.gpkg", [box(116.1, 39.1)], code=["990106001001"], parent_code=["990106009"]))
    assert (report.inserted, report.remarks[0].reason) == (1, "unknown parent area 990106009")


def test_a_second_district_is_refused_in_one_line(
    district: Path, write_layer: WriteLayer, load: Load, box: Box
) -> None:
    load("areas", district)
    with pytest.raises(SecondDistrictError, match="wangge db clear") as error:
        load("areas", write_layer("b.gpkg", [box(117.001, 39, 1)], code=["990107"], name=["邻区"]))
    assert "\n" not in str(error.value)
    assert "邻区" in str(error.value)


@pytest.mark.parametrize("kind", ["areas", "grids", "estates", "buildings", "streets", "places", "incidents"])
def test_anything_far_away_belongs_to_another_district(
    kind: str, district: Path, write_layer: WriteLayer, load: Load, box: Box
) -> None:
    load("areas", district)
    shape = {"streets": "LINESTRING (11.5 48, 11.6 48)", "places": "POINT (11.5 48)", "incidents": "POINT (11.5 48)"}
    path = write_layer("f.gpkg", [shape.get(kind, box(11.5, 48))], code=["110108001001"], name=["远方"])
    with pytest.raises(SecondDistrictError, match=r"km from 示范区.*wangge db clear"):
        load(kind, path)


def test_swapped_coordinates_of_the_district_are_told(district: Path, write_text: WriteText, load: Load) -> None:
    load("areas", district)
    with pytest.raises(InputError, match="--lat-lon"):
        load("places", write_text("p.csv", "code,name,lon,lat\na,东湖,39.5,116.5\n"))


def test_the_same_district_under_another_code_is_the_same(
    district: Path, write_layer: WriteLayer, load: Load, rows: Rows, box: Box
) -> None:
    load("areas", write_layer("o.gpkg", [box(116.01, 39, 1)], code=["r123"], name=["示范区"], level=["district"]))
    report = load("areas", district)
    assert rows("SELECT code FROM area WHERE level = 'district'") == [("990106",)]
    assert "示范区 is now 示范区 (990106): they are the same ground" in report.notes


def test_of_several_districts_one_is_chosen(write_layer: WriteLayer, load: Load, rows: Rows, box: Box) -> None:
    path = write_layer("a.gpkg", [box(116, 39, 1), box(117, 39, 1)], code=["990106", "990107"], name=["东区", "西区"])
    assert load("areas", path).refused == 2
    assert load("areas", path, district="西区").inserted == 1
    assert rows("SELECT name FROM area") == [("西区",)]
    with pytest.raises(InputError, match="districts are 东区, 西区"):
        load("areas", path, district="南区")


@pytest.fixture
def plan(write_layer: WriteLayer, load: Load, box: Box) -> None:
    grounds = [box(116 + place * 0.001, 39) for place in range(4)]
    load(
        "grids",
        write_layer("g.gpkg", grounds, code=list("1234"), name=["一格", "二格", "三格", "四格"]),
        since=date(2018, 5, 1),
    )


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize("between", [";", ",", "\uff0c", "、", "|", " ; "])
def test_grids_of_a_worker_in_one_cell(between: str, write_text: WriteText, load: Load, rows: Rows) -> None:
    load("workers", write_text("w.csv", f"code\tname\tgrids\nW1\t网格员 001\t1{between}二格\n"))
    assert rows(HOLDING) == [("1", "W1", date(2018, 5, 1), None), ("2", "W1", date(2018, 5, 1), None)]


@pytest.mark.usefixtures("plan")
def test_grids_of_a_worker_in_one_row_each(write_text: WriteText, load: Load, rows: Rows) -> None:
    report = load("workers", write_text("w.csv", "工号,姓名,网格\nW1,网格员 001,1\nW2,网格员 002,2\nW1,网格员 001,3\n"))
    assert (report.rows, report.inserted, report.joined, report.refused) == (3, 2, 1, 0)
    assert [row[:2] for row in rows(HOLDING)] == [("1", "W1"), ("2", "W2"), ("3", "W1")]


@pytest.mark.usefixtures("plan")
def test_two_workers_under_one_code_are_not_joined(write_text: WriteText, load: Load) -> None:
    report = load("workers", write_text("w.csv", "工号,姓名,网格\nW1,网格员 001,1\nW1,网格员 002,2\n"))
    assert (report.inserted, report.refused) == (1, 1)


@pytest.mark.usefixtures("plan")
def test_a_later_file_ends_and_begins(write_text: WriteText, load: Load, rows: Rows) -> None:
    load("workers", write_text("w.csv", "code,name,grids\nW1,网格员 001,1;2\n"))
    load("workers", write_text("v.csv", "code,name,grids\nW1,网格员 001,2;3\n"))
    today = rows("SELECT current_date")[0][0]
    start = date(2018, 5, 1)
    assert rows(HOLDING) == [("1", "W1", start, today), ("2", "W1", start, None), ("3", "W1", today, None)]
    assert load("workers", write_text("v.csv", "code,name,grids\nW1,网格员 001,2;3\n")).unchanged == 1
    assert len(rows(HOLDING)) == 3


@pytest.mark.usefixtures("plan")
def test_a_plan_published_ahead_follows_the_file(
    session: Session, write_text: WriteText, load: Load, rows: Rows
) -> None:
    load("workers", write_text("w.csv", "code,name,grids\nW1,网格员 001,1;2\n"))
    today = rows("SELECT current_date")[0][0]
    draft = make_draft(session, rows("SELECT plan_in_force()")[0][0], name="二", viewer=LOCAL_OPERATOR)
    publish(session, draft.id, effective_from=today + timedelta(days=1), viewer=LOCAL_OPERATOR)
    load("workers", write_text("v.csv", "code,name,grids\nW1,网格员 001,2;3\n"))
    start = date(2018, 5, 1)
    assert rows(HOLDING.replace("ORDER", f"WHERE plan_id = {draft.id} ORDER")) == [
        ("1", "W1", start, today), ("2", "W1", start, None), ("3", "W1", today, None),
    ]  # fmt: skip


def test_no_code_is_made_of_a_phone_number(write_text: WriteText, load: Load, rows: Rows) -> None:
    for phone in ("13912345678", "13912345679"):
        load("workers", write_text("w.csv", f"姓名,电话,lon,lat\n网格员 001,{phone},116,39\n"))
    assert rows("SELECT phone, count(*) OVER () FROM worker") == [("13912345679", 1)]


@pytest.mark.usefixtures("plan")
def test_an_unknown_grid_is_kept_aside_and_said(write_text: WriteText, load: Load, rows: Rows) -> None:
    report = load("workers", write_text("w.csv", "code,name,grids\nW1,网格员 001,1;77;78\n"))
    assert report.remarks[0].reason == "holds grid 77, 78, which the plan in force does not have: kept aside"
    assert len(rows(HOLDING)) == 1


def test_workers_without_a_plan(write_text: WriteText, load: Load, rows: Rows) -> None:
    report = load("workers", write_text("w.csv", "code,name,grids\nW1,网格员 001,1\n"))
    assert report.inserted == 1
    assert any("load grids, then this file again" in note for note in report.notes)
    assert rows(HOLDING) == []


def test_roles_posts_and_people_without_a_code(write_text: WriteText, load: Load, rows: Rows) -> None:
    content = "姓名,岗位,lon,lat\n网格员 001,网格长,116,39\n网格员 002,队长,,\n,网格员,116,39\n"
    report = load("workers", write_text("w.csv", content))
    assert (report.inserted, report.refused, report.warned) == (2, 1, 1)
    assert [item.reason for item in report.remarks] == [
        "neither a code nor a name",
        "role 队长 could not be read and is left empty",
    ]
    assert rows("SELECT name, role, ST_AsText(post) FROM worker ORDER BY name") == [
        ("网格员 001", "head", "POINT(116 39)"), ("网格员 002", "worker", None),
    ]  # fmt: skip
    assert load("workers", write_text("w.csv", content)).unchanged == 2


def test_incidents(session: Session, write_text: WriteText, load: Load, rows: Rows) -> None:
    session.execute(text("INSERT INTO incident_category (code, name) VALUES ('09009', '违停')"))
    content = (
        "事件编号,事件类别,上报时间,处理状态,结案时间,来源,经度,纬度\n"
        "1,09009,2024-01-01 08:00,处置,,巡查,116,39\n"
        "2,06010,2024-01-01T08:00:00Z,已结案,2024-01-02,居民,116,39\n"
        "3,09009,2024-01-03,不清楚,2024-01-02,,116,39\n"
    )
    report = load("incidents", write_text("i.csv", content))
    assert sorted(item.reason for item in report.remarks) == [
        "closed at 2024-01-02 00:00:00+08, before it was reported",
        "stage 不清楚 could not be read and is left empty",
        "unknown category 06010",
    ]
    assert rows("SELECT code, stage, source, reported_at AT TIME ZONE 'UTC' FROM incident ORDER BY code") == [
        ("1", "handle", "patrol", _utc(0)), ("2", "close", "resident", _utc(8)), ("3", "close", "", _utc(40)),
    ]  # fmt: skip


def _utc(hours: int) -> Any:
    from datetime import datetime  # noqa: PLC0415

    return datetime(2024, 1, 1) + timedelta(hours=hours)  # noqa: DTZ001


def test_categories_named_in_a_file_of_incidents_are_added(write_text: WriteText, load: Load, rows: Rows) -> None:
    load("incidents", write_text("i.csv", "code,category,category_name,lon,lat\n1,09009,违停,116,39\n"))
    assert rows("SELECT code, name FROM incident_category") == [("09009", "违停")]


def test_a_name_stands_for_its_category(session: Session, write_text: WriteText, load: Load, rows: Rows) -> None:
    session.execute(text("INSERT INTO incident_category (code, name) VALUES ('09009', '违停')"))
    path = write_text("i.csv", "code,事件类型,lon,lat\n1,违停,116,39\n2,其他,116,39\n")
    load("incidents", path)
    assert rows("SELECT category FROM incident ORDER BY code") == [("09009",), ("其他",)]
    assert load("incidents", path).unchanged == 2


def test_without_a_district_what_is_far_belongs_to_another(session: Session, write_text: WriteText, load: Load) -> None:
    load("buildings", write_text("b.csv", "code,people,lon,lat\na,1,116,39\n"))
    assert load("buildings", write_text("c.csv", "code,people,lon,lat\nb,1,116.1,39\n")).inserted == 1
    for kind, file in (("places", "p.csv"), ("buildings", "q.csv")):
        with pytest.raises(SecondDistrictError, match=r"km from what is loaded.*wangge db clear"):
            load(kind, write_text(file, "code,name,lon,lat\na,远方,11.5,48\n"))
    with pytest.raises(InputError, match="--lat-lon"):
        load("places", write_text("r.csv", "code,name,lon,lat\na,颠倒,39,116\n"))
    session.execute(text("INSERT INTO parameter (name, value) VALUES ('record_reach', 20000)"))
    assert load("places", write_text("s.csv", "code,name,lon,lat\na,远方,11.5,48\n")).inserted == 1


def test_categories(write_text: WriteText, load: Load, rows: Rows) -> None:
    path = write_text("c.csv", "小类代码,小类名称,大类名称\n09009,违停,街面秩序\n")
    assert load("categories", path).inserted == 1
    assert load("categories", path).unchanged == 1
    assert rows("SELECT code, name, class_name, name_en FROM incident_category") == [("09009", "违停", "街面秩序", "")]


def test_kinds_of_resources(write_text: WriteText, load: Load, rows: Rows) -> None:
    report = load(
        "resources", write_text("r.csv", "code,name,类型,lon,lat\n1,甲,警务室,116,39\n2,乙,飞船,116,39\n3,丙,,116,39\n")
    )
    assert [item.reason for item in report.remarks] == ["unknown kind 飞船, kept as it is"]
    assert rows("SELECT kind FROM resource ORDER BY code") == [("police_post",), ("飞船",), ("other",)]
