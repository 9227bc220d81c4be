# ruff: noqa: E501 - a case reads best on one line
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from gis.database import session_of
from gis.errors import DatabaseError, InputError
from gis.loading import LoadOptions, LoadReport, load_file, load_files
from gis.progress import Cancelled
from gis.viewer import LOCAL_OPERATOR

WriteLayer = Callable[..., Path]
WriteText = Callable[..., Path]
Load = Callable[..., LoadReport]
Rows = Callable[..., list[tuple[Any, ...]]]
Box = Callable[..., str]


def test_buildings_become_rows(write_layer: WriteLayer, load: Load, rows: Rows, box: Box) -> None:
    path = write_layer(
        "b.gpkg",
        [box(116, 39), box(116.1, 39)],
        code=["a", "b"],
        population=[10, 20],
        elderly=[1, 2],
        name=["一号楼", None],
    )
    report = load("buildings", path)
    assert (report.rows, report.inserted, report.refused) == (2, 2, 0)
    assert rows("SELECT code, name, population, elderly, population_estimated FROM building ORDER BY code") == [
        ("a", "一号楼", 10, 1, False),
        ("b", None, 20, 2, False),
    ]


def test_the_same_file_again_changes_nothing(write_layer: WriteLayer, load: Load, rows: Rows, box: Box) -> None:
    path = write_layer("b.gpkg", [box(116, 39), box(116.1, 39)], code=["a", "b"], population=[10, 20])
    load("buildings", path)
    before = rows("SELECT count(*) FROM change WHERE subject = 'building'")
    report = load("buildings", path)
    assert (report.inserted, report.updated, report.unchanged) == (0, 0, 2)
    assert rows("SELECT count(*) FROM building") == [(2,)]
    assert rows("SELECT count(*) FROM change WHERE subject = 'building'") == before


def test_only_what_differs_is_updated(write_layer: WriteLayer, load: Load, rows: Rows, box: Box) -> None:
    load("buildings", write_layer("b.gpkg", [box(116, 39), box(116.1, 39)], code=["a", "b"], population=[10, 20]))
    report = load(
        "buildings", write_layer("c.gpkg", [box(116, 39), box(116.1, 39)], code=["a", "b"], population=[10, 21])
    )
    assert (report.updated, report.unchanged) == (1, 1)
    assert rows("SELECT population FROM building ORDER BY code") == [(10,), (21,)]


def test_what_a_file_has_no_column_for_stays(write_layer: WriteLayer, load: Load, rows: Rows, box: Box) -> None:
    load("buildings", write_layer("b.gpkg", [box(116, 39)], code=["a"], population=[10], name=["一号楼"], levels=[6]))
    report = load("buildings", write_layer("c.gpkg", [box(116, 39, 0.002)], code=["a"]))
    assert report.updated == 1
    assert rows("SELECT name, levels, population, population_estimated FROM building") == [("一号楼", 6, 10, False)]


def test_rows_without_a_code_are_not_doubled(write_layer: WriteLayer, load: Load, rows: Rows, box: Box) -> None:
    path = write_layer("b.gpkg", [box(116, 39), box(116.1, 39), box(116, 39)], population=[1, 2, 3])
    report = load("buildings", path)
    assert (report.inserted, report.refused) == (2, 1)
    assert report.remarks[0].row == 3
    assert report.remarks[0].reason == "the same shape as row 1, and neither has a code"
    assert load("buildings", path).unchanged == 2
    assert rows("SELECT count(*) FROM building") == [(2,)]


def test_points_without_a_code_are_told_apart_by_their_words(write_text: WriteText, load: Load) -> None:
    path = write_text(
        "i.csv", "描述,上报时间,经度,纬度\n垃圾,2024-01-01,116,39\n违停,2024-01-01,116,39\n垃圾,2024-01-01,116,39\n"
    )
    report = load("incidents", path)
    assert (report.inserted, report.refused) == (2, 1)


def test_a_code_twice_is_refused_with_number_and_reason(write_layer: WriteLayer, load: Load, box: Box) -> None:
    report = load(
        "estates",
        write_layer("e.gpkg", [box(116, 39), box(117, 39), box(118, 39)], code=["a", "b", "a"], name=list("xyz")),
    )
    assert (report.inserted, report.refused) == (2, 1)
    assert [(item.row, item.code, item.reason) for item in report.remarks] == [
        (3, "a", "code a stands in row 1 already")
    ]


