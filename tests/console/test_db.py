import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text

from gis import clearing
from gis.clearing import clear_record, is_empty
from gis.errors import ConflictError

RunWangge = Callable[..., subprocess.CompletedProcess[str]]

SQUARE = "ST_GeomFromText('MULTIPOLYGON(((115.87 30.02,115.88 30.02,115.88 30.03,115.87 30.03,115.87 30.02)))', 4326)"
SOME_ROWS = f"""
INSERT INTO area (level, code, name, geom) VALUES ('district', '990106', '示范区', {SQUARE});
INSERT INTO grid_shape (geom) VALUES ({SQUARE});
INSERT INTO building (code, population, geom) VALUES ('B1', 12, {SQUARE});
INSERT INTO parameter VALUES ('service_radius', 600);
"""


def _fill(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text(SOME_ROWS))


def _counts(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        return {table: connection.scalar(text(f'SELECT count(*) FROM "{table}"')) or 0 for table in tables}


def test_clearing_empties_the_record_and_keeps_the_schema(engine: Engine) -> None:
    fresh = _counts(engine)
    assert is_empty(engine)
    _fill(engine)
    assert _counts(engine)["building_shape"] == 1
    assert not is_empty(engine)
    clear_record(engine)
    assert is_empty(engine)
    cleared = _counts(engine)
    # the feed goes on counting: pages that are open must see that something happened
    assert cleared.pop("change") > fresh.pop("change")
    assert cleared == fresh
    assert fresh["spatial_ref_sys"] > 0


def test_it_can_be_filled_again(engine: Engine) -> None:
    _fill(engine)
    clear_record(engine)
    _fill(engine)
    assert _counts(engine)["building_shape"] == 1


def test_clearing_waits_for_who_is_writing(engine: Engine) -> None:
    with engine.connect() as writer:
        writer.execute(text(f"INSERT INTO building (code, geom) VALUES ('B1', {SQUARE})"))
        clearing_it = threading.Thread(target=clear_record, args=[engine])
        clearing_it.start()
        clearing_it.join(timeout=0.8)
        assert clearing_it.is_alive()
        # what the writer still needs is not held by the one that waits
        writer.execute(text(SOME_ROWS.replace("B1", "B2")))
        writer.commit()
        clearing_it.join()
    assert is_empty(engine)


def test_clearing_gives_up_with_a_word(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clearing, "PATIENCE_S", 0)
    with engine.connect() as writer:
        writer.execute(text(f"INSERT INTO building (code, geom) VALUES ('B1', {SQUARE})"))
        with pytest.raises(ConflictError, match="being changed by others"):
            clear_record(engine)
        writer.rollback()


def test_tables_of_others_keep_their_rows(engine: Engine) -> None:
    _fill(engine)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE theirs AS SELECT n FROM generate_series(1, 3) n"))
    clear_record(engine)
    assert is_empty(engine)
    assert _counts(engine)["theirs"] == 3


def test_a_table_of_others_that_refers_to_the_record_is_named(engine: Engine) -> None:
    _fill(engine)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE theirs AS SELECT id AS building_id FROM building"))
        connection.execute(text("ALTER TABLE theirs ADD FOREIGN KEY (building_id) REFERENCES building"))
    with pytest.raises(ConflictError, match='"theirs"'):
        clear_record(engine)
    assert not is_empty(engine)


def _queue(engine: Engine, status: str) -> None:
    with engine.begin() as connection:
        job = connection.scalar(
            text(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('default', 'run', :status)"
                " RETURNING id"
            ),
            {"status": status},
        )
        connection.execute(
            text("INSERT INTO job_progress (job_id, kind, title, author) VALUES (:id, 'load', 'b.csv', 'test')"),
            {"id": job},
        )


def test_a_running_job_is_not_cleared_away(engine: Engine) -> None:
    _fill(engine)
    _queue(engine, "doing")
    with pytest.raises(ConflictError, match=r"\(b.csv\) is running"):
        clear_record(engine)
    assert not is_empty(engine)


def test_jobs_that_wait_never_start(engine: Engine) -> None:
    _queue(engine, "todo")
    clear_record(engine)
    with engine.connect() as connection:
        assert connection.scalars(text("SELECT status::text FROM procrastinate_jobs")).all() == ["cancelled"]
    assert _counts(engine)["job_progress"] == 0


def test_uploads_and_reports_go_as_well(engine: Engine, tmp_path: Path) -> None:
    for name in ("uploads", "reports", "postgres"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").touch()
    clear_record(engine, data_dir=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["postgres"]


def test_the_command_asks_first(run_wangge: RunWangge, engine: Engine) -> None:
    _fill(engine)
    assert run_wangge("db", "clear", expect=1).stdout == ""
    assert not is_empty(engine)
    run_wangge("db", "clear", "--yes")
    assert is_empty(engine)


def test_the_schema_goes_down_and_up_again(run_wangge: RunWangge, engine: Engine) -> None:
    run_wangge("db", "migrate", "--to", "base")
    assert "building" not in inspect(engine).get_table_names()
    run_wangge("db", "migrate")
    assert "building" in inspect(engine).get_table_names()
