from collections.abc import Callable
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

Rows = Callable[..., list[dict[str, Any]]]


def test_a_building_says_how_many_grids_answer_for_it(rows: Rows) -> None:
    one, two, none = rows("buildings")
    assert (one["state"], one["covered"], one["grids"]) == ("covered", True, "110101001001001")
    assert (two["state"], two["covered"], two["grids"]) == ("overlapping", True, "110101001001001 110101001001002")
    assert (none["state"], none["covered"], none["grids"]) == ("uncovered", False, None)


def test_without_a_plan_in_force_nobody_answers(record: Session, rows: Rows) -> None:
    record.execute(text("UPDATE plan SET effective_from = current_date + 1"))
    assert {row["state"] for row in rows("buildings")} == {"uncovered"}


def test_a_grid_given_up_in_a_later_revision_no_longer_answers(record: Session, rows: Rows) -> None:
    record.execute(text("UPDATE plan SET effective_until = current_date"))
    record.execute(text("INSERT INTO plan (id, name, created_by, revision) VALUES (9, 'next', 'test', 1)"))
    record.execute(
        text("""
            INSERT INTO grid (id, plan_id, code, shape_id, first_revision, last_revision)
            VALUES (91, 9, 'x', 1, 0, 1), (92, 9, 'y', 2, 0, NULL)
        """)
    )
    record.execute(
        text("UPDATE plan SET published_at = now(), published_by = 't', effective_from = current_date WHERE id = 9")
    )
    assert [row["state"] for row in rows("buildings")] == ["uncovered", "covered", "uncovered"]


def test_a_draft_changes_nothing(record: Session, rows: Rows) -> None:
    record.execute(text("INSERT INTO plan (id, name, created_by) VALUES (9, 'draft', 'test')"))
    record.execute(text("INSERT INTO grid (id, plan_id, code, shape_id, first_revision) VALUES (91, 9, 'x', 1, 0)"))
    assert [row["state"] for row in rows("buildings")] == ["covered", "overlapping", "uncovered"]
