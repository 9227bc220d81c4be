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
from routing.p_median_bound import CLOSED, FREE, OPEN, Floats, Ints, States, fix_sites, raise_bound, sum_of_walks
from routing.p_median_search import search

ROOT_STEPS, BRANCH_STEPS = 800, 120
"""Steps of the bound, at first and in each branch."""
ROUNDS = 4
"""Shakes between two looks at the clock."""
NEAR = 0.002
"""Gap from which branching pays at once; before, the search has half of the time for itself."""
_TOLERANCE = 1e-9


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
    work = _Work(np.abs(away[:, None] - away[None, :]), state, 2, 0)
    branches = _Branches(work, state)
    work.shake(branches.root, 1)
    fix_sites(0.0, np.zeros(6), state, 2, 1.0)


def p_median(
    cost: Floats,
    *,
    p: int,
    standing: Ints | None = None,
    seconds: float = 1.0,
    seed: int = 0,
    progress: Progress = SILENT,
) -> MedianSites:
    """Return the p best sites found, and the proof of how good they are.

    Args:
        cost: Shape (clients, sites); walks, weighted with the client's people where that is wanted; finite.
        p: How many sites are new.
        standing: Sites that are open anyway.
        seconds: Most time to spend, compiling aside; less is taken where the answer is proven.
        seed: Of the random numbers.
        progress: Asked between rounds, so that the work can be cancelled.

    Raises:
        ValueError: more sites wanted than there are, or a walk that is not finite.
    """
    prepare()
    until = time.perf_counter() + seconds
    state = np.full(cost.shape[1], FREE, dtype=np.int8)
    state[np.asarray([] if standing is None else standing, dtype=np.int64)] = OPEN
    if not 1 <= p <= int((state == FREE).sum()):
        raise ValueError(f"{(state == FREE).sum()} free sites cannot make {p} new ones")
    if not np.isfinite(cost).all():
        raise ValueError("a walk is not finite")
    work = _Work(np.ascontiguousarray(cost, dtype=np.float64), state, p, seed)
    branches = _Branches(work, state)
    work.shake(branches.root, 0)
    while time.perf_counter() < until and not work.is_proven(branches.bound):
        work.shake(branches.root, ROUNDS)
        if work.best - branches.bound < NEAR * work.best or time.perf_counter() > until - seconds / 2:
            branches.split()
        progress.advance(0)
    optimal = work.is_proven(branches.bound)
    sites = np.flatnonzero((work.best_open == OPEN) & (state != OPEN))
    return MedianSites(sites, work.best, work.best if optimal else min(branches.bound, work.best), optimal)


class _Work:
    """The walks in the order of each client, and the best answer so far."""

    def __init__(self, cost: Floats, standing: States, p: int, seed: int) -> None:
        self.near = np.argsort(cost, axis=1, kind="stable").astype(np.int32)
        self.ways = np.take_along_axis(cost, self.near, axis=1)
        self.rank = np.empty_like(self.near)
        np.put_along_axis(self.rank, self.near, np.arange(cost.shape[1], dtype=np.int32)[None, :], axis=1)
        self.p = p
        self.fixed = np.flatnonzero(standing == OPEN)
        self.whole = bool((cost == np.rint(cost)).all())
        self.random = np.random.default_rng(seed)
        self.width = 1
        self.best_open = standing.copy()
        self.best_open[np.flatnonzero(standing == FREE)[:p]] = OPEN
        self.best = float(sum_of_walks(self.near, self.ways, self.best_open))

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
        new = np.setdiff1d(np.flatnonzero(self.best_open == OPEN), self.fixed)
        chosen = np.concatenate([self.fixed, new])
        total, self.width = search(
            self.near, self.ways, self.rank, state, chosen, len(self.fixed), rounds, self.width,
            int(self.random.integers(2**31)),
        )  # fmt: skip
        if total < self.best:
            self.best = float(total)
            self.best_open[:] = CLOSED
            self.best_open[chosen] = OPEN


class _Branches:
    """What is left to look through, the most promising first."""

    def __init__(self, work: _Work, standing: States) -> None:
        self.work = work
        self.root = standing.copy()
        price = work.prices()
        self.left = [(work.bound_of(self.root, price, ROOT_STEPS), 0, self.root, price)]
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
