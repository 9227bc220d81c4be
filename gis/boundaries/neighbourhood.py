"""The part of a draft that an edit looks at, read from the record: the grids concerned and their neighbours."""

from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.boundaries.fabric import Buildings, Cell, Community, Fabric
from gis.coverage.metric_zone import MetricZone
from gis.crs import PRECISION_DEGREES, rounded
from gis.errors import NotFoundError

Box = tuple[float, float, float, float]

_MARGIN = 5 * PRECISION_DEGREES

_CELLS = """
WITH here AS MATERIALIZED (
    SELECT g.code, g.name, g.community_id, s.geom
    FROM plan p
    JOIN grid g ON g.plan_id = p.id AND g.first_revision <= p.revision
               AND (g.last_revision IS NULL OR g.last_revision > p.revision)
    JOIN grid_shape s ON s.id = g.shape_id
    WHERE p.id = :plan
), core AS MATERIALIZED (
    SELECT ST_Expand(geom::box2d::geometry, :margin) AS box FROM here
    WHERE code = ANY (CAST(:codes AS text[]))
       OR geom && ST_SetSRID(ST_MakeBox2D(ST_Point(:west, :south), ST_Point(:east, :north)), 4326)
)
SELECT h.code, h.name, h.community_id, ST_AsBinary(h.geom) AS geom, l.grid_code IS NOT NULL AS locked
FROM here h LEFT JOIN grid_lock l ON l.plan_id = :plan AND l.grid_code = h.code
WHERE EXISTS (SELECT 1 FROM core c WHERE ST_SetSRID(c.box, 4326) && h.geom)
ORDER BY h.code
"""

_NOWHERE: Box = (np.nan, np.nan, np.nan, np.nan)


def read_fabric(session: Session, plan_id: int, *, codes: Sequence[str] = (), box: Box | None = None) -> Fabric:
    """Return the grids of these codes and in this box (EPSG:4326), with all that touch them.

    Nodes are rounded to the record's precision, so that what was edited elsewhere meets as well.

    Args:
        session: Its transaction is the caller's.
        plan_id: A plan that exists.
        codes: Grids concerned.
        box: (min_lon, min_lat, max_lon, max_lat) concerned; grown by a few hundred metres it is the reach of snapping.
    """
    west, south, east, north = _NOWHERE if box is None else box
    rows = session.execute(
        text(_CELLS),
        {
            "plan": plan_id,
            "codes": list(codes),
            "margin": _MARGIN,
            **({"west": 999.0, "south": 999.0, "east": 999.0, "north": 999.0} if box is None else
               {"west": west, "south": south, "east": east, "north": north}),
        },
    ).all()  # fmt: skip
    grounds = shapely.transform(shapely.from_wkb([bytes(row.geom) for row in rows]), rounded) if rows else ()
    cells = {
        row.code: Cell(
            code=row.code,
            name=row.name,
            community_id=row.community_id,
            locked=row.locked,
            ground=ground,
        )
        for row, ground in zip(rows, grounds, strict=True)
    }
    return Fabric(cells, RecordAround(session, plan_id))


