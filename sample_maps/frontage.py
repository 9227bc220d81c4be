"""Rows along the street: shops before the estates, farmhouses along country roads."""

from dataclasses import dataclass

import numpy as np
import shapely

from sample_maps import land_use as lu
from sample_maps.geometry import Array, Bools, Ints, Shapes, on_grid
from sample_maps.linework import KINDS
from sample_maps.plots import Plots
from sample_maps.streets import pavements, widths

_YARD_M = 7.0
_CORNER_M = 9.0
_JOINT_M = 1.2
_SHOPPING = {"primary": 0.42, "secondary": 0.55, "tertiary": 0.6, "residential": 0.33}
_COUNTRY = {"tertiary": 0.10, "residential": 0.17}


@dataclass(frozen=True)
class Frontage:
    """Which sides of which edges are built up along the street, and how deep, in metres; 0 where they are not."""

    left: Array
    right: Array


@dataclass(frozen=True)
class FrontBuildings:
    """Footprints along the street: their plot, and whether they are homes (farmhouses) or shops."""

    shapes: Shapes
    plot: Ints
    home: Bools
    length_m: Array


def choose(rng: np.random.Generator, plots: Plots, urbanity: Array) -> Frontage:
    """Choose the sides of streets that are lined with shops or farmhouses; `urbanity` is by parcel."""
    sides = []
    kinds = np.array(KINDS)[plots.work.kind]
    shopping = np.array([_SHOPPING.get(k, 0.0) for k in KINDS])[plots.work.kind]
    country = np.array([_COUNTRY.get(k, 0.0) for k in KINDS])[plots.work.kind]
    long = shapely.length(plots.work.edges) > 45  # noqa: PLR2004 - room for two shops
    deep = np.where(kinds == "residential", 10.0, 12.5)
    for plot in (plots.left, plots.right):
        use = np.where(plot >= 0, plots.use[plot], -1)
        urban = np.where(plot >= 0, urbanity[plots.parcel[plot]], 0.0)
        odds = np.where(np.isin(use, (lu.SLAB, lu.MIDRISE, lu.TOWER)), shopping * np.clip(1.6 * urban, 0.2, 1.0), 0.0)
        odds = np.where(use == lu.FARMLAND, country, odds)
        sides.append(np.where(long & (rng.random(len(use)) < odds), deep, 0.0))
    return Frontage(*sides)


def room_for(frontage: Array) -> Array:
    """Return how much ground a frontage of some depth keeps free of other buildings, in metres from the pavement."""
    return np.where(frontage > 0, frontage + 1.5 + _YARD_M, 0.0)


def line_up(rng: np.random.Generator, plots: Plots, frontage: Frontage, roads: Shapes) -> FrontBuildings:
    """Stand the buildings along their streets; those that would meet a street, a wall or each other are left out."""
    boxes, plot, length = [], [], []
    for which, side, sign in ((plots.left, frontage.left, 1.0), (plots.right, frontage.right, -1.0)):
        made = _boxes(rng, plots, which, side, sign)
        boxes.append(made[0])
        plot.append(made[1])
        length.append(made[2])
    shapes, owner, along = shapely.polygons(np.concatenate(boxes)), np.concatenate(plot), np.concatenate(length)
    inner = shapely.buffer(plots.shapes, -1.6, join_style="mitre")
    fits = shapely.contains(inner[owner], shapes)
    met, _ = shapely.STRtree(roads).query(shapes, predicate="intersects")
    fits[met] = False
    shapes, owner, along = shapes[fits], owner[fits], along[fits]
    a, b = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=1.5)
    free = np.ones(len(shapes), dtype=bool)
    for one, other in zip(a.tolist(), b.tolist(), strict=True):
        if one < other and free[one]:
            free[other] = False
    return FrontBuildings(shapes[free], owner[free], plots.use[owner[free]] == lu.FARMLAND, along[free])


def _boxes(rng: np.random.Generator, plots: Plots, which: Ints, side: Array, sign: float) -> tuple[Array, Ints, Array]:
    """Return the corners (n, 4, 2) of boxes along the straight pieces of edges, with their plots and lengths.

    `which` and `side` are the plot on one side of every edge and how deep it is built up; `sign` is 1 on the left.
    """
    edges = np.flatnonzero(side > 0)
    coords, index = shapely.get_coordinates(plots.work.edges[edges], return_index=True)
    start = np.flatnonzero(index[1:] == index[:-1])
    a, b, edge = coords[start], coords[start + 1], edges[index[start]]
    span = np.hypot(*(b - a).T)
    farm = plots.use[which[edge]] == lu.FARMLAND
    before = np.where(index[start] != np.r_[-1, index[start][:-1]], _CORNER_M, _JOINT_M)
    after = np.where(index[start] != np.r_[index[start][1:], -1], _CORNER_M, _JOINT_M)
    room = span - before - after
    size = np.where(farm, rng.uniform(9, 13, len(edge)), rng.uniform(14, 38, len(edge)))
    gap = np.where(farm, rng.uniform(4, 12, len(edge)), rng.uniform(1.6, 5.0, len(edge)))
    count = np.floor((room + gap) / (size + gap)).astype(int).clip(0)
    piece = np.repeat(np.arange(len(edge)), count)
    place = np.arange(len(piece)) - np.repeat(np.cumsum(count) - count, count)
    along = ((b - a) / np.maximum(span, 1e-9)[:, None])[piece]
    normal = sign * np.column_stack([-along[:, 1], along[:, 0]])
    stride = ((room + gap) / np.maximum(count, 1))[piece]
    long = np.where(farm[piece], size[piece], stride - gap[piece]) * rng.uniform(0.82, 1.0, len(piece))
    x = before[piece] + place * stride
    half = (widths(plots.work)[edge] / 2 + pavements(plots.work)[edge])[piece]
    near = half + 1.5 + np.where(farm[piece], rng.uniform(0, 6, len(piece)), 0.0)
    deep = side[edge][piece] * rng.uniform(0.82, 1.0, len(piece))
    corners = [(x, near), (x + long, near), (x + long, near + deep), (x, near + deep)]
    base = a[piece]
    ring = np.stack([base + along * s[:, None] + normal * t[:, None] for s, t in corners], axis=1)
    return on_grid(ring.reshape(-1, 2)).reshape(-1, 4, 2), which[edge][piece], long
