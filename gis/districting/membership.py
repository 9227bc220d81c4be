"""Who lives in which grid of a plan, and which of its grids a proposal may change."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.coverage.measure import areas_m2, cut, polygonal, shared, together
from gis.districting.blocks import Blocks
from gis.districting.mesh import faces_at
from gis.districting.site import Shapes, Site
from gis.districting.units import Floats
from gis.plans import GridRow

_LEAST_M2 = 1.0
_GROUND_WEIGHT = 1e-6
"""People that a square metre counts for, where nobody lives to tell whose ground it is."""

_HELD = """
SELECT m.building_id, g.code FROM plan_grid g JOIN building_shape m ON m.shape_id = g.shape_id
WHERE g.plan_id = :plan ORDER BY m.building_id, g.code
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """The plan a proposal starts from.

    Attributes:
        grids: All its grids, by code.
        frozen: Those that stay as they are.
        held: Building → codes of the grids it lies in.
    """

    grids: tuple[GridRow, ...]
    frozen: tuple[GridRow, ...]
    held: Mapping[int, tuple[str, ...]]

    def in_play(self, site: Site) -> list[GridRow]:
        """Return the grids of a community that are made anew."""
        frozen = {grid.code for grid in self.frozen}
        return [grid for grid in self.grids if grid.community_id == site.id and grid.code not in frozen]


def read_held(session: Session, plan_id: int) -> dict[int, tuple[str, ...]]:
    """Return the codes of the grids in which each building lies."""
    held: dict[int, tuple[str, ...]] = {}
    for row in session.execute(text(_HELD), {"plan": plan_id}):
        held[row.building_id] = (*held.get(row.building_id, ()), row.code)
    return held


def open_site(site: Site, base: Base, picked: Collection[str]) -> Site | None:
    """Return a community without the ground of frozen grids, and only that of picked ones if there are any.

    None where nothing of it is open.
    """
    ground = site.ground
    if picked:
        chosen = [grid.geom for grid in base.in_play(site)]
        ground = shared(together(chosen), ground) if chosen else shapely.Polygon()
    frozen = np.array([grid.geom for grid in base.frozen], dtype=object)
    for number in np.sort(shapely.STRtree(frozen).query(ground)) if len(frozen) else []:
        if areas_m2([shared(ground, frozen[number])])[0] > _LEAST_M2:
            ground = cut(ground, frozen[number])
    if ground is site.ground:
        return site
    parts = shapely.get_parts(ground)
    ground = polygonal(shapely.MultiPolygon(list(parts[areas_m2(parts) > _LEAST_M2]))) if len(parts) else ground
    if ground.is_empty:
        return None
    here = faces_at(np.array([ground], dtype=object), site.point) >= 0
    return replace(
        site,
        ground=ground,
        building=site.building[here],
        footprint=site.footprint[here],
        point=site.point[here],
        people=site.people[here],
        estate=site.estate[here],
    )


def home_of_units(blocks: Blocks, grids: list[GridRow], held: Mapping[int, tuple[str, ...]]) -> Floats:
    """Return the people, and a little of the ground, of each unit by the grid that stands there; (u, grids)."""
    home = np.zeros((len(blocks.units), len(grids)))
    if not grids:
        return home
    place = {grid.code: number for number, grid in enumerate(grids)}
    site = blocks.site
    for building, unit, people in zip(site.building, blocks.building_unit, site.people, strict=True):
        code = next((code for code in held.get(int(building), ()) if code in place), None)
        if code is not None and unit >= 0:
            home[unit, place[code]] += people
    grounds: Shapes = np.array([grid.geom for grid in grids], dtype=object)
    inside: Any = shapely.get_coordinates(shapely.point_on_surface(blocks.mesh.faces))
    at = faces_at(grounds, inside)
    on = at >= 0
    np.add.at(home, (blocks.unit[on], at[on]), blocks.mesh.area_m2[on] * _GROUND_WEIGHT)
    return home
