"""Coverage in figures: buildings, people, ground and grids, of the whole record or of an area, on any day."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.coverage.ground_figures import GroundFigures, ground_figures
from gis.coverage.people_figures import LIVED_IN, BuildingFigures, PopulationFigures, people_figures
from gis.coverage.scope import GRID_IN_SCOPE, Scope, scope_of
from gis.coverage.standing import today
from gis.held import held_on
from gis.parameters import Parameters, load_parameters
from gis.plans import PlanInfo, plan_in_force
from gis.viewer import Viewer

_GRIDS = f"""
WITH those AS MATERIALIZED (
    SELECT g.code, g.shape_id, g.population FROM plan_grid g WHERE g.plan_id = :plan AND {GRID_IN_SCOPE}),
     counted AS (
    SELECT g.code, CASE WHEN CAST(:as_of AS date) IS NULL THEN g.population ELSE (
               SELECT coalesce(sum(b.population), 0) FROM building_shape m JOIN building b ON b.id = m.building_id
               WHERE m.shape_id = g.shape_id AND {LIVED_IN}) END AS people,
           EXISTS (SELECT 1 FROM assignment t JOIN worker w ON w.id = t.worker_id
                   WHERE t.plan_id = :plan AND t.grid_code = g.code AND w.role IN ('worker', 'head')
                     AND {held_on(":day", alias="t")}) AS has_worker
    FROM those g)
SELECT count(*) AS total, count(*) FILTER (WHERE people BETWEEN :least AND :most) AS within_band,
       count(*) FILTER (WHERE people < :least) AS below_band, count(*) FILTER (WHERE people > :most) AS above_band,
       count(*) FILTER (WHERE NOT has_worker) AS without_worker, count(*) FILTER (WHERE people = 0) AS empty
FROM counted
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFigures:
    """Which plan the figures are of; all None where none was in force."""

    id: int | None
    name: str | None
    state: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GridFigures:
    """Grids by people against the band; `empty` ones (nobody lives there) are also below it."""

    total: int
    within_band: int
    below_band: int
    above_band: int
    without_worker: int
    empty: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageFigures:
    """Coverage of the record or of an area.

    Attributes:
        coverage: Share (0-1) of people who live in a grid; None where nobody lives.
        area: The area asked about; None: the whole record.
        day: The day these figures are of.
    """

    plan: PlanFigures
    buildings: BuildingFigures
    population: PopulationFigures
    area_m2: GroundFigures
    grids: GridFigures
    coverage: float | None
    area: Scope | None
    day: date

    def as_json(self) -> dict[str, Any]:
        """Return the figures under the keys that scripts rely on."""
        figures = asdict(self)
        del figures["area"], figures["day"]
        return figures


def coverage(
    session: Session, viewer: Viewer, *, area_code: str | None = None, as_of: date | None = None
) -> CoverageFigures:
    """Return the coverage of the record, or of area `area_code`.

    As it stands: the plan in force today and every building. With `as_of`: the plan in force on that day, and the
    buildings lived in by then (or since nobody knows when). A building is in the grid that holds its point-on-surface.

    Raises:
        NotFoundError: there is no such area, or the viewer may not see it.
    """
    scope = scope_of(session, viewer, area_code=area_code)
    day = as_of or today(session)
    plan = plan_in_force(session, day=day)
    asked = {
        "plan": None if plan is None else plan.id,
        "area": None if scope is None else scope.id,
        "as_of": as_of,
        "day": day,
    }
    buildings, population = people_figures(session, scope=scope, plan=plan, as_of=as_of)
    return CoverageFigures(
        plan=_plan_figures(plan),
        buildings=buildings,
        population=population,
        area_m2=ground_figures(session, scope=scope, plan=plan, day=day),
        grids=_grids(session, load_parameters(session), asked),
        coverage=population.covered / population.total if population.total else None,
        area=scope,
        day=day,
    )


def _plan_figures(plan: PlanInfo | None) -> PlanFigures:
    if plan is None:
        return PlanFigures(id=None, name=None, state=None)
    return PlanFigures(id=plan.id, name=plan.name, state=plan.state)


def _grids(session: Session, parameters: Parameters, asked: dict[str, Any]) -> GridFigures:
    band = {"least": parameters.grid_people_min, "most": parameters.grid_people_max}
    row = session.execute(text(_GRIDS), {**asked, **band}).one()
    return GridFigures(**row._asdict())
