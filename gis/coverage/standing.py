"""What stands: the areas, the plan of a day or a draft, its grids and who lives in them, as geometries in memory."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.coverage.measure import polygonal
from gis.coverage.overlay import Overlay, outline, overlay
from gis.parameters import Parameters, load_parameters
from gis.plans import PlanInfo, plan_in_force, plan_of

LEVELS = ("community", "subdistrict", "district")
"""Levels of areas, finest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One district, subdistrict or community; `geom` is valid, in EPSG:4326."""

    id: int
    level: str
    code: str
    name: str
    parent_id: int | None
    geom: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A grid of the plan, with who lives there today; `geom` is valid, in EPSG:4326."""

    code: str
    name: str
    community_id: int | None
    shape_id: int
    people: int
    buildings: int
    geom: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """The part of a district that is looked at: one community with what lies around it.

    Attributes:
        community: Its key.
        box: (min_lon, min_lat, max_lon, max_lat), EPSG:4326, around its ground and all of its grids.
        extent: The same of all areas of the district.
    """

    community: int
    box: tuple[float, float, float, float]
    extent: tuple[float, float, float, float]


@dataclass(frozen=True)
class Standing:
    """The ground as it stands in one plan on one day.

    Attributes:
        day: The day asked about.
        plan: None where no plan was in force: then there are no grids.
        whole: The ground that grids should cover (EPSG:4326): all areas together; None: no area is loaded.
        near: Where only a part of it is here; then `whole` is the community's ground, and areas far off have none.
    """

    day: date
    plan: PlanInfo | None
    parameters: Parameters
    areas: Mapping[int, Area]
    grids: tuple[Grid, ...]
    near: Near | None = None

    @cached_property
    def grounds(self) -> NDArray[Any]:
        """The ground of each grid."""
        grounds = np.empty(len(self.grids), dtype=object)
        grounds[:] = [grid.geom for grid in self.grids]
        return grounds

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Which grids are near?"""
        return shapely.STRtree(self.grounds)

    @property
    def plan_id(self) -> int | None:
        """Key of the plan; None where none was in force."""
        return None if self.plan is None else self.plan.id

    @property
    def plan_since(self) -> date | None:
        """First day of the plan; None for a draft."""
        return None if self.plan is None else self.plan.effective_from

    @cached_property
    def whole(self) -> Any | None:
        """The ground to cover."""
        if self.near is not None:
            return self.areas[self.near.community].geom
        grounds = np.empty(len(self.areas), dtype=object)
        grounds[:] = [area.geom for area in self.areas.values()]
        return outline(grounds) if len(grounds) else None

    @cached_property
    def overlay(self) -> Overlay:
        """Ground in no grid, and ground in several."""
        return overlay(self.grounds, self.whole, box=None if self.near is None else self.near.box)


def today(session: Session) -> date:
    """Return the day it is in the district's time zone, as the database has it."""
    day = session.scalar(text("SELECT current_date"))
    assert isinstance(day, date)  # noqa: S101 - for the type checker
    return day


def read_standing(session: Session, *, plan_id: int | None = None, day: date | None = None) -> Standing:
    """Return what stands: of plan `plan_id`, else of the plan in force on `day` (None: today).

    Raises:
        NotFoundError: there is no plan `plan_id`.
    """
    plan = plan_of(session, plan_id) if plan_id is not None else plan_in_force(session, day=day)
    return Standing(
        day=day or today(session),
        plan=plan,
        parameters=load_parameters(session),
        areas=_areas(session),
        grids=() if plan is None else _grids(session, plan.id),
    )


def _areas(session: Session) -> dict[int, Area]:
    rows = session.execute(
        text("SELECT id, level, code, name, parent_id, ST_AsBinary(geom) AS geom FROM area ORDER BY id")
    ).all()
    grounds = valid_of([row.geom for row in rows])
    return {row.id: Area(**{**row._asdict(), "geom": geom}) for row, geom in zip(rows, grounds, strict=True)}


def _grids(session: Session, plan_id: int) -> tuple[Grid, ...]:
    rows = session.execute(
        text("""
            SELECT code, name, community_id, shape_id, population AS people, buildings, ST_AsBinary(geom) AS geom
            FROM plan_grid WHERE plan_id = :plan ORDER BY code
        """),
        {"plan": plan_id},
    ).all()
    grounds = valid_of([row.geom for row in rows])
    return tuple(Grid(**{**row._asdict(), "geom": geom}) for row, geom in zip(rows, grounds, strict=True))


def valid_of(grounds: list[Any]) -> list[Any]:
    """Geometries of WKB; one that SQL or QGIS left crossing itself is repaired here, its row stays."""
    shapes = shapely.from_wkb([bytes(ground) for ground in grounds])
    return [
        shape if sound else polygonal(shapely.make_valid(shape))
        for shape, sound in zip(shapes, shapely.is_valid(shapes), strict=True)
    ]
