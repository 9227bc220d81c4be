"""The grids of 2018: whole plots grouped inside each community; most hold 1,500 to 2,000 people by now."""

from dataclasses import dataclass

import numpy as np
import shapely

from sample_maps.areas import Areas
from sample_maps.geometry import Array, Bools, Ints, Shapes, merged, object_array
from sample_maps.grid_sizes import GridSizes
from sample_maps.linework import KINDS
from sample_maps.partition import divide, pieces_of
from sample_maps.plots import Plots
from sample_maps.scale import Scale

_CUT_COST = dict.fromkeys(KINDS, 1.0) | {
    "service": 1.7,
    "footway": 2.2,
    "wall": 3.2,
    "tertiary": 0.7,
    "secondary": 0.6,
    "primary": 0.5,
    "trunk": 0.5,
}


@dataclass(frozen=True)
class Grids:
    """The grids with their codes, communities (numbers) and shapes in metres; `of_plot` is -1 outside every grid."""

    code: list[str]
    name: list[str]
    community: Ints
    shapes: Shapes
    of_plot: Ints


def make_grids(
    rng: np.random.Generator, scale: Scale, plots: Plots, areas: Areas, *, people: Array, outside: Bools
) -> Grids:
    """Draw the grids of all communities; plots marked `outside` stay out, `people` are counted by plot."""
    cost = shapely.length(plots.work.edges) * np.array([_CUT_COST[k] for k in KINDS])[plots.work.kind]
    wanted = GridSizes(scale, float(people[~outside].sum()))
    of_plot = np.full(len(plots.shapes), -1)
    code: list[str] = []
    name: list[str] = []
    home: list[int] = []
    shapes: list[object] = []
    for number, community in enumerate(areas.communities):
        within = np.flatnonzero((areas.community_of_plot == number) & ~outside)
        place = np.full(len(plots.shapes), -1)
        place[within] = np.arange(len(within))
        left = np.where(plots.left >= 0, place[plots.left], -1)
        right = np.where(plots.right >= 0, place[plots.right], -1)
        near = (left >= 0) & (right >= 0)
        pieces = pieces_of(people[within], plots.centre[within], left[near], right[near], cost[near])
        sizes = wanted.sizes(float(people[within].sum()))
        part = divide(pieces, [sizes[i] for i in rng.permutation(len(sizes))])
        own = [merged(plots.shapes[within[part == k]]) for k in range(int(part.max()) + 1)]
        rank = reading_order(object_array(own))
        of_plot[within] = len(code) + rank[part]
        for turn, k in enumerate(np.argsort(rank)):
            code.append(f"{community.code}{turn + 1:03d}")
            name.append(f"{community.name.removesuffix('社区')}第{turn + 1}网格")
            home.append(number)
            shapes.append(own[k])
    return Grids(code, name, np.array(home), object_array(shapes), of_plot)


def reading_order(shapes: Shapes) -> Ints:
    """Number shapes in rows from north to south, in each row from west to east."""
    xy = shapely.get_coordinates(shapely.centroid(shapes))
    rows = max(1, round(len(shapes) ** 0.5))
    high, low = xy[:, 1].max(), xy[:, 1].min()
    row = np.minimum(((high - xy[:, 1]) / max(high - low, 1.0) * rows).astype(int), rows - 1)
    rank = np.empty(len(shapes), dtype=int)
    rank[np.lexsort((xy[:, 0], row))] = np.arange(len(shapes))
    return rank
