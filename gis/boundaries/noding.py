"""Shared edges: where a node of one grid lies on the edge of another, both get it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.boundaries.rings import Nodes, edges_of, ground_of, rings_of
from gis.crs import PRECISION_DEGREES

TOLERANCE = 1.1 * PRECISION_DEGREES
"""A node this near to an edge (degrees, a good centimetre) lies on it: rounding moves a place by 0.71 steps at most."""

_ROUNDS = 4


def noded(grounds: Mapping[str, Any], *, around: Any) -> dict[str, Any]:
    """Return `grounds` by code with every node that lies within `around` put into each edge on which it lies.

    Grounds that need none are the same objects as before.

    Args:
        grounds: Ground by code, EPSG:4326.
        around: Where to look: the points or edges that are touched.
    """
    shapely.prepare(around)
    done = dict(grounds)
    near = [code for code, ground in done.items() if shapely.dwithin(around, ground, TOLERANCE)]
    for _ in range(_ROUNDS):
        nodes = _nodes_near([done[code] for code in near], around)
        new = {code: with_nodes(done[code], nodes) for code in near}
        settled = all(new[code] is done[code] for code in near)
        done |= new
        if settled:
            break
    return done


def new_edges(before: Mapping[str, Any], after: Mapping[str, Any]) -> Any:
    """Return, as one multilinestring, the edges of changed grounds that none of the old ones had."""
    old = edges_of(before[code] for code in after if code in before)
    edges = [edge for edge in sorted(edges_of(after.values())) if edge not in old]
    return shapely.multilinestrings(shapely.linestrings(edges)) if edges else shapely.MultiLineString()


def with_nodes(ground: Any, nodes: Nodes) -> Any:
    """Return `ground` with those of `nodes` (n, 2) that lie on its edges; the same object where none does."""
    west, south, east, north = shapely.bounds(ground)
    inside = (
        (nodes[:, 0] >= west - TOLERANCE)
        & (nodes[:, 0] <= east + TOLERANCE)
        & (nodes[:, 1] >= south - TOLERANCE)
        & (nodes[:, 1] <= north + TOLERANCE)
    )
    nodes = nodes[inside]
    rings = rings_of(ground)
    if len(nodes):
        own = {tuple(node) for polygon in rings for ring in polygon for node in ring.tolist()}
        nodes = nodes[[tuple(node) not in own for node in nodes.tolist()]]
    if not len(nodes):
        return ground
    new = [[_with_nodes(ring, nodes) for ring in polygon] for polygon in rings]
    same = all(
        one is other for ours, theirs in zip(new, rings, strict=True) for one, other in zip(ours, theirs, strict=True)
    )
    return ground if same else ground_of(new)


def _with_nodes(ring: Nodes, nodes: Nodes) -> Nodes:
    edges = shapely.linestrings(np.stack([ring[:-1], ring[1:]], axis=1))
    places = shapely.points(nodes)
    number, edge = shapely.STRtree(edges).query(places, predicate="dwithin", distance=TOLERANCE)
    if not len(number):
        return ring
    # near a corner a node lies on two edges: the nearer one gets it
    distance = shapely.distance(places[number], edges[edge])
    order = np.lexsort((edge, distance, number))
    number, edge = number[order], edge[order]
    first = np.unique(number, return_index=True)[1]
    number, edge = number[first], edge[first]
    along = shapely.line_locate_point(edges[edge], places[number])
    order = np.lexsort((along, edge))
    return np.insert(ring, edge[order] + 1, nodes[number[order]], axis=0)


def _nodes_near(grounds: list[Any], around: Any) -> NDArray[np.float64]:
    if not grounds:
        return np.zeros((0, 2))
    nodes = np.unique(shapely.get_coordinates(np.array(grounds, dtype=object)), axis=0)
    return np.asarray(nodes[shapely.dwithin(shapely.points(nodes), around, TOLERANCE)])
