"""The patrols that stand in the record: figures of each, and the route of one with its legs and places."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.coverage.scope import GRID_IN_SCOPE, scope_of
from gis.errors import NotFoundError
from gis.network.versions import present_version, street_state
from gis.patrols.patrol import figures
from gis.viewer import Viewer

_PATROLS = f"""
SELECT p.id, p.grid_code, g.name, g.id AS grid_id, p.worker_code, w.name AS worker_name, p.made_at, p.made_by,
       p.options, p.streets_m, p.required_m, p.length_m, p.bound_m, p.optimal, p.hours, p.remarks,
       (SELECT array_agg(m ORDER BY shift) FROM (SELECT shift, sum(length_m) AS m FROM patrol_leg l
                                                 WHERE l.patrol_id = p.id GROUP BY shift) s) AS shift_m,
       ST_X(p.post) AS lon, ST_Y(p.post) AS lat, p.network_id, p.shape_id <> g.shape_id AS redrawn,
       (SELECT count(*) FROM patrol_stop s WHERE s.patrol_id = p.id) AS places,
       ST_XMin(g.geom) AS west, ST_YMin(g.geom) AS south, ST_XMax(g.geom) AS east, ST_YMax(g.geom) AS north
FROM patrol p
JOIN plan_grid g ON g.plan_id = p.plan_id AND g.code = p.grid_code
LEFT JOIN worker w ON w.code = p.worker_code
WHERE p.plan_id = plan_in_force() AND (CAST(:grid AS text) IS NULL OR p.grid_code = :grid) AND {GRID_IN_SCOPE}
ORDER BY p.grid_code
"""
_LEGS = """
SELECT l.shift, l.number, l.kind, l.begins_m, l.length_m, l.edge, l.from_m, l.to_m, l.street_id, s.name AS street,
       ST_AsBinary(l.geom) AS geom
FROM patrol_leg l LEFT JOIN street s ON s.id = l.street_id WHERE l.patrol_id = :id ORDER BY l.shift, l.number
"""
_STOPS = """
SELECT shift, begins_m, kind, ref, name, off_m, arrives, opens, closes, ST_X(geom) AS lon, ST_Y(geom) AS lat
FROM patrol_stop WHERE patrol_id = :id ORDER BY shift, begins_m
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPatrol:
    """A patrol as it stands in the record.

    Attributes:
        grid_id: Key of the grid on layer `grids`.
        stale: Why it no longer holds: `grid` was redrawn, `streets` changed; None: it holds.
        bbox: Of the grid.
        legs: Filled where one patrol is asked for.
        places: The same.
    """

    id: int
    grid: str
    name: str
    grid_id: int
    worker: str | None
    worker_name: str | None
    made_at: datetime
    made_by: str
    options: Mapping[str, Any]
    streets_m: float
    required_m: float
    length_m: float
    bound_m: float
    optimal: bool
    shift_m: Sequence[float]
    hours: float
    remarks: Sequence[Mapping[str, Any]]
    post: tuple[float, float]
    places_count: int
    stale: str | None
    bbox: tuple[float, float, float, float]
    legs: Sequence[Mapping[str, Any]] = field(default=(), repr=False)
    places: Sequence[Mapping[str, Any]] = field(default=(), repr=False)

    @property
    def shifts(self) -> int:
        """How many there are."""
        return len(self.shift_m)

    @property
    def walked_twice(self) -> float:
        """Share of the way that is walked besides what has to be."""
        return 1 - self.required_m / self.length_m if self.length_m else 0.0

    def as_json(self) -> dict[str, Any]:
        """Return the figures under stable keys, without legs."""
        return {
            "grid": self.grid,
            "name": self.name,
            "worker": self.worker,
            "worker_name": self.worker_name,
            **figures(
                streets_m=self.streets_m, required_m=self.required_m, length_m=self.length_m, bound_m=self.bound_m,
                optimal=self.optimal, shift_m=self.shift_m, hours=self.hours, remarks=self.remarks,
            ),
            "places": self.places_count,
            "post": list(self.post),
            "bbox": list(self.bbox),
            "made_at": self.made_at.isoformat(),
            "made_by": self.made_by,
            "stale": self.stale,
            "options": dict(self.options),
            "remarks": list(self.remarks),
        }  # fmt: skip


def list_patrols(session: Session, viewer: Viewer, *, area_code: str | None = None) -> list[KeptPatrol]:
    """Return the patrols of the plan in force, by the grid's code, without legs.

    Raises:
        NotFoundError: no such area.
    """
    return _read(session, viewer, area_code=area_code, grid=None)


def patrol_of(session: Session, viewer: Viewer, grid: str) -> KeptPatrol:
    """Return the patrol of a grid with its legs (each with `line`, lon and lat) and places.

    Raises:
        NotFoundError: the grid has none, or the viewer may not see it.
    """
    found = _read(session, viewer, area_code=None, grid=grid)
    if not found:
        raise NotFoundError(f"There is no patrol of grid {grid}: work it out with `wangge patrol plan --grid {grid}`.")
    (patrol,) = found
    legs = [
        {**row, "line": shapely.get_coordinates(shapely.from_wkb(bytes(row["geom"]))).tolist()}
        for row in session.execute(text(_LEGS), {"id": patrol.id}).mappings()
    ]
    for leg in legs:
        del leg["geom"]
    places = [dict(row) for row in session.execute(text(_STOPS), {"id": patrol.id}).mappings()]
    return KeptPatrol(
        **{name: getattr(patrol, name) for name in KeptPatrol.__slots__ if name not in ("legs", "places")},
        legs=legs, places=places,
    )  # fmt: skip


def grid_at(session: Session, *, lon: float, lat: float) -> str | None:
    """Return the code of the grid in force at a place; None: there is none."""
    code: str | None = session.scalar(
        text("""
            SELECT code FROM plan_grid
            WHERE plan_id = plan_in_force() AND ground_holds(geom, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326))
            ORDER BY code LIMIT 1
        """),
        {"lon": lon, "lat": lat},
    )
    return code


def outline_of(session: Session, grid: str) -> dict[str, Any]:
    """Return the ground of a grid of the plan in force, as GeoJSON."""
    said: str | None = session.scalar(
        text("SELECT ST_AsGeoJSON(geom, 7) FROM plan_grid WHERE plan_id = plan_in_force() AND code = :grid"),
        {"grid": grid},
    )
    return json.loads(said) if said else {}


def _read(session: Session, viewer: Viewer, *, area_code: str | None, grid: str | None) -> list[KeptPatrol]:
    scope = scope_of(session, viewer, area_code=area_code)
    network = present_version(session)
    streets_changed = network is None or network.fingerprint != street_state(session)
    rows = session.execute(text(_PATROLS), {"grid": grid, "area": None if scope is None else scope.id})
    return [
        KeptPatrol(
            id=row.id, grid=row.grid_code, name=row.name, grid_id=row.grid_id, worker=row.worker_code,
            worker_name=row.worker_name, made_at=row.made_at, made_by=row.made_by, options=row.options,
            streets_m=row.streets_m, required_m=row.required_m, length_m=row.length_m, bound_m=row.bound_m,
            optimal=row.optimal, shift_m=row.shift_m or [], hours=row.hours, remarks=row.remarks,
            post=(row.lon, row.lat), places_count=row.places, bbox=(row.west, row.south, row.east, row.north),
            stale="grid" if row.redrawn
            else "streets" if streets_changed or network is None or row.network_id != network.id else None,
        )
        for row in rows
    ]  # fmt: skip
