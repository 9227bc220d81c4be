"""Coverage day by day: how the share of people in a grid came to be what it is."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.coverage.scope import scope_of
from gis.viewer import Viewer

_PLACE = {"district": "p.district_id", "subdistrict": "p.subdistrict_id", "community": "p.community_id"}

# people are summed once per plan, by the day they moved in, so that thirty days cost no more than one
_DAYS = """
WITH span AS (SELECT current_date - CAST(:days AS integer) + 1 AS first_day, current_date AS last_day),
     days AS (SELECT day::date, plan_in_force(day::date) AS plan_id
              FROM span, generate_series(first_day, last_day, interval '1 day') day),
     plans AS (SELECT DISTINCT plan_id FROM days WHERE plan_id IS NOT NULL),
     held AS MATERIALIZED (
        SELECT DISTINCT g.plan_id, m.building_id FROM plans JOIN plan_grid g USING (plan_id)
        JOIN building_shape m ON m.shape_id = g.shape_id),
     lived AS MATERIALIZED (
        SELECT b.id, b.population, greatest(coalesce(b.occupied_since, first_day), first_day) AS moved_in
        FROM span, building b {place} WHERE b.occupied_since IS NULL OR b.occupied_since <= last_day),
     everybody AS MATERIALIZED (SELECT moved_in, sum(population) AS people FROM lived GROUP BY moved_in),
     answered AS MATERIALIZED (
        SELECT h.plan_id, l.moved_in, sum(l.population) AS people FROM held h JOIN lived l ON l.id = h.building_id
        GROUP BY h.plan_id, l.moved_in)
SELECT day, plan_id,
       (SELECT coalesce(sum(people), 0) FROM everybody e WHERE e.moved_in <= day) AS people,
       (SELECT coalesce(sum(people), 0) FROM answered a WHERE a.plan_id = d.plan_id AND a.moved_in <= day) AS covered
FROM days d ORDER BY day
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """One day: the plan in force (None: there was none), who lived here, and who of them in a grid."""

    day: date
    plan_id: int | None
    people: int
    covered: int

    @property
    def coverage(self) -> float | None:
        """Share (0-1) of people in a grid; None where nobody lived."""
        return self.covered / self.people if self.people else None


def coverage_by_day(
    session: Session, viewer: Viewer, *, days: int = 30, area_code: str | None = None
) -> list[DayFigures]:
    """Return the last `days` days up to today, oldest first, each as `coverage` with `as_of` counts it.

    Raises:
        NotFoundError: there is no such area, or the viewer may not see it.
    """
    scope = scope_of(session, viewer, area_code=area_code)
    place = "" if scope is None else f"JOIN building_place p ON p.building_id = b.id AND {_PLACE[scope.level]} = :area"
    asked: dict[str, Any] = {"days": days, "area": scope and scope.id}
    rows = session.execute(text(_DAYS.format(place=place)), asked)
    return [
        DayFigures(day=row.day, plan_id=row.plan_id, people=int(row.people), covered=int(row.covered)) for row in rows
    ]
