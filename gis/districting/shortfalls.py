"""What a proposal could not reach, and where."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from gis.districting.asking import Remark, RemarkKind
from gis.districting.community import NewGrids
from gis.districting.counting import can_fit
from gis.districting.dividing import Aim
from gis.districting.site import Shapes, Site
from gis.plans import GridRow


def out_of_reach(new: NewGrids, codes: Sequence[str], aim: Aim) -> list[Remark]:
    """Return the grids of a community outside the band, and whether no number of grids would bring all into it."""
    site, total = new.site, int(new.people.sum())
    remarks = []
    if not can_fit(total, least=aim.least, most=aim.most):
        remarks.append(
            Remark(kind="cannot_fit", community=site.code, community_name=site.name, grid=None, people=total)
        )
    for code, people, biggest in zip(codes, new.people, new.biggest, strict=True):
        if aim.least <= people <= aim.most:
            continue
        kind: RemarkKind = "alone" if biggest > aim.most else "out_of_band"
        remarks.append(Remark(kind=kind, community=site.code, community_name=site.name, grid=code, people=int(people)))
    return remarks


def cut_buildings(new: NewGrids, grounds: Shapes) -> list[Remark]:
    """Return how many people live in buildings that the grids' borders cut, if any do."""
    site = new.site
    cut = np.unique(shapely.STRtree(site.footprint).query(shapely.boundary(grounds), predicate="crosses")[1])
    people = int(site.people[cut].sum())
    if not len(cut):
        return []
    return [Remark(kind="cut", community=site.code, community_name=site.name, grid=None, people=people)]


def new_nodes(frozen: Sequence[GridRow], grounds: Sequence[Any], sites: Sequence[Site]) -> list[Remark]:
    """Return the grids that stay whose outline has got a node all the same, since a new border can end nowhere else.

    Args:
        frozen: The grids that stay.
        grounds: Their ground as it is written.
        sites: The communities of the area.
    """
    place = {site.id: site for site in sites}
    remarks = []
    for grid, ground in zip(frozen, grounds, strict=True):
        if shapely.get_num_coordinates(grid.geom) == shapely.get_num_coordinates(ground):
            continue
        site = None if grid.community_id is None else place.get(grid.community_id)
        code, name = ("", "") if site is None else (site.code, site.name)
        remarks.append(Remark(kind="node", community=code, community_name=name, grid=grid.code, people=grid.population))
    return remarks
