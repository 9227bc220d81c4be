"""Everything that finding blind spots and their cures looks at, read once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.blind_spots._outside import NOWHERE, Outside, read_outside
from gis.blind_spots._roll import Listed, read_roll
from gis.blind_spots._workers import Workers, read_workers
from gis.coverage.band import out_of_band
from gis.coverage.holding import holder_of
from gis.coverage.metric_zone import MetricZone
from gis.coverage.standing import LEVELS, Standing, read_standing
from gis.coverage.standing_near import read_near

_DOUBLED = """
SELECT b.id, b.population, ST_X(b.point) AS lon, ST_Y(b.point) AS lat, array_agg(m.shape_id) AS shapes
FROM building_shape m JOIN building b ON b.id = m.building_id
WHERE m.shape_id = ANY (CAST(:shapes AS bigint[])) AND m.building_id IN (
    SELECT building_id FROM building_shape WHERE shape_id = ANY (CAST(:shapes AS bigint[]))
    GROUP BY building_id HAVING count(*) > 1 OR bool_or(shape_id = ANY (CAST(:twins AS bigint[]))))
GROUP BY b.id ORDER BY b.id
"""

CODE = 15
"""Digits of a whole grid code: county 6 (GB/T 2260), subdistrict 3, community 3, and its number in the community 3."""


@dataclass(frozen=True, slots=True)
class Doubled:
    """A building that lies in several grids."""

    people: int
    point: tuple[float, float]
    shapes: frozenset[int]


class Scene:
    """A plan as it stands, what lies in none of its grids, and who works there."""

    def __init__(self, session: Session, standing: Standing) -> None:
        self.session, self.standing = session, standing
        self.parameters = standing.parameters

    @cached_property
    def zone(self) -> MetricZone:
        """The metric zone of the district."""
        if self.standing.near is not None:
            return MetricZone(shapely.box(*self.standing.near.extent))
        shapes = [area.geom for area in self.standing.areas.values()] or list(self.standing.grounds)
        if shapes:
            return MetricZone(shapes)
        extent = self.session.execute(
            text("""
                SELECT ST_XMin(e), ST_YMin(e), ST_XMax(e), ST_YMax(e)
                FROM (SELECT ST_Extent(point) AS e FROM building) b
            """)
        ).one()
        return MetricZone(shapely.box(*extent) if extent[0] is not None else shapely.Point(0, 0))

    @cached_property
    def outside(self) -> Outside:
        """What lies in no grid."""
        return read_outside(self.session, self.standing, self.zone)

    @cached_property
    def workers(self) -> Workers:
        """Who works where."""
        return read_workers(self.session, self.standing, self.roll)

    @cached_property
    def roll(self) -> Mapping[str, Listed]:
        """Every grid of the plan by code, in order, though only a part of the district be looked at."""
        return read_roll(self.session, self.standing)

    @cached_property
    def homes(self) -> tuple[int, ...]:
        """For each grid the key of its community, else of the finest area it lies in, else NOWHERE."""
        unknown = [number for number, grid in enumerate(self.standing.grids) if grid.community_id is None]
        homes = [NOWHERE if grid.community_id is None else grid.community_id for grid in self.standing.grids]
        for number, unit in zip(unknown, self.units_of(self.standing.grounds[unknown]), strict=True):
            homes[number] = unit
        return tuple(homes)

    def units_of(self, grounds: NDArray[Any]) -> list[int]:
        """Return for each piece of ground the key of the finest area in which a point of it lies, else NOWHERE."""
        inside = shapely.get_coordinates(shapely.point_on_surface(grounds))
        units = [NOWHERE] * len(grounds)
        for level in reversed(LEVELS):
            areas = [area for area in self.standing.areas.values() if area.level == level]
            holder = holder_of(np.array([area.geom for area in areas], dtype=object), inside)
            units = [areas[place].id if place >= 0 else unit for unit, place in zip(units, holder, strict=True)]
        return units

    @cached_property
    def doubled(self) -> tuple[Doubled, ...]:
        """The buildings that lie in several grids."""
        shapes = [grid.shape_id for grid in self.standing.grids]
        # grids of the same ground share one shape
        twins = [shape for shape, times in Counter(shapes).items() if times > 1]
        rows = self.session.execute(text(_DOUBLED), {"shapes": shapes, "twins": twins})
        return tuple(Doubled(row.population, (row.lon, row.lat), frozenset(row.shapes)) for row in rows)

    def is_community(self, unit: int) -> bool:
        """Whether a unit is a community."""
        return unit in self.standing.areas and self.standing.areas[unit].level == "community"

    def community_of(self, unit: int) -> int | None:
        """Return the unit's key if it is a community."""
        return unit if self.is_community(unit) else None

    def grids_for(self, unit: int) -> NDArray[np.intp]:
        """Return the positions of the grids that may take ground in a unit: those of the same community."""
        if self.is_community(unit):
            return np.array([number for number, home in enumerate(self.homes) if home == unit], dtype=np.intp)
        return np.arange(len(self.standing.grids))

    def shared_m(self, ground: Any, numbers: Sequence[int]) -> NDArray[np.float64]:
        """Return how many metres of border each of these grids shares with `ground`."""
        lines = [shapely.intersection(self.standing.grids[number].geom, ground, grid_size=1e-7) for number in numbers]
        return self.zone.lengths_m(np.array(lines, dtype=object)) if lines else np.zeros(0)

    def over_band(self, people: float, *, grids: int = 1) -> float:
        """Return how many people too many or too few that is for so many grids."""
        return out_of_band(people, self.parameters, grids=grids)

    def named(self, number: int) -> str:
        """Return what a grid is called: its name, else its community's and the end of its code."""
        grid, home = self.standing.grids[number], self.standing.areas.get(self.homes[number])
        return grid.name or (f"{home.name} {grid.code[-3:]}" if home and len(grid.code) == CODE else grid.code)


def read_scene(session: Session, *, plan_id: int | None = None, day: date | None = None) -> Scene:
    """Return the scene of plan `plan_id`, else of the plan in force, on a day (None: today)."""
    return Scene(session, read_standing(session, plan_id=plan_id, day=day))


def read_scene_near(session: Session, plan_id: int, *, community_id: int) -> Scene | None:
    """Return the scene of one community of a plan today, with what lies around it.

    What is found in it in this community is what the whole scene has there. None: it hangs on more than that.
    """
    standing = read_near(session, plan_id, community_id=community_id)
    return None if standing is None else Scene(session, standing)
