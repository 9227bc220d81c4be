"""The ways of a trace that are still thought of, kept as chains of entries that share their beginnings, compiled.

An entry is a piece, the fix towards which it was entered, and the entry before (-1: none).
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from routing.trace_pieces import Floats, Ints

CHAIN_ROOM = 1 << 20
"""Entries between two clearings of the chain."""


class States(NamedTuple):
    """The states that are not given up: pieces, prices, entries; how many stands in `held[0]`."""

    piece: Ints
    price: Floats
    entry: Ints
    held: Ints


class Chain(NamedTuple):
    """Entries of ways: piece, entry before, fix; how many stands in `held[0]`."""

    piece: Ints
    before: Ints
    fix: Ints
    held: Ints


@njit(cache=True, nogil=True)
def enter(chain: Chain, piece: int, before: int, fix: int) -> int:
    """Add an entry and return its number."""
    used = chain.held[0]
    chain.piece[used], chain.before[used], chain.fix[used] = piece, before, fix
    chain.held[0] = used + 1
    return int(used)


@njit(cache=True, nogil=True)
def compact(chain: Chain, states: States, ends: Ints, count: int) -> None:
    """Drop the entries that no living state and none of the first `count` ends descends from."""
    renamed = np.full(chain.held[0], -1, np.int64)
    for i in range(states.held[0]):
        renamed[states.entry[i]] = 0
    for i in range(count):
        renamed[ends[i]] = 0
    for entry in range(chain.held[0] - 1, -1, -1):
        if renamed[entry] == 0 and chain.before[entry] >= 0:
            renamed[chain.before[entry]] = 0
    used = 0
    for entry in range(chain.held[0]):
        if renamed[entry] == 0:
            before = chain.before[entry]
            chain.piece[used], chain.fix[used] = chain.piece[entry], chain.fix[entry]
            chain.before[used] = renamed[before] if before >= 0 else -1
            renamed[entry] = used
            used += 1
    chain.held[0] = used
    for i in range(states.held[0]):
        states.entry[i] = renamed[states.entry[i]]
    for i in range(count):
        ends[i] = renamed[ends[i]]


@njit(cache=True, nogil=True)
def with_room(chain: Chain, room: int) -> Chain:
    """Return the chain with at least as much room for more entries as it holds, and `room`."""
    used = chain.held[0]
    if len(chain.piece) >= 2 * used + room:
        return chain
    piece, before, fix = (
        np.empty(3 * used + room, np.int64),
        np.empty(3 * used + room, np.int64),
        np.empty(3 * used + room, np.int64),
    )
    piece[:used], before[:used], fix[:used] = chain.piece[:used], chain.before[:used], chain.fix[:used]
    return Chain(piece, before, fix, chain.held)
