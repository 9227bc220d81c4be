"""One switch from one plan to the next, with a date; history stays."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from gis.database import session_of
from gis.errors import ConflictError, InputError, NotFoundError
from gis.plans import PlanInfo, create_plan, list_plans, make_draft, plan_in_force, publish
from gis.viewer import LOCAL_OPERATOR

BEGIN = date(2018, 5, 1)
WORKERS = "INSERT INTO worker (code, name) VALUES ('W1', '网格员 001'), ('W2', '网格员 002')"
HOLD = """
INSERT INTO assignment (plan_id, grid_code, worker_id, since)
SELECT :plan, :grid, id, '2018-05-01' FROM worker WHERE code = :worker
"""
Squares = Callable[..., list]


def today(session: Session) -> date:
    return session.scalar(text("SELECT current_date")) or date.min


def first_plan(session: Session, squares: Squares) -> PlanInfo:
    plan = create_plan(session, name="方案一", grids=squares("a", "b"), viewer=LOCAL_OPERATOR)
    return publish(session, plan.id, effective_from=BEGIN, viewer=LOCAL_OPERATOR)


def held(session: Session, plan_id: int) -> set[tuple[str, str, str | None]]:
    return {
        tuple(row)
        for row in session.execute(
            text(
                "SELECT grid_code, code, until::text FROM assignment a JOIN worker w ON w.id = worker_id"
                " WHERE plan_id = :id"
            ),
            {"id": plan_id},
        )
    }


def test_the_first_plan_may_begin_in_the_past(session: Session, squares: Squares) -> None:
    plan = first_plan(session, squares)
    assert (plan.state, plan.effective_from, plan.effective_until) == ("published", BEGIN, None)
    assert plan_in_force(session) == plan
    assert plan_in_force(session, day=BEGIN) == plan
    assert plan_in_force(session, day=BEGIN - timedelta(days=1)) is None


def test_publishing_ends_the_plan_before(session: Session, squares: Squares) -> None:
    old = first_plan(session, squares)
    draft = make_draft(session, old.id, name="方案二", viewer=LOCAL_OPERATOR)
    assert plan_in_force(session) == old
    day = today(session)
    new = publish(session, draft.id, effective_from=day, viewer=LOCAL_OPERATOR)
    assert plan_in_force(session) == new
    (retired,) = [plan for plan in list_plans(session) if plan.id == old.id]
    assert (retired.state, retired.effective_until) == ("retired", day)
    before = plan_in_force(session, day=day - timedelta(days=1))
    assert before is not None
    assert before.id == old.id


def test_a_plan_may_be_published_ahead(session: Session, squares: Squares) -> None:
    old = first_plan(session, squares)
    later = today(session) + timedelta(days=30)
    draft = make_draft(session, old.id, name="方案二", viewer=LOCAL_OPERATOR)
    new = publish(session, draft.id, effective_from=later, viewer=LOCAL_OPERATOR)
    assert new.state == "published"
    for day, expected in ((later - timedelta(days=1), old.id), (later, new.id)):
        standing = plan_in_force(session, day=day)
        assert standing is not None
        assert standing.id == expected
    assert plan_in_force(session, day=today(session)) is not None


def test_a_plan_may_be_put_between(session: Session, squares: Squares) -> None:
    old = first_plan(session, squares)
    day = today(session)
    ahead = make_draft(session, old.id, name="三", viewer=LOCAL_OPERATOR)
    publish(session, ahead.id, effective_from=day + timedelta(days=30), viewer=LOCAL_OPERATOR)
    between = make_draft(session, old.id, name="二", viewer=LOCAL_OPERATOR)
    published = publish(session, between.id, effective_from=day + timedelta(days=10), viewer=LOCAL_OPERATOR)
    assert published.effective_until == day + timedelta(days=30)
    assert [plan.effective_until for plan in list_plans(session)] == [
        day + timedelta(days=10),
        day + timedelta(days=30),
        None,
    ]


def test_the_past_stays_as_it_was(session: Session, squares: Squares) -> None:
    old = first_plan(session, squares)
    draft = make_draft(session, old.id, name="方案二", viewer=LOCAL_OPERATOR)
    with pytest.raises(InputError, match="past"):
        publish(session, draft.id, effective_from=today(session) - timedelta(days=1), viewer=LOCAL_OPERATOR)
    assert plan_in_force(session) == old


def test_refusals(session: Session, squares: Squares) -> None:
    old = first_plan(session, squares)
    with pytest.raises(ConflictError, match="published already"):
        publish(session, old.id, effective_from=today(session), viewer=LOCAL_OPERATOR)
    with pytest.raises(NotFoundError):
        publish(session, 999, effective_from=BEGIN, viewer=LOCAL_OPERATOR)
    empty = create_plan(session, name="空", grids=[], viewer=LOCAL_OPERATOR)
    with pytest.raises(InputError, match="no grids"):
        publish(session, empty.id, effective_from=today(session), viewer=LOCAL_OPERATOR)


@pytest.mark.parametrize("same_draft", [True, False])
def test_of_two_at_once_one_is_told(engine: Engine, squares: Squares, *, same_draft: bool) -> None:
    with session_of(engine) as session:
        old = first_plan(session, squares)
        drafts = [make_draft(session, old.id, name=f"draft {n}", viewer=LOCAL_OPERATOR).id for n in range(2)]
        day = today(session)
    both = Barrier(2, timeout=30)

    def attempt(plan_id: int) -> str:
        with session_of(engine) as session:
            session.execute(text("SELECT 1"))
            both.wait()
            try:
                publish(session, plan_id, effective_from=day, viewer=LOCAL_OPERATOR)
            except ConflictError as error:
                session.rollback()
                return str(error)
            return ""

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(attempt, [drafts[0], drafts[0 if same_draft else 1]]))
    assert sorted(bool(message) for message in said) == [False, True]
    with session_of(engine) as session:
        assert sum(plan.effective_from == day for plan in list_plans(session)) == 1


def test_a_failed_publish_leaves_the_old_plan(engine: Engine, squares: Squares) -> None:
    with session_of(engine) as session:
        old = first_plan(session, squares)
        draft = make_draft(session, old.id, name="二", viewer=LOCAL_OPERATOR)

    def fail() -> None:
        with session_of(engine) as session:
            publish(session, draft.id, effective_from=today(session), viewer=LOCAL_OPERATOR)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with session_of(engine) as session:
        assert plan_in_force(session) == old


def test_who_holds_a_grid_holds_it_on(session: Session, squares: Squares) -> None:
    session.execute(text(WORKERS))
    old = first_plan(session, squares)
    session.execute(text(HOLD), {"plan": old.id, "grid": "a", "worker": "W1"})
    session.execute(text(HOLD), {"plan": old.id, "grid": "b", "worker": "W2"})
    # code b is given up, c is new
    draft = create_plan(session, name="二", grids=squares("a", "c"), viewer=LOCAL_OPERATOR)
    publish(session, draft.id, effective_from=today(session), viewer=LOCAL_OPERATOR)
    assert held(session, draft.id) == {("a", "W1", None)}
    assert held(session, old.id) == {("a", "W1", None), ("b", "W2", None)}


def test_what_changed_on_either_side_meanwhile_counts(session: Session, squares: Squares) -> None:
    session.execute(text(WORKERS))
    old = first_plan(session, squares)
    for grid in "ab":
        session.execute(text(HOLD), {"plan": old.id, "grid": grid, "worker": "W1"})
    draft = make_draft(session, old.id, name="二", viewer=LOCAL_OPERATOR)
    assert held(session, draft.id) == {("a", "W1", None), ("b", "W1", None)}
    # the draft releases a; the plan in force releases b and gives it to another
    day = today(session)
    session.execute(
        text("UPDATE assignment SET until = :day WHERE plan_id = :id AND grid_code = 'a'"), {"id": draft.id, "day": day}
    )
    session.execute(
        text("UPDATE assignment SET until = :day WHERE plan_id = :id AND grid_code = 'b'"), {"id": old.id, "day": day}
    )
    session.execute(text(HOLD), {"plan": old.id, "grid": "b", "worker": "W2"})
    publish(session, draft.id, effective_from=day, viewer=LOCAL_OPERATOR)
    assert held(session, draft.id) == {("a", "W1", str(day)), ("b", "W1", str(day)), ("b", "W2", None)}
