"""Routes of several shifts over given streets: as few shifts as there can be, short together, and nearly equally long.

An arc routing problem whose capacity is the length of a shift, ways between the streets included.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gis.progress import SILENT, Progress
from routing.arc_routing import ArcProblem, ArcSolution, prepare, solve
from routing.shift_bound import Bound
from routing.t_join import Ints, Net

PATIENCE = 100
"""Routes tried without better ones before the search cools down and ends."""
FAIR = (1.05, 1.1, 1.2)
"""How much longer than the mean the longest shift may be: the first of these that is fair enough."""
NOTHING = 1e-6
"""Length of a street of none: a stored zero is no edge to scipy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftProblem:
    """Streets to be walked by several shifts.

    Attributes:
        net: The streets, one connected network.
        times: Shape (n,); how often each edge has to be walked.
        start: Node where every shift begins and ends.
        shift_mm: Longest walk of a shift.
        alone_mm: Longest shift that walks one street only; no longer than `shift_mm`.
        bound: What no routes beat.
    """

    net: Net
    times: Ints
    start: int
    shift_mm: int
    alone_mm: int
    bound: Bound


def shift_routes(
    problem: ShiftProblem, first: list[Ints], *, seed: int, seconds: float, progress: Progress = SILENT
) -> list[Ints]:
    """Return the edges that each shift serves, in order.

    Args:
        problem: The streets.
        first: Routes to begin with, none longer than a shift.
        seed: Of the random numbers.
        seconds: Most time to spend; the search usually ends before.
        progress: Asked now and then, so that the search can be cancelled.
    """
    prepare()
    until = time.perf_counter() + seconds
    tasks = np.repeat(np.arange(len(problem.times)), problem.times)
    tour = np.empty_like(tasks)
    tour[np.argsort(np.concatenate(first), kind="stable")] = np.arange(len(tasks))

    def search(tour: Ints, most: int) -> ArcSolution:
        arcs = _arcs(problem, tasks, most)
        floor = problem.bound.length_mm + problem.bound.shifts * arcs.per_route
        left = max(0.0, until - time.perf_counter())
        return solve(
            arcs, seconds=left, seed=seed, threads=1, floor=floor, patience=PATIENCE, first=tour, progress=progress
        )

    best = search(tour, problem.shift_mm)
    mean = best.cost / len(best.routes)
    for share in FAIR:
        most = max(int(mean * share), problem.alone_mm)
        if most >= max(best.lengths):
            break
        found = search(np.array([task for route in best.routes for task, _ in route]), most)
        if len(found.routes) == len(best.routes) and unfairness(found.lengths) < unfairness(best.lengths):
            best = found
            break
    return [tasks[[task for task, _ in route]] for route in best.routes]


def unfairness(lengths: Sequence[float]) -> float:
    """Return what shifts are compared by: a fairer split is worth what the longest shift becomes shorter by."""
    return sum(lengths) + max(lengths)


def _arcs(problem: ShiftProblem, tasks: Ints, most: int) -> ArcProblem:
    """Return the streets as an arc routing problem in which no shift is longer than `most`."""
    net = problem.net
    length = np.maximum(net.length_mm, NOTHING)
    other = problem.times == 0
    return ArcProblem(
        nodes=net.nodes, ends=net.ends[tasks], cost=length[tasks], demand=length[tasks], other_ends=net.ends[other],
        other_cost=length[other], depot=problem.start, capacity=most + 0.5, ways_count=True,
        per_route=float(problem.shift_mm),
    )  # fmt: skip
