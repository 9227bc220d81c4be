"""Capacitated arc routing: every required street once, by routes from a depot that each hold so much.

A memetic search: tours of all edges are crossed, cut into routes at the least cost and improved by local search; routes
over capacity are allowed at a price that follows how often they occur.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import shortest_path

from gis.progress import SILENT, Progress
from routing.arc_local_search import Floats, Ints, educate, order_cost, split

SMALLEST_TO_CROSS = 2
"""Edges up to which local search alone finds the best routes."""
POPULATION = 25
OFFSPRING = 40
NEAR = 25
REPAIRED = 0.5
"""Share of the children over capacity that are repaired at ten times the price."""
JUDGED_AFTER = 100
WITHIN_CAPACITY = (0.25, 0.43)
"""Share of the children within capacity between which the price of an excess stays as it is."""
RESTART_AFTER = 4_000
"""Offspring without a better solution after which the population is made anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArcProblem:
    """Streets to be served and the network they lie in; undirected, nodes counted from 0.

    Attributes:
        nodes: Number of nodes.
        ends: Shape (n, 2); the end nodes of the edges to be served.
        cost: Shape (n,); length of each.
        demand: Shape (n,); what each takes of a route's capacity.
        other_ends: Shape (k, 2); edges that may be walked but need not.
        other_cost: Shape (k,); length of each.
        depot: Node where every route starts and ends.
        capacity: Of one route.
    """

    nodes: int
    ends: Ints
    cost: Floats
    demand: Floats
    other_ends: Ints
    other_cost: Floats
    depot: int
    capacity: float


@dataclass(frozen=True, slots=True)
class ArcSolution:
    """Routes and what they cost.

    Attributes:
        routes: Per route, the edges in order: number of the edge, and whether it is walked from its second end.
        cost: Whole length, ways between the edges included.
        seconds: Time spent.
    """

    routes: list[list[tuple[int, bool]]]
    cost: float
    seconds: float


def distances(problem: ArcProblem) -> Floats:
    """Return the shortest ways between all nodes, shape (nodes, nodes)."""
    ends = np.concatenate([problem.ends, problem.other_ends]).astype(np.int64)
    cost = np.concatenate([problem.cost, problem.other_cost]).astype(np.float64)
    low, high = ends.min(axis=1), ends.max(axis=1)
    order = np.lexsort((cost, high, low))
    low, high, cost = low[order], high[order], cost[order]
    first = np.ones(len(low), dtype=bool)
    first[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])  # of parallel edges the shortest
    graph = csr_array((cost[first], (low[first], high[first])), shape=(problem.nodes, problem.nodes))
    return np.asarray(shortest_path(graph, directed=False), dtype=np.float64)


def links(problem: ArcProblem) -> Floats:
    """Return the ways from each end of each edge to each other, shape (n + 1, 2, n + 1, 2); the depot is the last.

    Raises:
        ValueError: an edge cannot be reached from the depot, or holds more than a route can.
    """
    if (problem.demand > problem.capacity).any():
        raise ValueError("an edge holds more than a route can")
    way = distances(problem)
    starts = np.concatenate([problem.ends, [[problem.depot, problem.depot]]]).astype(np.int64)
    finishes = starts[:, ::-1]
    link = way[finishes[:, :, None, None], starts[None, None, :, :]]
    if not np.isfinite(link).all():
        raise ValueError("an edge cannot be reached from the depot")
    return np.ascontiguousarray(link)


