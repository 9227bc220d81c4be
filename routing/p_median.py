"""The p sites from which the sum of all walks is shortest (p-median), by variable neighbourhood search.

Every exchange of an open site for a closed one is evaluated in one pass over the clients; source: M. Resende and
R. Werneck, "A fast swap-based local search procedure for location problems", Annals of Operations Research 150 (2007).
"""

import time

import numpy as np
from numba import njit
from numpy.typing import NDArray

from gis.progress import SILENT, Progress

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
EPSILON = 1e-9
ROUND_STEPS = 40
"""Shakes between two looks at the clock."""


@njit(cache=True, nogil=True)
def _nearest_two(client: int, cost: Floats, chosen: Ints, nearest: Ints, ways: Floats) -> None:
    """Find which two of the chosen sites are nearest to `client` (their slots) and how far they are."""
    ways[client, 0] = ways[client, 1] = np.inf
    nearest[client, 0] = nearest[client, 1] = -1
    for slot in range(len(chosen)):
        way = cost[client, chosen[slot]]
        if way < ways[client, 0]:
            ways[client, 1] = ways[client, 0]
            nearest[client, 1] = nearest[client, 0]
            ways[client, 0] = way
            nearest[client, 0] = slot
        elif way < ways[client, 1]:
            ways[client, 1] = way
            nearest[client, 1] = slot


@njit(cache=True, nogil=True)
def _exchanged(slot: int, cost: Floats, chosen: Ints, nearest: Ints, ways: Floats) -> None:
    """Bring the nearest two of every client up to date after the site of `slot` has changed."""
    site = chosen[slot]
    for client in range(cost.shape[0]):
        if nearest[client, 0] == slot or nearest[client, 1] == slot:
            _nearest_two(client, cost, chosen, nearest, ways)
        elif cost[client, site] < ways[client, 0]:
            ways[client, 1] = ways[client, 0]
            nearest[client, 1] = nearest[client, 0]
            ways[client, 0] = cost[client, site]
            nearest[client, 0] = slot
        elif cost[client, site] < ways[client, 1]:
            ways[client, 1] = cost[client, site]
            nearest[client, 1] = slot


@njit(cache=True, nogil=True)
def _descend(cost: Floats, chosen: Ints, is_open: Ints, fixed: int) -> float:
    """Exchange sites while that helps; `chosen[:fixed]` stay. Return the sum of the walks."""
    clients, sites = cost.shape
    nearest, ways = np.empty((clients, 2), dtype=np.int64), np.empty((clients, 2))
    loss = np.empty(len(chosen))
    for client in range(clients):
        _nearest_two(client, cost, chosen, nearest, ways)
    site, quiet = np.random.randint(sites), 0  # noqa: NPY002 - the generator that numba compiles
    while quiet < sites:
        site = site + 1 if site + 1 < sites else 0
        quiet += 1
        if is_open[site]:
            continue
        gain = 0.0
        loss[:] = 0.0
        for client in range(clients):
            way = cost[client, site]
            if way < ways[client, 0]:
                gain += ways[client, 0] - way
            else:
                loss[nearest[client, 0]] += min(way, ways[client, 1]) - ways[client, 0]
        slot = fixed + int(np.argmin(loss[fixed:]))
        if loss[slot] - gain < -EPSILON:
            is_open[chosen[slot]] = 0
            is_open[site] = 1
            chosen[slot] = site
            _exchanged(slot, cost, chosen, nearest, ways)
            quiet = 0
    return float(ways[:, 0].sum())


@njit(cache=True, nogil=True)
def _search(cost: Floats, chosen: Ints, best: float, fixed: int, widest: int, steps: int, seed: int) -> float:
    """Shake and descend `steps` times, the shake one wider after each failure; `chosen` holds the best found."""
    np.random.seed(seed)  # noqa: NPY002 - the generator that numba compiles
    sites = cost.shape[1]
    width = 1
    for _ in range(steps):
        trial = chosen.copy()
        is_open = np.zeros(sites, dtype=np.int64)
        for slot in range(len(trial)):
            is_open[trial[slot]] = 1
        for _ in range(width):
            slot = np.random.randint(fixed, len(trial))  # noqa: NPY002
            site = np.random.randint(sites)  # noqa: NPY002
            if not is_open[site]:
                is_open[trial[slot]] = 0
                is_open[site] = 1
                trial[slot] = site
        found = _descend(cost, trial, is_open, fixed)
        if found < best - EPSILON:
            best = found
            chosen[:] = trial
            width = 1
        else:
            width = width + 1 if width < widest else 1
    return best


def p_median(
    cost: Floats,
    *,
    p: int,
    standing: Ints | None = None,
    seconds: float = 1.0,
    seed: int = 0,
    progress: Progress = SILENT,
) -> tuple[Ints, float]:
    """Return the p best sites found and the sum of all clients' walks to the nearest of them and those that stand.

    Args:
        cost: Shape (clients, sites); walks, weighted with the client's people where that is wanted; finite.
        p: How many sites are new.
        standing: Sites that are open anyway.
        seconds: Time to spend.
        seed: Of the random numbers.
        progress: Asked between rounds, so that the search can be cancelled.

    Raises:
        ValueError: more sites wanted than there are, or a walk that is not finite.
    """
    until = time.perf_counter() + seconds
    held = np.asarray([] if standing is None else standing, dtype=np.int64)
    free = np.setdiff1d(np.arange(cost.shape[1]), held)
    if not 1 <= p <= len(free):
        raise ValueError(f"{len(free)} free sites cannot make {p} new ones")
    if not np.isfinite(cost).all():
        raise ValueError("a walk is not finite")
    cost = np.ascontiguousarray(cost, dtype=np.float64)
    random = np.random.default_rng(seed)
    chosen = np.concatenate([held, _greedy(cost, held, free, p)])
    is_open = np.zeros(cost.shape[1], dtype=np.int64)
    is_open[chosen] = 1
    best = float(_descend(cost, chosen, is_open, len(held)))
    while p < len(free):  # at least once
        steps = int(random.integers(2**31))
        best = float(_search(cost, chosen, best, len(held), min(p, 12), ROUND_STEPS, steps))
        progress.advance(0)
        if time.perf_counter() >= until:
            break
    return np.sort(chosen[len(held) :]), best


def _greedy(cost: Floats, held: Ints, free: Ints, p: int) -> Ints:
    """Return p sites, each the one that shortens the sum most when it is taken."""
    nearest = cost[:, held].min(axis=1) if len(held) else np.full(len(cost), cost.max())
    left = free.tolist()
    taken = []
    for _ in range(p):
        sums = np.minimum(cost[:, left], nearest[:, None]).sum(axis=0)
        site = left.pop(int(np.argmin(sums)))
        taken.append(site)
        nearest = np.minimum(nearest, cost[:, site])
    return np.array(taken, dtype=np.int64)
