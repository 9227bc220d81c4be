"""The p sites from which the sum of all walks is shortest (p-median), with the proof of how short it can be.

A Lagrangian bound closes most sites for good and often proves the answer at once; variable neighbourhood search looks
for the answer among the rest; branching on the sites that are still in doubt closes the gap where time allows.
"""

import heapq
import time
from dataclasses import dataclass
from functools import cache

import numpy as np

from gis.progress import SILENT, Progress
from routing.p_median_bound import (
    CLOSED,
    FREE,
    OPEN,
    Floats,
    Ints,
    Ordered,
    States,
    fix_sites,
    ordered,
    raise_bound,
    sum_of_walks,
)
from routing.p_median_search import search

ROOT_STEPS, BRANCH_STEPS = 800, 120
"""Steps of the bound, at first and in each branch."""
ROUNDS = 4
"""Shakes between two looks at the clock."""
NEAR = 0.002
"""Gap from which branching pays at once; before, the search has half of the time for itself."""
_TOLERANCE = 1e-9
MOMENT_S = 1e-9
BOUND_SHARE = 0.7
"""Of the time at most, for the first bound, where its steps take long."""


@dataclass(frozen=True, slots=True)
class MedianSites:
    """Sites and how good they are.

    Attributes:
        sites: The p new sites, ascending.
        total: Sum of all clients' walks to the nearest of them and those that stand.
        bound: No p sites have a shorter sum.
        optimal: `total` is proven to be the shortest.
    """

    sites: Ints
    total: float
    bound: float
    optimal: bool


@cache
def prepare() -> None:
    """Let everything that the search needs be compiled: slow the first time, and counted against no limit."""
    away = np.arange(6.0)
    state = np.full(6, FREE, dtype=np.int8)
    work = _Work(ordered(np.abs(away[:, None] - away[None, :])), state, 2, 0)
    branches = _Branches(work, state, np.inf)
    work.shake(branches.root, 1)
    fix_sites(0.0, np.zeros(6), state, 2, 1.0)


def p_median(
    cost: Floats | Ordered,
    *,
    p: int,
    standing: Ints | None = None,
    closed: Ints | None = None,
    seconds: float = 1.0,
    seed: int = 0,
    progress: Progress = SILENT,
) -> MedianSites:
    """Return the p best sites found, and the proof of how good they are.

    Args:
        cost: Shape (clients, sites); walks, weighted with the client's people where that is wanted; finite.
            Or the same `ordered`, where it is used again.
        p: How many sites are new.
        standing: Sites that are open anyway.
        closed: Sites that are never opened.
        seconds: Most time to spend, compiling aside; less is taken where the answer is proven. Ordering the walks and a
            first answer are never cut short.
        seed: Of the random numbers.
        progress: Asked between rounds, so that the work can be cancelled.

    Raises:
        ValueError: more sites wanted than there are, or a walk that is not finite.
    """
    prepare()
    until = time.perf_counter() + seconds
    ways = cost if isinstance(cost, Ordered) else ordered(cost)
    state = np.full(ways.near.shape[1], FREE, dtype=np.int8)
    state[np.asarray([] if closed is None else closed, dtype=np.int64)] = CLOSED
    state[np.asarray([] if standing is None else standing, dtype=np.int64)] = OPEN
    if not 1 <= p <= int((state == FREE).sum()):
        raise ValueError(f"{(state == FREE).sum()} free sites cannot make {p} new ones")
    work = _Work(ways, state, p, seed)
    branches = _Branches(work, state, until)
    work.shake(branches.root, 0)
    while time.perf_counter() < until and not work.is_proven(branches.bound):
        work.shake(branches.root, work.rounds_until(until))
        progress.advance(0)
        due = work.best - branches.bound < NEAR * work.best or time.perf_counter() > until - seconds / 2
        if due and work.steps_until(until, 2 * BRANCH_STEPS) == 2 * BRANCH_STEPS:  # a branch has two bounds
            branches.split()
    optimal = work.is_proven(branches.bound)
    sites = np.flatnonzero((work.best_open == OPEN) & (state != OPEN))
    return MedianSites(sites, work.best, work.best if optimal else min(branches.bound, work.best), optimal)


