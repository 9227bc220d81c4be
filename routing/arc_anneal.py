"""Arc routes by taking strings of edges out and putting them back, again and again, while what is accepted cools down.

Around a random edge, strings of edges are taken out of neighbouring routes and put back one by one where they cost the
least; now and then a place is passed over. A worse solution is accepted as simulated annealing does. Source: J.
Christiaens, G. Vanden Berghe, "Slack induction by string removals for vehicle routing problems", Transportation Science
54 (2020). Here an order of edges is a route, whose directions follow (see arc_local_search, as for all arrays).
"""

import numpy as np
from numba import njit

from routing.arc_chain import Chain, empty_row, keep, length_of, put_in, settle, undo, write_down
from routing.arc_moves import join_one
from routing.arc_order import EPSILON, REST, START, Floats, Ints

STRING = 10
"""Edges of a string at most."""
TAKEN = 10
"""Edges taken out at a time, on average."""
PASSED_OVER = 0.01
"""Share of the places that are passed over when an edge is put back."""
SPLIT = 0.5
"""Share of the strings that keep some edges in their middle."""
ONE_MORE = 0.5
"""Chance that those are one more."""
BY_CHANCE, BY_DEMAND, BY_DISTANCE, WAYS = 4, 8, 10, 11
"""Of eleven times edges are put back, four times in any order, four the heaviest first, twice the farthest first."""


@njit(cache=True, nogil=True)
def _take_string(r: int, at: int, length: int, spared: int, chain: Chain, out: int) -> int:
    """Take `length` edges around place `at` out of route r, `spared` in their midst left; return how many are out."""
    keep(r, chain)
    size, whole = chain.size[r], length + spared
    first = max(1, at - whole + 1) + np.random.randint(min(at, size - whole + 1) - max(1, at - whole + 1) + 1)
    left = 1 + np.random.randint(length) if spared else length
    to = first
    for p in range(first, size + 2):
        inside = p - first
        if inside < whole and not left <= inside < left + spared:
            chain.out[out] = chain.route[r, p]
            out += 1
        else:
            chain.route[r, to] = chain.route[r, p]
            to += 1
    chain.size[r] = size - length
    return out


@njit(cache=True, nogil=True)
def ruin(chain: Chain, routes: int, link: Floats, demand: Floats, order: Ints) -> int:
    """Take strings out of routes around a random edge; return how many edges are out."""
    edges, used = len(chain.out), 0
    for r in range(routes):
        used += chain.size[r] > 0
    longest = min(float(STRING), edges / max(1, used))
    most = 4.0 * TAKEN / (1.0 + longest) - 1.0
    strings = int(1.0 + np.random.random() * most)
    centre = np.random.randint(edges)
    out, ruined = 0, 0
    for k in range(-1, edges - 1):
        edge = centre if k < 0 else order[centre, k]
        r = chain.where[edge]
        if chain.old_size[r] >= 0:
            continue
        size = chain.size[r]
        at = 1
        while chain.route[r, at] != edge:
            at += 1
        length = int(1.0 + np.random.random() * min(float(size), longest))
        spared = 0
        if 1 < length < size and np.random.random() < SPLIT:
            spared = 1
            while length + spared < size and np.random.random() < ONE_MORE:
                spared += 1
        out = _take_string(r, at, length, spared, chain, out)
        settle(r, chain, link, demand)
        ruined += 1
        if ruined >= strings:
            break
    return out


@njit(cache=True, nogil=True)
def sort_out(chain: Chain, out: int, link: Floats, demand: Floats) -> None:
    """Bring the edges that are out into the order in which they are put back."""
    kind = np.random.randint(WAYS)
    depot = len(demand) - 1
    for k in range(out):
        edge = chain.out[k]
        if kind < BY_CHANCE:
            chain.key[k] = np.random.random()
        elif kind < BY_DEMAND:
            chain.key[k] = -demand[edge]
        elif kind < BY_DISTANCE:
            chain.key[k] = -min(link[depot, edge, 0, 0], link[depot, edge, 0, 1])
        else:
            chain.key[k] = min(link[depot, edge, 0, 0], link[depot, edge, 0, 1])
    for k in range(1, out):
        edge, key = chain.out[k], chain.key[k]
        at = k
        while at > 0 and chain.key[at - 1] > key:
            chain.out[at], chain.key[at] = chain.out[at - 1], chain.key[at - 1]
            at -= 1
        chain.out[at], chain.key[at] = edge, key


@njit(cache=True, nogil=True)
def _put_back(
    edge: int, chain: Chain, routes: int, link: Floats, least: Floats, demand: Floats, capacity: float, share: float
) -> int:
    """Put an edge where it costs the least; return the number of rows in use."""
    best, b_route, b_place = np.inf, -1, 0
    empty = -1
    for r in range(routes):
        if chain.size[r] == 0:
            empty = r
            continue
        load = chain.load[r] + demand[edge]
        if load > capacity:
            continue
        way = chain.way[r]
        for q in range(chain.size[r] + 1):
            y, g = chain.route[r, q], chain.route[r, q + 1]
            low = chain.place[r, q, START] + least[y, edge] + least[edge, g] + chain.place[r, q + 1, REST] - way
            if low >= best or np.random.random() < PASSED_OVER:
                continue
            found = join_one(chain.place, r, q, y, edge, g, r, q + 1, link) - way
            if found < best and load + share * (found + way) <= capacity:
                best, b_route, b_place = found, r, q
    if b_route < 0:
        b_route, b_place = empty_row(chain, routes, empty), 0
    put_in(edge, b_route, b_place, chain, link, demand)
    return max(routes, b_route + 1)


@njit(cache=True, nogil=True)
def anneal(
    chain: Chain, routes: int, link: Floats, least: Floats, demand: Floats, capacity: float, share: float, order: Ints,
    heat: float, steps: int, best: float, best_route: Ints, best_size: Ints,
) -> tuple[int, float]:  # fmt: skip
    """Change a solution so many times; return the rows in use and the length of the best ways seen.

    Args:
        chain: The solution; changed.
        routes: Its rows in use; some may be empty.
        link: Shape (edges + 1, edges + 1, 2, 2).
        least: Shape (edges + 1, edges + 1).
        demand: Shape (edges + 1,).
        capacity: Of one route.
        share: How much of its ways counts as well.
        order: Shape (edges, edges - 1); all other edges from the nearest to the farthest of each.
        heat: The length that a worse solution may be longer by, on average.
        steps: How many changes.
        best: Length of the best ways so far; those that are shorter are written into the next two.
        best_route: Shape like `chain.route`.
        best_size: Shape like `chain.size`.
    """
    now = length_of(chain, routes)
    for _ in range(steps):
        chain.old_size[: routes + 1] = -1
        before = now
        out = ruin(chain, routes, link, demand, order)
        sort_out(chain, out, link, demand)
        for k in range(out):
            rows = routes
            routes = _put_back(chain.out[k], chain, routes, link, least, demand, capacity, share)
            if rows < routes < len(chain.old_size):
                chain.old_size[routes] = -1
        now = length_of(chain, routes)
        if now >= before - heat * np.log(np.random.random()):
            undo(chain, routes, link, demand)
            now = before
        elif now < best - EPSILON:
            best = now
            write_down(chain, routes, best_route, best_size)
    return routes, best
