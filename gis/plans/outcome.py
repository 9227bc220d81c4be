"""What a plan means in figures: grids against the band, workers and funds due, coverage, blind spots."""

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date
from math import ceil
from typing import Any

import numpy as np
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.blind_spots import Finding, Scene, find_spots, read_scene
from gis.coverage.compactness import compactness_of
from gis.coverage.ground_figures import GroundFigures, measure_ground
from gis.coverage.people_figures import LIVED_IN, PopulationFigures, people_figures
from gis.held import held_on
from gis.parameters import Parameters
from gis.plans.listing import PlanLine, line_of

_GRIDS = f"""
SELECT g.code, coalesce(c.zone, s.zone) AS zone,
       CASE WHEN CAST(:as_of AS date) IS NULL THEN g.population ELSE (
           SELECT coalesce(sum(b.population), 0) FROM building_shape m JOIN building b ON b.id = m.building_id
           WHERE m.shape_id = g.shape_id AND {LIVED_IN}) END AS people,
       EXISTS (SELECT 1 FROM assignment t JOIN worker w ON w.id = t.worker_id
               WHERE t.plan_id = :plan AND t.grid_code = g.code AND w.role IN ('worker', 'head')
                 AND {held_on(":day", alias="t")}) AS has_worker
FROM plan_grid g LEFT JOIN area c ON c.id = g.community_id LEFT JOIN area s ON s.id = c.parent_id
WHERE g.plan_id = :plan ORDER BY g.code
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One plan in figures.

    Attributes:
        within_band: Grids whose people are in the band (both limits counted in).
        empty: Grids in which nobody lives; they are also below the band.
        people_median: Of all grids.
        compactness_mean: Polsby-Popper, 1 for a circle; None without grids.
        compactness_p5: 5th percentile (linear between the neighbours).
        pieces: Pieces of ground in all; as many as grids where each is whole.
        grids_in_pieces: Grids of several pieces.
        workers_due_people: Workers at one per `people_per_worker`.
        workers_due_grids: Workers at so many per grid, by the zone of the grid's community.
        grids_centre: Grids of the centre; those whose zone is not known are among them (`zone_unknown`).
        funds_yearly: Yuan a year, by zone.
        ground: In m²; see `GroundFigures`.
        blind_spots: How many by kind.
    """

    plan: PlanLine
    grids: int
    within_band: int
    below_band: int
    above_band: int
    empty: int
    without_worker: int
    people_min: int
    people_max: int
    people_median: float
    compactness_mean: float | None
    compactness_p5: float | None
    pieces: int
    grids_in_pieces: int
    workers_due_people: int
    workers_due_grids: int
    grids_centre: int
    grids_suburb: int
    zone_unknown: int
    funds_yearly: int
    population: PopulationFigures
    coverage: float | None
    ground: GroundFigures
    blind_spots: dict[str, int]

    def as_json(self) -> dict[str, Any]:
        """Return the figures under stable keys."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Seen:
    """A plan as it stands, its figures and its blind spots."""

    scene: Scene
    outcome: Outcome
    spots: tuple[Finding, ...]


def see_plan(session: Session, plan_id: int, *, as_of: date | None = None) -> Seen:
    """Return a plan in figures, exactly as its shapes and buildings stand.

    Args:
        session: On the record.
        plan_id: Any plan: draft, published or retired.
        as_of: Only people of buildings lived in by that day, and the workers of that day; None: as it stands today.

    Raises:
        NotFoundError: there is no such plan.
    """
    line = line_of(session, plan_id)
    scene = read_scene(session, plan_id=plan_id, day=as_of)
    standing = scene.standing
    spots = tuple(find_spots(scene))
    rows = session.execute(text(_GRIDS), {"plan": plan_id, "as_of": as_of, "day": standing.day}).all()
    assert standing.plan is not None  # noqa: S101 - for the type checker
    _, population = people_figures(session, scope=None, plan=standing.plan, as_of=as_of)
    people = np.array([int(row.people) for row in rows], dtype=np.int64)
    zones = Counter(row.zone for row in rows)
    parameters = standing.parameters
    suburb = zones["suburb"]
    outcome = Outcome(
        plan=line,
        grids=len(rows),
        **_band(people, parameters),
        without_worker=sum(not row.has_worker for row in rows),
        **_shapes(scene),
        grids_centre=len(rows) - suburb,
        grids_suburb=suburb,
        **_dues(len(rows) - suburb, suburb, population.covered, parameters),
        zone_unknown=zones[None],
        population=population,
        coverage=population.covered / population.total if population.total else None,
        ground=measure_ground(standing)[None],
        blind_spots=dict(sorted(Counter(spot.kind for spot in spots).items())),
    )
    return Seen(scene=scene, outcome=outcome, spots=spots)


def _band(people: Any, parameters: Parameters) -> dict[str, Any]:
    least, most = parameters.grid_people_min, parameters.grid_people_max
    return {
        "within_band": int(((people >= least) & (people <= most)).sum()),
        "below_band": int((people < least).sum()),
        "above_band": int((people > most).sum()),
        "empty": int((people == 0).sum()),
        "people_min": int(people.min()) if len(people) else 0,
        "people_max": int(people.max(initial=0)),
        "people_median": float(np.median(people)) if len(people) else 0.0,
    }


def _shapes(scene: Scene) -> dict[str, Any]:
    grounds = scene.standing.grounds
    if not len(grounds):
        return {"compactness_mean": None, "compactness_p5": None, "pieces": 0, "grids_in_pieces": 0}
    compact = compactness_of(grounds, scene.zone)
    pieces = shapely.get_num_geometries(grounds)
    return {
        "compactness_mean": round(float(compact.mean()), 4),
        "compactness_p5": round(float(np.percentile(compact, 5)), 4),
        "pieces": int(pieces.sum()),
        "grids_in_pieces": int((pieces > 1).sum()),
    }


def _dues(centre: int, suburb: int, people: int, parameters: Parameters) -> dict[str, int]:
    per_worker = parameters.people_per_worker
    return {
        "workers_due_people": ceil(people / per_worker) if per_worker else 0,
        "workers_due_grids": ceil(
            centre * parameters.workers_per_grid_centre + suburb * parameters.workers_per_grid_suburb
        ),
        "funds_yearly": round(centre * parameters.grid_funds_centre + suburb * parameters.grid_funds_suburb),
    }
