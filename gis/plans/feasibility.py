"""Where targets contradict each other, and how many grids, workers and yuan the band really asks for."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from math import ceil, floor
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import InputError
from gis.parameters import Description, Parameters, load_parameters
from gis.plans.contradictions import Contradiction, Needs, find_contradictions
from gis.plans.information import plan_of
from gis.plans.targets import TARGETS, adjusted, describe_all

_ZONES = """
SELECT coalesce(:plan, plan_in_force()) AS plan, count(*) AS grids,
       count(*) FILTER (WHERE coalesce(c.zone, s.zone) = 'suburb') AS suburb
FROM plan_grid g LEFT JOIN area c ON c.id = g.community_id LEFT JOIN area s ON s.id = c.parent_id
WHERE g.plan_id = coalesce(:plan, plan_in_force())
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feasibility:
    """What the targets mean for so many people.

    Attributes:
        plan: The plan whose grids were taken as the planned ones; None: those of the targets.
        population: People of the district, or as asked.
        suburb_share: Share of the grids that lie in the suburb: `grids_suburb` of `grids_counted`; one half where none
            are counted. Workers and yuan per grid are weighed by it.
        grids_counted: Grids of the plan `zones_of`: the one named, else the one in force.
        grids_suburb: Those whose community, else its subdistrict, is in the zone `suburb`.
        values: Every value used, with its § and unit.
        needs: What the band asks for.
        contradictions: What cannot hold together.
        agreements: Keys of the checks in which the targets agree.
    """

    plan: int | None
    plan_name: str | None
    population: int
    suburb_share: float
    grids_counted: int
    grids_suburb: int
    zones_of: int | None
    values: tuple[Description, ...]
    needs: Needs
    contradictions: tuple[Contradiction, ...]
    agreements: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it under stable keys."""
        return asdict(self)


def feasibility(
    session: Session,
    *,
    plan_id: int | None = None,
    population: int | None = None,
    values: Mapping[str, float] | None = None,
) -> Feasibility:
    """Return what the band asks for, and where targets contradict each other.

    Args:
        session: On the record; its parameters are the thresholds that nobody replaces.
        plan_id: A plan whose number of grids counts as the planned one (unless `grids_planned` is among the values).
        population: None: everybody in the record.
        values: Thresholds and targets to replace, by name.

    Raises:
        NotFoundError: there is no such plan.
        InputError: an unknown name or an impossible value, or nobody lives here.
    """
    parameters, targets = adjusted(load_parameters(session), TARGETS, values or {})
    plan = None if plan_id is None else plan_of(session, plan_id)
    zones = session.execute(text(_ZONES), {"plan": plan_id}).one()
    if plan is not None and "grids_planned" not in (values or {}):
        targets = replace(targets, grids_planned=float(zones.grids))
    people = population
    if people is None:
        people = int(session.scalar(text("SELECT coalesce(sum(population), 0) FROM building")) or 0)
    if people < 1:
        raise InputError("Nobody lives here yet: load the buildings first, or say how many people there are.")
    share = zones.suburb / zones.grids if zones.grids else 0.5
    needs = needs_of(people, share, parameters)
    found, agreements = find_contradictions(people, parameters, targets, needs)
    return Feasibility(
        plan=plan_id,
        plan_name=None if plan is None else plan.name,
        population=people,
        suburb_share=round(share, 4),
        grids_counted=zones.grids,
        grids_suburb=zones.suburb,
        zones_of=zones.plan if zones.grids else None,
        values=tuple(describe_all(parameters, targets)),
        needs=needs,
        contradictions=tuple(found),
        agreements=tuple(agreements),
    )


def needs_of(people: int, suburb_share: float, parameters: Parameters) -> Needs:
    """Return how many grids, workers and yuan a year so many people ask for.

    Grids are whole: as few as hold everybody at the most people each, as many as have the least each. Workers and money
    per grid are weighed by the share of suburban grids.
    """
    least, most = parameters.grid_people_min, parameters.grid_people_max
    fewest = ceil(people / most) if most else people
    largest = floor(people / least) if least else people
    per_grid = _weighed(parameters.workers_per_grid_centre, parameters.workers_per_grid_suburb, suburb_share)
    funds = _weighed(parameters.grid_funds_centre, parameters.grid_funds_suburb, suburb_share)
    return Needs(
        grids_min=fewest,
        grids_max=largest,
        workers_by_people=ceil(people / parameters.people_per_worker) if parameters.people_per_worker else 0,
        workers_by_grids_min=ceil(fewest * per_grid),
        workers_by_grids_max=ceil(largest * per_grid),
        funds_min=round(fewest * funds),
        funds_max=round(largest * funds),
    )


def _weighed(centre: float, suburb: float, suburb_share: float) -> float:
    return centre * (1 - suburb_share) + suburb * suburb_share
