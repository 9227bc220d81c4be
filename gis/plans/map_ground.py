"""What a printed map of a plan shows beneath and around its grids, read once for the whole district."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

Shapes = NDArray[Any]

_COMMUNITIES = """
SELECT a.id, a.code, a.name, s.name AS subdistrict, ST_AsBinary(a.geom) AS geom
FROM area a LEFT JOIN area s ON s.id = a.parent_id WHERE a.level = 'community' ORDER BY a.code
"""
_SUBDISTRICTS = "SELECT name, ST_AsBinary(geom) AS geom FROM area WHERE level = 'subdistrict' ORDER BY code"
_DISTRICT = "SELECT name FROM area WHERE level = 'district'"
_STREETS = "SELECT class, name, ST_AsBinary(geom) AS geom FROM street WHERE NOT tunnel ORDER BY id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    """A community; `geom` in EPSG:4326."""

    id: int
    code: str
    name: str
    subdistrict: str | None
    geom: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class MapGround:
    """The ground, all in EPSG:4326.

    Attributes:
        district: Its name; empty where no district is loaded.
        subdistricts: Name and outline of each.
        buildings: Footprints, and points where nothing else is known.
        street_class: Class of each of `streets`, as the record has it.
        street_name: Its name, or None.
    """

    district: str
    communities: tuple[Community, ...]
    subdistricts: tuple[tuple[str, Any], ...]
    greens: Shapes
    water: Shapes
    buildings: Shapes
    streets: Shapes
    street_class: tuple[str, ...]
    street_name: tuple[str | None, ...]


def communities_of(session: Session) -> list[Community]:
    """Return every community by code."""
    rows = session.execute(text(_COMMUNITIES)).all()
    return [Community(**{**row._asdict(), "geom": shapely.from_wkb(bytes(row.geom))}) for row in rows]


def read_map_ground(session: Session) -> MapGround:
    """Return the ground of the whole record; some 2 kB for each building and street."""
    streets = session.execute(text(_STREETS)).all()
    return MapGround(
        district=session.scalar(text(_DISTRICT)) or "",
        communities=tuple(communities_of(session)),
        subdistricts=tuple(
            (row.name, shapely.from_wkb(bytes(row.geom))) for row in session.execute(text(_SUBDISTRICTS))
        ),
        greens=_shapes(session, "green"),
        water=_shapes(session, "water"),
        buildings=_shapes(session, "building"),
        streets=_array([bytes(row.geom) for row in streets]),
        street_class=tuple(row[0] for row in streets),
        street_name=tuple(row.name for row in streets),
    )


def _shapes(session: Session, table: str) -> Shapes:
    rows = session.scalars(text(f"SELECT ST_AsBinary(geom) FROM {table} ORDER BY id"))
    return _array([bytes(ground) for ground in rows])


def _array(grounds: list[bytes]) -> Shapes:
    return np.asarray(shapely.from_wkb(np.array([*grounds, None], dtype=object)[:-1]), dtype=object)
