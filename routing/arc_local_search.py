"""Local search on the routes of a capacitated arc routing problem, over orders of edges with free directions.

A route is an order of edges; the best direction of each edge follows from the order by a small dynamic programme. With
the costs of the best beginnings and ends of every route kept (two values, one a direction, for each position), a move
is evaluated in constant time. Source of the idea: T. Vidal, "Node, edge, arc routing and turn penalties: multiple
problems - one neighborhood extension", Operations Research 65 (2017).

Arrays used throughout: `link[e, f, a, b]` is the way from the end of edge e walked in direction a to the start of edge
f walked in direction b. The last edge number stands for the depot. Routes are rows `route[r, 0 .. size[r] + 1]` with
the depot at both ends.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from routing.arc_moves import apply_move, best_move, without
from routing.arc_order import HEAP, KNOWN, Floats, Ints, improve_order, measure
from routing.arc_split import Limits, price


class Desk(NamedTuple):
    """Room that the search writes on: what is known of each place, of each route, and of each edge's place."""

    place: Floats
    paid: Floats
    load: Floats
    where: Ints
    trial: Ints


def new_desk(edges: int, most: int) -> Desk:
    """Return room for so many edges in at most so many routes."""
    return Desk(
        place=np.zeros((most, edges + 3, KNOWN)), paid=np.zeros(most), load=np.zeros(most),
        where=np.zeros((edges + 1, 2), dtype=np.int64), trial=np.empty(edges + 3, dtype=np.int64),
    )  # fmt: skip


@njit(cache=True, nogil=True)
def _settle(r: int, route: Ints, size: Ints, link: Floats, demand: Floats, limits: Limits, desk: Desk) -> None:
    """Bring everything that is known of route r up to date."""
    way = measure(r, route, size, link, demand, desk.place)
    for p in range(1, size[r] + 1):
        edge = route[r, p]
        desk.where[edge, 0], desk.where[edge, 1] = r, p
    desk.load[r] = desk.place[r, size[r], HEAP]
    desk.paid[r] = price(way, desk.load[r], limits)


@njit(cache=True, nogil=True)
def _room(size: int) -> tuple[Floats, Floats]:
    """Return room for what is known between the places of a route of that size, and some more."""
    return np.empty((size + 12, size + 12, 2, 2)), np.empty((size + 12, size + 12))


@njit(cache=True, nogil=True)
def educate(
    route: Ints, size: Ints, routes: int, link: Floats, demand: Floats, limits: Limits, least: Floats,
    near: Ints, order: Ints, desk: Desk,
) -> int:  # fmt: skip
    """Improve the routes in place until no move helps; return the number of routes, the empty ones at the end left out.

    Args:
        route: Shape (most routes, edges + 3); see the module.
        size: Shape (most routes,); edges of each route.
        routes: Routes in use.
        link: Shape (edges + 1, edges + 1, 2, 2).
        demand: Shape (edges + 1,).
        limits: What a route holds, and what more costs.
        least: Shape (edges + 1, edges + 1); the least of `link` over the directions.
        near: Shape (edges, k); towards which edges each edge is tried to be moved.
        order: Shape (edges,); in which order the edges are tried.
        desk: Room to write on; what it holds does not matter.
    """
    edges = len(order)
    most = len(size)
    place, paid, load, where, trial = desk
    if routes < most:  # one empty route to move into
        route[routes, 0] = route[routes, 1] = edges
        size[routes] = 0
        routes += 1
    seg, low = _room(12)
    for r in range(routes):
        _settle(r, route, size, link, demand, limits, desk)
    clock = 0  # counts moves
    stamp = np.zeros(most, dtype=np.int64)  # when each route changed
    tested = np.full(edges, -1, dtype=np.int64)  # when each edge was tried last
    polished = np.full(most, -1, dtype=np.int64)
    again = True
    while again:
        again = False
        for r in range(routes):
            if polished[r] < stamp[r]:
                polished[r] = stamp[r]
                if len(low) < size[r] + 2:
                    seg, low = _room(size[r])
                if improve_order(r, route, size, link, least, trial, seg, low):
                    clock += 1
                    stamp[r] = polished[r] = clock
                    _settle(r, route, size, link, demand, limits, desk)
        for x in order:
            since, tested[x] = tested[x], clock
            r, p = where[x, 0], where[x, 1]
            without_one, without_two = without(r, p, route, size, link, place)
            for k in range(2 * near.shape[1] + 1):
                if k < 2 * near.shape[1]:
                    y = near[x, k // 2]
                    s, q = where[y, 0], where[y, 1]
                    if k % 2 == 1:
                        if q != 1:
                            continue
                        q = 0  # the beginning of a route has no edge of its own
                else:
                    s, q = routes - 1, 0
                if r == s or (stamp[r] <= since and stamp[s] <= since):
                    continue
                move = best_move(
                    r, p, s, q, without_one, without_two, route, size, link, least, place, paid, load, demand, limits,
                )  # fmt: skip
                if move < 0:
                    continue
                apply_move(move, r, p, s, q, route, size, edges)
                _settle(r, route, size, link, demand, limits, desk)
                _settle(s, route, size, link, demand, limits, desk)
                again = True
                clock += 1
                stamp[r] = stamp[s] = clock
                r, p = where[x, 0], where[x, 1]
                without_one, without_two = without(r, p, route, size, link, place)
                if size[routes - 1] > 0 and routes < most:
                    route[routes, 0] = route[routes, 1] = edges
                    size[routes] = 0
                    _settle(routes, route, size, link, demand, limits, desk)
                    stamp[routes] = clock
                    routes += 1
    kept = 0
    for r in range(routes):
        if size[r] > 0:
            if kept != r:
                route[kept, : size[r] + 2] = route[r, : size[r] + 2]
                size[kept] = size[r]
            kept += 1
    return kept
