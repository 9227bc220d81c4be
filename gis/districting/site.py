"""What a community is made of, as the record has it: its ground, its buildings, and the lines borders may run along."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.districting.units import Floats, Ints

Shapes = NDArray[Any]

_COMMUNITIES = """
SELECT id, code, name, ST_AsBinary(geom) AS geom FROM area
WHERE level = 'community' AND (CAST(:scope AS text) IS NULL OR code = :scope
      OR parent_id IN (SELECT id FROM area WHERE code = :scope)
      OR EXISTS (SELECT 1 FROM area d WHERE d.code = :scope AND d.level = 'district'))
ORDER BY code
"""
_BUILDINGS = """
SELECT b.id, b.population, coalesce(b.estate_code, '') AS estate, p.community_id, ST_AsBinary(b.geom) AS geom,
       ST_X(b.point) AS lon, ST_Y(b.point) AS lat
FROM building b JOIN building_place p ON p.building_id = b.id
WHERE p.community_id = ANY (:communities) ORDER BY b.code
"""
_LINES = {
    "streets": "SELECT ST_AsBinary(geom) AS geom FROM street WHERE NOT tunnel ORDER BY code",
    "water": "SELECT ST_AsBinary(geom) AS geom FROM water ORDER BY code",
    "estates": "SELECT ST_AsBinary(geom) AS geom, code FROM estate ORDER BY code",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One community; all shapes in EPSG:4326.

    Attributes:
        id: Key in table `area`.
        code: Code of the community.
        name: Its name.
        ground: Its polygon or multipolygon.
        building: Shape (n,); keys of the buildings whose point lies in it, in the order of their codes.
        footprint: Shape (n,); polygons, or points where no footprint is known.
        point: Shape (n, 2); lon, lat of the point by which a building belongs to a grid.
        people: Shape (n,).
        estate: Shape (n,); position in `estate_code`, -1 for none.
        estate_code: Codes of the estates that have buildings here.
        streets: Lines.
        water: Edges of water, and lines where only those are known.
        walls: Outlines of estates.
    """

    id: int
    code: str
    name: str
    ground: Any
    building: Ints
    footprint: Shapes
    point: Floats
    people: Ints
    estate: Ints
    estate_code: tuple[str, ...]
    streets: Shapes
    water: Shapes
    walls: Shapes


def read_sites(session: Session, *, area_code: str | None = None) -> list[Site]:
    """Return the communities of an area (None: of the district) by code, with all that lies in them."""
    communities = session.execute(text(_COMMUNITIES), {"scope": area_code}).all()
    grounds = shapes_of([row.geom for row in communities])
    lines = {name: shapes_of(session.execute(text(query)).scalars().all()) for name, query in _LINES.items()}
    lines["water"] = edges(lines["water"])
    lines["walls"] = edges(lines.pop("estates"))
    buildings = session.execute(text(_BUILDINGS), {"communities": [row.id for row in communities]}).all()
    near = {name: _near(shapes, grounds) for name, shapes in lines.items()}
    members: dict[int, list[int]] = {}
    for number, row in enumerate(buildings):
        members.setdefault(row.community_id, []).append(number)
    return [
        _site(row, ground, [buildings[i] for i in members.get(row.id, [])], {n: near[n][place] for n in near})
        for place, (row, ground) in enumerate(zip(communities, grounds, strict=True))
    ]


def shapes_of(rows: Sequence[Any]) -> Shapes:
    """Return the geometries of WKB values as an array."""
    return np.asarray(shapely.from_wkb([bytes(row) for row in rows]), dtype=object).reshape(-1)


def edges(shapes: Shapes) -> Shapes:
    """Return the outlines of polygons; lines stay as they are."""
    flat = shapely.get_dimensions(shapes) == 2  # noqa: PLR2004 - polygons
    return np.where(flat, shapely.boundary(shapes), shapes)


def _near(shapes: Shapes, grounds: Shapes) -> Sequence[Shapes]:
    """Return, for each ground, the shapes that meet it, in their own order."""
    ground, shape = shapely.STRtree(shapes).query(grounds, predicate="intersects")
    return [shapes[np.sort(shape[ground == number])] for number in range(len(grounds))]


def _site(community: Any, ground: Any, buildings: Sequence[Any], lines: Mapping[str, Shapes]) -> Site:
    codes = tuple(sorted({row.estate for row in buildings} - {""}))
    places = {code: place for place, code in enumerate(codes)}
    return Site(
        id=community.id,
        code=community.code,
        name=community.name,
        ground=ground,
        building=np.array([row.id for row in buildings], dtype=np.int64),
        footprint=shapes_of([row.geom for row in buildings]),
        point=np.array([(row.lon, row.lat) for row in buildings], dtype=np.float64).reshape(-1, 2),
        people=np.array([row.population for row in buildings], dtype=np.int64),
        estate=np.array([places.get(row.estate, -1) for row in buildings], dtype=np.int64),
        estate_code=codes,
        **lines,
    )
