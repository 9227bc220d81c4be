"""The population of a memetic search for arc routes: tours of all edges, crossed, improved, and let survive.

A person is a tour of all edges, cut into routes where it is cheapest. Who survives is cheap, or different from the
others. Source of the idea: T. Vidal, T. G. Crainic, M. Gendreau, N. Lahrichi, W. Rei, "A hybrid genetic algorithm for
multidepot and periodic vehicle routing problems", Operations Research 60 (2012).
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from routing.arc_local_search import Desk, educate
from routing.arc_order import Floats, Ints, order_cost
from routing.arc_split import Limits, split

CLOSE = 5
"""How many of the nearest others say how different a person is."""
OVERLOOKED = 0.03
"""Share of the places that are passed over when an edge is put back, so that it does not always find the same one."""
ELITE = 4
"""People who survive for their cost alone."""


class People(NamedTuple):
    """The living; rows up to `living[0]` are in use.

    Attributes:
        tour: Shape (most, edges).
        beside: Shape (most, edges, 2); the edges before and behind each in the tour, the smaller first.
        way: Shape (most,); length of the routes.
        over: Shape (most,); load over the capacity.
        apart: Shape (most, most); share of the edges whose neighbours differ.
        fitness: Shape (most,); the less the better.
        living: Shape (1,); how many there are.
    """

    tour: Ints
    beside: Ints
    way: Floats
    over: Floats
    apart: Floats
    fitness: Floats
    living: Ints


def nobody(edges: int, most: int) -> People:
    """Return an empty population for so many people."""
    return People(
        tour=np.zeros((most, edges), dtype=np.int64), beside=np.zeros((most, edges, 2), dtype=np.int64),
        way=np.zeros(most), over=np.zeros(most), apart=np.zeros((most, most)), fitness=np.zeros(most),
        living=np.zeros(1, dtype=np.int64),
    )  # fmt: skip


@njit(cache=True, nogil=True)
def seed_random(seed: int) -> None:
    """Seed the random numbers of this thread."""
    np.random.seed(seed)


@njit(cache=True, nogil=True)
def cross(people: People, child: Ints) -> None:
    """Write the order crossover of two parents: a stretch of one, the rest in the other's order."""
    edges, count = len(child), people.living[0]
    parents = np.zeros(2, dtype=np.int64)
    for which in range(2):
        one, two = np.random.randint(count), np.random.randint(count)
        parents[which] = one if people.fitness[one] < people.fitness[two] else two
    mother, father = people.tour[parents[0]], people.tour[parents[1]]
    start, length = np.random.randint(edges), 1 + np.random.randint(edges - 1)
    taken = np.zeros(edges, dtype=np.bool_)
    for k in range(length):
        edge = mother[(start + k) % edges]
        child[(start + k) % edges] = edge
        taken[edge] = True
    at = (start + length) % edges
    for k in range(edges):
        edge = father[(start + length + k) % edges]
        if not taken[edge]:
            child[at] = edge
            at = (at + 1) % edges


@njit(cache=True, nogil=True)
def disturb(people: People, child: Ints, least: Floats, near: Ints, most: int) -> None:
    """Write a parent's tour with some neighbouring edges taken out and put back where they cost the least, in turn."""
    edges, count = len(child), people.living[0]
    one, two = np.random.randint(count), np.random.randint(count)
    parent = people.tour[one if people.fitness[one] < people.fitness[two] else two]
    many = min(edges - 1, 3 + np.random.randint(most))
    out = np.zeros(edges, dtype=np.bool_)
    taken = np.empty(many, dtype=np.int64)
    taken[0] = np.random.randint(edges)
    out[taken[0]] = True
    found = 1
    while found < many:  # a neighbour of one that is out already
        centre = taken[np.random.randint(found)]
        rank = int(near.shape[1] * np.random.random() ** 2)
        edge = near[centre, rank]
        if out[edge]:
            edge = np.random.randint(edges)
        if not out[edge]:
            out[edge] = True
            taken[found] = edge
            found += 1
    kept = 0
    for k in range(edges):
        if not out[parent[k]]:
            child[kept] = parent[k]
            kept += 1
    order = np.random.permutation(many)
    for k in order:
        x = taken[k]
        best, place = np.inf, 0
        for at in range(kept + 1):
            e = child[at - 1] if at > 0 else edges
            f = child[at] if at < kept else edges
            more = least[e, x] + least[x, f] - least[e, f]
            if more < best and np.random.random() > OVERLOOKED:
                best, place = more, at
        for at in range(kept, place, -1):
            child[at] = child[at - 1]
        child[place] = x
        kept += 1


