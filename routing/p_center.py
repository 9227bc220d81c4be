"""The p sites from which the worst walk is shortest (p-center), proven by covering problems.

Whether all clients can be within r of p sites is a set covering problem, which HiGHS decides; the shortest such r among
the walks is found by bisection. Source: E. Minieka, "The m-center problem", SIAM Review 12 (1970).
"""

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from gis.progress import SILENT, Progress
from routing.p_median import p_median
from routing.p_median_bound import Floats, Ints

START_SHARE = 0.05
"""Of the time, for a good start."""
POWER = 8
MOST_ROWS, MOST_CLIENTS = 4000, 3000
_INFEASIBLE = 2
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class CenterSites:
    """Sites and the worst walk to them.

    Attributes:
        sites: The new sites, ascending; fewer than p where no more are needed.
        worst: Longest walk of a client to the nearest of them or of those that stand.
        bound: No p sites have a shorter one.
        optimal: `worst` is proven to be the shortest.
    """

    sites: Ints
    worst: float
    bound: float
    optimal: bool


@dataclass(frozen=True, slots=True)
class _Limits:
    """How many sites may be new, and what they may cost together."""

    p: int
    price: Floats | None
    budget: float | None

    def allow(self, sites: Ints) -> bool:
        return self.price is None or self.budget is None or float(self.price[sites].sum()) <= self.budget

    def rows(self, columns: Ints) -> list[LinearConstraint]:
        limits = [LinearConstraint(np.ones((1, len(columns))), ub=float(self.p))]
        if self.price is not None and self.budget is not None:
            limits.append(LinearConstraint(self.price[columns][None, :], ub=self.budget))
        return limits


@dataclass(frozen=True, slots=True)
class _Found:
    sites: Ints
    reached: bool


def p_center(
    way: Floats,
    *,
    p: int,
    standing: Ints | None = None,
    price: Floats | None = None,
    budget: float | None = None,
    seconds: float = 10.0,
    seed: int = 0,
    progress: Progress = SILENT,
) -> CenterSites:
    """Return the sites, p at most, from which the longest walk is shortest.

    Args:
        way: Shape (clients, sites); walks, finite.
        p: How many sites are new.
        standing: Sites that are open anyway.
        price: Shape (sites,); what each site costs, for `budget`.
        budget: What the new sites may cost together.
        seconds: Most time to spend.
        seed: Of the search for a good start.
        progress: Asked between steps, so that the work can be cancelled.

    Raises:
        ValueError: fewer than one site wanted, or a walk that is not finite.
    """
    if p < 1:
        raise ValueError(f"{p} sites cannot be chosen")
    if not np.isfinite(way).all():
        raise ValueError("a walk is not finite")
    held = np.asarray([] if standing is None else standing, dtype=np.int64)
    nearest = way[:, held].min(axis=1) if len(held) else np.full(len(way), np.inf)
    limits = _Limits(p, price, budget)
    starts = [_farthest_first(way, nearest, p), _by_powers(way, held, p, seconds * START_SHARE, seed)]
    starts = [np.array([], dtype=np.int64), *filter(limits.allow, starts)]
    chosen = min(starts, key=lambda sites: _worst(way, nearest, sites))
    worst = _worst(way, nearest, chosen)
    until = time.perf_counter() + seconds
    # nobody walks less than to the nearest site of all
    bound = float(np.minimum(nearest, way.min(axis=1)).max(initial=0.0))
    known = np.unique(way)
    # the relaxed problem answers at once and says for most walks that they are too short
    for whole in (False, True):
        top = worst
        while bound < top and time.perf_counter() < until:
            between = known[np.searchsorted(known, bound) : np.searchsorted(known, top)]
            at = (len(between) - 1) // 2
            found = _within(way, nearest, limits, float(between[at]), whole=whole, until=until)
            if found is None:
                break
            if found.reached:
                top = float(between[at])
            else:
                bound = float(between[at + 1]) if at + 1 < len(between) else top
            if found.reached and _worst(way, nearest, found.sites) < worst:
                chosen, worst = found.sites, _worst(way, nearest, found.sites)
                top = min(top, worst)
            progress.advance(0)
    return CenterSites(np.sort(chosen), worst, min(bound, worst), optimal=bound >= worst)


