"""A solution of an arc routing problem that is changed again and again, and goes back to what it was before.

The arrays are those of arc_local_search.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from routing.arc_order import HEAP, KNOWN, Floats, Ints, measure


class Chain(NamedTuple):
    """A solution that changes, and what is known of it.

    Attributes:
        route: Shape (most, edges + 3); the depot at both ends.
        size: Shape (most,); edges of each route; 0: not in use.
        place: Shape (most, edges + 3, KNOWN).
        way: Shape (most,); length of the ways of each route.
        load: Shape (most,).
        where: Shape (edges,); the route of each edge.
        old: Shape (most, edges + 3); routes before a change.
        old_size: Shape (most,); -1: not changed.
        out: Shape (edges,); room for the edges that are out.
        key: Shape (edges,); room for what they are sorted by.
    """

    route: Ints
    size: Ints
    place: Floats
    way: Floats
    load: Floats
    where: Ints
    old: Ints
    old_size: Ints
    out: Ints
    key: Floats


def new_chain(edges: int) -> Chain:
    """Return room for a solution of so many edges."""
    most = edges + 1
    return Chain(
        route=np.full((most, edges + 3), edges, dtype=np.int64), size=np.zeros(most, dtype=np.int64),
        place=np.zeros((most, edges + 3, KNOWN)), way=np.zeros(most), load=np.zeros(most),
        where=np.zeros(edges, dtype=np.int64), old=np.zeros((most, edges + 3), dtype=np.int64),
        old_size=np.full(most, -1, dtype=np.int64), out=np.zeros(edges, dtype=np.int64), key=np.zeros(edges),
    )  # fmt: skip


@njit(cache=True, nogil=True)
def settle(r: int, chain: Chain, link: Floats, demand: Floats) -> None:
    """Bring everything that is known of route r up to date."""
    chain.way[r] = measure(r, chain.route, chain.size, link, demand, chain.place)
    chain.load[r] = chain.place[r, chain.size[r], HEAP]
    for p in range(1, chain.size[r] + 1):
        chain.where[chain.route[r, p]] = r


@njit(cache=True, nogil=True)
def keep(r: int, chain: Chain) -> None:
    """Note how route r was, before it is changed for the first time."""
    if chain.old_size[r] < 0:
        chain.old_size[r] = chain.size[r]
        chain.old[r, : chain.size[r] + 2] = chain.route[r, : chain.size[r] + 2]


@njit(cache=True, nogil=True)
def length_of(chain: Chain, routes: int) -> float:
    """Return the length of the ways of all routes."""
    total = 0.0
    for r in range(routes):
        if chain.size[r] > 0:
            total += chain.way[r]
    return total


@njit(cache=True, nogil=True)
def undo(chain: Chain, routes: int, link: Floats, demand: Floats) -> None:
    """Bring every route that was changed back to what was noted of it."""
    for r in range(routes):
        if chain.old_size[r] >= 0:
            chain.size[r] = chain.old_size[r]
            chain.route[r, : chain.size[r] + 2] = chain.old[r, : chain.size[r] + 2]
            settle(r, chain, link, demand)


@njit(cache=True, nogil=True)
def empty_row(chain: Chain, routes: int, empty: int) -> int:
    """Return a row for a route more: `empty`, or the one after those in use where that is negative."""
    row = routes if empty < 0 else empty
    chain.size[row] = 0
    chain.route[row, 0] = chain.route[row, 1] = len(chain.out)
    return row


@njit(cache=True, nogil=True)
def put_in(edge: int, r: int, place: int, chain: Chain, link: Floats, demand: Floats) -> None:
    """Put an edge into route r after so many others."""
    keep(r, chain)
    for p in range(chain.size[r] + 1, place, -1):
        chain.route[r, p + 1] = chain.route[r, p]
    chain.route[r, place + 1] = edge
    chain.size[r] += 1
    settle(r, chain, link, demand)


@njit(cache=True, nogil=True)
def write_down(chain: Chain, routes: int, route: Ints, size: Ints) -> None:
    """Write the routes into two arrays shaped like the chain's."""
    for r in range(routes):
        size[r] = chain.size[r]
        route[r, : chain.size[r] + 2] = chain.route[r, : chain.size[r] + 2]
    size[routes:] = 0
