"""One community from its lines and buildings to its new grids."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from gis.coverage.metric_zone import MetricZone
from gis.crs import rounded
from gis.districting.blocks import Blocks, make_blocks
from gis.districting.dividing import Aim, divide
from gis.districting.linework import cut_between
from gis.districting.membership import home_of_units
from gis.districting.mesh import OUTSIDE
from gis.districting.outlines import Arcs, arcs_of, polygons_of
from gis.districting.site import Shapes, Site
from gis.districting.tidying import straightened, without_idle_nodes
from gis.districting.units import Floats, Ints
from gis.plans import GridRow
from gis.progress import SILENT, Progress

_SAME_AREA = 2e-5
"""Share of the ground: nodes in the record's precision move an outline by a centimetre at most."""
DIVIDE_ABOVE = 0.12
"""Share of the band's middle: a block with more people is cut between its buildings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGrids:
    """The grids proposed for a community.

    Attributes:
        site: The community, as far as it was open.
        grounds: Shape (g,); polygons, EPSG:4326.
        people: Shape (g,).
        biggest: Shape (g,); people of the largest unit of each.
        overlap: Shape (g, h); people (and a little of the ground) of each by the standing grid they come from.
        standing: The grids that stand and are replaced.
        building_grid: Shape (n,); the grid of each building of the site.
    """

    site: Site
    grounds: Shapes
    people: Floats
    biggest: Ints
    overlap: Floats
    standing: tuple[GridRow, ...]
    building_grid: Ints


def propose_community(
    site: Site,
    standing: list[GridRow],
    held: Mapping[int, tuple[str, ...]],
    aim: Aim,
    *,
    grids: int | None,
    zone: MetricZone,
    progress: Progress = SILENT,
) -> NewGrids:
    """Return new grids for a community.

    Args:
        site: The community.
        standing: Its grids of the base plan that are replaced.
        held: Building → codes of the base plan's grids.
        aim: What is wanted.
        grids: How many grids to make; None: as many as the people ask for.
        zone: The metric zone of the district.
        progress: Asked between the steps whether to go on.

    Raises:
        Cancelled: out of `progress`.
    """
    progress.start("blocks")
    kept: list[Any] = [shapely.boundary(grid.geom) for grid in standing] if aim.keep > 0 else []
    above = DIVIDE_ABOVE * (aim.least + aim.most) / 2
    blocks = make_blocks(site, zone=zone, divide_above=above, kept=kept)
    home = home_of_units(blocks, standing, held)
    part = divide(blocks.units, blocks.estate, home, aim, grids=grids, progress=progress)
    progress.start("outlines")
    part = np.unique(part, return_inverse=True)[1].astype(np.int64)
    arcs = without_idle_nodes(arcs_of(blocks.mesh, part[blocks.unit]), site.ground)
    lines = np.concatenate([site.streets, site.water, site.walls, np.array(kept, dtype=object)])
    progress.advance(0)
    straight = straightened(arcs, lines, site.footprint, zone=zone)
    return _drawn(blocks, part, (straight, arcs), home, tuple(standing))


def _grounds(blocks: Blocks, part: Ints, arcs: tuple[Arcs, ...]) -> Shapes:
    """The ground of each part: out of the first arcs that make whole polygons of all, else out of the faces.

    Faces cut no building, but for those that the outline cuts: arcs that cut another one are none.
    """
    parts = int(part.max(initial=-1)) + 1
    whole = float(blocks.site.ground.area)
    for drawn in arcs:
        if cut_between(drawn.line[drawn.side[:, 1] != OUTSIDE], blocks.site):
            continue
        grounds = np.asarray(shapely.transform(polygons_of(drawn, parts), rounded))
        plain = (shapely.get_type_id(grounds) == shapely.GeometryType.POLYGON) & shapely.is_valid(grounds)
        if (plain & ~shapely.is_empty(grounds)).all() and abs(shapely.area(grounds).sum() / whole - 1) < _SAME_AREA:
            return grounds
    faces = blocks.mesh.faces
    unions = [shapely.coverage_union_all(faces[part[blocks.unit] == number]) for number in range(parts)]
    return np.array(unions, dtype=object)


def _drawn(blocks: Blocks, part: Ints, arcs: tuple[Arcs, ...], home: Floats, standing: tuple[GridRow, ...]) -> NewGrids:
    parts = int(part.max(initial=-1)) + 1
    overlap = np.zeros((parts, len(standing)))
    np.add.at(overlap, part, home)
    biggest = np.zeros(parts, dtype=np.int64)
    np.maximum.at(biggest, part, blocks.units.people)
    return NewGrids(
        site=blocks.site,
        grounds=_grounds(blocks, part, arcs),
        people=np.bincount(part, blocks.units.people, parts).astype(np.float64),
        biggest=biggest,
        overlap=overlap,
        standing=standing,
        building_grid=np.where(blocks.building_unit >= 0, part[blocks.building_unit], -1),
    )
