"""Streets that nobody on patrol walked for days: a blind spot of its own kind, one per grid.

It is listed apart from blind spots of the ground: no border that is drawn otherwise gets a street walked.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.blind_spots import CURE_KEYS, BlindSpot
from gis.coverage.scope import scope_of
from gis.parameters import load_parameters
from gis.viewer import Viewer
from gis.walks.division import StreetDivision
from gis.walks.figures import first_day
from gis.walks.streets import JUDGED

KIND = "unwalked"

_UNWALKED = (
    JUDGED
    + """
SELECT j.grid, g.name, count(*) AS streets, sum(j.length_m) AS length_m,
       count(*) FILTER (WHERE j.last_day IS NULL) AS never, max(j.last_day) AS last_day,
       (SELECT coalesce(sum(length_m), 0) FROM judged a WHERE a.grid = j.grid) AS streets_m,
       ST_AsBinary(ST_Multi(ST_Collect(j.geom))) AS geom
FROM judged j JOIN plan_grid g ON g.plan_id = plan_in_force() AND g.code = j.grid
WHERE j.state = 'not'
GROUP BY j.grid, g.name ORDER BY length_m DESC, j.grid
"""
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnwalkedSpot:
    """The streets of one grid that nobody walked for `unwalked_days` days.

    Attributes:
        streets: Pieces of street, from junction to junction.
        length_m: Their length.
        streets_m: Length of all streets of the grid.
        never: How many of them were never walked.
        last_day: When one of them was walked last; None: never.
        geom: The streets, EPSG:4326.
    """

    grid: str
    name: str
    unwalked_days: int
    streets: int
    length_m: float
    streets_m: float
    never: int
    last_day: date | None
    geom: Any = field(repr=False)

    @property
    def words(self) -> dict[str, str]:
        """What was not walked, in words."""
        share = 100 * self.length_m / self.streets_m if self.streets_m else 0
        return {
            "zh": f"{self.unwalked_days} 天内未走 {self.length_m:,.0f} m，占本网格道路 {share:.0f}%：列入下次巡查。",
            "en": f"{self.length_m:,.0f} m not walked for {self.unwalked_days} days,"
            f" {share:.0f} % of the grid's streets: they belong on the next patrol.",
        }

    def as_blind_spot(self) -> BlindSpot:
        """Return it as the other kinds are, so that lists and files may hold both; its `id` is 0."""
        cure: dict[str, Any] = dict.fromkeys(CURE_KEYS) | {
            "action": "patrol", "grid": self.grid, "grids_due": 0, "text": self.words,
        }  # fmt: skip
        middle = shapely.get_coordinates(shapely.centroid(self.geom))[0]
        return BlindSpot(
            id=0,
            key=f"{KIND}:{self.grid}",
            kind=KIND,
            name=f"{self.name or self.grid} 未巡查道路",
            people=0,
            buildings=0,
            since=self.last_day,
            days=None,
            area_m2=0.0,
            centroid=(float(middle[0]), float(middle[1])),
            cure=cure,
            exception=None,
            geom=self.geom,
        )

    def as_json(self) -> dict[str, Any]:
        """Return it under the keys of other blind spots, and its own."""
        return self.as_blind_spot().as_json() | {
            "id": None,
            "grid": self.grid,
            "streets": self.streets,
            "length_m": round(self.length_m, 1),
            "streets_m": round(self.streets_m, 1),
            "never": self.never,
            "unwalked_days": self.unwalked_days,
        }


def unwalked_spots(
    session: Session, viewer: Viewer, division: StreetDivision, *, area_code: str | None = None
) -> list[UnwalkedSpot]:
    """Return the streets that nobody walked for the days of the parameter, by grid, the longest first.

    Raises:
        NotFoundError: there is no such area, or the viewer may not see it.
    """
    scope = scope_of(session, viewer, area_code=area_code)
    days = int(load_parameters(session).unwalked_days)
    asked: dict[str, object] = {"since": first_day(session), "grid": None, "area": None if scope is None else scope.id}
    asked |= division.values()
    spots = []
    for row in session.execute(text(_UNWALKED), asked):
        values = row._asdict() | {"geom": shapely.from_wkb(bytes(row.geom))}
        spots.append(UnwalkedSpot(**values, unwalked_days=days))
    return spots
