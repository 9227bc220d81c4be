"""The ground of one community as shapes: what a small map of it is drawn from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import NotFoundError
from gis.viewer import Viewer

OUTLINE = """
SELECT c.id, ST_AsBinary(c.geom) AS geom FROM area c WHERE c.level = 'community' AND c.code = :code
  AND (:scope IS NULL OR ST_Intersects(c.geom, (SELECT geom FROM area WHERE code = :scope)))
"""
# what reaches beyond the community is cut off at its box, some metres wider
NEAR = "ST_Expand(ST_Envelope((SELECT geom FROM area WHERE id = :id)), 0.0006)"
GROUND = """
SELECT ST_AsBinary(ST_Intersection(g.geom, {near})) AS geom, {more} FROM {table} g WHERE g.geom && {near}
"""
GRIDS = """
SELECT ST_AsBinary(g.geom) AS geom, g.code, g.population AS people FROM plan_grid g
WHERE g.plan_id = plan_in_force() AND g.community_id = :id ORDER BY g.code
"""
BUILDINGS = """
SELECT ST_AsBinary(b.geom) AS geom, EXISTS (
    SELECT 1 FROM building_shape m JOIN plan_grid g ON g.shape_id = m.shape_id
    WHERE m.building_id = b.id AND g.plan_id = plan_in_force()) AS covered
FROM building_place p JOIN building b ON b.id = p.building_id
WHERE p.community_id = :id AND GeometryType(b.geom) = 'MULTIPOLYGON'
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class GridGround:
    """A grid's shape with the code and people that are written into it."""

    code: str
    people: int
    geom: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityGround:
    """Shapes (shapely, EPSG:4326) in and around a community; `streets` come with their class and name."""

    outline: Any
    grids: Sequence[GridGround]
    covered: Sequence[Any]
    uncovered: Sequence[Any]
    streets: Sequence[tuple[Any, str, str | None]]
    water: Sequence[Any]
    greens: Sequence[Any]


def community_ground(session: Session, viewer: Viewer, code: str) -> CommunityGround:
    """Return the shapes of a community of the plan in force.

    Raises:
        NotFoundError: there is no such community, or the viewer may not see it.
    """
    row = session.execute(text(OUTLINE), {"code": code, "scope": viewer.area_code}).one_or_none()
    if row is None:
        raise NotFoundError(f"There is no community {code}; pick one from the list.")
    bound = {"id": row.id}
    grids = session.execute(text(GRIDS), bound).all()
    buildings = session.execute(text(BUILDINGS), bound).all()
    streets = session.execute(text(_ground("street", "g.class AS kind, g.name")), bound).all()
    return CommunityGround(
        outline=_shape(row.geom),
        grids=[GridGround(code=grid.code, people=grid.people, geom=_shape(grid.geom)) for grid in grids],
        covered=[_shape(building.geom) for building in buildings if building.covered],
        uncovered=[_shape(building.geom) for building in buildings if not building.covered],
        streets=[(_shape(street.geom), street.kind, street.name) for street in streets],
        water=[_shape(item.geom) for item in session.execute(text(_ground("water", "g.id")), bound)],
        greens=[_shape(item.geom) for item in session.execute(text(_ground("green", "g.id")), bound)],
    )


def _ground(table: str, more: str) -> str:
    return GROUND.format(near=NEAR, more=more, table=table)


def _shape(wkb: Any) -> Any:
    return shapely.from_wkb(bytes(wkb))
