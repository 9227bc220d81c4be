"""Grid workers and who holds which grid; a worker may stand in one row or in one row per grid."""

from sqlalchemy import text

from gis.loading.merging import Counts, merge
from gis.loading.reasons import NOT_READ, UNKNOWN_GRID
from gis.loading.work import Work
from gis.plans import PlanInfo, plan_in_force, plan_of, standing_plans

ROLES = ("worker", "head", "assistant", "volunteer")
BETWEEN_GRIDS = r"[\s;；,，、|/]+"

_JOIN = """
    WITH firsts AS (
        SELECT code, min(row) AS row, string_agg(grids, ';' ORDER BY row) AS grids, min(since) AS since
        FROM staged GROUP BY code
        HAVING count(*) > 1 AND count(DISTINCT coalesce(name, '')) = 1 AND count(grids) = count(*)
    ), joined AS (
        UPDATE staged s SET grids = f.grids, since = coalesce(s.since, f.since) FROM firsts f WHERE s.row = f.row
    )
    DELETE FROM staged s USING firsts f WHERE s.code = f.code AND s.row <> f.row
"""
_HELD = """
    CREATE TEMP TABLE staged_holding ON COMMIT DROP AS
    SELECT DISTINCT ON (s.code, g.grid) s.row, s.code, s.since, g.grid AS said, coalesce(c.code, n.code) AS grid_code
    FROM staged s
    CROSS JOIN LATERAL (SELECT DISTINCT unnest(regexp_split_to_array(s.grids, :between)) AS grid) g
    LEFT JOIN plan_grid c ON c.plan_id = :plan AND c.code = g.grid
    LEFT JOIN (SELECT name, min(code) AS code FROM plan_grid WHERE plan_id = :plan GROUP BY name HAVING count(*) = 1) n
        ON n.name = g.grid
    WHERE s.grids IS NOT NULL AND g.grid <> ''
"""
_END = """
    UPDATE assignment a SET until = greatest(current_date, a.since) FROM worker w JOIN staged s ON s.code = w.code
    WHERE a.worker_id = w.id AND a.plan_id = :plan AND (a.until IS NULL OR a.until > current_date) AND NOT EXISTS (
        SELECT 1 FROM staged_holding h WHERE h.code = w.code AND h.grid_code = a.grid_code)
"""
# who was to give a grid up on a day to come keeps it
_KEEP = """
    UPDATE assignment a SET until = NULL, released_by = NULL FROM worker w JOIN staged_holding h ON h.code = w.code
    WHERE a.worker_id = w.id AND a.plan_id = :plan AND a.grid_code = h.grid_code AND a.until > current_date
      AND a.until > a.since
"""
_BEGIN = """
    INSERT INTO assignment (plan_id, grid_code, worker_id, since)
    SELECT DISTINCT ON (h.grid_code, w.id) :plan, h.grid_code, w.id, coalesce(h.since,
        (SELECT f.since FROM assignment f WHERE f.plan_id = :first AND f.grid_code = h.grid_code
                                            AND f.worker_id = w.id AND f.until IS NULL),
        CASE WHEN EXISTS (SELECT 1 FROM assignment WHERE plan_id = :plan) THEN current_date
             ELSE least(current_date, CAST(:from AS date)) END)
    FROM staged_holding h JOIN worker w ON w.code = h.code
    WHERE h.grid_code IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM assignment a
        WHERE a.plan_id = :plan AND a.grid_code = h.grid_code AND a.worker_id = w.id AND a.until IS NULL)
    ORDER BY h.grid_code, w.id
"""


def join_rows(work: Work) -> None:
    """Make one row of a worker's several, where each names a grid and all say the same name."""
    if "grids" in work.present:
        joined = work.session.execute(text(_JOIN))
        work.report.joined = int(joined.rowcount)  # type: ignore[attr-defined]


def write(work: Work) -> Counts:
    """Write the staged workers; where the file says who holds what, the plan in force and those to come follow it.

    A worker's grids that the file no longer names end: yesterday was their last day. What begins does so on the day
    the file says, else with the plan where nobody held anything in it before, else today.
    """
    work.staging.say(
        NOT_READ,
        "SELECT row, role, NULL::text FROM staged WHERE role IS NOT NULL AND NOT role = ANY (:roles)",
        field="role",
        roles=list(ROLES),
    )
    work.session.execute(text("UPDATE staged SET role = NULL WHERE NOT role = ANY (:roles)"), {"roles": list(ROLES)})
    counts = merge(work.staging, work.present, progress=work.progress)
    if "grids" not in work.present:
        return counts
    plan = plan_in_force(work.session)
    if plan is None:
        work.report.notes.append(
            "no plan is in force: who holds which grid was left aside; load grids, then this file again"
        )
        return counts
    standing = standing_plans(work.session)
    for plan_id in sorted(standing, key=lambda each: each != plan.id):
        _assign(work, plan_of(work.session, plan_id), first=plan)
    return counts


def _assign(work: Work, plan: PlanInfo, *, first: PlanInfo) -> None:
    """Write who holds what into a plan; what begins does so on the day it did in the plan in force, the `first`."""
    session = work.session
    session.execute(text("DROP TABLE IF EXISTS staged_holding"))
    session.execute(text(_HELD), {"between": BETWEEN_GRIDS, "plan": plan.id})
    if plan == first:
        work.staging.say(
            UNKNOWN_GRID,
            "SELECT row, string_agg(said, ', ' ORDER BY said), NULL::text FROM staged_holding"
            " WHERE grid_code IS NULL AND NOT EXISTS (SELECT 1 FROM plan_grid g WHERE g.plan_id = ANY (:standing)"
            " AND g.code = said) GROUP BY row",
            standing=standing_plans(session),
        )
    ended = session.execute(text(_END), {"plan": plan.id})
    session.execute(text(_KEEP), {"plan": plan.id})
    begun = session.execute(text(_BEGIN), {"plan": plan.id, "from": plan.effective_from, "first": first.id})
    work.report.notes.append(
        f"{begun.rowcount} grids newly held in plan {plan.id}, {ended.rowcount} given up"  # type: ignore[attr-defined]
    )
    session.execute(text("DROP TABLE staged_holding"))
