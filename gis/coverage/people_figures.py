"""How many buildings and people lie in a grid, in several, in none."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.coverage.scope import Scope
from gis.plans import PlanInfo

_COUNTS = """
SELECT count(*) AS buildings, coalesce(sum(b.population), 0) AS people,
       coalesce(sum(b.population) FILTER (WHERE b.population_estimated), 0) AS estimated
FROM building b
"""

# the grids' own sums count a building once per grid that holds it; what it is held again comes off
_HELD = """
SELECT coalesce(sum(buildings), 0) AS buildings, coalesce(sum(population), 0) AS people
FROM plan_grid WHERE plan_id = :plan
"""
_HELD_AGAIN = """
SELECT count(*) AS buildings, coalesce(sum(b.population), 0) AS people,
       coalesce(sum(a.again), 0) AS buildings_again, coalesce(sum(a.again * b.population), 0) AS people_again
FROM (SELECT building_id, count(*) AS again
      FROM (SELECT building_id, lag(building_id) OVER (ORDER BY building_id) = building_id AS again
            FROM building_shape WHERE shape_id = ANY (CAST(:shapes AS bigint[]))) m
      WHERE again GROUP BY building_id) a
JOIN building b ON b.id = a.building_id
"""

_PLACE = {"district": "p.district_id", "subdistrict": "p.subdistrict_id", "community": "p.community_id"}
LIVED_IN = "(CAST(:as_of AS date) IS NULL OR b.occupied_since IS NULL OR b.occupied_since <= :as_of)"
"""Whether building `b` counts on day :as_of; with none given it does."""

_ONE_BY_ONE = """
WITH grounds AS MATERIALIZED (SELECT shape_id, count(*) AS n FROM plan_grid WHERE plan_id = :plan GROUP BY shape_id)
SELECT count(*) AS buildings, count(*) FILTER (WHERE h.times >= 1) AS buildings_covered,
       count(*) FILTER (WHERE h.times >= 2) AS buildings_overlapping,
       coalesce(sum(b.population), 0) AS people,
       coalesce(sum(b.population) FILTER (WHERE h.times >= 1), 0) AS people_covered,
       coalesce(sum(b.population) FILTER (WHERE h.times >= 2), 0) AS people_overlapping,
       coalesce(sum(b.population) FILTER (WHERE b.population_estimated), 0) AS estimated
FROM building b {place}
LEFT JOIN LATERAL (SELECT sum(g.n)::integer AS times FROM building_shape m JOIN grounds g ON g.shape_id = m.shape_id
                   WHERE m.building_id = b.id) h ON true
WHERE {lived_in}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildingFigures:
    """Buildings; `covered` includes `overlapping` (in two grids or more)."""

    total: int
    covered: int
    uncovered: int
    overlapping: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationFigures:
    """People, by the building they live in; `estimated` are those of buildings whose number nobody counted."""

    total: int
    covered: int
    uncovered: int
    overlapping: int
    estimated: int


Figures = tuple[BuildingFigures, PopulationFigures]


def people_figures(session: Session, *, scope: Scope | None, plan: PlanInfo | None, as_of: date | None) -> Figures:
    """Return the figures of an area (None: of the whole record) in a plan; with `as_of`, of who lived there by then."""
    plan_id = None if plan is None else plan.id
    shapes = list(
        session.execute(text("SELECT shape_id FROM plan_grid WHERE plan_id = :plan"), {"plan": plan_id}).scalars()
    )
    twins = any(times > 1 for times in Counter(shapes).values())
    if scope is None and as_of is None and not twins:
        return _from_sums(session, plan_id, shapes)
    return _one_by_one(session, scope, plan_id, as_of)


def _from_sums(session: Session, plan_id: int | None, shapes: list[int]) -> Figures:
    """The whole record as it stands, from what triggers have counted already."""
    counts = session.execute(text(_COUNTS)).one()
    held = session.execute(text(_HELD), {"plan": plan_id}).one()
    again = session.execute(text(_HELD_AGAIN), {"shapes": shapes}).one()
    return _figures(
        buildings=(counts.buildings, held.buildings - again.buildings_again, again.buildings),
        people=(counts.people, held.people - again.people_again, again.people),
        estimated=counts.estimated,
    )


def _one_by_one(session: Session, scope: Scope | None, plan_id: int | None, as_of: date | None) -> Figures:
    place = "" if scope is None else f"JOIN building_place p ON p.building_id = b.id AND {_PLACE[scope.level]} = :area"
    row = session.execute(
        text(_ONE_BY_ONE.format(place=place, lived_in=LIVED_IN)),
        {"plan": plan_id, "as_of": as_of, "area": None if scope is None else scope.id},
    ).one()
    return _figures(
        buildings=(row.buildings, row.buildings_covered, row.buildings_overlapping),
        people=(row.people, row.people_covered, row.people_overlapping),
        estimated=row.estimated,
    )


def _figures(*, buildings: tuple[int, int, int], people: tuple[int, int, int], estimated: int) -> Figures:
    """Figures of (total, covered, overlapping)."""
    houses, heads = [int(value) for value in buildings], [int(value) for value in people]
    return (
        BuildingFigures(total=houses[0], covered=houses[1], uncovered=houses[0] - houses[1], overlapping=houses[2]),
        PopulationFigures(
            total=heads[0],
            covered=heads[1],
            uncovered=heads[0] - heads[1],
            overlapping=heads[2],
            estimated=int(estimated),
        ),
    )
