"""What is not built on: water, greens, and the names of places."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from sample_maps import land_use as lu
from sample_maps.blocks import CORRIDOR
from sample_maps.clearance import less_streets
from sample_maps.geometry import GRID_M, Ints, Shapes, largest_piece, merged, object_array
from sample_maps.ground import Ground
from sample_maps.names import Names
from sample_maps.plots import Plots


@dataclass(frozen=True)
class Patch:
    """A named piece of water or green, in metres; or a named place, a point."""

    name: str
    kind: str
    shape: Any


def _parcels(plots: Plots, use: int) -> list[Ints]:
    own = np.flatnonzero(plots.use == use)
    order = own[np.argsort(plots.parcel[own], kind="stable")]
    return np.split(order, np.unique(plots.parcel[order], return_index=True)[1][1:]) if len(own) else []


def _clear_of_streets(plots: Plots, groups: list[Ints]) -> Shapes:
    """Return the ground of each group of plots less the streets around it; paths inside stay."""
    work = plots.work
    member = np.full(len(plots.shapes), -1)
    for number, group in enumerate(groups):
        member[group] = number
    left = np.where(plots.left >= 0, member[plots.left], -1)
    right = np.where(plots.right >= 0, member[plots.right], -1)
    return less_streets(
        object_array(merged(plots.shapes[g]) for g in groups), work.only(work.is_street() & (left != right))
    )


def _round_off(shape: Any, step: float) -> Any:
    inner = shapely.buffer(shapely.buffer(shape, -1.8 * step, quad_segs=4), 0.9 * step, quad_segs=4)
    return shapely.set_precision(shapely.simplify(largest_piece(inner), 1.0), GRID_M)


def make_water(ground: Ground, plots: Plots, names: Names) -> list[Patch]:
    """Return river, canal and lakes, none overlapping another."""
    river, canal = ground.watercourses
    wet = shapely.intersection(river.water, ground.outline)
    thin = shapely.difference(shapely.intersection(canal.water, ground.outline), wet)
    out = [Patch(river.name, river.kind, shapely.set_precision(wet, GRID_M))]
    out.append(Patch(canal.name, canal.kind, shapely.set_precision(largest_piece(thin), GRID_M)))
    groups = _parcels(plots, lu.LAKE)
    for shape in _clear_of_streets(plots, groups) if groups else ():
        lake = _round_off(shape, min(45.0, 0.09 * shape.area**0.5))
        if not lake.is_empty:
            out.append(Patch(f"{names.word()}湖", "lake", lake))
    return out


def make_greens(plots: Plots, names: Names, water: list[Patch]) -> list[Patch]:
    """Return parks, hills, the river's banks, shores of lakes, and farmland."""
    wet = shapely.union_all([p.shape for p in water])
    out = []
    for use, kind, ending in ((lu.PARK, "park", "公园"), (lu.HILL, "hill", "山"), (lu.FARMLAND, "farmland", "")):
        groups = _parcels(plots, use)
        for shape in shapely.buffer(_clear_of_streets(plots, groups), -1.0, join_style="mitre") if groups else ():
            piece = shapely.set_precision(largest_piece(shape), GRID_M)
            if piece.area > 300:  # noqa: PLR2004 - a patch of grass is no park
                out.append(Patch(f"{names.word()}{ending}" if ending else "", kind, piece))
    groups = _parcels(plots, lu.LAKE)
    for shape in _clear_of_streets(plots, groups) if groups else ():
        shore = shapely.set_precision(largest_piece(shapely.difference(shape, wet)), GRID_M)
        out.append(Patch(f"{names.word()}湖公园", "park", shore))
    banks = [np.array([k]) for k in np.flatnonzero(plots.parcel == CORRIDOR)]
    for shape in _clear_of_streets(plots, banks):
        bank = shapely.set_precision(largest_piece(shapely.difference(shape, shapely.buffer(wet, 2.0))), GRID_M)
        if bank.area > 1500:  # noqa: PLR2004 - the same
            out.append(Patch("滨河绿地", "riverside", bank))
    return out
