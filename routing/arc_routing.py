"""Capacitated arc routing: every required street once, by routes from a depot that each hold so much.

A memetic search: tours of all edges are crossed, cut into routes at the least cost and improved by local search; routes
over capacity are allowed at a price that follows how often they occur.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from threading import Lock

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import shortest_path

from gis.progress import SILENT, Progress
from routing.arc_local_search import new_desk
from routing.arc_order import EPSILON, Floats, Ints
from routing.arc_population import admit, bring_up, cross, disturb, nobody, seed_random, shuffled

SMALLEST_TO_CROSS = 2
"""Edges up to which local search alone finds the best routes."""
POPULATION = 25
OFFSPRING = 40
NEAR = 25
DISTURBED = 0.4
"""Share of the children that are one parent's tour, with up to `TAKEN_OUT` neighbouring edges put back elsewhere."""
TAKEN_OUT = 15
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
    """A population and its struggle, in which several threads take part."""

    def __init__(self, problem: ArcProblem, link: Floats) -> None:
        self.link = np.ascontiguousarray(link.transpose(0, 2, 1, 3))  # by pairs of edges, which lie together
        self.edges = len(problem.cost)
        self.demand = np.append(problem.demand, 0.0).astype(np.float64)
        self.capacity = float(problem.capacity)
        nearness = link[:-1, :, :-1, :].min(axis=(1, 3))
        np.fill_diagonal(nearness, np.inf)
        self.least = link.min(axis=(1, 3))
        self.near = np.argsort(nearness, axis=1, kind="stable")[:, : min(NEAR, self.edges - 1)].astype(np.int64)
        # a unit over the capacity costs about as much as the way that a unit of load needs
        self.penalty = max(1e-6, float(link[:-1, :, :-1, :].mean()) / max(1.0, float(self.demand.mean())))
        self.best_cost = np.inf
        self.best: list[list[int]] = []
        self.people = nobody(self.edges, POPULATION + OFFSPRING + 1)
        self.fits: list[bool] = []
        self.since = 0
        self.lock = Lock()

    def begin(self, desk: "_Desk") -> None:
        """Find routes that keep to the capacity, at a price at which nothing is worth breaking it."""
        self._note(desk, *self._bring_up(desk, 1e9, 0.0))

    def one_more(self, desk: "_Desk") -> None:
        """Add a child, or a newcomer while there are too few; when there are too many, the good and different stay."""
        with self.lock:
            if self.since > RESTART_AFTER:
                self.people.living[0] = self.since = 0
            if self.people.living[0] < POPULATION and self.since < POPULATION:
                shuffled(desk.child)
            elif desk.random.random() < DISTURBED:
                disturb(self.people, desk.child, self.least, self.near, TAKEN_OUT)
            else:
                cross(self.people, desk.child)
            penalty = self.penalty
        routes, way, over, fits = self._bring_up(desk, penalty, REPAIRED)
        with self.lock:
            self.since += 1
            admit(self.people, desk.child, way, over, self.penalty, POPULATION + OFFSPRING, POPULATION)
            self._note(desk, routes, way, over, fits)

    def _bring_up(self, desk: "_Desk", penalty: float, repaired: float) -> tuple[int, float, float, bool]:
        return bring_up(
            desk.child, self.link, self.demand, self.capacity, penalty, self.least, self.near, repaired, desk.route,
            desk.size, desk.desk,
        )  # fmt: skip

    def _note(self, desk: "_Desk", routes: int, way: float, over: float, fits: bool) -> None:  # noqa: FBT001
        if over == 0 and way < self.best_cost - EPSILON:
            self.best_cost, self.since = way, min(self.since, POPULATION)
            self.best = [desk.route[r, 1 : desk.size[r] + 1].tolist() for r in range(routes)]
        self.fits.append(fits)
        if len(self.fits) >= JUDGED_AFTER:
            share = sum(self.fits) / len(self.fits)
            self.penalty *= 0.85 if share > WITHIN_CAPACITY[1] else 1.2 if share < WITHIN_CAPACITY[0] else 1.0
            self.fits.clear()


class _Desk:
    """What one thread writes on."""

    def __init__(self, edges: int, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.child = np.arange(edges, dtype=np.int64)
        self.route = np.zeros((edges + 1, edges + 3), dtype=np.int64)
        self.size = np.zeros(edges + 1, dtype=np.int64)
        self.desk = new_desk(edges, edges + 1)


def _struggle(search: _Search, *, seed: int, until: float, progress: Progress) -> None:
    seed_random(seed)
    desk = _Desk(search.edges, seed)
    search.begin(desk)
    if search.edges <= SMALLEST_TO_CROSS:
        return
    while time.perf_counter() < until:
        search.one_more(desk)
        progress.advance(0)


def prepare() -> None:
    """Let everything that a search needs be compiled, which takes a while the first time."""
    ring = ArcProblem(
        nodes=4, ends=np.array([[0, 1], [1, 2], [2, 3], [3, 0]]), cost=np.ones(4), demand=np.ones(4),
        other_ends=np.empty((0, 2), dtype=np.int64), other_cost=np.empty(0), depot=0, capacity=2.0,
    )  # fmt: skip
    search, desk = _Search(ring, links(ring)), _Desk(4, 0)
    seed_random(0)
    search.begin(desk)
    for _ in range(2):
        search.one_more(desk)
    cross(search.people, desk.child)
    disturb(search.people, desk.child, search.least, search.near, TAKEN_OUT)


def solve(
    problem: ArcProblem, *, seconds: float = 10.0, seed: int = 0, threads: int = 2, progress: Progress = SILENT
) -> ArcSolution:
    """Return good routes for `problem` after `seconds` of search.

    Args:
        problem: At least one edge to serve.
        seconds: Time to spend.
        seed: Of the random numbers.
        threads: How many work on one population side by side.
        progress: Asked after each child, so that the search can be cancelled.

    Raises:
        ValueError: an edge cannot be reached from the depot, or holds more than a route can.
    """
    started = time.perf_counter()
    link = links(problem)
    until = started + seconds
    search = _Search(problem, link)
    with ThreadPoolExecutor(threads) as pool:
        work = [
            pool.submit(_struggle, search, seed=seed * threads + number, until=until, progress=progress)
            for number in range(threads)
        ]
        for item in work:
            item.result()
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
