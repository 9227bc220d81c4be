"""Better sites by exchange: variable neighbourhood search on the p-median problem.

What an exchange brings is known for all pairs at once: what is gained by a new site, what is lost with an old one, and
what of that loss the new one makes good. A client matters only to sites nearer than the second nearest open one, so an
exchange changes few of these sums. Source: M. Resende and R. Werneck, "A fast swap-based local search procedure for
location problems", Annals of Operations Research 150 (2007).

`near` and `ways` as in `routing.p_median_bound`. Open sites stand in slots: `chosen[slot]`, `slot_of[site]` (-1 where
closed); the first `fixed` slots are never emptied.
"""

import numpy as np
from numba import njit

from routing.p_median_bound import CLOSED, Floats, Indices, Ints, States

EPSILON = 1e-9


@njit(cache=True, nogil=True)
def _count(
    i: int, sign: float, near: Indices, ways: Floats, slot_of: Ints, at: Ints, gain: Floats, loss: Floats, extra: Floats
) -> None:
    """Add (sign 1) or take away (sign -1) what client i contributes to the sums; `at[i]` are its two nearest ranks."""
    first, second = at[i, 0], at[i, 1]
    home, way = slot_of[near[i, first]], ways[i, first]
    next_way = ways[i, second] if second < near.shape[1] else ways[i, near.shape[1] - 1]
    loss[home] += sign * (next_way - way)
    for k in range(second):
        site = near[i, k]
        if ways[i, k] < way:
            gain[site] += sign * (way - ways[i, k])
            extra[site, home] += sign * (next_way - way)
        else:
            extra[site, home] += sign * (next_way - ways[i, k])


@njit(cache=True, nogil=True)
def _ranks(i: int, near: Indices, slot_of: Ints, at: Ints) -> None:
    """Find at which ranks of client i its two nearest open sites stand (the number of sites where there is none)."""
    found = 0
    at[i, 0] = at[i, 1] = near.shape[1]
    for k in range(near.shape[1]):
        if slot_of[near[i, k]] >= 0:
            at[i, found] = k
            found += 1
            if found == 2:  # noqa: PLR2004 - the two
                return


@njit(cache=True, nogil=True)
def _exchange(
    slot: int,
    site: int,
    near: Indices,
    ways: Floats,
    rank: Indices,
    chosen: Ints,
    slot_of: Ints,
    at: Ints,
    gain: Floats,
    loss: Floats,
    extra: Floats,
) -> None:
    """Put `site` into `slot`, and bring the sums up to date for the clients whom that concerns."""
    old = chosen[slot]
    touched = np.empty(near.shape[0], dtype=np.int64)
    count = 0
    for i in range(near.shape[0]):
        if rank[i, old] <= at[i, 1] or rank[i, site] < at[i, 1]:
            _count(i, -1.0, near, ways, slot_of, at, gain, loss, extra)
            touched[count] = i
            count += 1
    slot_of[old] = -1
    slot_of[site] = slot
    chosen[slot] = site
    for k in range(count):
        i = touched[k]
        _ranks(i, near, slot_of, at)
        _count(i, 1.0, near, ways, slot_of, at, gain, loss, extra)


@njit(cache=True, nogil=True)
def _best_exchange(
    fixed: int, slot_of: Ints, state: States, gain: Floats, loss: Floats, extra: Floats
) -> tuple[float, int, int]:
    """Return what the best exchange brings, its slot and its site."""
    best, best_slot, best_site = 0.0, -1, -1
    slots = len(loss)
    for site in range(len(gain)):
        if slot_of[site] >= 0 or state[site] == CLOSED:
            continue
        for slot in range(fixed, slots):
            brings = gain[site] - loss[slot] + extra[site, slot]
            if brings > best:
                best, best_slot, best_site = brings, slot, site
    return best, best_slot, best_site


@njit(cache=True, nogil=True)
def _walks(ways: Floats, at: Ints) -> float:
    total = 0.0
    for i in range(ways.shape[0]):
        total += ways[i, at[i, 0]]
    return total


@njit(cache=True, nogil=True)
def _go_back(
    kept: Ints,
    near: Indices,
    ways: Floats,
    rank: Indices,
    chosen: Ints,
    slot_of: Ints,
    at: Ints,
    gain: Floats,
    loss: Floats,
    extra: Floats,
) -> None:
    """Open just the sites of `kept` again, in whatever slots."""
    wanted = np.zeros(near.shape[1], dtype=np.bool_)
    for site in kept:
        wanted[site] = True
    slot = 0
    for site in kept:
        if slot_of[site] >= 0:
            continue
        while wanted[chosen[slot]]:
            slot += 1
        _exchange(slot, site, near, ways, rank, chosen, slot_of, at, gain, loss, extra)


@njit(cache=True, nogil=True)
def search(
    near: Indices,
    ways: Floats,
    rank: Indices,
    state: States,
    chosen: Ints,
    fixed: int,
    rounds: int,
    width: int,
    seed: int,
) -> tuple[float, int]:
    """Improve `chosen` in place: descend, then shake and descend `rounds` times, wider after each failure.

    Args:
        near: Sites by their way from each client, shape (clients, sites).
        ways: Those ways.
        rank: Where each site stands in `near`, shape (clients, sites).
        state: Sites that are CLOSED are never opened, shape (sites,).
        chosen: The open sites, a slot each; the best found afterwards.
        fixed: The first slots keep their site.
        rounds: Shakes; 0 only descends.
        width: Width of the first shake, in exchanges.
        seed: Of the random numbers.

    Returns:
        The sum of the walks, and the width at which to go on.
    """
    np.random.seed(seed)  # noqa: NPY002 - the generator that numba compiles
    clients, sites = near.shape
    slots = len(chosen)
    slot_of = np.full(sites, -1, dtype=np.int64)
    for slot in range(slots):
        slot_of[chosen[slot]] = slot
    at = np.empty((clients, 2), dtype=np.int64)
    gain, loss, extra = np.zeros(sites), np.zeros(slots), np.zeros((sites, slots))
    for i in range(clients):
        _ranks(i, near, slot_of, at)
        _count(i, 1.0, near, ways, slot_of, at, gain, loss, extra)
    openable = np.flatnonzero(state != CLOSED)
    widest = max(1, min(slots - fixed, 12))
    best = np.inf
    kept = chosen.copy()
    for number in range(rounds + 1):
        if number > 0:
            for _ in range(width):
                site = openable[np.random.randint(len(openable))]  # noqa: NPY002
                slot = np.random.randint(fixed, slots)  # noqa: NPY002
                if slot_of[site] < 0:
                    _exchange(slot, site, near, ways, rank, chosen, slot_of, at, gain, loss, extra)
        while True:
            brings, slot, site = _best_exchange(fixed, slot_of, state, gain, loss, extra)
            if slot < 0 or brings <= EPSILON * (1.0 + abs(loss[slot])):
                break
            _exchange(slot, site, near, ways, rank, chosen, slot_of, at, gain, loss, extra)
        found = _walks(ways, at)
        if found < best - EPSILON:
            best = found
            kept[:] = chosen
            width = 1
        else:
            width = width + 1 if width < widest else 1
            _go_back(kept, near, ways, rank, chosen, slot_of, at, gain, loss, extra)
            kept[:] = chosen
    chosen[:] = kept
    return best, width