def test_refusals_are_kept_with_the_place_where_they_lie(
    write_layer: WriteLayer, load: Load, rows: Rows, box: Box
) -> None:
    report = load("buildings", write_layer("b.gpkg", [box(116, 39), None], code=["a", "b"], population=[-5, 1]))
    assert report.refused == 2
    assert report.inserted == 0
    assert rows("SELECT row_number, verdict, code, reason, ST_AsText(geom) FROM load_remark ORDER BY row_number") == [
        (1, "refused", "a", "population -5 is negative", "POINT(116.001 39)"),
        (2, "refused", "b", "no geometry", None),
    ]
    assert rows("SELECT kind, file_name, refused, inserted FROM load") == [("buildings", "b.gpkg", 2, 0)]


def test_the_report_file_lists_every_row_with_a_reason(
    write_layer: WriteLayer, load: Load, box: Box, tmp_path: Path
) -> None:
    path = write_layer("b.gpkg", [box(116, 39), None], code=["a", "=b"], population=[1, 1])
    report = load("buildings", path, report=tmp_path / "deep" / "r.csv")
    lines = Path(report.report_file or "").read_text("utf-8-sig").splitlines()
    assert lines == ["file,row,verdict,code,reason,lon,lat", "b.gpkg,2,refused,'=b,no geometry,,"]


def test_a_file_without_remarks_leaves_no_report(write_layer: WriteLayer, load: Load, box: Box, tmp_path: Path) -> None:
    report = load(
        "buildings",
        write_layer("b.gpkg", [box(116, 39)], code=["a"], population=[1], elderly=[0]),
        report=tmp_path / "r.csv",
    )
    assert report.report_file is None
    assert not (tmp_path / "r.csv").exists()


