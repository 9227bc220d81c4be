"""Routes of several shifts over given streets: as few shifts as there can be, short together, and fairly shared.

An arc routing problem whose capacity is the length of a shift, ways between the streets included. Fair is the split
whose longest shift is the shortest, of those that are together not much longer than the shortest: what counts is the
sum of the eighth powers of the lengths, so that the others count as well where the longest can be no shorter.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gis.patrols.patrol import spread_of
from gis.progress import SILENT, Progress
from routing.arc_fair import even_out
from routing.arc_fair import prepare as prepare_sharing
from routing.arc_routing import ArcProblem, prepare, solve
from routing.shift_bound import Bound
from routing.t_join import Ints, Net

PATIENCE = 100
"""Routes tried without better ones before the search cools down and ends."""
EVEN = 0.01
"""Shifts whose lengths differ by less than this share of their mean are as good as equal."""
POWER = 8
SEARCHED = 0.7
"""Share of the time at most that goes into few and short shifts; the rest is left for sharing them fairly."""
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
    problem: ShiftProblem, first: list[Ints], *, fair: float, seed: int, seconds: float, progress: Progress = SILENT
) -> list[list[Ints]]:
    """Return the edges that each shift serves, in order: in the shortest routes, and in routes fairly shared.

    Args:
        problem: The streets.
        first: Routes to begin with, none longer than a shift.
        fair: How much longer fairly shared routes may be together, as a share; 0: the shortest only.
        seed: Of the random numbers.
        seconds: Most time to spend, compiling aside; the search usually ends before.
        progress: Asked now and then, so that the search can be cancelled.
    """
    prepare()
    prepare_sharing()
    until = time.perf_counter() + seconds
    tasks = np.repeat(np.arange(len(problem.times)), problem.times)
    tour = np.empty_like(tasks)
    tour[np.argsort(np.concatenate(first), kind="stable")] = np.arange(len(tasks))
    arcs = _arcs(problem, tasks, problem.shift_mm)
    best = solve(
        arcs, seconds=seconds * SEARCHED, seed=seed, threads=1, patience=PATIENCE, first=tour, progress=progress,
        floor=problem.bound.length_mm + problem.bound.shifts * arcs.per_route,
    )  # fmt: skip
    found = [[task for task, _ in route] for route in best.routes]
    answers = [found]
    if fair > 0 and len(found) > 1 and spread_of(best.lengths) > EVEN:
        left = max(0.0, until - time.perf_counter())
        answers.append(
            even_out(arcs, best, most=best.cost * (1 + fair), seed=seed, seconds=left, progress=progress)
        )  # fmt: skip
    return [[tasks[route] for route in routes] for routes in answers]


def fairest(answers: Sequence[Sequence[float]], *, fair: float) -> int:
    """Return the number of the fairest of several answers, each the lengths of its shifts.

    It is one with the fewest shifts, and together at most a share of `fair` longer than the shortest of those.
    """
    fewest = min(map(len, answers))
    most = min(sum(lengths) for lengths in answers if len(lengths) == fewest) * (1 + fair)
    return min(
        (number for number, lengths in enumerate(answers) if len(lengths) == fewest and sum(lengths) <= most),
        key=lambda number: (sum((length / most) ** POWER for length in answers[number]), number),
    )


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
