"""Coverage of each subdistrict beside the others, and how many people each of its grids has."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.viewer import Viewer

_SUBDISTRICTS = """
WITH grounds AS MATERIALIZED (
        SELECT g.shape_id, g.population, coalesce(c.parent_id, n.id) AS area_id
        FROM plan_grid g
        LEFT JOIN area c ON c.id = g.community_id
        LEFT JOIN LATERAL (
            SELECT id FROM area a
            WHERE c.parent_id IS NULL AND a.level = 'subdistrict' AND ground_holds(a.geom, ST_PointOnSurface(g.geom))
            LIMIT 1) n ON true
        WHERE g.plan_id = plan_in_force()),
     held AS (SELECT DISTINCT m.building_id FROM building_shape m JOIN grounds s ON s.shape_id = m.shape_id),
     people AS (
        SELECT p.subdistrict_id, sum(b.population) AS people,
               sum(b.population) FILTER (WHERE h.building_id IS NOT NULL) AS covered
        FROM building b JOIN building_place p ON p.building_id = b.id LEFT JOIN held h ON h.building_id = b.id
        GROUP BY p.subdistrict_id),
     grids AS (SELECT area_id, array_agg(population ORDER BY population) AS populations FROM grounds GROUP BY area_id)
SELECT a.code, a.name, coalesce(p.people, 0) AS people, coalesce(p.covered, 0) AS covered,
       coalesce(g.populations, '{}') AS grid_people
FROM area a LEFT JOIN people p ON p.subdistrict_id = a.id LEFT JOIN grids g ON g.area_id = a.id
WHERE a.level = 'subdistrict'
  AND (CAST(:own AS text) IS NULL OR a.code = :own
       OR EXISTS (SELECT 1 FROM area o WHERE o.code = :own AND ground_holds(o.geom, ST_PointOnSurface(a.geom))
                     AND o.area_m2 >= a.area_m2))
ORDER BY a.code
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubdistrictFigures:
    """One subdistrict; `grid_people` holds the people of each of its grids, fewest first."""

    code: str
    name: str
    people: int
    covered: int
    grid_people: tuple[int, ...]

    @property
    def coverage(self) -> float | None:
        """Share (0-1) of people in a grid; None where nobody lives."""
        return self.covered / self.people if self.people else None


def subdistricts(session: Session, viewer: Viewer) -> list[SubdistrictFigures]:
    """Return every subdistrict that the viewer may see, by code, under the plan in force today."""
    return [
        SubdistrictFigures(
            code=row.code,
            name=row.name,
            people=int(row.people),
            covered=int(row.covered),
            grid_people=tuple(int(people) for people in row.grid_people),
        )
        for row in session.execute(text(_SUBDISTRICTS), {"own": viewer.area_code})
    ]
