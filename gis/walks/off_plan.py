"""What was walked off the planned route: farther from it than a parameter allows."""

from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.parameters import load_parameters

PART_M = 25.0
"""Stretches are judged in parts of this length at most, each by its middle."""

_OFF = f"""
WITH held AS MATERIALIZED (
    SELECT DISTINCT k.id AS walk_id, k.worker_id, k.day, p.id AS patrol_id
    FROM walk k
    JOIN assignment a ON a.worker_id = k.worker_id AND a.plan_id = plan_in_force(k.day)
     AND a.since <= k.day AND (a.until IS NULL OR a.until > k.day)
    JOIN patrol p ON p.plan_id = a.plan_id AND p.grid_code = a.grid_code
    WHERE k.day >= :since AND (CAST(:worker AS text) IS NULL
                               OR k.worker_id = (SELECT id FROM worker WHERE code = :worker))
), planned AS MATERIALIZED (
    SELECT DISTINCT patrol_id, street_id FROM patrol_leg WHERE patrol_id IN (SELECT patrol_id FROM held)
), on_it AS MATERIALIZED (
    SELECT DISTINCT h.walk_id, l.street_id FROM held h JOIN planned l USING (patrol_id)
), doubtful AS MATERIALIZED (
    SELECT s.walk_id, s.to_m - s.from_m AS length_m, s.geom FROM walked s
    WHERE s.walk_id IN (SELECT walk_id FROM held)
      AND NOT (s.own AND (s.walk_id, s.street_id) IN (SELECT walk_id, street_id FROM on_it))
), part AS MATERIALIZED (
    SELECT d.walk_id, d.length_m / n.parts AS length_m, ST_LineInterpolatePoint(d.geom, (i + 0.5) / n.parts) AS middle
    FROM doubtful d CROSS JOIN LATERAL (SELECT greatest(1, ceil(d.length_m / {PART_M}))::integer AS parts) n
    CROSS JOIN LATERAL generate_series(0, n.parts - 1) i
), off AS MATERIALIZED (
    SELECT walk_id, sum(length_m) AS off_m FROM part t
    WHERE NOT EXISTS (
        SELECT 1 FROM held h JOIN patrol_leg l ON l.patrol_id = h.patrol_id
        WHERE h.walk_id = t.walk_id AND l.geom && ST_Expand(t.middle, :far / 50000.0)
          AND ST_DWithin(geography(l.geom), geography(t.middle), :far))
    GROUP BY walk_id
)
SELECT h.worker_id, h.day, coalesce(sum(o.off_m), 0) AS off_m
FROM (SELECT DISTINCT walk_id, worker_id, day FROM held) h LEFT JOIN off o USING (walk_id)
GROUP BY h.worker_id, h.day
"""


def off_plan(session: Session, *, since: date, worker: str | None = None) -> dict[tuple[int, date], float]:
    """Return the metres that were walked off the planned routes, by worker's key and day.

    A day is there when a patrol is planned for a grid that the worker held on it. Stretches of planned streets inside
    the own grids are on the route; others are off it where they lie farther from it than parameter `patrol_off_route`.

    Args:
        session: Read only.
        since: First day.
        worker: Code; None: all.
    """
    far = load_parameters(session).patrol_off_route
    rows = session.execute(text(_OFF), {"since": since, "worker": worker, "far": far})
    return {(row.worker_id, row.day): row.off_m for row in rows}