def test_a_report_that_cannot_be_written_is_one_line(write_layer: WriteLayer, load: Load, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--report"):
        load("buildings", write_layer("b.gpkg", [None], code=["a"]), report=tmp_path / "b.gpkg" / "r.csv")


def test_strict_takes_nothing(write_layer: WriteLayer, load: Load, rows: Rows, box: Box, tmp_path: Path) -> None:
    path = write_layer("b.gpkg", [box(116, 39), None], code=["a", "b"], population=[1, 1])
    report = load("buildings", path, strict=True, report=tmp_path / "r.csv")
    assert (report.taken, report.refused, report.inserted) == (False, 1, 0)
    assert rows("SELECT count(*) FROM building") == [(0,)]
    assert rows("SELECT count(*) FROM load") == [(0,)]
    assert (tmp_path / "r.csv").exists()


def test_strict_takes_a_file_that_is_only_odd(write_layer: WriteLayer, load: Load, box: Box) -> None:
    report = load(
        "buildings", write_layer("b.gpkg", [box(116, 39)], code=["a"], population=[1], elderly=[5]), strict=True
    )
    assert (report.taken, report.inserted, report.warned) == (True, 1, 1)


def test_several_files_are_taken_together_or_not_at_all(
    session: Session, write_layer: WriteLayer, rows: Rows, box: Box
) -> None:
    good = write_layer("a.gpkg", [box(116, 39)], code=["a"])
    bad = write_layer("b.gpkg", [None], code=["b"])
    reports = load_files(session, "buildings", [good, bad], options=LoadOptions(strict=True), viewer=LOCAL_OPERATOR)
    assert [report.taken for report in reports] == [False, False]
    assert rows("SELECT count(*) FROM building") == [(0,)]


def test_a_file_of_no_rows_says_so(write_text: WriteText, load: Load) -> None:
    with pytest.raises(InputError, match="holds no rows"):
        load("buildings", write_text("b.csv", "code,lon,lat\n"))


def test_an_unknown_kind_names_the_known_ones(load: Load, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="areas, grids, estates"):
        load("houses", tmp_path)


def test_reasons_are_told_in_chinese_as_well(write_layer: WriteLayer, load: Load, box: Box) -> None:
    report = load("buildings", write_layer("b.gpkg", [box(116, 39)], code=["a"], population=[-5]), language="zh")
    assert report.remarks[0].reason == "population 为负数：-5"


class _CancelsWhenWriting:
    """Cancels once the rows are being written."""

    def start(self, label: str, _total: int | None = None) -> None:
        self.writing = label.startswith("Writing")

    def advance(self, _steps: int = 1) -> None:
        if self.writing:
            raise Cancelled


def test_a_cancelled_load_leaves_nothing(engine: Engine, write_layer: WriteLayer, box: Box) -> None:
    path = write_layer("b.gpkg", [box(116, 39)], code=["a"])
    with pytest.raises(Cancelled), session_of(engine) as session:
        load_file(session, "buildings", path, viewer=LOCAL_OPERATOR, progress=_CancelsWhenWriting())
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM building")) == 0
        assert connection.scalar(text("SELECT count(*) FROM load")) == 0


def test_loads_follow_one_another(engine: Engine, write_layer: WriteLayer, box: Box) -> None:
    path = write_layer("b.gpkg", [box(116, 39)], code=["a"])
    waited: list[str] = []

    class Waits:
        def start(self, label: str, _total: int | None = None) -> None:
            waited.append(label)

        def advance(self, _steps: int = 1) -> None:
            raise Cancelled

    with session_of(engine) as first:
        load_file(first, "buildings", path, viewer=LOCAL_OPERATOR)
        with pytest.raises(Cancelled), session_of(engine) as second:
            load_file(second, "buildings", path, viewer=LOCAL_OPERATOR, progress=Waits())
    assert waited == ["Waiting for another load to end"]


def test_many_rows_are_counted_like_few(
    engine: Engine, write_text: WriteText, write_layer: WriteLayer, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gis.loading.merging.BULK_ROWS", 10)
    monkeypatch.setattr("gis.loading.merging.STEP_ROWS", 7)
    lines = "".join(f"b{place},{116 + place * 0.01},39,3\n" for place in range(30))
    with session_of(engine) as session:
        load_file(session, "grids", write_layer("g.gpkg", [box(116, 38.9, 0.155)], code=["g"]), viewer=LOCAL_OPERATOR)
        path = write_text("b.csv", "code,lon,lat,people\n" + lines)
        assert load_file(session, "buildings", path, viewer=LOCAL_OPERATOR).inserted == 30
    with engine.connect() as connection:
        assert connection.execute(text("SELECT buildings, population FROM shape_stat")).one() == (16, 48)
        assert connection.scalar(text("SELECT count(*) FROM building_shape")) == 16


@pytest.mark.parametrize("stage", ["Reading", "Writing"])
def test_a_server_that_goes_away_is_one_line(stage: str, engine: Engine, write_layer: WriteLayer, box: Box) -> None:
    path = write_layer("b.gpkg", [box(116 + place / 100, 39) for place in range(50)])

    class Kills:
        def start(self, label: str, _total: int | None = None) -> None:
            if label.startswith(stage):
                with engine.connect() as connection:
                    connection.execute(
                        text(
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
                        )
                    )

        def advance(self, _steps: int = 1) -> None:
            pass

    with pytest.raises(DatabaseError, match="nothing was changed"), session_of(engine) as session:
        load_file(session, "buildings", path, viewer=LOCAL_OPERATOR, progress=Kills())
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM building")) == 0


def test_a_code_beyond_measure_is_refused(write_layer: WriteLayer, load: Load, box: Box) -> None:
    report = load("estates", write_layer("e.gpkg", [box(116, 39)], code=["x" * 5000]))
    assert report.refused == 1
    assert report.notes[0] == "none of its rows could be taken"
    assert len(report.remarks[0].reason) < 100


def test_text_of_any_kind_is_taken(write_layer: WriteLayer, load: Load, rows: Rows, box: Box) -> None:
    name = "a\tb\\n\nc\r\u2028'\";--\U0001f600"
    load("estates", write_layer("e.gpkg", [box(116, 39)], code=["\\N"], name=[name]))
    assert rows("SELECT code, name FROM estate") == [("\\N", name)]


def test_areas_and_grids_under_many_buildings(
    engine: Engine, write_text: WriteText, write_layer: WriteLayer, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = "".join(f"b{place},{116 + place * 0.01},39,3\n" for place in range(30))
    with session_of(engine) as session:
        load_file(session, "buildings", write_text("b.csv", "code,lon,lat,people\n" + lines), viewer=LOCAL_OPERATOR)
    monkeypatch.setattr("gis.loading.merging.BULK_ROWS", 10)
    with session_of(engine) as session:
        load_file(
            session, "areas", write_layer("a.gpkg", [box(116, 38.9, 0.155)], code=["990106"]), viewer=LOCAL_OPERATOR
        )
        load_file(session, "grids", write_layer("g.gpkg", [box(116, 38.9, 0.105)], code=["g"]), viewer=LOCAL_OPERATOR)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(district_id) FROM building_place")) == 16
        assert connection.execute(text("SELECT buildings, population FROM shape_stat")).one() == (11, 33)
