"""All plans at a glance: what each holds, what it changes of the plan it was made from, and who made it when."""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.parameters import Parameters
from gis.plans.information import COLUMNS, PlanInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOverview:
    """One plan as a line of a list.

    Attributes:
        plan: Name, state and days.
        base_name: Name of the plan it was made from; None: from none, or from one that is gone.
        grids: How many grids it has.
        within_band: How many of them hold as many people as the parameters ask for.
        changed: Grids with other ground than in the base, and such as only one of both has; None without a base.
        given_workers: Grids that steps of it gave a worker.
        made_at: When it was made.
        made_by: Who made it.
        edited_at: When its grids were last changed; None: not since it was made.
        edited_by: Who changed them.
        withdrawn_at: When it was published for a day to come and withdrawn, the last time; None: never.
        withdrawn_by: Who withdrew it.
    """

    plan: PlanInfo
    base_name: str | None
    grids: int
    within_band: int
    changed: int | None
    given_workers: int
    made_at: datetime
    made_by: str
    edited_at: datetime | None
    edited_by: str | None
    withdrawn_at: datetime | None
    withdrawn_by: str | None


def plans_at_a_glance(session: Session, limits: Parameters) -> list[PlanOverview]:
    """Return every plan: drafts first, newest on top, then published ones by the day they begin, latest first.

    Args:
        session: Read only.
        limits: The band, `grid_people_min` to `grid_people_max`, both counted in.
    """
    rows = session.execute(
        text(f"""
            WITH held AS (
                SELECT plan_id, count(*) AS grids,
                       count(*) FILTER (WHERE population BETWEEN :least AND :most) AS within_band
                FROM plan_grid GROUP BY plan_id
            )
            SELECT {COLUMNS}, b.name AS base_name, p.created_at AS made_at, p.created_by AS made_by,
                   r.at AS edited_at, r.author AS edited_by,
                   w.at AS withdrawn_at, w.author AS withdrawn_by,
                   coalesce(h.grids, 0) AS grids, coalesce(h.within_band, 0) AS within_band,
                   CASE WHEN b.id IS NOT NULL THEN (
                       SELECT count(*) FROM (SELECT code, shape_id FROM plan_grid WHERE plan_id = p.id) mine
                       FULL JOIN (SELECT code, shape_id FROM plan_grid WHERE plan_id = b.id) base USING (code)
                       WHERE mine.shape_id IS DISTINCT FROM base.shape_id
                   ) END AS changed,
                   (SELECT count(DISTINCT t.grid_code) FROM assignment_step t
                    JOIN plan_grid g ON g.plan_id = p.id AND g.code = t.grid_code
                    WHERE t.plan_id = p.id AND t.revision <= p.revision) AS given_workers
            FROM plan p
            LEFT JOIN plan b ON b.id = p.base_id
            LEFT JOIN held h ON h.plan_id = p.id
            LEFT JOIN plan_revision r ON r.plan_id = p.id AND r.number = p.revision AND r.number > 0
            LEFT JOIN LATERAL (
                SELECT at, author FROM plan_withdrawal WHERE plan_id = p.id ORDER BY id DESC LIMIT 1) w ON true
            ORDER BY p.published_at IS NOT NULL, p.effective_from DESC, p.published_at DESC, p.id DESC
        """),
        {"least": limits.grid_people_min, "most": limits.grid_people_max},
    )
    return [
        PlanOverview(
            plan=PlanInfo(**{part.name: getattr(row, part.name) for part in fields(PlanInfo)}),
            **{part.name: getattr(row, part.name) for part in fields(PlanOverview) if part.name != "plan"},
        )
        for row in rows
    ]
