"""Ground clear of streets: what may be built on, what lies inside an estate's wall, what a park has left."""

import numpy as np
import shapely

from sample_maps.geometry import Array, Bools, Ints, Shapes, largest_piece, object_array
from sample_maps.linework import Linework
from sample_maps.plots import Plots
from sample_maps.streets import pavements, roadways, widths


def less(shapes: Shapes, owner: Ints, taken: Shapes) -> Shapes:
    """Return the shapes less what is taken from each: `taken` k from shape `owner` k."""
    out = shapes.copy()
    order = np.argsort(owner, kind="stable")
    owner, taken = owner[order], taken[order]
    turn = np.arange(len(owner)) - np.searchsorted(owner, owner)
    for k in range(int(turn.max(initial=-1)) + 1):
        now = turn == k
        out[owner[now]] = shapely.difference(out[owner[now]], taken[now])
    return out


def less_streets(shapes: Shapes, work: Linework) -> Shapes:
    """Return shapes less the ground of every street of the linework that meets them."""
    roads = roadways(work)
    owner, road = shapely.STRtree(roads).query(shapes, predicate="intersects")
    return less(shapes, owner, roads[road])


def off_the_streets(plots: Plots, which: Bools, front_left: Array, front_right: Array) -> Shapes:
    """Return the plots that `which` marks, less the ground of every street that touches them; the rest empty.

    `front_left` and `front_right` are metres more to leave free on the two sides of each edge of the plots' linework.
    """
    numbers = np.flatnonzero(which)
    streets = np.flatnonzero(plots.work.is_street())
    own, road = shapely.STRtree(plots.work.edges[streets]).query(
        plots.shapes[numbers], predicate="dwithin", distance=32.0
    )
    road, plot = streets[road], numbers[own]
    more = np.where(
        plots.left[road] == plot, front_left[road], np.where(plots.right[road] == plot, front_right[road], 0.0)
    )
    reach = widths(plots.work) / 2 + pavements(plots.work)
    near = shapely.dwithin(plots.shapes[plot], plots.work.edges[road], reach[road] + more)
    own, plot, road, more = own[near], plot[near], road[near], more[near]
    plain = roadways(plots.work)
    taken = plain[road]
    fronts = np.flatnonzero(more > 0)
    taken[fronts] = roadways(plots.work.only(road[fronts]), more_m=more[fronts])
    clear: Shapes = np.full(len(plots.shapes), shapely.Polygon(), dtype=object)
    clear[numbers] = less(plots.shapes[numbers], own, taken)
    return clear


def buildable(clear: Shapes, setback_m: Array) -> Shapes:
    """Return the largest piece of each shape after stepping back from its edges by some metres."""
    inner = shapely.buffer(clear, -setback_m, join_style="mitre")
    parted = np.flatnonzero(shapely.get_type_id(inner) != 3)  # noqa: PLR2004 - 3 is a single polygon
    inner[parted] = object_array(largest_piece(shape) for shape in inner[parted])
    simple: Shapes = shapely.simplify(inner, 0.5)
    return simple
