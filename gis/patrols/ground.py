"""What patrols are worked out from: the grids with the posts of their workers, key places, and street widths."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.coverage.scope import GRID_IN_SCOPE, scope_of
from gis.errors import InputError, NotFoundError
from gis.held import held_on
from gis.viewer import Viewer

_GRIDS = f"""
SELECT g.code, g.name, g.shape_id, ST_AsBinary(g.geom) AS geom, p.code AS worker, p.name AS worker_name,
       ST_X(coalesce(p.post, ST_PointOnSurface(g.geom))) AS lon,
       ST_Y(coalesce(p.post, ST_PointOnSurface(g.geom))) AS lat,
       p.post IS NOT NULL AS has_post, {{scope}} AS asked
FROM plan_grid g
LEFT JOIN LATERAL (
    SELECT w.code, w.name, w.post FROM assignment a JOIN worker w ON w.id = a.worker_id
    WHERE a.plan_id = g.plan_id AND a.grid_code = g.code AND {held_on("current_date", alias="a")}
    ORDER BY w.post IS NULL, w.role <> 'worker', w.code LIMIT 1
) p ON true
WHERE g.plan_id = :plan ORDER BY g.code
"""
_RESOURCES = "SELECT code AS ref, name, kind, ST_X(geom) AS lon, ST_Y(geom) AS lat FROM resource ORDER BY code"
_SPOTS = """
SELECT key AS ref, name, kind, ST_X(centroid) AS lon, ST_Y(centroid) AS lat FROM blind_spot
WHERE plan_id IS NOT DISTINCT FROM :plan AND kind NOT IN ('no_worker', 'unserved') ORDER BY key
"""
_INCIDENTS = """
SELECT i.category, coalesce(c.name, i.category) AS name, ST_X(i.geom) AS lon, ST_Y(i.geom) AS lat
FROM incident i LEFT JOIN incident_category c ON c.code = i.category
WHERE i.reported_at > now() - :days * interval '1 day' AND i.category <> '' ORDER BY i.code
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolGrid:
    """A grid of the plan in force and where its worker sets out.

    Attributes:
        shape_id: Its ground, in table `grid_shape`.
        geom: Its ground, EPSG:4326.
        worker: Code of the worker who holds it and has a post, else of one who holds it; None: nobody does.
        lon: Of the worker's post, or of the grid's middle.
        has_post: Whether it is a worker's post.
        asked: Whether its patrol is asked for.
    """

    code: str
    name: str
    shape_id: int
    geom: Any
    worker: str | None
    worker_name: str | None
    lon: float
    lat: float
    has_post: bool
    asked: bool


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """A place that a patrol has to pass: a resource, a blind spot, or where incidents keep coming back."""

    kind: str
    ref: str
    name: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Incidents:
    """n incidents of some days: category and its name (n,), and lon, lat (n, 2)."""

    category: NDArray[Any]
    name: NDArray[Any]
    lonlat: NDArray[np.float64]


def plan_to_patrol(session: Session) -> int:
    """Return the plan in force.

    Raises:
        InputError: none is.
    """
    plan = session.scalar(text("SELECT plan_in_force()"))
    if plan is None:
        raise InputError("No plan is in force, so there are no grids to patrol: publish one, or load grids.")
    return int(plan)


def can_be_planned(session: Session) -> bool:
    """Return whether there are grids in force and streets, without which no patrol can be worked out."""
    return bool(
        session.scalar(
            text("""
            SELECT EXISTS (SELECT 1 FROM plan_grid WHERE plan_id = plan_in_force()) AND EXISTS (SELECT 1 FROM street)
            """)
        )
    )


def read_grids(session: Session, viewer: Viewer, *, plan: int, codes: Sequence[str] | None) -> list[PatrolGrid]:
    """Return all grids of a plan, by code; streets are shared among all of them, whoever asks.

    Args:
        session: Read only.
        viewer: Sees grids of the own area.
        plan: The plan.
        codes: Grids that are asked for; None: all that the viewer may see.

    Raises:
        NotFoundError: no such grid in the plan, or the viewer may not see it.
        InputError: the plan has no grids.
    """
    scope = scope_of(session, viewer, area_code=None)
    rows = session.execute(
        text(_GRIDS.format(scope=GRID_IN_SCOPE)), {"plan": plan, "area": None if scope is None else scope.id}
    ).mappings()
    grids = [PatrolGrid(**{**row, "geom": shapely.from_wkb(bytes(row["geom"]))}) for row in rows]
    if not grids:
        raise InputError("The plan in force has no grids: load or draw some first.")
    if codes is None:
        return grids
    unknown = sorted(set(codes) - {grid.code for grid in grids if grid.asked})
    if unknown:
        raise NotFoundError(f"There is no grid {unknown[0]} in the plan in force; look it up again.")
    asked = set(codes)
    return [replace(grid, asked=grid.code in asked) for grid in grids]


def read_places(session: Session, *, plan: int) -> list[KeyPlace]:
    """Return the resources and the blind spots of a plan; a whole grid without a worker is no place."""
    resources = session.execute(text(_RESOURCES)).all()
    spots = session.execute(text(_SPOTS), {"plan": plan}).all()
    return [KeyPlace("resource", row.ref, row.name, row.lon, row.lat) for row in resources] + [
        KeyPlace("blind_spot", row.ref, row.name, row.lon, row.lat) for row in spots
    ]


def read_incidents(session: Session, *, days: float) -> Incidents:
    """Return the incidents of the last days that have a category."""
    rows = session.execute(text(_INCIDENTS), {"days": days}).all()
    return Incidents(
        category=np.array([row.category for row in rows], dtype=object),
        name=np.array([row.name for row in rows], dtype=object),
        lonlat=np.array([(row.lon, row.lat) for row in rows], dtype=np.float64).reshape(-1, 2),
    )


def read_street_facts(session: Session) -> dict[int, tuple[str, float | None]]:
    """Return class and width of every street, by key."""
    rows = session.execute(text("SELECT id, class, width_m FROM street"))
    return {row.id: (row[1], row.width_m) for row in rows}
