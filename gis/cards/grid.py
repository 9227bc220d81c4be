"""What a click on a grid tells."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.cards.holders import Holder, holders_of
from gis.errors import NotFoundError
from gis.parameters import load_parameters
from gis.viewer import Viewer

GRID = """
SELECT g.id, g.code, g.name, g.plan_id, p.name AS plan_name, plan_state(p) AS plan_state, g.area_m2,
       g.buildings, g.households, g.population AS people, g.population_estimated AS people_estimated, g.elderly,
       c.code AS community_code, c.name AS community_name, s.name AS subdistrict_name,
       ST_XMin(g.geom) AS min_lon, ST_YMin(g.geom) AS min_lat, ST_XMax(g.geom) AS max_lon, ST_YMax(g.geom) AS max_lat
FROM plan_grid g
JOIN plan p ON p.id = g.plan_id
LEFT JOIN area c ON c.id = g.community_id
LEFT JOIN area s ON s.id = c.parent_id AND s.level = 'subdistrict'
WHERE g.code = coalesce(:code, (SELECT code FROM grid WHERE id = :id))
  AND g.plan_id = coalesce((SELECT plan_id FROM grid WHERE id = :id), plan_in_force())
  AND (:scope IS NULL OR ST_Intersects(g.geom, (SELECT geom FROM area WHERE code = :scope)))
"""

PAST = """
SELECT p.name AS plan_name, p.effective_from, p.effective_until, plan_state(p) AS state,
       g.area_m2, g.population AS people, g.shape_id
FROM plan p JOIN plan_grid g ON g.plan_id = p.id AND g.code = :code
WHERE p.published_at IS NOT NULL
ORDER BY p.effective_from DESC, p.published_at DESC
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastGrid:
    """The grid of this code in one published plan; `people` are those who live on that ground today."""

    plan_name: str
    effective_from: date
    effective_until: date | None
    state: str
    area_m2: float
    people: int
    shape_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCard:
    """A grid, who lives in it, who answers for it, and what it was before.

    Attributes:
        people_estimated: How many of the people were estimated, not counted.
        band: empty, below, within or above the people a grid should have.
        since: Day from which a grid of this code was in force; None for one that never was.
        holders: Who answers for it today.
        held_before: Who did before, the latest first.
        history: The published plans that have a grid of this code, the latest first.
        bbox: (min_lon, min_lat, max_lon, max_lat).
    """

    id: int
    code: str
    name: str
    plan_id: int
    plan_name: str
    plan_state: str
    community_code: str | None
    community_name: str | None
    subdistrict_name: str | None
    people: int
    people_estimated: int
    people_least: int
    people_most: int
    band: str
    households: int
    elderly: int
    buildings: int
    area_m2: float
    since: date | None
    holders: tuple[Holder, ...]
    held_before: tuple[Holder, ...]
    history: tuple[PastGrid, ...]
    bbox: tuple[float, float, float, float]


def band_of(people: int, *, least: float, most: float) -> str:
    """Return where this many people stand against the band: empty, below, within or above."""
    if people == 0:
        return "empty"
    if people < least:
        return "below"
    return "above" if people > most else "within"


def grid_card(session: Session, viewer: Viewer, *, id: int | None = None, code: str | None = None) -> GridCard:  # noqa: A002 - the record's word
    """Return the card of a grid, named by its id or by its code in the plan in force.

    Raises:
        NotFoundError: there is no such grid, or the viewer may not see it.
    """
    row = session.execute(text(GRID), {"id": id, "code": code, "scope": viewer.area_code}).mappings().one_or_none()
    if row is None:
        raise NotFoundError(f"There is no grid {code or id} in this plan; look it up again.")
    facts = dict(row)
    box = tuple(facts.pop(side) for side in ("min_lon", "min_lat", "max_lon", "max_lat"))
    history = tuple(PastGrid(**past) for past in session.execute(text(PAST), {"code": row["code"]}).mappings())
    everyone = holders_of(session, [row["code"]], plan_id=row["plan_id"], past=True)[row["code"]]
    limits = load_parameters(session)
    return GridCard(
        **facts,
        people_least=round(limits.grid_people_min),
        people_most=round(limits.grid_people_max),
        band=band_of(row["people"], least=limits.grid_people_min, most=limits.grid_people_max),
        since=history[-1].effective_from if history else None,
        holders=tuple(holder for holder in everyone if holder.holds),
        held_before=tuple(holder for holder in everyone if holder.until is not None and not holder.holds),
        history=history,
        bbox=box,
    )
