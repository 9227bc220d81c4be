"""The view plan_grid, edited as QGIS edits a layer; undo and redo."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from gis.database import session_of
from gis.errors import ConflictError
from gis.plans import create_plan, grids_of, plan_of, publish, redo, undo
from gis.viewer import LOCAL_OPERATOR

Squares = Callable[..., list]
MOVE = "UPDATE plan_grid SET geom = ST_Translate(geom, {by}, 0) WHERE code = '{code}'"
NARROW = "MULTIPOLYGON(((0 0, 0.5 0, 0.5 1, 0 1, 0 0)))"


@pytest.fixture
def draft(engine: Engine, squares: Squares) -> int:
    with session_of(engine) as session:
        return create_plan(session, name="草案", grids=squares("a", "b"), viewer=LOCAL_OPERATOR).id


def do(engine: Engine, *statements: str) -> None:
    """One transaction."""
    with session_of(engine) as session:
        for statement in statements:
            session.execute(text(statement))


def state(engine: Engine, draft: int) -> tuple[int, dict[str, float]]:
    with session_of(engine) as session:
        return plan_of(session, draft).revision, {grid.code: grid.geom.bounds[0] for grid in grids_of(session, draft)}


def test_an_edit_is_a_revision_that_can_be_undone(engine: Engine, draft: int) -> None:
    do(engine, MOVE.format(by=5, code="a"))
    do(engine, MOVE.format(by=5, code="b"))
    assert state(engine, draft) == (2, {"a": 5, "b": 6})
    with session_of(engine) as session:
        assert undo(session, draft).revision == 1
    assert state(engine, draft) == (1, {"a": 5, "b": 1})
    with session_of(engine) as session:
        undo(session, draft)
        redo(session, draft)
        redo(session, draft)
        with pytest.raises(ConflictError, match="nothing to redo"):
            redo(session, draft)
    assert state(engine, draft) == (2, {"a": 5, "b": 6})


def test_editing_after_an_undo_gives_up_what_lay_ahead(engine: Engine, draft: int) -> None:
    do(engine, MOVE.format(by=5, code="a"))
    do(engine, "DELETE FROM plan_grid WHERE code = 'b'")
    with session_of(engine) as session:
        undo(session, draft)
        undo(session, draft)
        with pytest.raises(ConflictError, match="nothing to undo"):
            undo(session, draft)
    do(engine, MOVE.format(by=0.25, code="a"))
    # the numbers that were given up are not given again
    assert state(engine, draft) == (3, {"a": 0.25, "b": 1})
    with session_of(engine) as session:
        undo(session, draft)
    assert state(engine, draft) == (0, {"a": 0, "b": 1})


def test_one_transaction_is_one_revision(engine: Engine, draft: int) -> None:
    do(engine, MOVE.format(by=0.5, code="a"), MOVE.format(by=0.5, code="b"), MOVE.format(by=0.5, code="a"))
    assert state(engine, draft) == (1, {"a": 1, "b": 1.5})
    do(engine, "UPDATE plan_grid SET geom = ST_Translate(geom, 1, 0)")
    assert state(engine, draft) == (2, {"a": 2, "b": 2.5})
    with session_of(engine) as session:
        undo(session, draft)
        undo(session, draft)
    assert state(engine, draft) == (0, {"a": 0, "b": 1})


def test_a_grid_keeps_its_number_from_edit_to_edit(engine: Engine, draft: int) -> None:
    with session_of(engine) as session:
        number = grids_of(session, draft)[0].id
    for _ in range(3):
        do(engine, f"UPDATE plan_grid SET geom = ST_Translate(geom, 1, 0) WHERE id = {number}")
    assert state(engine, draft) == (3, {"a": 3, "b": 1})


def test_an_insert_tells_what_came_of_it(session: Session, squares: Squares) -> None:
    plan = create_plan(session, name="草案", grids=squares("a"), viewer=LOCAL_OPERATOR)
    session.execute(text("INSERT INTO building (code, population, geom) VALUES ('1', 9, 'SRID=4326;POINT(0.2 0.2)')"))
    session.execute(
        text(
            "INSERT INTO area (level, code, name, geom)"
            " VALUES ('community', 'c', 'c', 'SRID=4326;MULTIPOLYGON(((0 0, 1 0, 1 1, 0 1, 0 0)))')"
        )
    )
    row = session.execute(
        text(
            f"INSERT INTO plan_grid (plan_id, code, geom) VALUES ({plan.id}, 'n', 'SRID=4326;{NARROW}')"
            " RETURNING id, population, community_id, area_m2"
        )
    ).one()
    assert (row.population, row.community_id) == (9, session.scalar(text("SELECT id FROM area")))
    assert row.area_m2 > 0
    assert grids_of(session, plan.id)[1].id == row.id


def test_saving_what_was_not_changed_is_no_revision(engine: Engine, draft: int) -> None:
    do(engine, "UPDATE plan_grid SET geom = geom, name = name, code = code")
    assert state(engine, draft)[0] == 0


def test_a_name_changes_without_a_new_shape(engine: Engine, draft: int) -> None:
    do(engine, "UPDATE plan_grid SET name = '新名' WHERE code = 'a'")
    with session_of(engine) as session:
        assert [grid.name for grid in grids_of(session, draft)] == ["新名", ""]
        assert session.scalar(text("SELECT count(*) FROM grid_shape")) == 2


def test_a_code_can_be_given_to_another_in_one_transaction(engine: Engine, draft: int) -> None:
    do(engine, "DELETE FROM plan_grid WHERE code = 'a'", "UPDATE plan_grid SET code = 'a' WHERE code = 'b'")
    assert state(engine, draft) == (1, {"a": 1})
    with session_of(engine) as session:
        undo(session, draft)
    assert state(engine, draft) == (0, {"a": 0, "b": 1})


def test_made_and_removed_in_one_transaction(engine: Engine, draft: int) -> None:
    do(
        engine,
        f"INSERT INTO plan_grid (plan_id, code, geom) VALUES ({draft}, 'n', 'SRID=4326;{NARROW}')",
        "UPDATE plan_grid SET name = 'x' WHERE code = 'n'",
        "DELETE FROM plan_grid WHERE code = 'n'",
    )
    assert state(engine, draft) == (1, {"a": 0, "b": 1})


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ("UPDATE plan_grid SET geom = NULL", "needs ground"),
        ("UPDATE plan_grid SET geom = 'SRID=4326;MULTIPOLYGON EMPTY'", "needs ground"),
        ("UPDATE plan_grid SET geom = 'SRID=4326;MULTIPOLYGON(((0 0, 1 1, 1 0, 0 1, 0 0)))'", "not valid: Self-inter"),
        ("UPDATE plan_grid SET code = ''", "needs a code"),
        ("UPDATE plan_grid SET code = 'a'", "grid_code_once"),
        ("UPDATE plan_grid SET plan_id = 0", "stays in its plan"),
        ("INSERT INTO plan_grid (plan_id, code, geom) SELECT 0, 'n', geom FROM plan_grid", "no plan 0"),
        ("UPDATE plan SET revision = 7", "no revision 7"),
    ],
)
def test_what_cannot_be_is_said(session: Session, squares: Squares, statement: str, word: str) -> None:
    create_plan(session, name="草案", grids=squares("a", "b"), viewer=LOCAL_OPERATOR)
    with pytest.raises(DBAPIError, match=word):
        session.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE plan_grid SET name = 'x'",
        "DELETE FROM plan_grid",
        "INSERT INTO plan_grid (plan_id, code, geom) SELECT plan_id, 'n', geom FROM plan_grid WHERE code = 'a'",
        "UPDATE grid SET shape_id = (SELECT max(id) FROM grid_shape)",
        "UPDATE grid SET code = code || 'x'",
        "DELETE FROM grid",
        "UPDATE plan SET revision = 1",
        "UPDATE plan SET published_at = NULL, published_by = NULL, effective_from = NULL",
    ],
)
def test_what_was_published_stays(session: Session, squares: Squares, statement: str) -> None:
    plan = create_plan(session, name="一", grids=squares("a", "b"), viewer=LOCAL_OPERATOR)
    session.execute(text("SELECT next_revision(:id, 'test', 'test')"), {"id": plan.id})
    undo(session, plan.id)
    publish(session, plan.id, effective_from=date(2018, 5, 1), viewer=LOCAL_OPERATOR)
    with pytest.raises(DBAPIError, match="published"):
        session.execute(text(statement))


def test_a_published_plan_is_not_undone(session: Session, squares: Squares) -> None:
    plan = create_plan(session, name="一", grids=squares("a"), viewer=LOCAL_OPERATOR)
    publish(session, plan.id, effective_from=date(2018, 5, 1), viewer=LOCAL_OPERATOR)
    with pytest.raises(ConflictError, match="never edited"):
        undo(session, plan.id)


def test_a_community_may_go_from_under_a_published_grid(session: Session, squares: Squares) -> None:
    session.execute(
        text(
            "INSERT INTO area (id, level, code, name, geom)"
            " VALUES (1, 'community', 'c', 'c', 'SRID=4326;MULTIPOLYGON(((0 0, 1 0, 1 1, 0 1, 0 0)))')"
        )
    )
    plan = create_plan(session, name="一", grids=squares("a"), viewer=LOCAL_OPERATOR)
    session.execute(text("UPDATE plan_grid SET community_id = 1"))
    publish(session, plan.id, effective_from=date(2018, 5, 1), viewer=LOCAL_OPERATOR)
    session.execute(text("DELETE FROM area"))
    assert [grid.community_id for grid in grids_of(session, plan.id)] == [None]


def test_of_two_who_edit_one_grid_the_second_is_told(engine: Engine, draft: int) -> None:
    with engine.connect() as one, engine.connect() as two, ThreadPoolExecutor(1) as pool:
        one.execute(text(MOVE.format(by=5, code="a")))
        running = pool.submit(two.execute, text("UPDATE plan_grid SET name = 'x' WHERE code = 'a'"))
        while not one.scalar(
            text(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
        ):
            pass
        one.commit()
        with pytest.raises(DBAPIError, match="changed by someone else"):
            running.result(timeout=30)
    assert state(engine, draft) == (1, {"a": 5, "b": 1})


def test_two_who_edit_different_grids_both_count(engine: Engine, draft: int) -> None:
    with engine.connect() as one, engine.connect() as two, ThreadPoolExecutor(1) as pool:
        one.execute(text(MOVE.format(by=5, code="a")))
        running = pool.submit(two.execute, text(MOVE.format(by=5, code="b")))
        while not one.scalar(
            text(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
        ):
            pass
        one.commit()
        running.result(timeout=30)
        two.commit()
    assert state(engine, draft) == (2, {"a": 5, "b": 6})


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO grid (plan_id, code, shape_id, first_revision) VALUES (plan_in_force(), 'x', 1, 0)",
        "UPDATE grid SET plan_id = plan_in_force(), code = 'x' WHERE plan_id <> plan_in_force() AND code = 'a'",
        "UPDATE grid SET plan_id = plan_in_force() + 1, code = 'x' WHERE plan_id = plan_in_force() AND code = 'a'",
        "DELETE FROM plan WHERE id = plan_in_force()",
    ],
)
def test_a_published_plan_stays_whatever_the_sql(engine: Engine, draft: int, squares: Squares, statement: str) -> None:
    with session_of(engine) as session:
        publish(session, draft, effective_from=date(2018, 5, 1), viewer=LOCAL_OPERATOR)
        create_plan(session, name="二", grids=squares("a", "b"), viewer=LOCAL_OPERATOR)
    with pytest.raises(DBAPIError, match=f"plan {draft} is published and"):
        do(engine, statement)
    assert state(engine, draft) == (0, {"a": 0, "b": 1})


def test_a_draft_may_be_deleted(engine: Engine, draft: int) -> None:
    do(engine, f"DELETE FROM plan WHERE id = {draft}")
    with session_of(engine) as session:
        assert session.scalar(text("SELECT count(*) FROM grid")) == 0
