"""What a click on an estate tells."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import NotFoundError
from gis.viewer import Viewer

# a building belongs to the estate that it names; one that names none, to the estate it lies in
ESTATE = """
WITH asked AS (
    SELECT * FROM estate
    WHERE (id = :id OR code = :code)
      AND (:scope IS NULL OR ST_Intersects(geom, (SELECT geom FROM area WHERE code = :scope)))
), inside AS (
    SELECT b.id, b.population, b.population_estimated, b.elderly, b.households,
           EXISTS (SELECT 1 FROM building_shape m JOIN plan_grid g ON g.shape_id = m.shape_id
                   WHERE m.building_id = b.id AND g.plan_id = plan_in_force()) AS covered
    FROM asked a JOIN building b ON b.estate_code = a.code
        OR (b.estate_code IS NULL AND b.point && a.geom AND ground_holds(a.geom, b.point))
)
SELECT a.id, a.code, a.name, a.occupied_since, a.area_m2, count(i.id) AS buildings,
       coalesce(sum(i.population), 0) AS people,
       coalesce(sum(i.population) FILTER (WHERE i.population_estimated), 0) AS people_estimated,
       coalesce(sum(i.population) FILTER (WHERE NOT i.covered), 0) AS people_uncovered,
       count(i.id) FILTER (WHERE NOT i.covered) AS buildings_uncovered,
       coalesce(sum(i.households), 0) AS households, coalesce(sum(i.elderly), 0) AS elderly,
       (SELECT c.name FROM area c WHERE c.level = 'community' AND ground_holds(c.geom, ST_PointOnSurface(a.geom))
        LIMIT 1) AS community_name,
       ST_XMin(a.geom) AS min_lon, ST_YMin(a.geom) AS min_lat, ST_XMax(a.geom) AS max_lon, ST_YMax(a.geom) AS max_lat
FROM asked a LEFT JOIN inside i ON true
GROUP BY a.id, a.code, a.name, a.occupied_since, a.area_m2, a.geom
"""

GRIDS = """
SELECT g.id, g.code, g.name, count(*) AS buildings, sum(b.population) AS people
FROM estate e
JOIN building b ON b.estate_code = e.code
    OR (b.estate_code IS NULL AND b.point && e.geom AND ground_holds(e.geom, b.point))
JOIN building_shape m ON m.building_id = b.id
JOIN plan_grid g ON g.shape_id = m.shape_id AND g.plan_id = plan_in_force()
WHERE e.id = :id
GROUP BY g.id, g.code, g.name
ORDER BY people DESC, g.code
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class GridOfEstate:
    """A grid that holds buildings of the estate, and how many."""

    id: int
    code: str
    name: str
    buildings: int
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EstateCard:
    """An estate, who lives in it, and which grids answer for it.

    Attributes:
        people_uncovered: Its people whose building lies in no grid of the plan in force.
        grids: Those that hold buildings of it, the one with most people first.
        bbox: (min_lon, min_lat, max_lon, max_lat).
    """

    id: int
    code: str
    name: str
    occupied_since: date | None
    area_m2: float
    buildings: int
    buildings_uncovered: int
    people: int
    people_estimated: int
    people_uncovered: int
    households: int
    elderly: int
    community_name: str | None
    grids: tuple[GridOfEstate, ...]
    bbox: tuple[float, float, float, float]


def estate_card(session: Session, viewer: Viewer, *, id: int | None = None, code: str | None = None) -> EstateCard:  # noqa: A002 - the record's word
    """Return the card of an estate, named by its id or its code.

    Raises:
        NotFoundError: there is no such estate, or the viewer may not see it.
    """
    row = session.execute(text(ESTATE), {"id": id, "code": code, "scope": viewer.area_code}).mappings().one_or_none()
    if row is None:
        raise NotFoundError(f"There is no estate {code or id}; look it up again.")
    facts = dict(row)
    box = tuple(facts.pop(side) for side in ("min_lon", "min_lat", "max_lon", "max_lat"))
    grids = session.execute(text(GRIDS), {"id": row["id"]}).mappings()
    return EstateCard(**facts, bbox=box, grids=tuple(GridOfEstate(**grid) for grid in grids))
