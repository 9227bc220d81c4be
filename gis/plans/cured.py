"""What a draft cures of the plan in force: its blind spots, and the buildings that it answers for otherwise."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.held import held_on
from gis.plans.going_on import called_in
from gis.plans.information import plan_in_force, plan_of

LEFT_SHARE = 0.02
"""Share of a blind spot's ground that may stay open, or twice, in a draft that cures it: its outline was rounded."""

_SPOTS = """
SELECT s.id FROM blind_spot s
CROSS JOIN LATERAL (
    SELECT coalesce(ST_Union(ST_Intersection(g.geom, s.geom)), ST_GeomFromText('POLYGON EMPTY', 4326)) AS held
    FROM plan_grid g WHERE g.plan_id = :plan AND ST_Intersects(g.geom, s.geom)
) one
CROSS JOIN LATERAL (
    SELECT coalesce(sum(ST_Area(ST_Intersection(ST_Intersection(a.geom, b.geom), s.geom))), 0) AS twice
    FROM plan_grid a JOIN plan_grid b ON a.code < b.code AND ST_Intersects(a.geom, b.geom)
    WHERE s.kind = 'overlap' AND a.plan_id = :plan AND b.plan_id = :plan
      AND ST_Intersects(a.geom, s.geom) AND ST_Intersects(b.geom, s.geom)
) two
WHERE s.kind IN ('estate_outside', 'buildings_outside', 'gap', 'overlap')
  AND ST_Area(s.geom) - ST_Area(one.held) + two.twice <= :left * ST_Area(s.geom)
  AND NOT EXISTS (
    SELECT 1 FROM building b
    WHERE b.point && s.geom AND ST_Intersects(b.point, s.geom) AND NOT EXISTS (
        SELECT 1 FROM building_shape m JOIN plan_grid g USING (shape_id)
        WHERE m.building_id = b.id AND g.plan_id = :plan))
ORDER BY s.id
"""

# the grid is gone, or somebody holds it: from the draft itself, not as a copy of what has ended in force meanwhile
_HELD = f"""
WITH names AS (SELECT * FROM unnest(CAST(:was AS text[]), CAST(:is AS text[])) n (old, new)),
     spot AS (
    SELECT s.id, k.code AS was, coalesce(n.new, k.code) AS code
    FROM blind_spot s, LATERAL (SELECT substr(s.key, length('no_worker:') + 1) AS code) k
    LEFT JOIN names n ON n.old = k.code
    WHERE s.kind = 'no_worker')
SELECT s.id FROM spot s
WHERE NOT EXISTS (SELECT 1 FROM plan_grid g WHERE g.plan_id = :plan AND g.code = s.code)
   OR EXISTS (
    SELECT 1 FROM assignment a JOIN worker w ON w.id = a.worker_id
    WHERE a.plan_id = :plan AND a.grid_code = s.code AND w.role IN ('worker', 'head')
      AND {held_on("current_date", alias="a")}
      AND NOT EXISTS (
        SELECT 1 FROM assignment o
        WHERE o.plan_id = :base AND o.until IS NOT NULL
          AND (o.grid_code, o.worker_id, o.since) = (s.was, a.worker_id, a.since)))
ORDER BY s.id
"""

_BUILDINGS = """
WITH shape AS (
    SELECT shape_id, count(*) FILTER (WHERE plan_id = :plan) AS here,
           count(*) FILTER (WHERE plan_id = :base) AS before
    FROM plan_grid WHERE plan_id IN (:plan, :base) GROUP BY shape_id
), touched AS (
    SELECT DISTINCT m.building_id FROM shape JOIN building_shape m USING (shape_id) WHERE here <> before
), counted AS (
    SELECT t.building_id, least(sum(coalesce(s.here, 0)), 2) AS here, least(sum(coalesce(s.before, 0)), 2) AS before
    FROM touched t JOIN building_shape m USING (building_id) LEFT JOIN shape s USING (shape_id)
    GROUP BY t.building_id
)
SELECT building_id, (ARRAY['uncovered', 'covered', 'overlapping'])[here::int + 1] AS state
FROM counted WHERE here <> before ORDER BY building_id
"""


@dataclass(frozen=True, slots=True)
class Cured:
    """What differs from the plan in force.

    Attributes:
        spots: Ids of its blind spots that the draft leaves no longer.
        buildings: Building → `covered`, `uncovered` or `overlapping` in the draft, where it is otherwise in force.
    """

    spots: tuple[int, ...]
    buildings: dict[int, str]

    def as_json(self) -> dict[str, Any]:
        """Return it under stable keys."""
        return {"spots": list(self.spots), "buildings": {str(key): state for key, state in self.buildings.items()}}


def cured_in(session: Session, plan_id: int) -> Cured:
    """Return what a plan cures of the blind spots that the record keeps for the plan in force.

    A grid without a worker is cured where somebody holds it in the draft, whatever it is called there, or where it is
    no more, though another grid have its code. What has ended in force since the draft was made ends with its
    publication too, and cures nothing.

    Raises:
        NotFoundError: there is no such plan.
    """
    plan, base = plan_of(session, plan_id), plan_in_force(session)
    if base is None or base.id == plan.id:
        return Cured((), {})
    spots = session.execute(text(_SPOTS), {"plan": plan.id, "left": LEFT_SHARE}).scalars()
    renamed = called_in(session, base.id, plan.id)
    keys = {"plan": plan.id, "base": base.id, "was": list(renamed), "is": list(renamed.values())}
    held = session.execute(text(_HELD), keys).scalars()
    buildings = session.execute(text(_BUILDINGS), {"plan": plan.id, "base": base.id}).all()
    return Cured(tuple(sorted([*spots, *held])), {row.building_id: row.state for row in buildings})
