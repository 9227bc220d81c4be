"""Publishing: the atomic switch from one plan to the next, with a date."""

from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import ConflictError, InputError
from gis.plans.information import PlanInfo, plan_of
from gis.plans.renumbered import renamed_between
from gis.viewer import Viewer

PUBLISH_LOCK = 78110002

_STANDING = """
SELECT id FROM plan
WHERE published_at IS NOT NULL AND (effective_until IS NULL OR effective_until > current_date) ORDER BY effective_from
"""

_HELD_BEFORE = """
WITH names AS (SELECT * FROM unnest(CAST(:was AS text[]), CAST(:is AS text[])) n (old, new)),
     held AS (SELECT coalesce(n.new, a.grid_code) AS grid_code, a.worker_id, a.since, a.until, a.assigned_by,
                     a.released_by
              FROM assignment a LEFT JOIN names n ON n.old = a.grid_code WHERE a.plan_id = :old)
"""


def standing_plans(session: Session) -> list[int]:
    """Return the keys of the plan in force and of those that will be, by the day they begin.

    Who holds which grid is written into all of them. No other plan is published until the transaction ends, so that
    what is written now is carried over with the rest.
    """
    session.execute(text("SELECT pg_advisory_xact_lock_shared(:key)"), {"key": PUBLISH_LOCK})
    return list(session.scalars(text(_STANDING)))


def publish(session: Session, plan_id: int, *, effective_from: date, viewer: Viewer) -> PlanInfo:
    """Put a draft in force from a day on, and end the plan that held before.

    Assignments that go on are carried over by grid code, with their own `since`; what the draft says itself about a
    worker and a grid counts. Nobody sees half of it: all is done in the caller's transaction. Two at once wait for
    each other.

    Args:
        session: Its transaction must be at READ COMMITTED, PostgreSQL's default.
        plan_id: The draft.
        effective_from: First day on which it holds. A later day is fine; a day gone by only where no plan held.
        viewer: Written down as who published.

    Raises:
        NotFoundError: there is no such plan.
        ConflictError: it is published already, or another plan begins on that day.
        InputError: it has no grids, or would change who answered on days gone by.
    """
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": PUBLISH_LOCK})
    session.execute(text("SELECT 1 FROM plan WHERE id = :id FOR UPDATE"), {"id": plan_id})
    draft = plan_of(session, plan_id)
    if draft.state != "draft":
        raise ConflictError(
            f"Plan {plan_id} ({draft.name}) is published already, from {draft.effective_from}: make a draft of it."
        )
    if not session.scalar(text("SELECT EXISTS (SELECT 1 FROM plan_grid WHERE plan_id = :id)"), {"id": plan_id}):
        raise InputError(f"Plan {plan_id} ({draft.name}) has no grids: there is nothing to publish.")
    before = _end_before(session, draft, effective_from)
    session.execute(
        text("""
            UPDATE plan SET published_at = now(), published_by = :author, effective_from = :day,
                effective_until = (SELECT min(effective_from) FROM plan
                                   WHERE published_at IS NOT NULL AND effective_from > :day)
            WHERE id = :id
        """),
        {"id": plan_id, "author": viewer.name, "day": effective_from},
    )
    if before is not None:
        _carry_over(session, plan_id, before, effective_from)
    _forget_holders_of_nothing(session, plan_id)
    return plan_of(session, plan_id)


def _end_before(session: Session, draft: PlanInfo, day: date) -> int | None:
    """End the plan that holds on `day`; return its key."""
    row = session.execute(
        text("""
            SELECT id, name, effective_from, CAST(:day AS date) < current_date AS gone_by FROM plan
            WHERE id = plan_in_force(:day) FOR UPDATE
        """),
        {"day": day},
    ).one_or_none()
    if row is None:
        return None
    if row.effective_from == day:
        raise ConflictError(f"Plan {row.id} ({row.name}) begins on {day} already: choose a later day for {draft.name}.")
    if row.gone_by:
        raise InputError(
            f"Plan {row.id} ({row.name}) held on {day}, and the past stays as it was: choose today or later."
        )
    session.execute(text("UPDATE plan SET effective_until = :day WHERE id = :id"), {"id": row.id, "day": day})
    return int(row.id)


def _forget_holders_of_nothing(session: Session, plan_id: int) -> None:
    """Assignments to codes that the plan does not have: a draft keeps them, so that undo finds them again."""
    session.execute(
        text("""
            DELETE FROM assignment a
            WHERE plan_id = :id
              AND NOT EXISTS (SELECT 1 FROM plan_grid g WHERE g.plan_id = :id AND g.code = a.grid_code)
        """),
        {"id": plan_id},
    )


def _carry_over(session: Session, plan_id: int, before: int, day: date) -> None:
    # by code, whatever the draft calls the grid now
    renamed = renamed_between(session, before, plan_id)
    keys = {"new": plan_id, "old": before, "day": day, "was": list(renamed), "is": list(renamed.values())}
    session.execute(
        text(f"""
            {_HELD_BEFORE}
            UPDATE assignment n SET until = greatest(o.until, n.since), released_by = o.released_by FROM held o
            WHERE n.plan_id = :new AND n.until IS NULL AND o.until IS NOT NULL
              AND (o.grid_code, o.worker_id, o.since) = (n.grid_code, n.worker_id, n.since)
              AND NOT EXISTS (SELECT 1 FROM held a WHERE a.until IS NULL
                                AND (a.grid_code, a.worker_id) = (n.grid_code, n.worker_id))
        """),
        keys,
    )
    session.execute(
        text(f"""
            {_HELD_BEFORE}
            INSERT INTO assignment (plan_id, grid_code, worker_id, since, until, assigned_by, released_by)
            SELECT :new, a.grid_code, a.worker_id, a.since, a.until, a.assigned_by, a.released_by
            FROM held a JOIN plan_grid g ON g.plan_id = :new AND g.code = a.grid_code
            WHERE (a.until IS NULL OR a.until > :day)
              AND NOT EXISTS (SELECT 1 FROM assignment n WHERE n.plan_id = :new
                                AND (n.grid_code, n.worker_id) = (a.grid_code, a.worker_id))
        """),
        keys,
    )
