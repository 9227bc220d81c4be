"""The grids of a plan as a table for other programs: who lives there, who answers, against the band."""

from dataclasses import dataclass
from math import floor
from typing import Any, Literal

import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.held import held_on
from gis.parameters import Parameters, load_parameters
from gis.plans.information import plan_of

Band = Literal["far_below", "below", "within", "above", "far_above", "twice"]
BANDS: tuple[Band, ...] = ("far_below", "below", "within", "above", "far_above", "twice")

# a plan that is no longer in force is asked for its last day; one that was replaced on its first, for that
_ROWS = f"""
SELECT g.code, g.name, a.code AS community_code, a.name AS community_name, g.population AS people,
       g.population_estimated AS people_estimated, g.elderly, g.households, g.buildings, g.area_m2,
       (SELECT string_agg(w.name, '、' ORDER BY w.code) FROM assignment s JOIN worker w ON w.id = s.worker_id
        WHERE s.plan_id = g.plan_id AND s.grid_code = g.code AND w.role IN ('worker', 'head')
          AND {held_on("least(current_date, greatest(p.effective_from, p.effective_until - 1))", alias="s")}) AS worker,
       ST_AsBinary(g.geom) AS geom
FROM plan_grid g JOIN plan p ON p.id = g.plan_id LEFT JOIN area a ON a.id = g.community_id
WHERE g.plan_id = :plan ORDER BY g.code
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One grid.

    Attributes:
        people_estimated: Of `people`, those whose number nobody counted.
        elderly: People of 60 and more.
        worker: Names of the workers and heads who hold it; None: nobody.
        band: Class of its people against the band, as the map draws it.
        geom: Its ground, EPSG:4326.
    """

    code: str
    name: str
    community_code: str | None
    community_name: str | None
    people: int
    people_estimated: int
    elderly: int
    households: int
    buildings: int
    area_m2: float
    worker: str | None
    band: Band
    geom: Any


def sheet_of(session: Session, plan_id: int) -> list[SheetRow]:
    """Return the grids of any plan by code.

    Raises:
        NotFoundError: there is no such plan.
    """
    plan_of(session, plan_id)
    parameters = load_parameters(session)
    rows = session.execute(text(_ROWS), {"plan": plan_id}).all()
    grounds = shapely.from_wkb([bytes(row.geom) for row in rows])
    return [
        SheetRow(
            **{**row._asdict(), "geom": ground, "area_m2": round(row.area_m2, 1)},
            band=band_of(row.people, parameters),
        )
        for row, ground in zip(rows, grounds, strict=True)
    ]


def band_limits(parameters: Parameters) -> tuple[float, ...]:
    """Return the least people of each class but the first; the band holds its own upper limit."""
    least, most = parameters.grid_people_min, parameters.grid_people_max
    return (least / 2, least, floor(most) + 1, floor(most * 1.5) + 1, floor(most * 2) + 1)


def band_of(people: int, parameters: Parameters) -> Band:
    """Return the class of a grid of so many people."""
    return BANDS[sum(people >= limit for limit in band_limits(parameters))]
