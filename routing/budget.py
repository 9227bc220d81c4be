"""The shortest sum of walks that a budget pays for: greedy choices, then exchanges; the bound is that without a budget.

Each beginning is bettered by exchanges of one site for another, and by taking one or two sites out and filling up again
with what saves most for its price. Heuristic: only the bound says how good an answer is. Where there are few sets, all
are tried.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from math import comb

import numpy as np
from numba import njit

from routing.p_median_bound import Floats, Ints

CHEAP = 1e-9
"""Stands for a price of nothing, as a share of the dearest."""
STARTS = 4
"""Sites, by what they save and by what they save for their price, that a beginning is forced to hold."""
MOST_OUT = 2
"""Sites that are taken out together before filling up again."""
MOST_TRIED = 10_000_000
"""Sets times clients, of which all are tried."""


@dataclass(frozen=True, slots=True)
class Tried:
    """The best of all sets, and the sum of its walks."""

    sites: Ints
    total: float


@cache
def prepare() -> None:
    """Let everything that the exchanges need be compiled, which counts against no limit."""
    _savings(np.ones(1), np.zeros((1, 1)), np.zeros(1, dtype=np.int64))


def within_budget(
    cost: Floats, nearest: Floats, *, p: int, price: Floats, budget: float, first: Ints, seconds: float = 10.0
) -> Ints:
    """Return at most p sites that cost at most `budget` together and make the walks short.

    Args:
        cost: Shape (clients, sites); walks.
        nearest: Shape (clients,); each client's walk without new sites, inf where there is none.
        p: Most sites.
        price: Shape (sites,); what each costs.
        budget: What they may cost together.
        first: Sites to begin with; those that are not paid for are left out, the least useful first.
        seconds: Most time to spend on exchanges, about, compiling aside.
    """
    prepare()
    until = time.perf_counter() + seconds
    work = _Work(cost, nearest, p, price, budget)
    begun = [work.paid(first.tolist())]
    for greedy in work.begun():
        begun.append(greedy)
        if time.perf_counter() >= until:
            break
    ends = list[list[int]]()
    for sites in sorted({tuple(sorted(sites)) for sites in begun}, key=lambda sites: work.total(list(sites))):
        ends.append(work.bettered(list(sites), until))
    best = min(ends, key=work.total)
    return np.sort(np.array(best, dtype=np.int64))


def best_of_few(cost: Floats, nearest: Floats, *, p: int, price: Floats, budget: float) -> Tried | None:
    """Return the best of all sets of at most p sites within the budget; None where they are too many to try.

    Args:
        cost: Shape (clients, sites); walks.
        nearest: Shape (clients,); each client's walk without new sites, inf where there is none.
        p: Most sites.
        price: Shape (sites,); what each costs.
        budget: What they may cost together.
    """
    may = np.flatnonzero(price <= budget)
    if sum(comb(len(may), size) for size in range(min(p, len(may)) + 1)) * len(cost) > MOST_TRIED:
        return None
    best: tuple[int, ...] = ()
    total = float(nearest.sum())
    open_ends: list[tuple[tuple[int, ...], Floats, float]] = [((), nearest, budget)]
    while open_ends:
        sites, walks, left = open_ends.pop()
        for at in range(sites[-1] + 1 if sites else 0, len(may)):
            if price[may[at]] > left:
                continue
            shorter = np.minimum(walks, cost[:, may[at]])
            if (length := float(shorter.sum())) < total:
                best, total = (*sites, at), length
            if len(sites) + 1 < p:
                open_ends.append(((*sites, at), shorter, left - float(price[may[at]])))
    return Tried(may[np.array(best, dtype=np.int64)], total)


@njit(cache=True, nogil=True)
def _savings(walks: Floats, cost: Floats, sites: Ints) -> Floats:
    """Return by how much each site would shorten the walks together."""
    saved = np.zeros(len(sites))
    for i in range(len(walks)):
        walk = walks[i]
        for k in range(len(sites)):
            way = cost[i, sites[k]]
            if way < walk:
                saved[k] += walk - way
    return saved


class _Work:
    def __init__(self, cost: Floats, nearest: Floats, p: int, price: Floats, budget: float) -> None:
        self._cost, self._p, self._price, self._budget = np.ascontiguousarray(cost), p, price, budget
        # who has no walk yet walks farther than all others together: sites that reach them come first
        finite = np.isfinite(nearest)
        self._nearest = np.where(finite, nearest, 1.0 + 2.0 * float(cost.max(initial=0.0)) * len(cost))
        self._weighed = np.maximum(price, CHEAP * max(float(price.max(initial=0.0)), 1.0))

    def walks(self, sites: list[int]) -> Floats:
        """Return each client's walk to the nearest of the sites or of those that stand."""
        return np.minimum(self._nearest, self._cost[:, sites].min(axis=1)) if sites else self._nearest

    def total(self, sites: list[int]) -> float:
        """Return the sum of the walks."""
        return float(self.walks(sites).sum())

    def paid(self, sites: list[int]) -> list[int]:
        """Return the sites without those that the budget does not pay for."""
        while self._price[sites].sum() > self._budget or len(sites) > self._p:
            sites = min(([site for site in sites if site != gone] for gone in sites), key=self.total)
        return sites

    def filled(self, sites: list[int], *, by_price: bool) -> list[int]:
        """Add what saves most (`by_price`: for its price), as long as it is paid for and saves anything."""
        sites = list(sites)
        while len(sites) < self._p:
            saved = self._saved(sites)
            if saved.max(initial=0.0) <= 0:
                break
            sites.append(int(np.argmax(saved / self._weighed if by_price else saved)))
        return sites

    def begun(self) -> Iterator[list[int]]:
        """Yield greedy choices: free ones, and those that hold one of the sites that save most alone."""
        saved = self._saved([])
        alone = {int(site) for worth in (saved, saved / self._weighed) for site in np.argsort(-worth)[:STARTS]}
        for sites in [[], *([site] for site in sorted(alone) if saved[site] > 0)]:
            for by_price in (True, False):
                yield self.filled(sites, by_price=by_price)

    def _saved(self, sites: list[int]) -> Floats:
        """Return what each site would save; 0 for those that are there or not paid for."""
        walks = self.walks(sites)
        left = self._budget - float(self._price[sites].sum())
        may = np.flatnonzero(self._price <= left)
        saved = np.zeros(len(self._price))
        may = np.setdiff1d(may, sites)
        saved[may] = _savings(walks, self._cost, may)
        return saved

    def bettered(self, sites: list[int], until: float) -> list[int]:
        """Return what exchanges make of the sites, as long as there is time."""
        total = self.total(sites)
        while time.perf_counter() < until:
            trial, found = sites, total
            for other in self._neighbours(sites):
                if (length := self.total(other)) < found:
                    trial, found = other, length
                if time.perf_counter() >= until:
                    break
            if found >= total - 1e-9 * max(1.0, abs(total)):
                return sites
            sites, total = trial, found
        return sites

    def _neighbours(self, sites: list[int]) -> Iterator[list[int]]:
        for count in range(min(MOST_OUT, len(sites)) + 1):
            for gone in combinations(sites, count):
                left = [site for site in sites if site not in gone]
                saved = self._saved(left) if len(left) < self._p else np.zeros(0)
                if saved.max(initial=0.0) > 0:
                    for best in {int(np.argmax(saved)), int(np.argmax(saved / self._weighed))}:
                        for by_price in (False, True):
                            yield self.filled([*left, best], by_price=by_price)
