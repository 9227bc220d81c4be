from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.assignments import assign, release, workers_for
from gis.cards import grid_card
from gis.coverage.figures import coverage
from gis.errors import ConflictError, InputError, NotFoundError
from gis.held import held_on
from gis.plans import make_draft, publish
from gis.viewer import LOCAL_OPERATOR, Viewer

FIRST, SECOND = "990106001001001", "990106001001002"


def test_assigned_worker_stands_on_the_card_with_day_and_author(community_record: Session) -> None:
    assign(community_record, LOCAL_OPERATOR, grid_code=SECOND, worker_code="W0002", since=date(2024, 3, 1))
    (holder,) = grid_card(community_record, LOCAL_OPERATOR, code=SECOND).holders
    assert (holder.worker_code, holder.since, holder.assigned_by) == ("W0002", date(2024, 3, 1), "local operator")


def test_released_worker_is_kept_in_the_history(community_record: Session) -> None:
    given = assign(community_record, LOCAL_OPERATOR, grid_code=SECOND, worker_code="W0002", since=date(2024, 3, 1))
    release(community_record, LOCAL_OPERATOR, assignment_id=given, last_day=date(2024, 4, 1))
    card = grid_card(community_record, LOCAL_OPERATOR, code=SECOND)
    assert card.holders == ()
    assert [(past.last_day, past.released_by) for past in card.held_before] == [(date(2024, 4, 1), "local operator")]


def test_grid_is_held_until_the_last_day_is_over(community_record: Session) -> None:
    today = community_record.scalar(text("SELECT current_date")) or date.min
    given = assign(community_record, LOCAL_OPERATOR, grid_code=SECOND, worker_code="W0002", since=date(2024, 3, 1))
    release(community_record, LOCAL_OPERATOR, assignment_id=given, last_day=today)
    (holder,) = grid_card(community_record, LOCAL_OPERATOR, code=SECOND).holders
    assert (holder.worker_code, holder.last_day) == ("W0002", today)
    for day, without in ((today, 0), (today + timedelta(days=1), 1)):
        assert coverage(community_record, LOCAL_OPERATOR, as_of=day).grids.without_worker == without
    # given again before that day is over, the grid was never without its worker
    assert given == assign(community_record, LOCAL_OPERATOR, grid_code=SECOND, worker_code="W0002", since=today)
    assert grid_card(community_record, LOCAL_OPERATOR, code=SECOND).holders[0].until is None


def test_assignment_taken_back_whole_leaves_no_trace(community_record: Session) -> None:
    today = community_record.scalar(text("SELECT current_date")) or date.min
    given = assign(community_record, LOCAL_OPERATOR, grid_code=SECOND, worker_code="W0002", since=today)
    release(community_record, LOCAL_OPERATOR, assignment_id=given, last_day=today - timedelta(days=1))
    card = grid_card(community_record, LOCAL_OPERATOR, code=SECOND)
    assert (card.holders, card.held_before) == ((), ())


def test_plan_published_ahead_learns_what_happens_meanwhile(community_record: Session) -> None:
    today = community_record.scalar(text("SELECT current_date")) or date.min
    tomorrow = today + timedelta(days=1)
    base = community_record.scalar(text("SELECT plan_in_force()")) or 0
    draft = make_draft(community_record, base, name="方案二", viewer=LOCAL_OPERATOR)
    publish(community_record, draft.id, effective_from=tomorrow, viewer=LOCAL_OPERATOR)
    before = community_record.scalar(text("SELECT id FROM assignment WHERE plan_id = :id"), {"id": base}) or 0
    release(community_record, LOCAL_OPERATOR, assignment_id=before, last_day=today)
    assign(community_record, LOCAL_OPERATOR, grid_code=SECOND, worker_code="W0002", since=today)
    asked = community_record.execute(
        text("SELECT t.grid_code, w.code FROM assignment t JOIN worker w ON w.id = t.worker_id"
             f" WHERE t.plan_id = plan_in_force(:day) AND {held_on(':day', alias='t')}"),
        {"day": tomorrow},
    )  # fmt: skip
    assert asked.all() == [(SECOND, "W0002")]
    assert coverage(community_record, LOCAL_OPERATOR, as_of=tomorrow).grids.without_worker == 1


def test_released_worker_may_come_back(community_record: Session) -> None:
    for day in (date(2024, 3, 1), date(2024, 5, 1)):
        given = assign(community_record, LOCAL_OPERATOR, grid_code=SECOND, worker_code="W0002", since=day)
        release(community_record, LOCAL_OPERATOR, assignment_id=given, last_day=day)
    assert len(grid_card(community_record, LOCAL_OPERATOR, code=SECOND).held_before) == 2


def test_nobody_holds_a_grid_twice_at_a_time(community_record: Session) -> None:
    with pytest.raises(ConflictError, match="already"):
        assign(community_record, LOCAL_OPERATOR, grid_code=FIRST, worker_code="W0001", since=date(2024, 3, 1))


def test_assignment_ends_once(community_record: Session) -> None:
    given = assign(community_record, LOCAL_OPERATOR, grid_code=SECOND, worker_code="W0002", since=date(2024, 3, 1))
    release(community_record, LOCAL_OPERATOR, assignment_id=given, last_day=date(2024, 4, 1))
    with pytest.raises(ConflictError, match="2024-04-01 already"):
        release(community_record, LOCAL_OPERATOR, assignment_id=given, last_day=date(2024, 4, 2))


def test_days_must_make_sense(community_record: Session) -> None:
    later = datetime.now(UTC).date() + timedelta(days=3)
    with pytest.raises(InputError, match="lies ahead"):
        assign(community_record, LOCAL_OPERATOR, grid_code=SECOND, worker_code="W0002", since=later)
    given = assign(community_record, LOCAL_OPERATOR, grid_code=SECOND, worker_code="W0002", since=date(2024, 3, 1))
    with pytest.raises(InputError, match="began on 2024-03-01"):
        release(community_record, LOCAL_OPERATOR, assignment_id=given, last_day=date(2024, 2, 1))


def test_unknown_grid_worker_and_assignment(community_record: Session) -> None:
    with pytest.raises(NotFoundError, match="no grid 7"):
        assign(community_record, LOCAL_OPERATOR, grid_code="7", worker_code="W0001", since=date(2024, 3, 1))
    with pytest.raises(NotFoundError, match="no worker W9"):
        assign(community_record, LOCAL_OPERATOR, grid_code=FIRST, worker_code="W9", since=date(2024, 3, 1))
    with pytest.raises(NotFoundError, match="no such assignment"):
        release(community_record, LOCAL_OPERATOR, assignment_id=-1, last_day=date(2024, 3, 1))


def test_viewer_of_another_community_may_not_assign(community_record: Session) -> None:
    viewer = Viewer(name="v", role="community", area_code="990106001002")
    with pytest.raises(NotFoundError):
        assign(community_record, viewer, grid_code=SECOND, worker_code="W0002", since=date(2024, 3, 1))


def test_workers_of_the_community_come_first_then_those_with_least_to_do(community_record: Session) -> None:
    loads = workers_for(community_record, SECOND)
    assert [(load.code, load.near, load.people) for load in loads] == [
        ("W0001", True, 900),
        ("W0002", False, 0),
        ("W0003", False, 0),
    ]
    assert loads[0].grids == (FIRST,)
