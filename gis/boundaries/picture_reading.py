"""Reading the picture of a plan, whole or around some of its grids."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.boundaries.picture import Picture
from gis.coverage.measure import polygonal
from gis.coverage.standing import Area, Grid, Standing
from gis.parameters import load_parameters
from gis.plans import plan_of

_AREAS = """
SELECT id, level, code, name, parent_id, ST_AsBinary(geom) AS geom FROM area
WHERE level = 'community' AND (CAST(:whole AS boolean) OR id = ANY (CAST(:ids AS bigint[]))) OR level = 'district'
   OR CAST(:whole AS boolean) AND NOT EXISTS (SELECT 1 FROM area WHERE level = 'community')
ORDER BY id
"""

_GRIDS = """
SELECT code, name, community_id, shape_id, population AS people, buildings, ST_AsBinary(geom) AS geom
FROM plan_grid WHERE plan_id = :plan ORDER BY code
"""

_GRIDS_BESIDE = """
WITH here AS MATERIALIZED (
    SELECT g.code, g.name, g.community_id, g.shape_id, s.geom
    FROM plan p
    JOIN grid g ON g.plan_id = p.id AND g.first_revision <= p.revision
               AND (g.last_revision IS NULL OR g.last_revision > p.revision)
    JOIN grid_shape s ON s.id = g.shape_id
    WHERE p.id = :plan
), core AS MATERIALIZED (SELECT geom::box2d::geometry AS box FROM here WHERE code = ANY (:codes))
SELECT h.code, h.name, h.community_id, h.shape_id, t.population AS people, t.buildings, ST_AsBinary(h.geom) AS geom
FROM here h JOIN shape_stat t ON t.shape_id = h.shape_id
WHERE EXISTS (SELECT 1 FROM core c WHERE ST_SetSRID(c.box, 4326) && h.geom) ORDER BY h.code
"""


def read_picture(session: Session, plan_id: int, *, touched: Collection[str] | None = None) -> Picture:
    """Return the picture of a plan, or of the communities around some of its grids.

    Raises:
        NotFoundError: there is no such plan.
    """
    plan = plan_of(session, plan_id)
    ids = [] if touched is None else _homes(session, plan_id, list(touched))
    asked = {"plan": plan_id, "whole": touched is None, "ids": ids, "codes": list(touched or ())}
    areas = session.execute(text(_AREAS), asked).all()
    grids = session.execute(text(_GRIDS if touched is None else _GRIDS_BESIDE), asked).all()
    day = session.scalar(text("SELECT current_date"))
    standing = Standing(
        day=day if isinstance(day, date) else date.min,
        plan=plan,
        parameters=load_parameters(session),
        areas={row.id: Area(**{**row._asdict(), "geom": geom}) for row, geom in zip(areas, _valid(areas), strict=True)},
        grids=tuple(Grid(**{**row._asdict(), "geom": geom}) for row, geom in zip(grids, _valid(grids), strict=True)),
    )
    return Picture(session, standing, plan_id=plan_id, touched=None if touched is None else frozenset(touched))


def _homes(session: Session, plan_id: int, codes: list[str]) -> list[int]:
    """The communities of some grids, and those they reach into."""
    rows = session.scalars(
        text("""
            SELECT a.id FROM area a
            WHERE a.level = 'community' AND EXISTS (
                SELECT 1 FROM plan_grid g WHERE g.plan_id = :plan AND g.code = ANY (:codes)
                    AND (g.community_id = a.id OR g.community_id IS NULL AND a.geom && g.geom))
        """),
        {"plan": plan_id, "codes": codes},
    )
    return list(rows)


def _valid(rows: Sequence[Any]) -> NDArray[Any]:
    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = shapely.from_wkb([bytes(row.geom) for row in rows]) if rows else []
    for number in np.flatnonzero(~shapely.is_valid(shapes)):
        shapes[number] = polygonal(shapely.make_valid(shapes[number]))
    return shapes
