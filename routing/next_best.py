"""The next best sets of sites, in their order, by parting what is left again and again.

The sets other than the best one of a node {a, b, c} lack a, or hold a and lack b, or hold a and b and lack c: three
nodes that share no set. The best set of each comes from the same solver as the best of all, with what a node must hold
as if it stood already; the best among all open nodes is the next best. Sources: K. Murty, "An algorithm for ranking all
the assignments in order of increasing cost", Operations Research 16 (1968); E. Lawler, "A procedure for computing the k
best solutions to discrete optimization problems", Management Science 18 (1972).

Sets that differ only in sites that change nothing are one answer.
"""

import heapq
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from gis.progress import SILENT, Progress
from routing.p_median_bound import Ints

LEAST_S = 0.02
"""A part that could not have so many seconds is not looked into, and no next best answer is looked for any more."""


@dataclass(frozen=True, slots=True)
class Part:
    """The sets that hold all of `held` and none of `gone` (numbers of candidates)."""

    held: tuple[int, ...] = ()
    gone: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The best set of a part that was found.

    Attributes:
        held: What every set of the part holds.
        new: What this one holds besides.
        cost: What it costs: the less the better.
        bound: No set of the part costs less.
        full: Whether it holds as many sites as it may.
    """

    held: tuple[int, ...]
    new: tuple[int, ...]
    cost: float
    bound: float
    full: bool


@dataclass(frozen=True, slots=True)
class Ranked:
    """A set of sites; none but those told before it costs less than `bound`."""

    sites: Ints
    cost: float
    bound: float


@dataclass(frozen=True, slots=True)
class Rules:
    """What the ranking needs to know of the question.

    Attributes:
        solve: Finds the best set of a part in about so many seconds; it costs inf where none would be an answer.
        core: A set (first those that it has to keep) without the sites that change nothing.
        tells: Whether a core is an answer of its own.
        shown: A set, given with its core, as it is told.
    """

    solve: Callable[[Part, float], Found]
    core: Callable[[tuple[int, ...], tuple[int, ...]], tuple[int, ...]]
    tells: Callable[[tuple[int, ...]], bool]
    shown: Callable[[tuple[int, ...], tuple[int, ...]], tuple[int, ...]]


def next_best(
    best: Found, rules: Rules, *, most: int, until: float, progress: Progress = SILENT
) -> tuple[list[Ranked], bool]:
    """Return at most so many next best sets, and whether time ended before all of them were found.

    Args:
        best: The best set of all.
        rules: How parts are solved, and which sets are told.
        most: How many sets.
        until: When to end, by `time.perf_counter`.
        progress: Told of each set.
    """
    told = list[Ranked]()
    known = {rules.core((), best.new)}
    queue = list[tuple[float, int, Part, Found]]()
    lost, count, part, found = np.inf, 0, Part(), best
    while len(told) < most:
        new = rules.core(found.held, found.new)
        if found.bound < found.cost and not found.full:
            lost = min(lost, found.bound)  # what holds all of them and more might still cost less
        for number, gone in enumerate(new):
            share_s = (until - time.perf_counter()) / ((most - len(told)) * len(new) - number)
            if share_s < LEAST_S:
                return told, True
            child = Part((*part.held, *new[:number]), (*part.gone, gone))
            answer = rules.solve(child, share_s)
            # a part is no better than what it was parted from
            answer = replace(answer, bound=min(answer.cost, max(answer.bound, found.bound)))
            if np.isfinite(answer.cost):
                heapq.heappush(queue, (answer.cost, count := count + 1, child, answer))
        if not queue:
            break
        bound = min(lost, *(entry[3].bound for entry in queue))
        _, _, part, found = heapq.heappop(queue)
        sites = (*found.held, *found.new)
        core = rules.core((), sites)
        if core and core not in known and rules.tells(core):
            told.append(Ranked(np.array(rules.shown(sites, core), dtype=np.int64), found.cost, min(bound, found.cost)))
            progress.advance()
        known.add(core)
    return told, False
