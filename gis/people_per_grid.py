"""People per grid of a plan on a day, and the ground of the grids between two figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.viewer import Viewer

# on a day that is asked for, a building counts that was lived in by then
COUNTED = """
SELECT g.id, g.code, g.name, g.geom, c.name AS community_name,
       CASE WHEN CAST(:day AS date) IS NULL THEN g.population ELSE (
           SELECT coalesce(sum(b.population), 0) FROM building_shape m JOIN building b ON b.id = m.building_id
           WHERE m.shape_id = g.shape_id AND (b.occupied_since IS NULL OR b.occupied_since <= :day)) END AS people
FROM plan_grid g LEFT JOIN area c ON c.id = g.community_id
WHERE g.plan_id = coalesce(:plan_id, plan_in_force(coalesce(CAST(:day AS date), current_date)))
  AND (:scope IS NULL OR ST_Intersects(g.geom, (SELECT geom FROM area WHERE code = :scope)))
"""

LIST = f"""
SELECT id, code, name, coalesce(community_name, '') AS community_name, people,
       ST_XMin(geom) AS min_lon, ST_YMin(geom) AS min_lat, ST_XMax(geom) AS max_lon, ST_YMax(geom) AS max_lat
FROM ({COUNTED}) counted ORDER BY people, code
"""

GROUND = f"""
SELECT coalesce(json_agg(json_build_object('type', 'Feature', 'id', id,
           'geometry', ST_AsGeoJSON(geom, 6)::json, 'properties', json_build_object('code', code, 'people', people))
           ORDER BY code), '[]')::text
FROM ({COUNTED}) counted WHERE people >= :least AND (CAST(:most AS bigint) IS NULL OR people <= :most)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class GridPeople:
    """A grid and its people; bbox is (min_lon, min_lat, max_lon, max_lat)."""

    id: int
    code: str
    name: str
    community_name: str
    people: int
    bbox: tuple[float, float, float, float]


def people_per_grid(
    session: Session, viewer: Viewer, *, plan_id: int | None = None, day: date | None = None
) -> list[GridPeople]:
    """Return the grids of a plan by their people, fewest first.

    Without a plan, it is the one in force on the day; without a day, today's, and all buildings count.
    """
    rows = session.execute(text(LIST), {"plan_id": plan_id, "day": day, "scope": viewer.area_code})
    return [
        GridPeople(
            id=row.id,
            code=row.code,
            name=row.name,
            community_name=row.community_name,
            people=row.people,
            bbox=(row.min_lon, row.min_lat, row.max_lon, row.max_lat),
        )
        for row in rows
    ]


def ground_of_grids(
    session: Session,
    viewer: Viewer,
    *,
    least: int = 0,
    most: int | None = None,
    plan_id: int | None = None,
    day: date | None = None,
) -> Mapping[str, Any]:
    """Return the grids with `least` to `most` people (None: no limit) as a GeoJSON FeatureCollection (lon, lat)."""
    bound = {"plan_id": plan_id, "day": day, "scope": viewer.area_code, "least": least, "most": most}
    features = session.scalar(text(GROUND), bound) or "[]"
    return {"type": "FeatureCollection", "features": orjson.loads(features)}


def holds_buildings(session: Session) -> bool:
    """Return whether the record holds any building: without one, nobody is known to live anywhere."""
    return bool(session.scalar(text("SELECT EXISTS (SELECT 1 FROM building)")))
