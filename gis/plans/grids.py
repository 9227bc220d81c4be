"""The grids of a plan: stored so that equal shapes are one row, read, and compared."""

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely import MultiPolygon
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import InputError
from gis.plans.information import plan_of


@dataclass(frozen=True, slots=True, kw_only=True)
class GridInput:
    """A grid that a plan shall hold.

    Attributes:
        code: Unique within the plan.
        name: As the field calls it; may be empty.
        community_id: Key of its community in table `area`, None when it is not known.
        geom: Its ground, valid, in EPSG:4326 (lon, lat).
    """

    code: str
    name: str = ""
    community_id: int | None = None
    geom: MultiPolygon


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """A grid of a plan as it stands, with who lives there.

    Attributes:
        id: Key in table `grid`; an edit keeps it.
        shape_id: Key in table `grid_shape`; equal ground has an equal key in every plan.
        area_m2: Square metres on the ellipsoid.
        population_estimated: People of buildings whose number was estimated, included in `population`.
        elderly: People of 60 and more.
    """

    id: int
    code: str
    name: str
    community_id: int | None
    shape_id: int
    geom: MultiPolygon
    area_m2: float
    buildings: int
    households: int
    population: int
    population_estimated: int
    elderly: int


def store_grids(session: Session, plan_id: int, grids: Sequence[GridInput], *, revision: int = 0) -> None:
    """Write `grids` into a plan that has none; a shape that the record holds already is used again.

    Raises:
        InputError: a code twice, an empty code, or a geometry that is empty, invalid or not a polygon.
    """
    _check(grids)
    session.execute(
        text("""
            WITH given AS (
                SELECT * FROM unnest(
                    CAST(:codes AS text[]), CAST(:names AS text[]), CAST(:communities AS bigint[]),
                    CAST(:grounds AS text[]))
                AS g (code, name, community_id, ground)
            ), placed AS (
                SELECT g.code, g.name, g.community_id, ST_GeomFromWKB(decode(ground, 'hex'), 4326) AS geom,
                       md5(decode(ground, 'hex')) AS digest
                FROM given g
            ), new AS (
                INSERT INTO grid_shape (geom)
                SELECT DISTINCT ON (digest) geom FROM placed p
                WHERE NOT EXISTS (SELECT 1 FROM grid_shape s WHERE s.digest = p.digest)
                ORDER BY digest
                RETURNING id, digest
            ), known AS (
                SELECT id, digest FROM new
                UNION ALL
                SELECT min(s.id), s.digest FROM grid_shape s WHERE s.digest IN (SELECT digest FROM placed)
                GROUP BY s.digest
            )
            INSERT INTO grid (plan_id, code, name, community_id, shape_id, first_revision)
            SELECT :plan_id, p.code, p.name, p.community_id, k.id, :revision
            FROM placed p JOIN known k USING (digest) ORDER BY p.code
        """),
        {
            "plan_id": plan_id,
            "revision": revision,
            "codes": [grid.code for grid in grids],
            "names": [grid.name for grid in grids],
            "communities": [grid.community_id for grid in grids],
            "grounds": [_hex(grid.geom) for grid in grids],
        },
    )


def grids_of(session: Session, plan_id: int) -> list[GridRow]:
    """Return the grids of a plan as it stands, by code.

    Raises:
        NotFoundError: there is no such plan.
    """
    plan_of(session, plan_id)
    rows = session.execute(
        text("""
            SELECT id, code, name, community_id, shape_id, ST_AsBinary(geom) AS geom, area_m2,
                   buildings, households, population, population_estimated, elderly
            FROM plan_grid WHERE plan_id = :id ORDER BY code
        """),
        {"id": plan_id},
    ).all()
    grounds = shapely.from_wkb([bytes(row.geom) for row in rows])
    return [GridRow(**{**row._asdict(), "geom": ground}) for row, ground in zip(rows, grounds, strict=True)]


def same_grids(session: Session, plan_id: int, grids: Sequence[GridInput]) -> bool:
    """Whether a plan as it stands holds just these grids: code, name, community and ground.

    Two outlines of the same ground are the same, wherever their rings begin; coordinates must be equal.
    """
    standing = {
        grid.code: (grid.name, grid.community_id, _hex(shapely.normalize(grid.geom)))
        for grid in grids_of(session, plan_id)
    }
    given = {grid.code: (grid.name, grid.community_id, _hex(shapely.normalize(_whole(grid.geom)))) for grid in grids}
    return len(given) == len(grids) and standing == given


def _check(grids: Sequence[GridInput]) -> None:
    seen: set[str] = set()
    for grid in grids:
        if not grid.code:
            raise InputError("A grid has no code; give each one its own.")
        if grid.code in seen:
            raise InputError(f"Grid code {grid.code} stands twice; a code is given once in a plan.")
        seen.add(grid.code)
        if grid.geom.is_empty or grid.geom.geom_type not in ("Polygon", "MultiPolygon"):
            raise InputError(f"Grid {grid.code} has no ground: its geometry must be a polygon.")
        if not grid.geom.is_valid:
            raise InputError(f"Grid {grid.code} is not valid ({shapely.is_valid_reason(grid.geom)}); repair it.")


def _whole(ground: shapely.Geometry) -> MultiPolygon:
    return ground if isinstance(ground, MultiPolygon) else MultiPolygon([ground])


def _hex(ground: shapely.Geometry) -> str:
    # the bytes of PostGIS's own ST_AsBinary, so that the digests agree
    return str(shapely.to_wkb(_whole(ground), hex=True, byte_order=1, output_dimension=2))
