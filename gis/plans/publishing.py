"""Publishing: the atomic switch from one plan to the next, with a date."""

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

import orjson
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import ConflictError, InputError
from gis.plans.information import PlanInfo, plan_of
from gis.plans.renumbered import made_of, renamed_between
from gis.viewer import Viewer

if TYPE_CHECKING:
    from gis.boundaries.findings import PlanFinding

PUBLISH_LOCK = 78110002

_STANDING = """
SELECT id FROM plan
WHERE published_at IS NOT NULL AND (effective_until IS NULL OR effective_until > current_date) ORDER BY effective_from
"""

_HELD_BEFORE = """
WITH names AS (SELECT * FROM unnest(CAST(:was AS text[]), CAST(:is AS text[])) n (old, new)),
     held AS (SELECT coalesce(n.new, a.grid_code) AS grid_code, a.worker_id, a.since, a.until, a.assigned_by,
                     a.released_by
              FROM assignment a LEFT JOIN names n ON n.old = a.grid_code
              WHERE a.plan_id = :old
                AND EXISTS (SELECT 1 FROM plan_grid g WHERE g.plan_id = :old AND g.code = a.grid_code))
"""


def standing_plans(session: Session) -> list[int]:
    """Return the keys of the plan in force and of those that will be, by the day they begin.

    Who holds which grid is written into all of them. No other plan is published until the transaction ends, so that
    what is written now is carried over with the rest.
    """
    session.execute(text("SELECT pg_advisory_xact_lock_shared(:key)"), {"key": PUBLISH_LOCK})
    return list(session.scalars(text(_STANDING)))


def publish(
    session: Session,
    plan_id: int,
    *,
    effective_from: date,
    viewer: Viewer,
    as_it_stands: bool = False,
    replaces: int | None = None,
) -> PlanInfo:
    """Put a draft in force from a day on, and end the plan that held before.

    A plan that came into force today is replaced today by a draft that was made of it, or by one that is said to: it
    is retired on the day on which it began, and whoever asks for that day is answered out of the later one. When each
    was published, and by whom, stays with both.

    It is checked first: with open errors it is not published; warnings are kept with it. The first plan of a record is
    published as it stands, since nothing better is in force, and all that was found is kept with it.

    Assignments that go on are carried over by grid code, with their own `since`; what the draft says itself about a
    worker and a grid counts. Nobody sees half of it: all is done in the caller's transaction. Two at once wait for
    each other.

    Args:
        session: Its transaction must be at READ COMMITTED, PostgreSQL's default.
        plan_id: The draft.
        effective_from: First day on which it holds. A later day is fine; a day gone by only where no plan held.
        viewer: Written down as who published.
        as_it_stands: Do not check it; the caller sees to `keep_findings`.
        replaces: The plan that came into force today, where the draft was not made of it and is to replace it.

    Raises:
        NotFoundError: there is no such plan.
        ConflictError: it is published already, or another plan begins on that day that it does not know of.
        InputError: it has no grids, has open errors, or would change who answered on days gone by.
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
    if not as_it_stands:
        _check(session, draft, viewer)
    before = _end_before(session, draft, effective_from, replaces=replaces)
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
    _forget_holders_of_nothing(session, plan_id, day=effective_from)
    return plan_of(session, plan_id)


def _check(session: Session, draft: PlanInfo, viewer: Viewer) -> None:
    """Keep what is found with the plan; refuse it where that holds errors and another plan is in force."""
    errors = [finding for finding in keep_findings(session, draft.id, viewer) if finding.severity == "error"]
    if errors and session.scalar(text("SELECT EXISTS (SELECT 1 FROM plan WHERE published_at IS NOT NULL)")):
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(Counter(one.kind for one in errors).items()))
        raise InputError(
            f"Plan {draft.id} ({draft.name}) has open errors ({kinds}): see `wangge plan check {draft.id}`, mend them,"
            " then publish."
        )


def keep_findings(session: Session, plan_id: int, viewer: Viewer) -> "list[PlanFinding]":
    """Check a plan and keep what is found with it, in table `plan_check`; return it.

    Raises:
        NotFoundError: there is no such plan.
    """
    from gis.boundaries.checking import check_plan  # noqa: PLC0415 - checks read plans

    found = check_plan(session, plan_id, viewer)
    session.execute(text("DELETE FROM plan_check WHERE plan_id = :id"), {"id": plan_id})
    if found:
        session.execute(
            text("""
                INSERT INTO plan_check (plan_id, key, kind, severity, grids, people, area_m2, wording, geom)
                SELECT :id, key, kind, severity, array(SELECT jsonb_array_elements_text(grids)), people, area_m2,
                       wording, ST_GeomFromWKB(decode(geom, 'hex'), 4326)
                FROM jsonb_to_recordset(CAST(:found AS jsonb)) AS f (
                    key text, kind text, severity text, grids jsonb, people integer, area_m2 double precision,
                    wording jsonb, geom text)
            """),
            {"id": plan_id, "found": orjson.dumps([_row(finding) for finding in found]).decode()},
        )
    return found


def _row(finding: "PlanFinding") -> dict[str, Any]:
    return {
        "key": finding.key,
        "kind": finding.kind,
        "severity": finding.severity,
        "grids": list(finding.grids),
        "people": finding.people,
        "area_m2": finding.area_m2,
        "wording": dict(finding.text),
        "geom": shapely.to_wkb(finding.geom, hex=True, byte_order=1),
    }


def _end_before(session: Session, draft: PlanInfo, day: date, *, replaces: int | None) -> int | None:
    """End the plan that holds on `day`; return its key."""
    row = session.execute(
        text("""
            SELECT id, name, effective_from, published_at, CAST(:day AS date) < current_date AS gone_by,
                   effective_from > current_date AS ahead
            FROM plan
            WHERE id = plan_in_force(:day) FOR UPDATE
        """),
        {"day": day},
    ).one_or_none()
    if row is None:
        return None
    if row.effective_from == day and row.ahead:
        raise ConflictError(
            f"Plan {row.id} ({row.name}) is to begin on {day}: withdraw it, or choose another day for {draft.name}."
        )
    if row.gone_by:
        raise InputError(
            f"Plan {row.id} ({row.name}) held on {day}, and the past stays as it was: choose today or later."
        )
    knows_of_it = replaces == row.id or made_of(session, draft.id, row.id, since=row.published_at)
    if row.effective_from == day and not knows_of_it:
        raise ConflictError(
            f"Plan {row.id} ({row.name}) came into force on {day}, and {draft.name} was not made of it: make a draft of"
            f" plan {row.id} and correct that, choose a later day, or say that it replaces plan {row.id}."
        )
    session.execute(text("UPDATE plan SET effective_until = :day WHERE id = :id"), {"id": row.id, "day": day})
    return int(row.id)


def _forget_holders_of_nothing(session: Session, plan_id: int, *, day: date) -> None:
    """Assignments to codes that the plan does not have: a draft keeps them, so that undo finds them again.

    So does a plan that has not begun: it may be withdrawn.
    """
    session.execute(
        text("""
            DELETE FROM assignment a
            WHERE plan_id = :id AND CAST(:day AS date) <= current_date
              AND NOT EXISTS (SELECT 1 FROM plan_grid g WHERE g.plan_id = :id AND g.code = a.grid_code)
        """),
        {"id": plan_id, "day": day},
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
