"""The streets as a network: which lines are streets, how broad they are, and their segments between junctions."""

from dataclasses import dataclass

import numpy as np
import shapely

from sample_maps.geometry import Array, Bools, Ints, Shapes, object_array
from sample_maps.ground import Ground
from sample_maps.linework import KINDS, Linework

_WIDTH_M = {
    "trunk": 46.0,
    "primary": 38.0,
    "secondary": 28.0,
    "tertiary": 20.0,
    "residential": 11.0,
    "service": 5.5,
    "footway": 2.5,
}
_PAVEMENT_M = {
    "trunk": 6.0,
    "primary": 5.0,
    "secondary": 4.5,
    "tertiary": 3.5,
    "residential": 2.5,
    "service": 1.5,
    "footway": 1.5,
}


@dataclass(frozen=True)
class Streets:
    """Street segments from junction to junction in metres; `street` numbers the street each is a piece of."""

    lines: Shapes
    kind: Ints
    street: Ints
    width_m: Array
    bridge: Bools


def joined(u: Ints, v: Ints, count: int) -> Ints:
    """Return for every node the lowest node it hangs together with."""
    head = np.arange(count)
    while True:
        low = np.minimum(head[u], head[v])
        new = head.copy()
        np.minimum.at(new, u, low)
        np.minimum.at(new, v, low)
        new = new[new]
        if np.array_equal(new, head):
            return head
        head = new


def connected_streets(work: Linework) -> Linework:
    """Turn streets that do not hang together with the rest of the network into walls."""
    u, v = work.ends()
    street = work.is_street()
    head = joined(u[street], v[street], int(max(u.max(), v.max())) + 1)
    most = np.bincount(head[u[street]], shapely.length(work.edges[street])).argmax()
    lost = street & (head[u] != most)
    return Linework(work.edges, np.where(lost, KINDS.index("wall"), work.kind), work.street)


def widths(work: Linework) -> Array:
    """Return the width of every edge in metres, 0 where it is no street."""
    table = np.array([_WIDTH_M.get(k, 0.0) for k in KINDS])
    spread: Array = table[work.kind] * (0.9 + 0.2 * ((work.street * 7919) % 11) / 10)
    return np.round(spread, 1)


def pavements(work: Linework) -> Array:
    """Return the width of the pavement on either side of every edge in metres, 0 where it is no street."""
    table: Array = np.array([_PAVEMENT_M.get(k, 0.0) for k in KINDS])
    return table[work.kind]


def roadways(work: Linework, *, more_m: Array | float = 0.0) -> Shapes:
    """Return the ground of every street edge, pavement and some metres more; empty where the edge is no street."""
    half = np.where(work.is_street(), widths(work) / 2 + pavements(work) + more_m, 0.0)
    grounds: Shapes = shapely.buffer(work.edges, half, quad_segs=2)
    return grounds


def segments(work: Linework, ground: Ground) -> Streets:
    """Join street edges where no other street meets them, and mark the bridges."""
    work = work.only(work.is_street())
    u, v = work.ends()
    degree = np.bincount(np.concatenate([u, v]))
    at: dict[int, list[int]] = {}
    for edge, (a, b) in enumerate(zip(u.tolist(), v.tolist(), strict=True)):
        for node in (a, b):
            if degree[node] == 2:  # noqa: PLR2004 - a node that only two edges share
                at.setdefault(node, []).append(edge)
    chain = np.arange(len(work.edges))
    pairs = np.array([p for p in at.values() if work.kind[p[0]] == work.kind[p[1]]]).reshape(-1, 2)
    chain = joined(pairs[:, 0], pairs[:, 1], len(chain))
    order = np.argsort(chain, kind="stable")
    heads, starts = np.unique(chain[order], return_index=True)
    groups = np.split(order, starts[1:])
    lines = object_array(
        work.edges[g[0]] if len(g) == 1 else shapely.line_merge(shapely.MultiLineString(list(work.edges[g])))
        for g in groups
    )
    water = shapely.union_all([c.water for c in ground.watercourses])
    shapely.prepare(water)
    return Streets(
        lines=lines,
        kind=work.kind[heads],
        street=work.street[heads],
        width_m=widths(work)[heads],
        bridge=shapely.intersects(water, lines),
    )
