from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.loading import LoadReport
from gis.walks.intake import purge_positions

WriteText = Callable[..., Path]
Load = Callable[..., LoadReport]
Rows = Callable[..., list[tuple[Any, ...]]]

KEPT = "SELECT w.code, to_char(at AT TIME ZONE 'UTC', 'DD HH24:MI:SS'), accuracy_m FROM position JOIN worker w ON w.id = worker_id ORDER BY at"  # noqa: E501
GPX = """<?xml version="1.0"?><gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>
<trkpt lat="39.90" lon="116.30"><time>2026-03-02T01:00:00Z</time></trkpt>
<trkpt lat="39.901" lon="116.30"><time>2026-03-02T01:00:30Z</time></trkpt>
</trkseg></trk></gpx>"""


@pytest.fixture(autouse=True)
def workers(session: Session) -> None:
    session.execute(text("SET LOCAL TIME ZONE 'Asia/Shanghai'"))
    session.execute(text("INSERT INTO worker (code, name) VALUES ('W1', '张三'), ('W2', '李四')"))


def test_positions_of_a_day_are_kept_once(write_text: WriteText, load: Load, rows: Rows) -> None:
    path = write_text(
        "p.csv",
        "网格员,定位时间,经度,纬度,精度\n"
        "W1,2026-03-02T01:00:00Z,116.3,39.9,8\n"
        "张三,2026-03-02 09:00:10,116.3001,39.9,\n"
        "W2,2026/3/2 10:00:00,116.31,39.91,12.5\n",
    )
    first, again = load("positions", path), load("positions", path)
    assert (first.inserted, again.inserted, again.unchanged) == (3, 0, 3)
    assert rows(KEPT) == [("W1", "02 01:00:00", 8.0), ("W1", "02 01:00:10", None), ("W2", "02 02:00:00", 12.5)]


def test_outside_a_shift_nothing_is_kept_but_the_count(write_text: WriteText, load: Load, rows: Rows) -> None:
    load("shifts", write_text("s.csv", "工号,上班时间,下班时间\nW1,2026-03-02 06:00,2026-03-02 07:30\n"))
    path = write_text(
        "p.csv",
        "worker,time,lon,lat\nW1,2026-03-02 06:30,116.3,39.9\nW1,2026-03-02 09:00,116.3,39.9\n"
        "W1,2026-03-03 06:30,116.3,39.9\nW1,2026-03-03 09:00,116.3,39.9\nW2,2026-03-02 23:00,116.3,39.9\n",
    )
    report = load("positions", path)
    assert report.inserted == 2
    assert "3 outside any shift: not kept" in report.notes
    assert rows(KEPT) == [("W1", "01 22:30:00", None), ("W1", "03 01:00:00", None)]
    assert rows("SELECT outside_shift FROM position_left_out") == [(3,)]
    assert rows("SELECT count(*) FROM load_remark") == [(0,)]


def test_a_fix_in_the_sea_is_refused_and_the_others_are_kept(
    session: Session, write_text: WriteText, load: Load, rows: Rows
) -> None:
    session.execute(
        text("""
        INSERT INTO area (code, name, level, geom)
        VALUES ('110101', '区', 'district', ST_Multi(ST_MakeEnvelope(116.2, 39.8, 116.4, 40, 4326)))
        """)
    )
    path = write_text("p.csv", "worker,time,lon,lat\nW1,2026-03-02 09:00,116.3,39.9\nW1,2026-03-02 09:01,122.5,37.1\n")
    report = load("positions", path)
    assert (report.inserted, report.refused) == (1, 1)
    assert rows("SELECT geom IS NULL FROM load_remark") == [(True,)]


def test_refused_rows_say_why_and_keep_no_place(write_text: WriteText, load: Load, rows: Rows) -> None:
    path = write_text(
        "p.csv",
        "worker,time,lon,lat\nW9,2026-03-02 09:00,116.3,39.9\nW1,gestern,116.3,39.9\nW1,2090-03-02 09:00,116.3,39.9\n"
        "W1,2026-03-02 09:00,116.3,99\nW1,2026-03-02 09:00,116.3,39.9\n",
    )
    report = load("positions", path)
    assert (report.inserted, report.refused) == (1, 4)
    assert [item.reason for item in report.remarks if item.verdict == "refused"] == [
        "there is no worker W9",
        "it does not say when",
        "2090-03-02 09:00:00+08 lies in the future",
        "coordinates lie outside the earth: 116.3, 99",
    ]
    assert rows("SELECT count(*) FROM load_remark WHERE geom IS NOT NULL") == [(0,)]


def test_a_recorders_file_is_of_the_worker_it_is_named_after(write_text: WriteText, load: Load, rows: Rows) -> None:
    assert load("positions", write_text("W1.gpx", GPX)).inserted == 2
    assert load("positions", write_text("x.gpx", GPX), worker="W2").inserted == 2
    assert [row[:2] for row in rows(KEPT)][::2] == [("W1", "02 01:00:00"), ("W1", "02 01:00:30")] or len(
        rows(KEPT)
    ) == 4


def test_positions_in_gcj02_are_moved(write_text: WriteText, load: Load, rows: Rows) -> None:
    path = write_text("p.csv", "worker,time,lon,lat\nW1,2026-03-02 09:00,116.3,39.9\n")
    load("positions", path, crs="gcj02")
    ((lon, lat),) = rows("SELECT ST_X(geom), ST_Y(geom) FROM position")
    assert 0.004 < 116.3 - lon < 0.008
    assert 0.0005 < 39.9 - lat < 0.003


def test_the_same_fix_a_thousand_times_is_one(write_text: WriteText, load: Load) -> None:
    path = write_text("p.csv", "worker,time,lon,lat\n" + "W1,2026-03-02 09:00,116.3,39.9\n" * 1000)
    assert load("positions", path).inserted == 1


def test_old_positions_go_once_they_are_matched(session: Session, rows: Rows) -> None:
    session.execute(
        text("""
        INSERT INTO position (worker_id, at, matched, geom)
        SELECT w.id, now() - d.days * interval '1 day', d.matched, 'SRID=4326;POINT(116 39)'
        FROM worker w, (VALUES (40, true), (41, false), (3, true)) d (days, matched) WHERE w.code = 'W1'
        """)
    )
    assert purge_positions(session) == 1
    assert rows("SELECT matched FROM position ORDER BY at") == [(False,), (True,)]
