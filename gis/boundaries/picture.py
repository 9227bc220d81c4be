"""A plan, or the part of it around some grids, with all that checks look at."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.boundaries.allotting import Allotted
from gis.boundaries.allotting_reading import allotted_in
from gis.boundaries.fabric import Edit
from gis.boundaries.faults import Open, Overlaps, faults_beside, faults_of
from gis.boundaries.neighbourhood import RecordAround, zone_of
from gis.coverage.measure import areas_m2, polygonal
from gis.coverage.metric_zone import MetricZone
from gis.coverage.standing import Area, Grid, Standing
from gis.crs import PRECISION_DEGREES
from gis.held import held_on

_GROUNDS = """
SELECT code, ST_AsBinary(geom) AS geom FROM plan_grid
WHERE plan_id = :plan AND geom && ST_MakeEnvelope(:west, :south, :east, :north, 4326)
"""

# shape by shape, each unpacked once: PostgreSQL takes the condition on the dimension to be rare, and would go through
# all buildings of the record
_PROTRUDING = """
WITH ground AS MATERIALIZED (SELECT id, ST_SetSRID(geom, 4326) AS geom FROM grid_shape WHERE id = ANY (:shapes))
SELECT s.id AS shape_id, b.id, b.name, ST_AsBinary(b.geom) AS geom
FROM ground s CROSS JOIN LATERAL (
    SELECT b.id, coalesce(nullif(b.name, ''), b.code) AS name, b.geom
    FROM building_shape m JOIN building b ON b.id = m.building_id
    WHERE m.shape_id = s.id AND ST_Dimension(b.geom) = 2 OFFSET 0) b
WHERE NOT ST_Covers(s.geom, b.geom) ORDER BY b.id
"""

_NEW_SHAPE = 0


class Picture:
    """What checks look at.

    Attributes:
        standing: The grids and the communities concerned, as geometries.
        touched: Codes of the grids that are asked about; None: all.
        gone: Codes of grids that the plan still has and that are to go.
    """

    def __init__(
        self,
        session: Session,
        standing: Standing,
        *,
        plan_id: int,
        touched: frozenset[str] | None,
        gone: frozenset[str] = frozenset(),
    ) -> None:
        self.session, self.standing, self.plan_id, self.touched = session, standing, plan_id, touched
        self.gone = gone
        self.parameters = standing.parameters
        self.around = RecordAround(session, plan_id)

    @cached_property
    def zone(self) -> MetricZone:
        """The metric zone of the district."""
        return zone_of(self.session)

    @cached_property
    def communities(self) -> dict[int, Area]:
        """The communities concerned, by key."""
        return {key: area for key, area in self.standing.areas.items() if area.level == "community"}

    @cached_property
    def outer_border(self) -> Any:
        """The outer border of the district; empty where no area is loaded."""
        whole = [area.geom for area in self.standing.areas.values() if area.level == "district"]
        ground = whole[0] if whole else self.standing.whole
        border = shapely.LineString() if ground is None else ground.boundary
        shapely.prepare(border)
        return border

    @cached_property
    def faults(self) -> tuple[Open, Overlaps]:
        """The ground in no grid, and the ground in two: of the whole plan, or beside the grids that are asked about."""
        if self.touched is None:
            return faults_of(self.standing)
        return faults_beside(self.standing, self.touched, grounds=self._grounds)

    @cached_property
    def sizes_m2(self) -> dict[str, float]:
        """The area of each grid, by code."""
        sizes = areas_m2(self.standing.grounds) if self.standing.grids else ()
        return {grid.code: round(float(size), 1) for grid, size in zip(self.standing.grids, sizes, strict=True)}

    @cached_property
    def has_workers(self) -> bool:
        """Whether the record has any grid worker."""
        return bool(self.session.scalar(text("SELECT EXISTS (SELECT 1 FROM worker WHERE role IN ('worker', 'head'))")))

    @cached_property
    def held(self) -> frozenset[str]:
        """Codes of the grids that somebody holds today."""
        rows = self.session.scalars(
            text(f"""
                SELECT DISTINCT a.grid_code FROM assignment a JOIN worker w ON w.id = a.worker_id
                WHERE a.plan_id = :plan AND w.role IN ('worker', 'head') AND {held_on("current_date", alias="a")}
            """),
            {"plan": self.plan_id},
        )
        return frozenset(rows)

    @cached_property
    def allotted(self) -> dict[str, Allotted]:
        """By grid of the plan that nobody holds: who should take it, all of them shared out together."""
        return allotted_in(self.session, self.plan_id, held=self.held, zone=self.zone, parameters=self.parameters)

    @cached_property
    def exceptions(self) -> list[Any]:
        """The ground of blind spots that may stay: a park, a river."""
        rows = self.session.scalars(
            text("SELECT ST_AsBinary(s.geom) FROM blind_spot s JOIN blind_spot_exception x ON x.key = s.key")
        ).all()
        return [polygonal(shapely.from_wkb(bytes(row))) for row in rows]

    def asked(self, *codes: str) -> bool:
        """Whether any of these grids is asked about."""
        return self.touched is None or not self.touched.isdisjoint(codes)

    def asked_grids(self) -> list[Grid]:
        """Return the grids that are asked about."""
        return [grid for grid in self.standing.grids if self.asked(grid.code)]

    def beside(self, ground: Any) -> list[Grid]:
        """Return the grids that touch a piece of ground."""
        near = self.standing.tree.query(ground, predicate="dwithin", distance=PRECISION_DEGREES)
        return [self.standing.grids[number] for number in sorted(near)]

    def _grounds(self, place: Any) -> list[Any]:
        """The grounds of all grids of the plan in the bounding box of a place, as this picture has them."""
        west, south, east, north = shapely.bounds(place).tolist()
        asked = {"plan": self.plan_id, "west": west, "south": south, "east": east, "north": north}
        rows = self.session.execute(text(_GROUNDS), asked).all()
        written = {row.code: row.geom for row in rows if row.code not in self.gone}
        ours = {grid.code: grid.geom for grid in self.standing.grids}
        others = [bytes(geom) for code, geom in written.items() if code not in ours]
        return [*ours.values(), *(shapely.from_wkb(others) if others else ())]

    def protruding(self) -> list[tuple[str, int, str, Any]]:
        """Return (grid, key, name, footprint) of each building that is not all in the grid that holds it."""
        shapes = {grid.shape_id: grid.code for grid in self.asked_grids() if grid.shape_id != _NEW_SHAPE}
        rows = self.session.execute(text(_PROTRUDING), {"shapes": list(shapes)})
        return [(shapes[row.shape_id], row.id, row.name, shapely.from_wkb(bytes(row.geom))) for row in rows]

    def with_edit(self, edit: Edit, people: Mapping[str, int]) -> "Picture":
        """Return the picture as an edit would leave it: new ground, nobody's row is written."""
        grids = {grid.code: grid for grid in self.standing.grids if grid.code not in edit.removed}
        for code, ground in edit.grounds.items():
            before = grids.get(code)
            grids[code] = Grid(
                code=code,
                name=edit.names.get(code) or (before.name if before else ""),
                community_id=edit.communities.get(code, before.community_id if before else None),
                shape_id=_NEW_SHAPE,
                people=people[code],
                buildings=0,
                geom=ground,
            )
        standing = replace(self.standing, grids=tuple(grids[code] for code in sorted(grids)))
        touched, gone = frozenset(edit.grounds), frozenset(edit.removed)
        return Picture(self.session, standing, plan_id=self.plan_id, touched=touched, gone=gone)