class RecordAround:
    """What lies under the grids, asked of the record."""

    def __init__(self, session: Session, plan_id: int) -> None:
        self._session = session
        self._plan_id = plan_id
        self._known: dict[Box, Buildings] = {}

    @cached_property
    def zone(self) -> MetricZone:
        """The metric zone of the district."""
        return zone_of(self._session)

    def buildings(self, ground: Any) -> Buildings:
        """Return the buildings whose points lie in the bounding box of `ground`."""
        box: Box = tuple(shapely.bounds(ground).tolist())
        if box not in self._known:
            self._known[box] = read_buildings(self._session, box)
        return self._known[box]

    def crossing(self, lines: Any) -> list[tuple[int, Any]]:
        """Return key and footprint of each building that `lines` run through."""
        rows = self._session.execute(
            text("""
                SELECT b.id, ST_AsBinary(b.geom) AS geom
                FROM ST_Dump(ST_GeomFromWKB(:lines, 4326)) l JOIN building b ON b.geom && l.geom
                    AND ST_Dimension(b.geom) = 2 AND ST_Intersects(b.geom, l.geom)
                GROUP BY b.id
            """),
            {"lines": shapely.to_wkb(_joined(lines))},
        )
        return [(row.id, shapely.from_wkb(bytes(row.geom))) for row in rows]

    def footprints(self, ids: Iterable[int]) -> list[tuple[int, Any]]:
        """Return key and footprint of these buildings."""
        rows = self._session.execute(
            text("SELECT id, ST_AsBinary(geom) AS geom FROM building WHERE id = ANY (:ids) ORDER BY id"),
            {"ids": list(ids)},
        )
        return [(row.id, shapely.from_wkb(bytes(row.geom))) for row in rows]

    def estate(self, code: str) -> Any | None:
        """Return the ground of an estate; None where there is none."""
        geom = self._session.scalar(text("SELECT ST_AsBinary(geom) FROM estate WHERE code = :code"), {"code": code})
        return None if geom is None else shapely.transform(shapely.from_wkb(bytes(geom)), rounded)

    def communities(self, ground: Any) -> list[Community]:
        """Return the communities that meet `ground`."""
        west, south, east, north = shapely.bounds(ground).tolist()
        rows = self._session.execute(
            text("""
                SELECT id, code, name, ST_AsBinary(geom) AS geom FROM area
                WHERE level = 'community' AND geom && ST_MakeEnvelope(:west, :south, :east, :north, 4326) ORDER BY id
            """),
            {"west": west, "south": south, "east": east, "north": north},
        )
        found = [
            Community(id=row.id, code=row.code, name=row.name, ground=shapely.from_wkb(bytes(row.geom))) for row in rows
        ]
        return [item for item in found if shapely.intersects(item.ground, ground)]

    def codes(self) -> frozenset[str]:
        """Return every grid code that the plan has or ever had, or somebody holds."""
        rows = self._session.scalars(
            text("""
                SELECT code FROM grid WHERE plan_id = :plan
                UNION SELECT grid_code FROM assignment WHERE plan_id = :plan
            """),
            {"plan": self._plan_id},
        )
        return frozenset(rows)

    def grounds(self, ground: Any) -> list[Any]:
        """Return the grounds of all grids of the plan that meet the bounding box of `ground`."""
        west, south, east, north = shapely.bounds(ground).tolist()
        rows = self._session.scalars(
            text("""
                SELECT ST_AsBinary(geom) FROM plan_grid
                WHERE plan_id = :plan AND geom && ST_MakeEnvelope(:west, :south, :east, :north, 4326)
            """),
            {"plan": self._plan_id, "west": west, "south": south, "east": east, "north": north},
        ).all()
        return list(shapely.transform(shapely.from_wkb([bytes(row) for row in rows]), rounded)) if rows else []

    def has_worker(self, code: str) -> bool:
        """Whether there is a grid worker of that code."""
        known = text("SELECT EXISTS (SELECT 1 FROM worker WHERE code = :code AND role IN ('worker', 'head'))")
        return bool(self._session.scalar(known, {"code": code}))

    def spot_ground(self, spot: int) -> Any:
        """Return the ground of a blind spot.

        Raises:
            NotFoundError: there is none of that id any more.
        """
        geom = self._session.scalar(text("SELECT ST_AsBinary(geom) FROM blind_spot WHERE id = :id"), {"id": spot})
        if geom is None:
            raise NotFoundError(f"There is no blind spot {spot}: `wangge blind-spots` lists them.")
        return shapely.transform(shapely.from_wkb(bytes(geom)), rounded)


def read_buildings(session: Session, box: Box) -> Buildings:
    """Return the buildings whose points lie in a box (EPSG:4326)."""
    rows = session.execute(
        text("""
            SELECT id, ST_X(point) AS lon, ST_Y(point) AS lat, population,
                   CASE WHEN population_estimated THEN population ELSE 0 END AS estimated,
                   coalesce(households, 0) AS households, elderly
            FROM building WHERE point && ST_MakeEnvelope(:west, :south, :east, :north, 4326) ORDER BY id
        """),
        dict(zip(("west", "south", "east", "north"), box, strict=True)),
    ).all()
    table = np.array([tuple(row) for row in rows], dtype=np.float64).reshape(-1, 7)
    whole = table[:, [0, 3, 4, 5, 6]].astype(np.int64)
    ids, people, estimated, households, elderly = whole.T
    return Buildings(ids, table[:, 1:3].copy(), people, estimated, households, elderly)


def zone_of(session: Session) -> MetricZone:
    """Return the metric zone of the district: of its areas, else of its buildings."""
    extent = session.execute(
        text("""
            SELECT ST_XMin(e), ST_YMin(e), ST_XMax(e), ST_YMax(e)
            FROM (SELECT coalesce((SELECT geom::box2d FROM area WHERE level = 'district'),
                                  (SELECT ST_Extent(geom)::box2d FROM area),
                                  (SELECT ST_Extent(geom)::box2d FROM grid_shape)) AS e) x
        """)
    ).one()
    return _zone(tuple(round(side, 3) for side in extent) if extent[0] is not None else (0.0, 0.0, 0.0, 0.0))


@lru_cache(maxsize=8)
def _zone(box: Box) -> MetricZone:
    return MetricZone(shapely.box(*box))


def _joined(lines: Any) -> Any:
    """Edges that follow each other as one line: fewer, longer pieces to look up."""
    return shapely.line_merge(lines) if shapely.get_num_geometries(lines) > 1 else lines