class _Work:
    """The walks in the order of each client, and the best answer so far."""

    def __init__(self, ways: Ordered, standing: States, p: int, seed: int) -> None:
        self.near, self.ways, self.rank, self.whole = ways
        self.p = p
        self.fixed = np.flatnonzero(standing == OPEN)
        self.random = np.random.default_rng(seed)
        self.width = 1
        self.best_open = standing.copy()
        self.best_open[np.flatnonzero(standing == FREE)[:p]] = OPEN
        self.best = float(sum_of_walks(self.near, self.ways, self.best_open))
        self.step_s = self.round_s = MOMENT_S

    @property
    def least_better(self) -> float:
        """The longest sum that would be better than the best known."""
        slack = _TOLERANCE * max(1.0, abs(self.best))
        return self.best - 1 + slack if self.whole else self.best - slack

    def is_proven(self, bound: float) -> bool:
        """Whether nothing better than the best known can be, by this bound."""
        return bound > self.least_better

    def prices(self) -> Floats:
        """Prices to begin the bound with: how far the site is that would be next if sites lay evenly."""
        sites = self.near.shape[1]
        return self.ways[:, min(sites - 1, max(1, sites // (self.p + len(self.fixed))))].copy()

    def steps_until(self, until: float, most: int) -> int:
        """Return how many steps of the bound there is time for, at most so many."""
        left = until - time.perf_counter()
        return most if left >= most * self.step_s else max(0, int(left / self.step_s))

    def rounds_until(self, until: float) -> int:
        """Return how many shakes there is time for, one at least."""
        left = until - time.perf_counter()
        return ROUNDS if left >= ROUNDS * self.round_s else max(1, int(left / self.round_s))

    def bound_of(self, state: States, price: Floats, steps: int) -> float:
        """Raise the bound of what `state` leaves open, and fix in it what follows; infinite where nothing is left."""
        missing = self.p + len(self.fixed) - int((state == OPEN).sum())
        if not 0 <= missing <= int((state == FREE).sum()):
            return np.inf
        gap = 1 - 1e-6 if self.whole else _TOLERANCE * max(1.0, self.best)
        bound, self.best, worth = raise_bound(
            self.near, self.ways, state, missing, price, self.best, self.best_open, steps, gap
        )
        if not self.is_proven(bound):
            fix_sites(bound, worth, state, missing, self.least_better)
        return float(bound)

    def shake(self, state: States, rounds: int) -> None:
        """Search on from the best answer, without opening what is closed in `state`."""
        began = time.perf_counter()
        new = np.setdiff1d(np.flatnonzero(self.best_open == OPEN), self.fixed)
        chosen = np.concatenate([self.fixed, new])
        total, self.width = search(
            self.near, self.ways, self.rank, state, chosen, len(self.fixed), rounds, self.width,
            int(self.random.integers(2**31)),
        )  # fmt: skip
        self.round_s = MOMENT_S + (time.perf_counter() - began) / max(1, rounds)
        if total < self.best:
            self.best = float(total)
            self.best_open[:] = CLOSED
            self.best_open[chosen] = OPEN


class _Branches:
    """What is left to look through, the most promising first."""

    def __init__(self, work: _Work, standing: States, until: float) -> None:
        self.work = work
        self.root = standing.copy()
        price = work.prices()
        began = time.perf_counter()
        bound = work.bound_of(self.root, price, 1)
        work.step_s = MOMENT_S + time.perf_counter() - began
        if steps := work.steps_until(began + (until - began) * BOUND_SHARE, ROOT_STEPS):
            bound = max(bound, work.bound_of(self.root, price, steps))
        # nobody walks less than to the nearest site of all
        self.left = [(max(bound, float(work.ways[:, 0].sum())), 0, self.root, price)]
        self.made = 1

    @property
    def bound(self) -> float:
        """No answer that is left to look through has a shorter sum."""
        return self.left[0][0] if self.left else np.inf

    def split(self) -> None:
        """Split the most promising branch by the site that is most in doubt."""
        if not self.left:
            return
        bound, _, state, price = heapq.heappop(self.left)
        work = self.work
        missing = work.p + len(work.fixed) - int((state == OPEN).sum())
        if missing == 0 or missing == int((state == FREE).sum()):
            self._settle(state, missing)
            return
        site = self._doubted(state, price, missing)
        for choice in (OPEN, CLOSED):
            branch, prices = state.copy(), price.copy()
            branch[site] = choice
            found = max(bound, work.bound_of(branch, prices, BRANCH_STEPS))
            if not work.is_proven(found):
                heapq.heappush(self.left, (found, self.made, branch, prices))
                self.made += 1

    def _settle(self, state: States, missing: int) -> None:
        """A branch with one answer: look at it."""
        is_open = np.where((state == OPEN) | ((state == FREE) & (missing > 0)), OPEN, CLOSED).astype(np.int8)
        total = float(sum_of_walks(self.work.near, self.work.ways, is_open))
        if total < self.work.best:
            self.work.best = total
            self.work.best_open[:] = is_open

    def _doubted(self, state: States, price: Floats, missing: int) -> int:
        worth = np.zeros(len(state))
        np.add.at(worth, self.work.near, np.minimum(0.0, self.work.ways - price[:, None]))
        free = np.flatnonzero(state == FREE)
        ranks = free[np.argsort(worth[free], kind="stable")]
        return int(ranks[missing - 1])