@njit(cache=True, nogil=True)
def shuffled(child: Ints) -> None:
    """Write the edges in a random order."""
    child[:] = np.random.permutation(len(child))


@njit(cache=True, nogil=True)
def _measured(
    route: Ints, size: Ints, routes: int, link: Floats, demand: Floats, limits: Limits
) -> tuple[float, float]:
    """Return the length of the ways, and what is over the capacity; `link` and `route` as in arc_local_search."""
    way, over = 0.0, 0.0
    for r in range(routes):
        length = order_cost(route[r], size[r] + 2, link)
        way += length
        load = limits.share * length
        for p in range(1, size[r] + 1):
            load += demand[route[r, p]]
        over += max(0.0, load - limits.capacity)
    return way, over


@njit(cache=True, nogil=True)
def bring_up(
    child: Ints, link: Floats, demand: Floats, limits: Limits, least: Floats, near: Ints,
    repaired: float, route: Ints, size: Ints, desk: Desk,
) -> tuple[int, float, float, bool]:  # fmt: skip
    """Cut a tour into routes and improve them; return their number, length, excess, and whether they fitted at once.

    The routes stand in `route` and `size`, and the tour again in `child`. A share `repaired` of what does not fit is
    improved again at ten times the price.
    """
    edges = len(child)
    order = np.random.permutation(edges)
    routes = split(child, link, demand, limits, route, size)
    routes = educate(route, size, routes, link, demand, limits, least, near, order, desk)
    way, over = _measured(route, size, routes, link, demand, limits)
    fits = over == 0
    if not fits and np.random.random() < repaired:
        dear = Limits(limits.capacity, limits.share, 10 * limits.penalty)
        routes = educate(route, size, routes, link, demand, dear, least, near, order, desk)
        way, over = _measured(route, size, routes, link, demand, limits)
    at = 0
    for r in range(routes):
        for p in range(1, size[r] + 1):
            child[at] = route[r, p]
            at += 1
    return routes, way, over, fits


@njit(cache=True, nogil=True)
def admit(people: People, child: Ints, way: float, over: float, penalty: float, room: int, kept: int) -> None:
    """Add a person; when there are more than `room`, let `kept` survive."""
    edges, row = len(child), people.living[0]
    people.tour[row] = child
    people.way[row], people.over[row] = way, over
    for k in range(edges):
        one, two = child[k - 1], child[(k + 1) % edges]
        people.beside[row, child[k], 0], people.beside[row, child[k], 1] = min(one, two), max(one, two)
    for other in range(row):
        differ = 0
        for edge in range(edges):
            if (
                people.beside[row, edge, 0] != people.beside[other, edge, 0]
                or people.beside[row, edge, 1] != people.beside[other, edge, 1]
            ):
                differ += 1
        people.apart[row, other] = people.apart[other, row] = differ / edges
    people.apart[row, row] = np.inf
    people.living[0] += 1
    _judge(people, penalty)
    if people.living[0] > room:
        while people.living[0] > kept:
            _lose(people, penalty)


@njit(cache=True, nogil=True)
def _judge(people: People, penalty: float) -> None:
    """Write the fitness of all: the rank by cost, and by how different from the nearest others."""
    count = people.living[0]
    cost = people.way[:count] + penalty * people.over[:count]
    closeness = np.zeros(count)
    for one in range(count):
        nearest = np.sort(people.apart[one, :count])
        total, many = 0.0, min(CLOSE, count - 1)
        for k in range(many):
            total += nearest[k]
        closeness[one] = total / max(1, many)
    share = 1.0 - min(1.0, ELITE / count)
    for rank, one in enumerate(np.argsort(cost)):
        people.fitness[one] = rank
    for rank, one in enumerate(np.argsort(-closeness)):
        people.fitness[one] += share * rank


@njit(cache=True, nogil=True)
def _lose(people: People, penalty: float) -> None:
    """Take out the worst one, twins first; the cheapest stays."""
    count = people.living[0]
    best = np.argmin(people.way[:count] + penalty * people.over[:count])
    worst, worst_rank = -1, -np.inf
    for one in range(count):
        rank = people.fitness[one]
        if people.apart[one, :count].min() == 0:
            rank += count * 4
        if one != best and rank > worst_rank:
            worst, worst_rank = one, rank
    last = count - 1
    if worst != last:
        people.tour[worst] = people.tour[last]
        people.beside[worst] = people.beside[last]
        people.way[worst], people.over[worst] = people.way[last], people.over[last]
        people.apart[worst, :count] = people.apart[last, :count]
        people.apart[:count, worst] = people.apart[:count, last]
        people.apart[worst, worst] = np.inf
    people.living[0] = last
    _judge(people, penalty)
