"""What a click on a building tells."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.cards.holders import Holder, holders_of
from gis.errors import NotFoundError
from gis.viewer import Viewer

BUILDING = """
SELECT b.id, b.code, coalesce(b.name, '') AS name, b.use, b.levels, b.households, b.population AS people,
       b.population_estimated AS estimated, b.elderly, b.occupied_since, b.footprint_m2,
       e.id AS estate_id, e.name AS estate_name, c.code AS community_code, c.name AS community_name,
       ST_XMin(b.geom) AS min_lon, ST_YMin(b.geom) AS min_lat, ST_XMax(b.geom) AS max_lon, ST_YMax(b.geom) AS max_lat
FROM building b
LEFT JOIN estate e ON e.code = b.estate_code
LEFT JOIN building_place p ON p.building_id = b.id
LEFT JOIN area c ON c.id = p.community_id
WHERE (b.id = :id OR b.code = :code)
  AND (:scope IS NULL OR ST_Intersects(b.point, (SELECT geom FROM area WHERE code = :scope)))
"""

GRIDS = """
SELECT g.id, g.code, g.name FROM building_shape m JOIN plan_grid g ON g.shape_id = m.shape_id
WHERE m.building_id = :id AND g.plan_id = plan_in_force()
ORDER BY g.code
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class GridOfBuilding:
    """A grid that holds the building, and who answers for it."""

    id: int
    code: str
    name: str
    holders: tuple[Holder, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildingCard:
    """A building, who lives in it, and who answers for it.

    Attributes:
        estimated: The people were estimated, not counted.
        grids: None: a blind spot; one: as it should be; more: an overlap.
        bbox: (min_lon, min_lat, max_lon, max_lat).
    """

    id: int
    code: str
    name: str
    use: str | None
    levels: int | None
    households: int | None
    people: int
    estimated: bool
    elderly: int
    occupied_since: date | None
    footprint_m2: float
    estate_id: int | None
    estate_name: str | None
    community_code: str | None
    community_name: str | None
    grids: tuple[GridOfBuilding, ...]
    bbox: tuple[float, float, float, float]


def building_card(session: Session, viewer: Viewer, *, id: int | None = None, code: str | None = None) -> BuildingCard:  # noqa: A002 - the record's word
    """Return the card of a building, named by its id or its code.

    Raises:
        NotFoundError: there is no such building, or the viewer may not see it.
    """
    row = session.execute(text(BUILDING), {"id": id, "code": code, "scope": viewer.area_code}).mappings().one_or_none()
    if row is None:
        raise NotFoundError(f"There is no building {code or id}; look it up again.")
    facts = dict(row)
    box = tuple(facts.pop(side) for side in ("min_lon", "min_lat", "max_lon", "max_lat"))
    grids = session.execute(text(GRIDS), {"id": row["id"]}).all()
    holders = holders_of(session, [grid.code for grid in grids])
    return BuildingCard(
        **facts,
        bbox=box,
        grids=tuple(
            GridOfBuilding(id=grid.id, code=grid.code, name=grid.name, holders=tuple(holders[grid.code]))
            for grid in grids
        ),
    )
