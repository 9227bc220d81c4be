"""Who answers for a grid: assign a worker, release one, with the day and the name of who did it."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import ConflictError, InputError, NotFoundError
from gis.held import held_on
from gis.plans import standing_plans
from gis.viewer import Viewer

A_DAY = timedelta(days=1)

LOAD = f"""
SELECT w.code, w.name, w.role,
       coalesce(array_agg(g.code ORDER BY g.code) FILTER (WHERE g.code IS NOT NULL), '{{}}') AS grids,
       coalesce(sum(g.population), 0) AS people, coalesce(bool_or(g.community_id = here.community_id), false) AS near
FROM worker w
LEFT JOIN plan_grid here ON here.plan_id = plan_in_force() AND here.code = :near
LEFT JOIN assignment t ON t.worker_id = w.id AND t.plan_id = plan_in_force() AND {held_on("current_date", alias="t")}
LEFT JOIN plan_grid g ON g.plan_id = t.plan_id AND g.code = t.grid_code
GROUP BY w.id
ORDER BY near DESC, people, w.code
"""

KEEP = """
UPDATE assignment SET until = NULL, released_by = NULL
WHERE plan_id = ANY (:plans) AND (grid_code, worker_id) = (:grid, :worker) AND since <= :since AND until > current_date
RETURNING plan_id, id
"""

GIVE = """
INSERT INTO assignment (plan_id, grid_code, worker_id, since, assigned_by)
SELECT g.plan_id, g.code, :worker, :since, :author FROM plan_grid g WHERE g.plan_id = ANY (:plans) AND g.code = :grid
ON CONFLICT (plan_id, grid_code, worker_id) WHERE until IS NULL DO NOTHING
RETURNING plan_id, id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerLoad:
    """A worker and what the worker already answers for; `near` tells one who holds a grid of the same community."""

    code: str
    name: str
    role: str
    grids: tuple[str, ...]
    people: int
    near: bool


def workers_for(session: Session, grid_code: str) -> list[WorkerLoad]:
    """Return all workers, those of the grid's community first, then those with the fewest people."""
    rows = session.execute(text(LOAD), {"near": grid_code}).mappings()
    return [WorkerLoad(**{**row, "grids": tuple(row["grids"])}) for row in rows]


def assign(
    session: Session, viewer: Viewer, *, grid_code: str, worker_code: str, since: date, plan_id: int | None = None
) -> int:
    """Give a grid of a plan (None: the one in force) to a worker from a day on, and return the assignment's id.

    Where the plan is published, every published plan that has not ended and has a grid of this code says the same.
    Who was to give the grid up on a day to come keeps it.

    Raises:
        NotFoundError: no such plan, grid or worker, or the viewer may not see the grid.
        ConflictError: the worker holds this grid already.
        InputError: the day lies ahead.
    """
    plan = _plan_with(session, viewer, grid_code=grid_code, plan_id=plan_id)
    worker_id = session.scalar(text("SELECT id FROM worker WHERE code = :code"), {"code": worker_code})
    if worker_id is None:
        raise NotFoundError(f"There is no worker {worker_code}; load the workers first, or look the code up.")
    _not_ahead(session, since)
    bound = {"plans": _written_with(session, plan), "grid": grid_code, "worker": worker_id, "since": since}
    given = {row.plan_id: row.id for row in session.execute(text(KEEP), bound)}
    given |= {row.plan_id: row.id for row in session.execute(text(GIVE), {**bound, "author": viewer.name})}
    if plan not in given:
        raise ConflictError(f"{worker_code} holds grid {grid_code} already.")
    return int(given[plan])


def release(session: Session, viewer: Viewer, *, assignment_id: int, last_day: date) -> None:
    """End an assignment in every published plan that has not ended, or in the draft it stands in.

    Args:
        session: Committed by the caller.
        viewer: Written down as who released.
        assignment_id: Of any of these plans.
        last_day: The last day on which it holds. The day before it began takes it back whole.

    Raises:
        NotFoundError: no such assignment, or the viewer may not see its grid.
        ConflictError: someone else ended it meanwhile.
        InputError: the day lies ahead, or before the assignment began.
    """
    held = session.execute(
        text("SELECT plan_id, grid_code, worker_id, since, until FROM assignment WHERE id = :id FOR UPDATE"),
        {"id": assignment_id},
    ).one_or_none()
    if held is None:
        raise NotFoundError("There is no such assignment; open the grid again.")
    if held.until is not None:
        raise ConflictError(f"The last day of this assignment is {held.until - A_DAY} already.")
    _plan_with(session, viewer, grid_code=held.grid_code, plan_id=held.plan_id)
    _not_ahead(session, last_day)
    until = last_day + A_DAY
    if until < held.since:
        raise InputError(f"It began on {held.since}: choose that day or a later one.")
    session.execute(
        text(
            "UPDATE assignment SET until = greatest(since, :until), released_by = :author WHERE plan_id = ANY (:plans)"
            " AND (grid_code, worker_id) = (:grid, :worker) AND until IS NULL"
        ),
        {
            "plans": _written_with(session, held.plan_id),
            "grid": held.grid_code,
            "worker": held.worker_id,
            "until": until,
            "author": viewer.name,
        },
    )


def _written_with(session: Session, plan: int) -> list[int]:
    """Return the plans that say what is said in `plan`: itself, and with a plan that stands all that stand."""
    standing = standing_plans(session)
    return standing if plan in standing else [plan]


def _plan_with(session: Session, viewer: Viewer, *, grid_code: str, plan_id: int | None) -> int:
    plan = session.scalar(
        text(
            "SELECT g.plan_id FROM plan_grid g WHERE g.plan_id = coalesce(:plan, plan_in_force()) AND g.code = :grid"
            " AND (:scope IS NULL OR ground_holds((SELECT geom FROM area WHERE code = :scope),"
            " ST_PointOnSurface(g.geom)))"
        ),
        {"plan": plan_id, "grid": grid_code, "scope": viewer.area_code},
    )
    if plan is None:
        raise NotFoundError(f"There is no grid {grid_code} in this plan; look it up again.")
    return int(plan)


def _not_ahead(session: Session, day: date) -> None:
    today = session.scalar(text("SELECT current_date"))
    if today is not None and day > today:
        raise InputError(f"{day} lies ahead: an assignment is written down on its day, or after it.")
