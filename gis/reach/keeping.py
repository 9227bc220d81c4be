"""Tables `reach` and `service_area`: what was worked out for the kinds that layers and blind spots show."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.binary_copy import write_columns

KEPT_KIND = "elderly_centre"
"""The kind that layers show and whose areas are kept: the one that the plan's service radius is about (§ 5.2)."""
SUBJECTS = ("building", "parameter", "resource", "street")
"""The tables that reach depends on."""
VERSION = "1"
"""Changes with the rules by which reach is worked out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptArea:
    """A service area as it is kept; `geom` is a MultiPolygon, EPSG:4326."""

    resource_id: int
    radius_m: float
    people: int
    elderly: int
    misplaced: int
    geom: Any


def write_reach(
    session: Session,
    kind: str,
    *,
    building_id: NDArray[np.int64],
    resource_id: NDArray[np.int64],
    walk_m: NDArray[np.float64],
    straight_m: NDArray[np.float64],
) -> None:
    """Write how far each building is, in place of what was written before; an infinite `walk_m` says: no way."""
    session.execute(text("DELETE FROM reach WHERE kind = :kind"), {"kind": kind})
    near = np.isfinite(walk_m)
    columns = {"building_id": building_id, "straight_m": straight_m}
    session.execute(text("CREATE TEMPORARY TABLE reach_new (LIKE reach) ON COMMIT DROP"))
    session.execute(text("ALTER TABLE reach_new ALTER kind DROP NOT NULL"))
    write_columns(
        session,
        "reach_new",
        {name: each[near] for name, each in columns.items()}
        | {"walk_m": walk_m[near], "resource_id": resource_id[near]},
    )
    write_columns(session, "reach_new", {name: each[~near] for name, each in columns.items()})
    session.execute(
        text("""
            INSERT INTO reach (kind, building_id, resource_id, walk_m, straight_m)
            SELECT :kind, building_id, resource_id, walk_m, straight_m FROM reach_new ORDER BY building_id
        """),
        {"kind": kind},
    )
    session.execute(text("DROP TABLE reach_new"))


def write_areas(session: Session, kind: str, areas: Iterable[KeptArea]) -> None:
    """Write the service areas of a kind, in place of those written before; empty ones are left out."""
    session.execute(text("DELETE FROM service_area WHERE kind = :kind"), {"kind": kind})
    rows = [
        {
            "kind": kind,
            "resource": area.resource_id,
            "radius": area.radius_m,
            "people": area.people,
            "elderly": area.elderly,
            "misplaced": area.misplaced,
            "geom": shapely.to_wkb(area.geom, byte_order=1),
        }
        for area in areas
        if not area.geom.is_empty
    ]
    if rows:
        session.execute(
            text("""
                INSERT INTO service_area (kind, resource_id, radius_m, people, elderly, misplaced, geom)
                VALUES (:kind, :resource, :radius, :people, :elderly, :misplaced, ST_GeomFromWKB(:geom, 4326))
            """),
            rows,
        )


def forget_reach(session: Session, kind: str) -> None:
    """Take away what is kept of a kind: there is no resource of it any more."""
    session.execute(text("DELETE FROM reach WHERE kind = :kind"), {"kind": kind})
    session.execute(text("DELETE FROM service_area WHERE kind = :kind"), {"kind": kind})
