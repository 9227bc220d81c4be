"""Arc routes made as equally long as they can be, while all together stay under a given length.

Strings of edges are taken out and put back as in arc_anneal; what is made small is the sum of the eighth powers of the
routes' lengths: nearly the longest of them alone, and then the others; no route becomes longer for the sake of it.
"""

import time
from dataclasses import replace
from functools import cache

import numpy as np
from numba import njit

from gis.progress import SILENT, Progress
from routing.arc_anneal import PASSED_OVER, ruin, sort_out
from routing.arc_chain import Chain, empty_row, new_chain, put_in, settle, undo, write_down
from routing.arc_moves import join_one
from routing.arc_order import EPSILON, REST, START, Floats, Ints
from routing.arc_population import seed_random
from routing.arc_routing import ArcProblem, ArcSolution, links

HOT, COLD = 0.3, 0.003
"""What is accepted first and last: how much worse, as a share of the length per edge."""
STEPS = 300
"""Changes between two looks at the clock."""
STEPS_PER_EDGE = 250
AS_GOOD = 0.002
"""Share by which routes may be longer than the shortest evenly shared, and are good enough."""
OVER = 10.0
"""Price of a metre over the length that all routes may have together."""
ONE_MORE = 1e15
"""Price of a route more than there were."""


@njit(cache=True, nogil=True, inline="always")
def _power(share: float) -> float:
    square = share * share
    return (square * square) * (square * square)


@njit(cache=True, nogil=True)
def _worth(chain: Chain, routes: int, count: int, mean: float, most: float) -> tuple[float, bool]:
    """Return the power mean of the lengths times their number, with the price of what is not allowed.

    The second value says whether all is allowed.
    """
    powers, total, used = 0.0, 0.0, 0
    for r in range(routes):
        if chain.size[r] > 0:
            length = chain.load[r] + chain.way[r]
            powers += _power(length / mean)
            total += length
            used += 1
    over, more = max(0.0, total - most), max(0, used - count)
    return count * mean * (powers / count) ** 0.125 + OVER * over + ONE_MORE * more, over <= 0.0 and more == 0


@njit(cache=True, nogil=True)
def _put_back(
    edge: int, chain: Chain, routes: int, link: Floats, least: Floats, demand: Floats, capacity: float, mean: float
) -> int:  # fmt: skip
    """Put an edge where the powers grow least by it; return the number of rows in use."""
    best, b_route, b_place = np.inf, -1, 0
    empty = -1
    for r in range(routes):
        if chain.size[r] == 0:
            empty = r
            continue
        way = chain.way[r]
        length = chain.load[r] + way
        if length + demand[edge] > capacity:
            continue
        now = _power(length / mean)
        for q in range(chain.size[r] + 1):
            y, g = chain.route[r, q], chain.route[r, q + 1]
            low = chain.place[r, q, START] + least[y, edge] + least[edge, g] + chain.place[r, q + 1, REST] - way
            if _power((length + low + demand[edge]) / mean) - now >= best or np.random.random() < PASSED_OVER:
                continue
            more = join_one(chain.place, r, q, y, edge, g, r, q + 1, link) - way + demand[edge]
            found = _power((length + more) / mean) - now
            if found < best and length + more <= capacity:
                best, b_route, b_place = found, r, q
    if b_route < 0:
        b_route, b_place = empty_row(chain, routes, empty), 0
    put_in(edge, b_route, b_place, chain, link, demand)
    return max(routes, b_route + 1)