class _Search:
    """One population and its struggle."""

    def __init__(self, problem: ArcProblem, link: Floats, *, seed: int) -> None:
        self.link = link
        self.edges = len(problem.cost)
        self.demand = np.append(problem.demand, 0.0).astype(np.float64)
        self.capacity = float(problem.capacity)
        self.random = np.random.default_rng(seed)
        nearness = link[:-1, :, :-1, :].min(axis=(1, 3))
        np.fill_diagonal(nearness, np.inf)
        self.near = np.argsort(nearness, axis=1, kind="stable")[:, : min(NEAR, self.edges - 1)].astype(np.int64)
        # a unit over the capacity costs about as much as the way that a unit of load needs
        self.penalty = max(1e-6, float(link[:-1, :, :-1, :].mean()) / max(1.0, float(self.demand.mean())))
        self.best_cost = np.inf
        self.best: list[list[int]] = []
        self.people: list[tuple[float, bool, Ints]] = []
        self.fits: list[bool] = []

    def offspring(self, tour: Ints) -> tuple[float, bool, Ints]:
        """Cut, improve and judge a tour; note it where it is the best so far."""
        route = np.empty((self.edges + 1, self.edges + 3), dtype=np.int64)
        size = np.zeros(self.edges + 1, dtype=np.int64)
        routes = split(tour, self.link, self.demand, self.capacity, self.penalty, route, size)
        order = self.random.permutation(self.edges)
        routes = educate(route, size, routes, self.link, self.demand, self.capacity, self.penalty, self.near, order)
        result = self._judge(route, size, routes)
        self.fits.append(result[1])
        if not result[1] and self.random.random() < REPAIRED:
            price = self.penalty * 10
            routes = educate(route, size, routes, self.link, self.demand, self.capacity, price, self.near, order)
            repaired = self._judge(route, size, routes)
            return repaired if repaired[1] else result
        return result

    def _judge(self, route: Ints, size: Ints, routes: int) -> tuple[float, bool, Ints]:
        lines = [route[r, 1 : size[r] + 1].copy() for r in range(routes)]
        way = sum(order_cost(route[r], size[r] + 2, self.link) for r in range(routes))
        over = sum(max(0.0, float(self.demand[line].sum()) - self.capacity) for line in lines)
        if over == 0 and way < self.best_cost - 1e-7:
            self.best_cost = way
            self.best = [line.tolist() for line in lines]
        return way + self.penalty * over, over == 0, np.concatenate(lines)

    def begin(self) -> None:
        """Find routes that keep to the capacity, at a price at which nothing is worth breaking it."""
        standing, self.penalty = self.penalty, 1e9
        self.offspring(np.arange(self.edges))
        self.penalty = standing

    def populate(self) -> None:
        """Make a population of random tours, improved."""
        self.people = [self.offspring(self.random.permutation(self.edges)) for _ in range(POPULATION)]

    def _parent(self) -> Ints:
        one, two = self.random.integers(len(self.people), size=2)
        tour: Ints = min(self.people[one], self.people[two], key=lambda person: person[0])[2]
        return tour

    def _cross(self, mother: Ints, father: Ints) -> Ints:
        """Return the order crossover of two tours: a stretch of one, the rest in the other's order."""
        start, length = self.random.integers(self.edges), 1 + self.random.integers(self.edges - 1)
        taken = mother[(start + np.arange(length)) % self.edges]
        kept = np.ones(self.edges, dtype=bool)
        kept[taken] = False
        turned = np.roll(father, -int(start))
        return np.concatenate([taken, turned[kept[turned]]])

    def generation(self) -> None:
        """Add one child; when there are too many, let the good and the different survive."""
        self.people.append(self.offspring(self._cross(self._parent(), self._parent())))
        if len(self.people) >= POPULATION + OFFSPRING:
            self._survive()
        if len(self.fits) >= JUDGED_AFTER:
            share = sum(self.fits) / len(self.fits)
            self.penalty *= 0.85 if share > WITHIN_CAPACITY[1] else 1.2 if share < WITHIN_CAPACITY[0] else 1.0
            self.fits.clear()

    def _survive(self) -> None:
        neighbours = np.stack([_neighbours(tour) for _, _, tour in self.people])
        cost = np.array([person[0] for person in self.people])
        alive = np.arange(len(self.people))
        apart = (neighbours[:, None, :, :] != neighbours[None, :, :, :]).any(axis=3).mean(axis=2)
        np.fill_diagonal(apart, np.inf)
        while len(alive) > POPULATION:
            among = apart[np.ix_(alive, alive)]
            nearest = np.sort(among, axis=1)[:, :3].mean(axis=1)
            rank = np.argsort(np.argsort(cost[alive])) + 0.6 * np.argsort(np.argsort(-nearest))
            rank[among.min(axis=1) == 0] += len(alive)  # twins first
            rank[np.argmin(cost[alive])] = -1
            alive = np.delete(alive, int(np.argmax(rank)))
        self.people = [self.people[number] for number in alive]


def _neighbours(tour: Ints) -> Ints:
    """Return, per edge, the edges before and behind it in the tour, the smaller first; shape (n, 2)."""
    found = np.empty((len(tour), 2), dtype=np.int64)
    found[tour, 0], found[tour, 1] = np.roll(tour, 1), np.roll(tour, -1)
    return np.sort(found, axis=1)


def _struggle(problem: ArcProblem, link: Floats, *, seed: int, until: float, progress: Progress) -> _Search:
    search = _Search(problem, link, seed=seed)
    search.begin()
    if search.edges <= SMALLEST_TO_CROSS:
        return search
    while time.perf_counter() < until:
        search.populate()
        since, best = 0, search.best_cost
        while time.perf_counter() < until and since < RESTART_AFTER:
            search.generation()
            since = 0 if search.best_cost < best else since + 1
            best = search.best_cost
            progress.advance(0)
    return search


def solve(
    problem: ArcProblem, *, seconds: float = 10.0, seed: int = 0, threads: int = 2, progress: Progress = SILENT
) -> ArcSolution:
    """Return good routes for `problem` after `seconds` of search.

    Args:
        problem: At least one edge to serve.
        seconds: Time to spend.
        seed: Of the random numbers.
        threads: Populations that search side by side; the best one's routes are returned.
        progress: Asked after each child, so that the search can be cancelled.

    Raises:
        ValueError: an edge cannot be reached from the depot, or holds more than a route can.
    """
    started = time.perf_counter()
    link = links(problem)
    until = started + seconds
    with ThreadPoolExecutor(threads) as pool:
        work = [
            pool.submit(_struggle, problem, link, seed=seed * threads + number, until=until, progress=progress)
            for number in range(threads)
        ]
        search = min((item.result() for item in work), key=lambda found: found.best_cost)
    routes = [_directed(line, link) for line in search.best]
    cost = search.best_cost + float(problem.cost.sum())
    return ArcSolution(routes=routes, cost=cost, seconds=time.perf_counter() - started)


def _directed(line: list[int], link: Floats) -> list[tuple[int, bool]]:
    """Return the edges of a route with their best directions."""
    depot = len(link) - 1
    best = [[link[depot, 0, line[0], side] for side in range(2)]]
    came: list[list[int]] = []
    for before, edge in pairwise(line):
        ways = [[best[-1][a] + link[before, a, edge, b] for a in range(2)] for b in range(2)]
        came.append([int(np.argmin(way)) for way in ways])
        best.append([min(way) for way in ways])
    side = int(np.argmin([best[-1][a] + link[line[-1], a, depot, 0] for a in range(2)]))
    sides = [side]
    for step in reversed(came):
        sides.append(step[sides[-1]])
    return [(edge, bool(side)) for edge, side in zip(line, reversed(sides), strict=True)]
