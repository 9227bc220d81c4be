from collections.abc import Callable
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

Rows = Callable[..., list[dict[str, Any]]]


def test_a_worker_shows_the_grids_held_today(rows: Rows) -> None:
    one, two = rows("workers")
    assert (one["grids"], one["grid_count"], one["state"]) == ("110101001001001", 1, "holding")
    assert (two["grids"], two["grid_count"], two["state"]) == (None, 0, "free")


def test_one_who_holds_three_grids_is_stretched(record: Session, rows: Rows) -> None:
    record.execute(
        text("""
            INSERT INTO assignment (plan_id, grid_code, worker_id, since)
            SELECT 1, 'g' || n, 1, now() FROM generate_series(1, 2) n
        """)
    )
    # codes that the plan does not have are no grids
    assert rows("workers")[0]["state"] == "holding"
    record.execute(
        text("""
            ALTER TABLE grid DISABLE TRIGGER grid_guarded_insert;
            INSERT INTO grid (plan_id, code, shape_id, first_revision)
            SELECT 1, 'g' || n, min(shape_id), 0 FROM grid, generate_series(1, 2) n GROUP BY n
        """)
    )
    assert rows("workers")[0]["state"] == "stretched"


def test_a_grid_given_back_counts_no_more(record: Session, rows: Rows) -> None:
    record.execute(text("UPDATE assignment SET until = current_date"))
    assert rows("workers")[0]["state"] == "free"


def test_one_without_a_post_is_not_on_the_map(record: Session, rows: Rows) -> None:
    record.execute(text("UPDATE worker SET post = NULL WHERE code = 'W0001'"))
    assert [row["code"] for row in rows("workers")] == ["W0002"]
