"""Capacitated arc routing: every required street once, by routes from a depot that each hold so much.

Where ways between the edges count towards the capacity as well, a route is a shift of so much time.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra, shortest_path

from gis.progress import SILENT, Progress
from routing.arc_cooling import cool, take_part
from routing.arc_order import Floats, Ints
from routing.arc_population import cross, disturb, seed_random
from routing.arc_search import TAKEN_OUT, Search, SearchDesk


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
        ways_count: Whether the ways between the edges take of the capacity as well, as much as they are long.
        per_route: What each route costs besides.
    """

    nodes: int
    ends: Ints
    cost: Floats
    demand: Floats
    other_ends: Ints
    other_cost: Floats
    depot: int
    capacity: float
    ways_count: bool = False
    per_route: float = 0.0


@dataclass(frozen=True, slots=True)
class ArcSolution:
    """Routes and what they cost.

    Attributes:
        routes: Per route, the edges in order: number of the edge, and whether it is walked from its second end.
        lengths: Of each route, ways between the edges included.
        cost: Of all of them.
        seconds: Time spent.
    """

    routes: list[list[tuple[int, bool]]]
    lengths: list[float]
    cost: float
    seconds: float


def distances(problem: ArcProblem, places: Ints | None = None) -> Floats:
    """Return the shortest ways between all nodes, or between some: shape (nodes, nodes) or (places, places)."""
    ends = np.concatenate([problem.ends, problem.other_ends]).astype(np.int64)
    cost = np.concatenate([problem.cost, problem.other_cost]).astype(np.float64)
    low, high = ends.min(axis=1), ends.max(axis=1)
    order = np.lexsort((cost, high, low))
    low, high, cost = low[order], high[order], cost[order]
    first = np.ones(len(low), dtype=bool)
    first[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])  # of parallel edges the shortest
    graph = csr_array((cost[first], (low[first], high[first])), shape=(problem.nodes, problem.nodes))
    if places is None:
        return np.asarray(shortest_path(graph, directed=False), dtype=np.float64)
    return np.asarray(dijkstra(graph, directed=False, indices=places), dtype=np.float64)[:, places]


def links(problem: ArcProblem) -> Floats:
    """Return the ways from each end of each edge to each other, shape (n + 1, 2, n + 1, 2); the depot is the last.

    Raises:
        ValueError: an edge cannot be reached from the depot, or holds more than a route can.
    """
    if (problem.demand > problem.capacity).any():
        raise ValueError("an edge holds more than a route can")
    starts = np.concatenate([problem.ends, [[problem.depot, problem.depot]]]).astype(np.int64)
    places, at = np.unique(starts, return_inverse=True)
    way, starts = distances(problem, places), at.reshape(-1, 2)
    finishes = starts[:, ::-1]
    link = way[finishes[:, :, None, None], starts[None, None, :, :]]
    if not np.isfinite(link).all():
        raise ValueError("an edge cannot be reached from the depot")
    if problem.ways_count:
        alone = (link[-1, 0, :-1, :] + link[:-1, :, -1, 0]).min(axis=1) + problem.demand
        if (alone > problem.capacity).any():
            raise ValueError("an edge holds more than a route can")
    link[-1, :, :-1, :] += problem.per_route / 2  # half at either end, so that a way is as long as the way back
    link[:-1, :, -1, :] += problem.per_route / 2
    return np.ascontiguousarray(link)


@cache
def prepare() -> None:
    """Let everything that a search needs be compiled, which takes a while the first time."""
    ring = ArcProblem(
        nodes=4, ends=np.array([[0, 1], [1, 2], [2, 3], [3, 0]]), cost=np.ones(4), demand=np.ones(4),
        other_ends=np.empty((0, 2), dtype=np.int64), other_cost=np.empty(0), depot=0, capacity=2.0,
    )  # fmt: skip
    search, desk = Search(links(ring), ring.demand, capacity=2.0, patience=0), SearchDesk(4, 0)
    seed_random(0)
    search.begin(desk)
    for _ in range(2):
        search.one_more(desk)
    cross(search.people, desk.child)
    disturb(search.people, desk.child, search.least, search.near, TAKEN_OUT)
    cool(search, seed=0, until=np.inf, progress=SILENT)  # a few steps, however long it takes


def solve(
    problem: ArcProblem,
    *,
    seconds: float = 10.0,
    seed: int = 0,
    threads: int = 2,
    floor: float = -np.inf,
    patience: int | None = None,
    first: Ints | None = None,
    progress: Progress = SILENT,
) -> ArcSolution:
    """Return good routes for `problem` after `seconds` of search.

    With one thread the same seed finds the same routes, as long as `patience` ends the search.

    Args:
        problem: At least one edge to serve.
        seconds: Time to spend.
        seed: Of the random numbers.
        threads: How many work on one population side by side.
        floor: No routes cost less, `per_route` included; some that cost as much end the search.
        patience: Routes tried without finding better ones before the search cools down so many steps and ends; None: it
            ends with the time.
        first: Shape (n,); all edges in an order to begin with.
        progress: Asked after each child, so that the search can be cancelled.

    Raises:
        ValueError: an edge cannot be reached from the depot, or holds more than a route can.
    """
    started = time.perf_counter()
    link = links(problem)
    served = float(problem.cost.sum())
    search = Search(
        link, problem.demand, capacity=float(problem.capacity) + (problem.per_route if problem.ways_count else 0.0),
        share=float(problem.ways_count), floor=floor - served, patience=patience, per_route=problem.per_route,
        first=first,
    )  # fmt: skip
    left = started + seconds - time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        work = [
            pool.submit(
                take_part, search, number=number, threads=threads, seed=seed * threads + number, seconds=left,
                progress=progress,
            )
            for number in range(threads)
        ]  # fmt: skip
        for item in work:
            item.result()
    routes = [_directed(line, link) for line in search.best]
    ways = [_ways(route, link) - problem.per_route for route in routes]
    lengths = [float(problem.cost[line].sum()) + way for line, way in zip(search.best, ways, strict=True)]
    cost = search.best_cost + served - problem.per_route * len(routes)
    return ArcSolution(routes=routes, lengths=lengths, cost=cost, seconds=time.perf_counter() - started)


def _ways(route: list[tuple[int, bool]], link: Floats) -> float:
    """Return the length of the ways of a route, the depot at both ends."""
    depot = (len(link) - 1, False)
    steps = pairwise([depot, *route, depot])
    return sum(float(link[e, int(a), f, int(b)]) for (e, a), (f, b) in steps)


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