@njit(cache=True, nogil=True)
def _anneal(
    chain: Chain, routes: int, link: Floats, least: Floats, demand: Floats, capacity: float, order: Ints, count: int,
    mean: float, most: float, heat: float, steps: int, best: float, best_route: Ints, best_size: Ints,
) -> tuple[int, float]:  # fmt: skip
    """Change a solution so many times, as arc_anneal does; return the rows in use and the best worth seen."""
    now, _ = _worth(chain, routes, count, mean, most)
    for _step in range(steps):
        chain.old_size[: routes + 1] = -1
        before = now
        out = ruin(chain, routes, link, demand, order)
        sort_out(chain, out, link, demand)
        for k in range(out):
            rows = routes
            routes = _put_back(chain.out[k], chain, routes, link, least, demand, capacity, mean)
            if rows < routes < len(chain.old_size):
                chain.old_size[routes] = -1
        now, allowed = _worth(chain, routes, count, mean, most)
        if now >= before - heat * np.log(np.random.random()):
            undo(chain, routes, link, demand)
            now = before
        elif allowed and now < best - EPSILON:
            best = now
            write_down(chain, routes, best_route, best_size)
    return routes, best


@cache
def prepare() -> None:
    """Let everything that sharing needs be compiled, which takes a while the first time."""
    ring = ArcProblem(
        nodes=4, ends=np.array([[0, 1], [1, 2], [2, 3], [3, 0]]), cost=np.ones(4), demand=np.ones(4),
        other_ends=np.empty((0, 2), dtype=np.int64), other_cost=np.empty(0), depot=0, capacity=4.0,
    )  # fmt: skip
    uneven = ArcSolution(
        routes=[[(0, False)], [(1, False), (2, False), (3, False)]], lengths=[2.0, 4.0], cost=6.0, seconds=0.0
    )
    even_out(ring, uneven, most=np.inf, seed=0, seconds=np.inf)  # a few steps


def even_out(
    problem: ArcProblem, found: ArcSolution, *, most: float, seed: int, seconds: float, progress: Progress = SILENT
) -> list[list[int]]:
    """Return routes over the same edges, as many and as equally long as can be: the edges of each in order.

    The same seed finds the same routes, as long as time does not end the search.

    Args:
        problem: Its ways count towards the capacity.
        found: Routes to begin with.
        most: How long all routes may be together, at least as long as those found.
        seed: Of the random numbers.
        seconds: Most time to spend; it usually ends before.
        progress: Asked now and then, so that the search can be cancelled.
    """
    until, edges = time.perf_counter() + seconds, len(problem.cost)
    link = links(replace(problem, per_route=0.0))
    least = link.min(axis=(1, 3))
    far = least[:-1, :-1].copy()
    np.fill_diagonal(far, np.inf)
    order = np.ascontiguousarray(np.argsort(far, axis=1, kind="stable")[:, :-1])
    link = np.ascontiguousarray(link.transpose(0, 2, 1, 3))
    demand = np.append(problem.demand, 0.0).astype(np.float64)
    chain, rows = _chain_of(found, link, demand), len(found.routes)
    seed_random(seed)
    mean = sum(found.lengths) / rows
    best, _ = _worth(chain, rows, rows, mean, most)
    kept, kept_size = chain.route.copy(), chain.size.copy()
    count, unit, steps, done = rows, mean * rows / edges, STEPS_PER_EDGE * edges, 0
    # the power mean is never under the mean: routes as short as those found and as even can be no better
    while done < steps and time.perf_counter() < until and best > sum(found.lengths) * (1 + AS_GOOD):
        heat = unit * HOT * (COLD / HOT) ** (done / steps)
        done += STEPS
        rows, best = _anneal(
            chain, rows, link, least, demand, problem.capacity, order, count, mean, most, heat, STEPS, best, kept,
            kept_size,
        )  # fmt: skip
        progress.advance(0)
    return [kept[r, 1 : kept_size[r] + 1].tolist() for r in range(edges + 1) if kept_size[r]]


def _chain_of(found: ArcSolution, link: Floats, demand: Floats) -> Chain:
    chain = new_chain(len(demand) - 1)
    for r, line in enumerate(found.routes):
        chain.size[r] = len(line)
        chain.route[r, 1 : len(line) + 1] = [edge for edge, _ in line]
        settle(r, chain, link, demand)
    return chain