def _worst(way: Floats, nearest: Floats, sites: Ints) -> float:
    walks = np.minimum(nearest, way[:, sites].min(axis=1)) if len(sites) else nearest
    return float(walks.max(initial=0.0))


def _farthest_first(way: Floats, nearest: Floats, p: int) -> Ints:
    """Give the client with the longest walk its nearest site, p times."""
    walks = nearest.copy()
    chosen: list[int] = []
    for _ in range(p):
        site = int(np.argmin(way[int(np.argmax(walks))]))
        chosen.append(site)
        walks = np.minimum(walks, way[:, site])
    return np.unique(np.array(chosen, dtype=np.int64))


def _by_powers(way: Floats, held: Ints, p: int, seconds: float, seed: int) -> Ints:
    """Sites with the shortest sum of high powers of the walks, where the longest walk counts most."""
    free = way.shape[1] - len(held)
    if free < 1:
        return np.array([], dtype=np.int64)
    if len(way) > MOST_CLIENTS:
        # a start needs no more: those who walk farthest, and some of the others
        order = np.argsort(-(way[:, held] if len(held) else way).min(axis=1))
        half = MOST_CLIENTS // 2
        way = way[np.concatenate([order[:half], order[half :: (len(order) - half) // half]])]
    powers = (way / max(float(way.max(initial=0.0)), 1.0)) ** POWER
    return p_median(powers, p=min(p, free), standing=held, seconds=seconds, seed=seed).sites


def _within(
    way: Floats, nearest: Floats, limits: _Limits, radius: float, *, whole: bool, until: float
) -> _Found | None:
    """Say whether the sites allowed bring everybody within `radius`; None where time ran out.

    With `whole` False sites may be opened in part: who cannot be reached even then is out of reach.
    """
    nobody = np.array([], dtype=np.int64)
    rows = _different(way[nearest > radius] <= radius)
    if not len(rows):
        return _Found(nobody, reached=True)
    if not rows.any(axis=1).all():
        return _Found(nobody, reached=False)
    price = np.zeros(rows.shape[1]) if limits.price is None else limits.price
    needed, columns = _needed(rows, price)
    seconds = until - time.perf_counter()
    if seconds <= 0:
        return None
    found = milp(
        np.ones(len(columns)),
        constraints=[
            LinearConstraint(csr_array(needed.astype(np.float64)), lb=1.0),
            *limits.rows(columns),
        ],
        bounds=Bounds(0.0, 1.0),
        integrality=np.full(len(columns), int(whole)),
        options={"time_limit": seconds},
    )
    if found.x is not None:
        return _Found(columns[found.x > 0.5] if whole else nobody, reached=True)  # noqa: PLR2004 - zero or one
    return _Found(nobody, reached=False) if found.status == _INFEASIBLE else None


def _different(rows: Flags) -> Flags:
    """Return the rows that differ from one another."""
    packed = np.packbits(rows, axis=1)
    as_one = np.ascontiguousarray(packed).view(np.dtype((np.void, packed.shape[1]))).ravel()
    return rows[np.sort(np.unique(as_one, return_index=True)[1])]


def _needed(rows: Flags, price: Floats) -> tuple[Flags, Ints]:
    """Leave out clients whom whoever serves another serves too, and sites that serve no one but whom another serves.

    A site is left out for one that costs no more. Of very many clients none is left out: that would take longer than
    what it saves.
    """
    if len(rows) <= MOST_ROWS:
        counts = rows.sum(axis=1).astype(np.float64)
        shared = rows.astype(np.float32) @ rows.T.astype(np.float32)
        order = np.arange(len(rows))
        # row a is within row b: serving a serves b as well
        inside = (shared >= counts[:, None]) & ((counts[:, None] < counts[None, :]) | (order[:, None] < order[None, :]))
        np.fill_diagonal(inside, val=False)
        rows = rows[~inside.any(axis=0)]
    sizes = rows.sum(axis=0)
    common = rows.T.astype(np.float32) @ rows.astype(np.float32)
    rank = np.empty(len(sizes), np.int64)
    rank[np.lexsort((np.arange(len(sizes)), -sizes, price))] = np.arange(len(sizes))
    less = (common >= sizes[:, None]) & (rank[:, None] > rank[None, :])
    columns = np.flatnonzero(~less.any(axis=1) & (sizes > 0))
    return rows[:, columns], columns
