"""A community as its own people ask for it: its grids, who answers, and what lies outside."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.cards.grid import band_of
from gis.cards.holders import Holder, holders_of
from gis.errors import NotFoundError
from gis.parameters import load_parameters
from gis.viewer import Viewer

LIST = """
SELECT c.code, c.name, coalesce(s.code, '') AS subdistrict_code, coalesce(s.name, '') AS subdistrict_name
FROM area c LEFT JOIN area s ON s.id = c.parent_id AND s.level = 'subdistrict'
WHERE c.level = 'community'
  AND (:scope IS NULL OR ST_Intersects(ST_PointOnSurface(c.geom), (SELECT geom FROM area WHERE code = :scope)))
ORDER BY s.code NULLS LAST, c.code
"""

COMMUNITY = """
SELECT c.id, c.code, c.name, s.name AS subdistrict_name, d.name AS district_name, c.area_m2,
       ST_XMin(c.geom) AS min_lon, ST_YMin(c.geom) AS min_lat, ST_XMax(c.geom) AS max_lon, ST_YMax(c.geom) AS max_lat
FROM area c
LEFT JOIN area s ON s.id = c.parent_id AND s.level = 'subdistrict'
LEFT JOIN area d ON d.level = 'district'
WHERE c.level = 'community' AND c.code = :code
  AND (:scope IS NULL OR ST_Intersects(c.geom, (SELECT geom FROM area WHERE code = :scope)))
"""

PEOPLE = """
SELECT count(*) AS buildings, coalesce(sum(b.population), 0) AS people, coalesce(sum(b.elderly), 0) AS elderly,
       coalesce(sum(b.population) FILTER (WHERE b.population_estimated), 0) AS people_estimated,
       count(*) FILTER (WHERE NOT covered) AS buildings_outside,
       coalesce(sum(b.population) FILTER (WHERE NOT covered), 0) AS people_outside
FROM (
    SELECT b.*, EXISTS (SELECT 1 FROM building_shape m JOIN plan_grid g ON g.shape_id = m.shape_id
                        WHERE m.building_id = b.id AND g.plan_id = plan_in_force()) AS covered
    FROM building_place p JOIN building b ON b.id = p.building_id
    WHERE p.community_id = :id) b
"""

GRIDS = """
SELECT g.id, g.code, g.name, g.population AS people, g.elderly, g.households, g.buildings, g.area_m2,
       ST_XMin(g.geom) AS min_lon, ST_YMin(g.geom) AS min_lat, ST_XMax(g.geom) AS max_lon, ST_YMax(g.geom) AS max_lat
FROM plan_grid g WHERE g.plan_id = plan_in_force() AND g.community_id = :id
ORDER BY g.code
"""

OUTSIDE = """
SELECT s.id, s.kind, s.name, s.people, s.buildings, s.since, current_date - s.since AS days, s.area_m2,
       coalesce(s.cure -> 'text' ->> 'zh', '') AS cure_zh, coalesce(s.cure -> 'text' ->> 'en', '') AS cure_en,
       x.reason AS exception_reason, ST_X(s.centroid) AS lon, ST_Y(s.centroid) AS lat,
       ST_XMin(s.geom) AS min_lon, ST_YMin(s.geom) AS min_lat, ST_XMax(s.geom) AS max_lon, ST_YMax(s.geom) AS max_lat
FROM blind_spot s LEFT JOIN blind_spot_exception x ON x.key = s.key
WHERE s.community_id = :id
ORDER BY s.people DESC, s.people * coalesce(current_date - s.since, 0) DESC, s.area_m2 DESC
"""

CORNERS = ("min_lon", "min_lat", "max_lon", "max_lat")


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityName:
    """A community in the list to pick from."""

    code: str
    name: str
    subdistrict_code: str
    subdistrict_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityGrid:
    """One grid of a community; `band` is empty, below, within or above."""

    id: int
    code: str
    name: str
    people: int
    elderly: int
    households: int
    buildings: int
    area_m2: float
    band: str
    holders: tuple[Holder, ...]
    bbox: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """A blind spot in a community."""

    id: int
    kind: str
    name: str
    people: int
    buildings: int
    since: date | None
    days: int | None
    area_m2: float
    cure_zh: str
    cure_en: str
    exception_reason: str | None
    lon: float
    lat: float
    bbox: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    """A community of the plan in force.

    Attributes:
        people: Who lives in its buildings, in a grid or not.
        people_outside: Those whose building lies in no grid.
        outside: Its blind spots, most people first.
        bbox: (min_lon, min_lat, max_lon, max_lat).
    """

    id: int
    code: str
    name: str
    subdistrict_name: str | None
    district_name: str | None
    area_m2: float
    buildings: int
    buildings_outside: int
    people: int
    people_estimated: int
    people_outside: int
    elderly: int
    people_least: int
    people_most: int
    grids: tuple[CommunityGrid, ...]
    outside: tuple[Outside, ...]
    bbox: tuple[float, float, float, float]


def list_communities(session: Session, viewer: Viewer) -> list[CommunityName]:
    """Return the communities, those of one subdistrict together, in the order of their codes."""
    rows = session.execute(text(LIST), {"scope": viewer.area_code}).mappings()
    return [CommunityName(**row) for row in rows]


def community_at(session: Session, viewer: Viewer, *, lon: float, lat: float) -> CommunityName | None:
    """Return the community in which a place lies; None: in none that the viewer may see."""
    code = session.scalar(
        text(
            "SELECT code FROM area WHERE level = 'community'"
            " AND ground_holds(geom, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)) ORDER BY id LIMIT 1"
        ),
        {"lon": lon, "lat": lat},
    )
    return next((item for item in list_communities(session, viewer) if item.code == code), None)


def community(session: Session, viewer: Viewer, code: str) -> Community:
    """Return a community with its people, its grids, who answers for them, and what lies outside.

    Raises:
        NotFoundError: there is no such community, or the viewer may not see it.
    """
    row = session.execute(text(COMMUNITY), {"code": code, "scope": viewer.area_code}).mappings().one_or_none()
    if row is None:
        raise NotFoundError(f"There is no community {code}; pick one from the list.")
    facts = dict(row)
    bound = {"id": facts["id"]}
    box = tuple(facts.pop(side) for side in CORNERS)
    limits = load_parameters(session)
    people = session.execute(text(PEOPLE), bound).mappings().one()
    return Community(
        **facts,
        **people,
        bbox=box,
        people_least=round(limits.grid_people_min),
        people_most=round(limits.grid_people_max),
        grids=_grids(session, bound, least=limits.grid_people_min, most=limits.grid_people_max),
        outside=tuple(Outside(**_boxed(dict(spot))) for spot in session.execute(text(OUTSIDE), bound).mappings()),
    )


def _grids(session: Session, bound: dict[str, int], *, least: float, most: float) -> tuple[CommunityGrid, ...]:
    rows = session.execute(text(GRIDS), bound).mappings().all()
    holders = holders_of(session, [row["code"] for row in rows])
    return tuple(
        CommunityGrid(
            **_boxed(dict(row)),
            band=band_of(row["people"], least=least, most=most),
            holders=tuple(holders[row["code"]]),
        )
        for row in rows
    )


def _boxed(facts: dict[str, Any]) -> dict[str, Any]:
    box = tuple(facts.pop(side) for side in CORNERS)
    return {**facts, "bbox": box}
