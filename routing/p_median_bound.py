"""How short the sum of all walks can be at best: a Lagrangian bound of the p-median problem, and what follows from it.

The rule that each client goes to exactly one site is priced instead of kept: client i gets `price[i]`, site j is worth
the sum of what its clients' walks stay under their prices, and the p sites worth most are open. Whatever the prices,
that is never more than the shortest sum. Subgradient steps raise it. Sources: G. Cornuejols, M. Fisher and
G. Nemhauser, "Location of bank accounts to optimize float", Management Science 23 (1977); M. Held, P. Wolfe and
H. Crowder, "Validation of subgradient optimization", Mathematical Programming 6 (1974).

`near[i]` lists the sites by their way from client i, `ways[i]` those ways in the same order, both of shape
(clients, sites). `state[j]` is OPEN, CLOSED or FREE.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Indices = NDArray[np.int32]
Floats = NDArray[np.float64]
States = NDArray[np.int8]

FREE, OPEN, CLOSED = 0, 1, -1
PATIENCE = 12
"""Steps without a better bound before the steps are made shorter."""
SHORTEST_STEP = 0.003


class Ordered(NamedTuple):
    """Walks in the order of each client, which takes longest where there are many.

    Attributes:
        near: Shape (clients, sites); the sites by their way from each client.
        ways: Shape (clients, sites); those ways.
        rank: Shape (clients, sites); where each site stands in `near`.
        whole: Whether all walks are whole numbers.
    """

    near: Indices
    ways: Floats
    rank: Indices
    whole: bool


def ordered(cost: Floats) -> Ordered:
    """Return walks of shape (clients, sites) in the order of each client, to be used several times.

    Raises:
        ValueError: a walk is not finite.
    """
    if not np.isfinite(cost).all():
        raise ValueError("a walk is not finite")
    near = np.argsort(cost, axis=1, kind="stable").astype(np.int32)
    rank = np.empty_like(near)
    np.put_along_axis(rank, near, np.arange(cost.shape[1], dtype=np.int32)[None, :], axis=1)
    ways = np.ascontiguousarray(np.take_along_axis(cost, near, axis=1), dtype=np.float64)
    return Ordered(near, ways, rank, bool((cost == np.rint(cost)).all()))


@njit(cache=True, nogil=True)
def _worths(near: Indices, ways: Floats, state: States, price: Floats, worth: Floats) -> None:
    """Sum up, per site, by how much its clients' walks stay under their prices (zero or less)."""
    clients, sites = near.shape
    worth[:] = 0.0
    for i in range(clients):
        for k in range(sites):
            left = ways[i, k] - price[i]
            if left >= 0.0:
                break
            if state[near[i, k]] != CLOSED:
                worth[near[i, k]] += left


@njit(cache=True, nogil=True)
def sum_of_walks(near: Indices, ways: Floats, is_open: States) -> float:
    """Return the sum of the walks to the nearest site with `is_open[site] == OPEN`; infinite where there is none."""
    total = 0.0
    for i in range(near.shape[0]):
        found = np.inf
        for k in range(near.shape[1]):
            if is_open[near[i, k]] == OPEN:
                found = ways[i, k]
                break
        total += found
    return total


@njit(cache=True, nogil=True)
def _open_best(worth: Floats, state: States, p: int, is_open: States) -> float:
    """Open what stands and the p free sites worth most; return the sum of their worths."""
    total = 0.0
    free = np.flatnonzero(state == FREE)
    ranks = free[np.argsort(worth[free], kind="mergesort")]
    is_open[:] = CLOSED
    for j in range(len(state)):
        if state[j] == OPEN:
            is_open[j] = OPEN
            total += worth[j]
    for k in range(p):
        is_open[ranks[k]] = OPEN
        total += worth[ranks[k]]
    return total


@njit(cache=True, nogil=True)
def _step(near: Indices, ways: Floats, is_open: States, price: Floats, slope: Floats) -> float:
    """Fill in the slope of the bound along each price; return the sum of its squares."""
    total = 0.0
    for i in range(near.shape[0]):
        slope[i] = 1.0
        for k in range(near.shape[1]):
            if ways[i, k] >= price[i]:
                break
            if is_open[near[i, k]] == OPEN:
                slope[i] -= 1.0
        total += slope[i] * slope[i]
    return total


@njit(cache=True, nogil=True)
def raise_bound(
    near: Indices,
    ways: Floats,
    state: States,
    p: int,
    price: Floats,
    best_sum: float,
    best_open: States,
    steps: int,
    gap: float,
) -> tuple[float, float, Floats]:
    """Raise the bound; return it, the best sum of walks known, and the worths of the sites at the best prices.

    Args:
        near: Sites by their way from each client, shape (clients, sites).
        ways: Those ways.
        state: What is known of each site, shape (sites,).
        p: How many of the free sites are to be open.
        price: Prices to begin with, shape (clients,); the best ones afterwards.
        best_sum: The best sum of walks known.
        best_open: The sites that make it, shape (sites,); replaced where a better set comes by.
        steps: Most steps to take.
        gap: The bound need not rise further once it is this near to the best sum.
    """
    worth, slope = np.empty(near.shape[1]), np.empty(near.shape[0])
    best_worth = np.zeros(near.shape[1])
    is_open = np.empty(near.shape[1], dtype=np.int8)
    at, best = price.copy(), -np.inf
    width, quiet = 1.5, 0
    for _ in range(steps):
        _worths(near, ways, state, at, worth)
        bound = at.sum() + _open_best(worth, state, p, is_open)
        if bound > best:
            if bound > best + 1e-4 * abs(best):
                quiet = 0
            best = bound
            price[:] = at
            best_worth[:] = worth
            found = sum_of_walks(near, ways, is_open)
            if found < best_sum:
                best_sum = found
                best_open[:] = is_open
        quiet += 1
        if quiet > PATIENCE:
            width, quiet = width * 0.6, 0
            at[:] = price
            _worths(near, ways, state, at, worth)
            _open_best(worth, state, p, is_open)
        squares = _step(near, ways, is_open, at, slope)
        if squares == 0.0 or best > best_sum - gap or width < SHORTEST_STEP:
            break
        length = width * max(1.01 * best_sum - bound, 1e-3 * abs(best_sum)) / squares
        at += length * slope
    return best, best_sum, best_worth


@njit(cache=True, nogil=True)
def fix_sites(bound: float, worth: Floats, state: States, p: int, least_better: float) -> int:
    """Open the free sites that every better answer has, close those that none has; return how many were opened.

    A site whose opening (closing) lifts the bound above `least_better`, the largest sum that would still be better
    than the best known, is in no (in every) better answer. `state` is changed in place.
    """
    free = np.flatnonzero(state == FREE)
    if p >= len(free):
        return 0
    ranks = free[np.argsort(worth[free], kind="mergesort")]
    last_in = worth[ranks[p - 1]] if p > 0 else 0.0
    first_out = worth[ranks[p]]
    opened = 0
    for k in range(len(ranks)):
        j = ranks[k]
        if k < p:
            if bound - worth[j] + first_out > least_better:
                state[j] = OPEN
                opened += 1
        elif p > 0 and bound + worth[j] - last_in > least_better:
            state[j] = CLOSED
    return opened
