"""A plan that came into force today and has a mistake is replaced today; whoever else publishes today is told."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.cards.grid import grid_card
from gis.errors import ConflictError, InputError
from gis.plans import PlanInfo, create_plan, list_plans, make_draft, plan_in_force, plan_of, publish, withdraw
from gis.plans.listing import line_of
from gis.plans.sheet import sheet_of
from gis.viewer import LOCAL_OPERATOR
from tests.conftest import RunWangge

Squares = Callable[..., list[Any]]


@pytest.fixture
def today(session: Session) -> date:
    return session.scalar(text("SELECT current_date")) or date.min


@pytest.fixture
def old(session: Session, squares: Squares) -> PlanInfo:
    """The plan of 2018, one worker in each grid."""
    plan = create_plan(session, name="方案一", grids=squares("a", "b"), viewer=LOCAL_OPERATOR)
    publish(session, plan.id, effective_from=date(2018, 5, 1), viewer=LOCAL_OPERATOR)
    session.execute(text("INSERT INTO worker (code, name) VALUES ('W1', '甲'), ('W2', '乙')"))
    for grid, worker in (("a", "W1"), ("b", "W2")):
        hold(session, plan.id, grid, worker, date(2018, 5, 1))
    return plan_of(session, plan.id)


def hold(session: Session, plan: int, grid: str, worker: str, since: date) -> None:
    session.execute(
        text("""
            INSERT INTO assignment (plan_id, grid_code, worker_id, since)
            SELECT :plan, :grid, id, :since FROM worker WHERE code = :worker
        """),
        {"plan": plan, "grid": grid, "worker": worker, "since": since},
    )


def put(session: Session, base: int, day: date, name: str, **options: Any) -> PlanInfo:
    draft = make_draft(session, base, name=name, viewer=LOCAL_OPERATOR)
    return publish(session, draft.id, effective_from=day, viewer=LOCAL_OPERATOR, **options)


def test_a_correction_is_in_force_the_same_day(session: Session, old: PlanInfo, today: date) -> None:
    wrong = put(session, old.id, today, "方案二")
    right = put(session, wrong.id, today, "方案二（更正）")
    assert plan_in_force(session) == right
    assert (right.state, right.effective_from, right.effective_until) == ("published", today, None)
    gone = plan_of(session, wrong.id)
    assert (gone.state, gone.effective_from, gone.effective_until) == ("retired", today, today)
    before = plan_in_force(session, day=today - timedelta(days=1))
    assert before is not None
    assert (before.id, before.effective_until) == (old.id, today)
    assert [plan.id for plan in list_plans(session)] == [old.id, wrong.id, right.id]
    # nobody's history is lost: who published each, when, and what it holds
    assert line_of(session, wrong.id).published_by == LOCAL_OPERATOR.name
    assert [row.worker for row in sheet_of(session, wrong.id)] == ["甲", "乙"]
    assert [row.worker for row in sheet_of(session, right.id)] == ["甲", "乙"]
    names = [past.plan_name for past in grid_card(session, LOCAL_OPERATOR, code="a").history]
    assert names[-1] == "方案一"
    assert set(names) == {"方案一", "方案二", "方案二（更正）"}


def test_who_was_given_a_grid_in_between_keeps_it(session: Session, old: PlanInfo, today: date) -> None:
    wrong = put(session, old.id, today, "方案二")
    draft = make_draft(session, wrong.id, name="更正", viewer=LOCAL_OPERATOR)
    hold(session, wrong.id, "a", "W2", today)
    right = publish(session, draft.id, effective_from=today, viewer=LOCAL_OPERATOR)
    assert [row.worker for row in sheet_of(session, right.id)] == ["甲、乙", "乙"]


def test_corrected_more_than_once_and_through_a_draft_of_a_draft(session: Session, old: PlanInfo, today: date) -> None:
    wrong = put(session, old.id, today, "方案二")
    between = make_draft(session, wrong.id, name="草案", viewer=LOCAL_OPERATOR)
    right = put(session, between.id, today, "更正")
    again = put(session, right.id, today, "再更正")
    assert plan_in_force(session) == again
    assert [plan.effective_until for plan in list_plans(session) if plan.state != "draft"] == [
        today,
        today,
        today,
        None,
    ]


def test_what_somebody_else_put_in_force_today_is_not_overwritten_unseen(
    session: Session, old: PlanInfo, today: date
) -> None:
    mine = make_draft(session, old.id, name="我的", viewer=LOCAL_OPERATOR)
    theirs = put(session, old.id, today, "别人的")
    with pytest.raises(ConflictError, match=f"make a draft of plan {theirs.id} and correct that, choose a later day"):
        publish(session, mine.id, effective_from=today, viewer=LOCAL_OPERATOR)
    with pytest.raises(ConflictError, match="was not made of it"):
        publish(session, mine.id, effective_from=today, viewer=LOCAL_OPERATOR, replaces=old.id)
    assert plan_in_force(session) == theirs
    # who knows of it may say so
    assert publish(session, mine.id, effective_from=today, viewer=LOCAL_OPERATOR, replaces=theirs.id) == plan_in_force(
        session
    )


def test_a_draft_made_before_the_other_was_published_does_not_know_of_its_last_edits(
    session: Session, old: PlanInfo, today: date
) -> None:
    theirs = make_draft(session, old.id, name="别人的", viewer=LOCAL_OPERATOR)
    mine = make_draft(session, theirs.id, name="我的", viewer=LOCAL_OPERATOR)
    session.execute(text("UPDATE plan SET created_at = now() - interval '1 hour' WHERE id = :id"), {"id": mine.id})
    publish(session, theirs.id, effective_from=today, viewer=LOCAL_OPERATOR)
    with pytest.raises(ConflictError, match="was not made of it"):
        publish(session, mine.id, effective_from=today, viewer=LOCAL_OPERATOR)


def test_the_plan_after_still_follows(session: Session, old: PlanInfo, today: date) -> None:
    wrong = put(session, old.id, today, "方案二")
    later = put(session, wrong.id, today + timedelta(days=30), "方案三")
    right = put(session, wrong.id, today, "更正")
    assert right.effective_until == later.effective_from
    withdraw(session, later.id, viewer=LOCAL_OPERATOR)
    ends = {plan.id: plan.effective_until for plan in list_plans(session)}
    assert ends == {old.id: today, wrong.id: today, right.id: None, later.id: None}


def test_a_day_gone_by_stays(session: Session, old: PlanInfo, today: date) -> None:
    correction = make_draft(session, old.id, name="更正", viewer=LOCAL_OPERATOR)
    with pytest.raises(InputError, match="the past stays as it was"):
        publish(session, correction.id, effective_from=date(2018, 5, 1), viewer=LOCAL_OPERATOR)
    assert today > date(2018, 5, 1)


def test_at_the_command_line(engine: Any, squares: Squares, run_wangge: RunWangge) -> None:
    with Session(engine) as session:
        first = create_plan(session, name="一", grids=squares("a", "b"), viewer=LOCAL_OPERATOR)
        publish(session, first.id, effective_from=date(2018, 5, 1), viewer=LOCAL_OPERATOR)
        drafts = [make_draft(session, first.id, name=name, viewer=LOCAL_OPERATOR).id for name in ("二", "三")]
        session.commit()
    run_wangge("plan", "publish", str(drafts[0]))
    refused = run_wangge("plan", "publish", str(drafts[1]), expect=1)
    assert "or say that it replaces plan" in refused.stderr
    assert "is published" in run_wangge("plan", "publish", str(drafts[1]), "--replaces", "二").stdout
