"""What stands in one community and around it: what a question about one place needs of a whole plan."""

from typing import Any

import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.coverage.standing import Area, Grid, Near, Standing, today, valid_of
from gis.parameters import load_parameters
from gis.plans import plan_of

_MARGIN = 1e-4
"""Degrees, some 10 m: what lies beside the community's border is seen as well."""

# from the nodes, not from the boxes that PostGIS keeps in single precision
_BOX = """
SELECT min(ST_XMin(geom)), min(ST_YMin(geom)), max(ST_XMax(geom)), max(ST_YMax(geom))
FROM (SELECT geom FROM area WHERE id = :community AND level = 'community'
      UNION ALL SELECT geom FROM plan_grid WHERE plan_id = :plan AND community_id = :community) g
"""
_EXTENT = "SELECT min(ST_XMin(geom)), min(ST_YMin(geom)), max(ST_XMax(geom)), max(ST_YMax(geom)) FROM area"

_GRIDS = """
SELECT code, name, community_id, shape_id, population AS people, buildings, ST_AsBinary(geom) AS geom
FROM plan_grid
WHERE plan_id = :plan
  AND (community_id = :community OR geom && ST_MakeEnvelope(:west, :south, :east, :north, 4326))
ORDER BY code
"""

_AREAS = """
SELECT id, level, code, name, parent_id,
       CASE WHEN level = 'community' AND geom && ST_MakeEnvelope(:west, :south, :east, :north, 4326)
            THEN ST_AsBinary(geom) ELSE ST_AsBinary(ST_GeomFromText('POLYGON EMPTY', 4326)) END AS geom
FROM area ORDER BY id
"""


def read_near(session: Session, plan_id: int, *, community_id: int) -> Standing | None:
    """Return what stands in a plan today in and around a community; None where that says not all of it.

    It says all where the community has grids beside or in it, and each of them has a community: then whose ground is
    whose does not hang on what lies further off.

    Raises:
        NotFoundError: there is no such plan.
    """
    plan = plan_of(session, plan_id)
    asked: dict[str, Any] = {"plan": plan_id, "community": community_id}
    box = _box(session, _BOX, asked)
    extent = _box(session, _EXTENT, {})
    if box is None or extent is None:
        return None
    west, south, east, north = box
    asked |= {"west": west - _MARGIN, "south": south - _MARGIN, "east": east + _MARGIN, "north": north + _MARGIN}
    areas = session.execute(text(_AREAS), asked).all()
    rows = session.execute(text(_GRIDS), asked).all()
    if not rows or any(row.community_id is None for row in rows) or community_id not in {row.id for row in areas}:
        return None
    grounds = valid_of([row.geom for row in areas])
    return Standing(
        day=today(session),
        plan=plan,
        parameters=load_parameters(session),
        areas={row.id: Area(**{**row._asdict(), "geom": geom}) for row, geom in zip(areas, grounds, strict=True)},
        grids=tuple(
            Grid(**{**row._asdict(), "geom": geom})
            for row, geom in zip(rows, valid_of([row.geom for row in rows]), strict=True)
        ),
        near=Near(
            community=community_id,
            box=(asked["west"], asked["south"], asked["east"], asked["north"]),
            extent=extent,
        ),
    )


def _box(session: Session, question: str, asked: dict[str, Any]) -> tuple[float, float, float, float] | None:
    west, south, east, north = session.execute(text(question), asked).one()
    return None if west is None else shapely.box(west, south, east, north).bounds
