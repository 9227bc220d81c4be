"""Who searches for arc routes when: the population, and solutions that cool down from a heat at which much is accepted.

A population is best at few edges, cooling at many; each hands its best to the other.
"""

import time

import numpy as np

from gis.progress import Progress
from routing.arc_anneal import anneal
from routing.arc_chain import new_chain, settle
from routing.arc_order import EPSILON
from routing.arc_population import seed_random
from routing.arc_search import SMALLEST_TO_CROSS, Search, SearchDesk, struggle

HOT, COLD = 0.3, 0.005
"""What is accepted first and last: how much longer, as a share of the ways per edge."""
STEPS = 300
"""Changes between two looks at the clock; some milliseconds."""
STEPS_PER_EDGE = 300
"""Changes for each edge where the search does not end with its time."""
MANY = 100
"""Edges above which a population is not given the whole time of a thread."""


def take_part(search: Search, *, number: int, threads: int, seed: int, seconds: float, progress: Progress) -> None:
    """Do one thread's share of a search of some seconds."""
    began = time.perf_counter()
    for stage, (cooling, end) in enumerate(_stages(search, number, threads)):
        until = began + seconds * end
        if cooling:
            cool(search, seed=seed + 1_000 * stage, until=until, progress=progress)
        else:
            struggle(search, seed=seed + 1_000 * stage, until=until, progress=progress)


def _stages(search: Search, number: int, threads: int) -> list[tuple[bool, float]]:
    """Return whether a thread cools down, and until what share of the time, one stage after the other."""
    if search.edges <= SMALLEST_TO_CROSS:
        return [(False, 1.0)]
    if search.patience is not None:
        return [(False, 1.0), (True, 1.0)]
    if threads == 1:
        return [(False, 0.4), (True, 1.0)]
    if number % 2:
        return [(False, 0.15), (True, 1.0)]
    return [(False, 1.0)] if search.edges <= MANY else [(False, 0.15), (True, 0.55), (False, 1.0)]


def cool(search: Search, *, seed: int, until: float, progress: Progress) -> None:
    """Change the best solution again and again, accepting less and less, and hand what comes of it to the search."""
    seed_random(seed)
    desk = SearchDesk(search.edges, seed)
    if not search.best:
        search.begin(desk)
    chain, order = new_chain(search.edges), search.by_distance()
    with search.lock:
        best, rows = search.best_cost, len(search.best)
        for r, line in enumerate(search.best):
            chain.size[r] = len(line)
            chain.route[r, 1 : len(line) + 1] = line
            chain.route[r, len(line) + 1] = search.edges
    for r in range(rows):
        settle(r, chain, search.link, search.demand)
    kept, kept_size, kept_cost = chain.route.copy(), chain.size.copy(), best
    unit, began, done = (best - search.per_route * rows) / search.edges, time.perf_counter(), 0
    steps = None if search.patience is None else STEPS_PER_EDGE * search.edges
    while (now := time.perf_counter()) < until and best > search.floor + EPSILON and (steps is None or done < steps):
        cold = (now - began) / (until - began) if steps is None else done / steps
        heat = unit * HOT * (COLD / HOT) ** cold
        done += STEPS
        rows, best = anneal(
            chain, rows, search.link, search.least, search.demand, search.capacity, search.share, order, heat, STEPS,
            best, kept, kept_size,
        )  # fmt: skip
        if best < kept_cost:
            kept_cost = best
            search.take([kept[r, 1 : kept_size[r] + 1].tolist() for r in range(rows) if kept_size[r]], best)
        progress.advance(0)
    if kept_cost == search.best_cost:
        search.join(np.concatenate([kept[r, 1 : kept_size[r] + 1] for r in range(rows) if kept_size[r]]), kept_cost)
