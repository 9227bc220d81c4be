"""A plan published for a day to come becomes a draft again, and the plan before it goes on."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from gis.boundaries.editing import edit
from gis.database import session_of
from gis.errors import ConflictError, NotFoundError
from gis.plans import PlanInfo, create_plan, list_plans, make_draft, plan_of, publish, undo, withdraw
from gis.plans.listing import show_plan
from gis.viewer import LOCAL_OPERATOR

Squares = Callable[..., list[Any]]


@pytest.fixture
def day(session: Session) -> date:
    """A day to come."""
    return (session.scalar(text("SELECT current_date")) or date.min) + timedelta(days=30)


def first_plan(session: Session, squares: Squares) -> PlanInfo:
    plan = create_plan(session, name="方案一", grids=squares("a", "b"), viewer=LOCAL_OPERATOR)
    return publish(session, plan.id, effective_from=date(2018, 5, 1), viewer=LOCAL_OPERATOR)


def ahead(session: Session, base: PlanInfo, day: date, name: str = "方案二") -> PlanInfo:
    draft = make_draft(session, base.id, name=name, viewer=LOCAL_OPERATOR)
    return publish(session, draft.id, effective_from=day, viewer=LOCAL_OPERATOR)


def test_the_plan_before_goes_on(session: Session, squares: Squares, day: date) -> None:
    old = first_plan(session, squares)
    new = ahead(session, old, day)
    back = withdraw(session, new.id, viewer=LOCAL_OPERATOR)
    assert (back.state, back.effective_from, back.effective_until) == ("draft", None, None)
    assert plan_of(session, old.id) == old
    (kept,) = show_plan(session, new.id).withdrawals
    assert (kept.author, kept.published_by, kept.effective_from) == (LOCAL_OPERATOR.name, LOCAL_OPERATOR.name, day)
    # and it is published once more, for another day
    again = publish(session, new.id, effective_from=day + timedelta(days=1), viewer=LOCAL_OPERATOR)
    assert plan_of(session, old.id).effective_until == again.effective_from


def test_up_to_the_plan_after(session: Session, squares: Squares, day: date) -> None:
    old = first_plan(session, squares)
    later = ahead(session, old, day + timedelta(days=30), "三")
    between = ahead(session, old, day)
    with pytest.raises(ConflictError, match="withdraw it, or choose another day"):
        ahead(session, old, day, "二甲")
    withdraw(session, between.id, viewer=LOCAL_OPERATOR)
    ends = {plan.id: plan.effective_until for plan in list_plans(session)}
    assert (ends[old.id], ends[later.id]) == (later.effective_from, None)


def test_steps_and_who_held_what_are_as_before(session: Session, squares: Squares, day: date) -> None:
    old = first_plan(session, squares)
    session.execute(
        text("""
            INSERT INTO worker (code, name) VALUES ('W1', '网格员 001');
            INSERT INTO assignment (plan_id, grid_code, worker_id, since)
            SELECT :plan, 'b', id, '2018-05-01' FROM worker
        """),
        {"plan": old.id},
    )
    draft = make_draft(session, old.id, name="方案二", viewer=LOCAL_OPERATOR)
    edit(session, draft.id, operation="merge", arguments={"grids": ["a", "b"], "into": "a"}, viewer=LOCAL_OPERATOR)
    publish(session, draft.id, effective_from=day, viewer=LOCAL_OPERATOR)
    withdraw(session, draft.id, viewer=LOCAL_OPERATOR)
    undo(session, draft.id)
    held = "SELECT g.code FROM assignment a JOIN plan_grid g ON (g.plan_id, g.code) = (a.plan_id, a.grid_code) "
    assert session.scalars(text(held + "WHERE a.plan_id = :id"), {"id": draft.id}).all() == ["b"]


def test_what_holds_or_held_stays(session: Session, squares: Squares, day: date) -> None:
    old = first_plan(session, squares)
    with pytest.raises(NotFoundError):
        withdraw(session, 999, viewer=LOCAL_OPERATOR)
    draft = make_draft(session, old.id, name="方案二", viewer=LOCAL_OPERATOR)
    with pytest.raises(ConflictError, match="nothing to withdraw"):
        withdraw(session, draft.id, viewer=LOCAL_OPERATOR)
    publish(session, draft.id, effective_from=day - timedelta(days=30), viewer=LOCAL_OPERATOR)
    for plan in (old, draft):
        with pytest.raises(ConflictError, match="what has held stays"):
            withdraw(session, plan.id, viewer=LOCAL_OPERATOR)
        # nor behind the back of the command
        with pytest.raises(DatabaseError, match="stays as it is"), session.begin_nested():
            session.execute(
                text("UPDATE plan SET published_at = NULL, published_by = NULL, effective_from = NULL,"
                     " effective_until = NULL WHERE id = :id"),
                {"id": plan.id},
            )  # fmt: skip


def test_withdrawn_while_another_is_published(engine: Engine, squares: Squares, day: date) -> None:
    with session_of(engine) as session:
        old = first_plan(session, squares)
        new = ahead(session, old, day)
        other = make_draft(session, old.id, name="三", viewer=LOCAL_OPERATOR)
    both = Barrier(2, timeout=30)

    def attempt(take_back: bool) -> None:  # noqa: FBT001
        with session_of(engine) as session:
            both.wait()
            if take_back:
                withdraw(session, new.id, viewer=LOCAL_OPERATOR)
            else:
                publish(session, other.id, effective_from=day + timedelta(days=9), viewer=LOCAL_OPERATOR)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(attempt, [True, False]))
    with session_of(engine) as session:
        assert plan_of(session, old.id).effective_until == day + timedelta(days=9)
        assert [plan.state for plan in list_plans(session)] == ["published", "published", "draft"]
