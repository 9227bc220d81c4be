"""Grids out of the band of people a grid should have: no blind spots, but next in line."""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.coverage.scope import GRID_IN_SCOPE, scope_of
from gis.parameters import load_parameters
from gis.viewer import Viewer

_GRIDS = f"""
SELECT g.code, g.name, home.code AS community_code, home.name AS community_name, g.population AS people, g.buildings,
       g.elderly, g.area_m2
FROM plan_grid g LEFT JOIN area home ON home.id = g.community_id
WHERE g.plan_id = plan_in_force() AND NOT g.population BETWEEN :least AND :most AND {GRID_IN_SCOPE}
ORDER BY greatest(:least - g.population, g.population - :most) DESC, g.code
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class GridBalance:
    """A grid with too many people, or too few.

    Attributes:
        off_by: How many people more than the most a grid should have (or, below zero, fewer than the least).
        grids_due: How many grids its people make; 1 where it is too small.
    """

    code: str
    name: str
    community_code: str | None
    community_name: str | None
    people: int
    buildings: int
    elderly: int
    area_m2: float
    band: Literal["below", "above"]
    off_by: int
    grids_due: int

    def as_json(self) -> dict[str, Any]:
        """Return the grid under stable keys."""
        return {name: getattr(self, name) for name in self.__slots__}


def balance(session: Session, viewer: Viewer, *, area_code: str | None = None) -> list[GridBalance]:
    """Return the grids of the plan in force that are out of the band, farthest first.

    Raises:
        NotFoundError: there is no such area, or the viewer may not see it.
    """
    scope = scope_of(session, viewer, area_code=area_code)
    parameters = load_parameters(session)
    least, most = parameters.grid_people_min, parameters.grid_people_max
    asked = {"area": None if scope is None else scope.id, "least": least, "most": most}
    return [
        GridBalance(
            **row._asdict() | {"area_m2": round(row.area_m2, 1)},
            band="above" if row.people > most else "below",
            off_by=int(row.people - most if row.people > most else row.people - least),
            grids_due=max(1, -int(-row.people // most)) if most else 1,
        )
        for row in session.execute(text(_GRIDS), asked)
    ]
