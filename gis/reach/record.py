"""What reach is worked out from: who lives where, the resources of a kind, and the grids in force."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.binary_copy import read_columns
from gis.errors import NotFoundError

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_PEOPLE = """
SELECT b.id, ST_X(b.point), ST_Y(b.point), b.population, b.elderly,
       {inside}
FROM building b {joined} WHERE b.population > 0 OR b.elderly > 0 ORDER BY b.id
"""
_FIELDS = {"id": "i8", "lon": "f8", "lat": "f8", "people": "i4", "elderly": "i4", "inside": "?"}


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The n buildings in which somebody lives.

    Attributes:
        id: int64 (n,), keys in table `building`, rising.
        lonlat: float64 (n, 2), a point in each, EPSG:4326.
        people: int64 (n,), who lives there.
        elderly: int64 (n,), those of them who are 60 or older.
        inside: bool (n,), whether it lies in the area that was asked about.
    """

    id: Ints
    lonlat: Floats
    people: Ints
    elderly: Ints
    inside: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A resource; a `capacity` of None is no limit."""

    id: int
    code: str
    name: str
    capacity: int | None
    lon: float
    lat: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GridHomes:
    """Which buildings lie in which grid in force: pairs of building and number of the grid.

    Attributes:
        boxes: float64 (grids, 4), min_lon, min_lat, max_lon, max_lat of each.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    boxes: Floats
    building_id: Ints
    grid: Ints


def read_people(session: Session, *, area_id: int | None = None) -> People:
    """Return who lives where in the whole record; `area_id` says which of them are inside (None: all)."""
    joined, inside = "", "true"
    if area_id is not None:
        joined = "LEFT JOIN building_place p ON p.building_id = b.id"
        inside = f"coalesce({int(area_id)} IN (p.district_id, p.subdistrict_id, p.community_id), false)"
    columns = read_columns(session, _PEOPLE.format(joined=joined, inside=inside), _FIELDS)
    return People(
        id=columns["id"],
        lonlat=np.column_stack([columns["lon"], columns["lat"]]),
        people=columns["people"].astype(np.int64),
        elderly=columns["elderly"].astype(np.int64),
        inside=columns["inside"],
    )


def read_resources(session: Session, kind: str, *, may_be_none: bool = False) -> list[Resource]:
    """Return the resources of a kind, in the order of their keys; with `may_be_none` also where there are none.

    Raises:
        NotFoundError: there is none; the message names the kinds there are.
    """
    rows = session.execute(
        text("""
            SELECT id, code, name, capacity, ST_X(geom) AS lon, ST_Y(geom) AS lat
            FROM resource WHERE kind = :kind ORDER BY id
        """),
        {"kind": kind},
    ).all()
    if not rows and not may_be_none:
        known = resource_kinds(session)
        if not known:
            raise NotFoundError("The record holds no resources: load some first, as wangge load resources FILE.")
        raise NotFoundError(f"There is no resource of kind {kind}; there are: {', '.join(known)}.")
    return [Resource(**row._asdict()) for row in rows]


def resource_kinds(session: Session) -> dict[str, int]:
    """Return how many resources of each kind there are, the most first."""
    rows = session.execute(text("SELECT kind, count(*) AS n FROM resource GROUP BY kind ORDER BY n DESC, kind"))
    return {row.kind: row.n for row in rows}


def read_grid_homes(session: Session) -> GridHomes:
    """Return the grids of the plan in force, by code, and who lies in them; a building may lie in several."""
    grids = session.execute(
        text("""
            SELECT code, name, shape_id, ST_XMin(geom), ST_YMin(geom), ST_XMax(geom), ST_YMax(geom)
            FROM plan_grid WHERE plan_id = plan_in_force() ORDER BY code
        """)
    ).all()
    pairs = read_columns(
        session,
        "SELECT m.building_id, m.shape_id FROM building_shape m JOIN plan_grid g ON g.shape_id = m.shape_id"
        " WHERE g.plan_id = plan_in_force()",
        {"building_id": "i8", "shape_id": "i8"},
    )
    shapes = np.array([row.shape_id for row in grids], dtype=np.int64)
    order = np.argsort(shapes, kind="stable")
    place = np.searchsorted(shapes[order], pairs["shape_id"])
    return GridHomes(
        codes=tuple(row.code for row in grids),
        names=tuple(row.name or "" for row in grids),
        boxes=np.array([tuple(row)[3:] for row in grids], dtype=np.float64).reshape(-1, 4),
        building_id=pairs["building_id"],
        grid=order[place] if len(order) else np.zeros(0, np.int64),
    )
