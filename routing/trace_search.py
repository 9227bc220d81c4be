"""The likeliest way of a trace through the pieces of a network (Viterbi), compiled.

A state is a directed piece; from fix to fix the way goes on along the pieces, at a price that adds up. So one spreading
search (Dijkstra) from all states at once finds the best way into every state of the next fix, and nobody ever moves
backwards on an arc because of noise. Source of the idea: P. Newson and J. Krumm, "Hidden Markov map matching through
noise and sparseness", ACM GIS 2009.
"""

from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np
from numba import njit

from routing.trace_chain import CHAIN_ROOM, Chain, States, compact, enter, with_room
from routing.trace_near import Limits, Trace, find_near, price_of
from routing.trace_pieces import Floats, Ints, Pieces

BEGINS = -(1 << 62)
"""Stands for the entry of a way that begins."""
MISSES = 4
"""Fixes in a row to which no likely way leads, before any way at all is looked for."""
STRAY, SPARE_M = 5.0, 2000.0
"""Such a way may be this many straight lines long, and this much more."""


class Board(NamedTuple):
    """Working arrays by piece: price and last entry of its best way; the rounds of which these and others hold."""

    price: Floats
    entry: Ints
    seen: Ints
    done: Ints
    near: Ints
    off: Floats


@njit(cache=True, nogil=True)
def _seed(states: States, board: Board, mark: int) -> list[tuple[float, int]]:
    """Return a heap of the living states, each with its way so far (kept on the board as -1 - entry)."""
    heap = [(0.0, 0)]
    heappop(heap)
    for i in range(states.held[0]):
        piece = states.piece[i]
        board.seen[piece] = mark
        board.price[piece] = states.price[i]
        board.entry[piece] = -1 - states.entry[i]
        heappush(heap, (states.price[i], piece))
    return heap


@njit(cache=True, nogil=True)
def _spread(
    fix: int,
    mark: int,
    ignored: float,
    end: float,
    late: float,
    limits: Limits,
    pieces: Pieces,
    board: Board,
    near: Ints,
    states: States,
    reached: States,
    chain: Chain,
) -> bool:
    """Move the states on to pieces near `fix`, or let them stand at the price `ignored`; say whether a way led.

    At the price `late`, a way begins here, and the fixes before are ignored.
    """
    heap = _seed(states, board, mark)
    best, led, count = np.inf, False, 0
    if late <= states.price[: states.held[0]].min() + limits.beam:
        _begin_late(late, mark, near, heap, board)
    while heap:
        price, piece = heappop(heap)
        if price > best + limits.beam or price > end:
            break
        if board.done[piece] == mark or price > board.price[piece]:
            continue
        board.done[piece] = mark
        entry, total = board.entry[piece], np.inf
        if entry == BEGINS:
            entry = enter(chain, piece, -1, fix)
        elif entry < 0:
            entry = -1 - entry
            total = price + ignored
        else:
            entry = enter(chain, piece, entry, fix)
        if board.near[piece] == mark:
            total = min(total, price + board.off[piece])
            led = True
        if total < np.inf:
            best = min(best, total)
            reached.piece[count], reached.price[count], reached.entry[count] = piece, total, entry
            count += 1
        for at in range(pieces.next_start[piece], pieces.next_start[piece + 1]):
            follower, onward = pieces.next_piece[at], price + pieces.next_price[at]
            if board.seen[follower] != mark or onward < board.price[follower]:
                board.seen[follower] = mark
                board.price[follower] = onward
                board.entry[follower] = entry
                heappush(heap, (onward, follower))
    if led:
        _take(states, reached, count, best + limits.beam)
    return led


@njit(cache=True, nogil=True)
def _begin_late(late: float, mark: int, near: Ints, heap: list[tuple[float, int]], board: Board) -> None:
    """Let a way begin at the pieces that lie near, where that costs less than to have been there already."""
    for piece in near:
        if board.seen[piece] != mark or late < board.price[piece]:
            board.seen[piece] = mark
            board.price[piece] = late
            board.entry[piece] = BEGINS
            heappush(heap, (late, piece))


@njit(cache=True, nogil=True)
def _take(states: States, reached: States, count: int, most: float) -> None:
    """Make those of the `count` reached states that cost no more than `most` the living ones."""
    kept = 0
    for i in range(count):
        if reached.price[i] <= most:
            states.piece[kept], states.price[kept] = reached.piece[i], reached.price[i]
            states.entry[kept] = reached.entry[i]
            kept += 1
    states.held[0] = kept


@njit(cache=True, nogil=True)
def _begin(fix: int, found: Ints, count: int, board: Board, states: States, chain: Chain) -> None:
    """Let a new way begin at any piece near `fix`."""
    for i in range(count):
        states.piece[i], states.price[i] = found[i], board.off[found[i]]
        states.entry[i] = enter(chain, found[i], -1, fix)
    states.held[0] = count


@njit(cache=True, nogil=True)
def _cheapest(states: States) -> int:
    """Return the entry of the likeliest living state."""
    return int(states.entry[np.argmin(states.price[: states.held[0]])])


@njit(cache=True, nogil=True)
def _states(size: int) -> States:
    return States(np.empty(size, np.int64), np.empty(size), np.empty(size, np.int64), np.zeros(1, np.int64))


@njit(cache=True, nogil=True)
def search(trace: Trace, limits: Limits, pieces: Pieces) -> tuple[Ints, Ints, Ints, Ints, int]:
    """Return the likeliest ways: piece, fix and entry before of each entry, and the last entry of each way.

    The last figure says how often all states that were not given up had gone astray, so that any way at all was looked
    for; a wider beam may find a likelier one.

    A trace makes one way, or several where no way leads on.
    """
    size, fixes = len(pieces.arc), len(trace.x)
    marks = np.zeros((3, size), np.int64)
    board = Board(np.empty(size), np.empty(size, np.int64), marks[0], marks[1], marks[2], np.empty(size))
    states, reached = _states(size), _states(size)
    none = np.empty(0, np.int64)
    chain = with_room(Chain(none, none, none, np.zeros(1, np.int64)), 2 * size + CHAIN_ROOM)
    ends, ways = np.empty(fixes, np.int64), 0
    found, squares = np.empty(size, np.int64), np.empty(size)
    fix, last, mark, misses, missed, astray, late = 0, -1, 0, 0, -1, 0, np.inf
    while fix < fixes:
        mark += 1
        count = find_near(trace.x[fix], trace.y[fix], limits, pieces, found, squares)
        for i in range(count):
            board.near[found[i]] = mark
            board.off[found[i]] = price_of(trace, fix, found[i], squares[i], limits, pieces)
        if len(chain.piece) - chain.held[0] < size:
            compact(chain, states, ends, ways)
            chain = with_room(chain, size + CHAIN_ROOM)
        if count and last < 0:
            _begin(fix, found, count, board, states, chain)
            last, late = fix, limits.late + trace.weight[fix] * limits.outlier
        elif count:
            straight = np.hypot(trace.x[fix] - trace.x[last], trace.y[fix] - trace.y[last])
            ignored, end = trace.weight[fix] * limits.outlier + limits.metre * straight, np.inf
            if misses == MISSES:
                astray += 1
                cheapest = states.price[: states.held[0]].min()
                ignored, late, end = np.inf, np.inf, cheapest + limits.metre * (STRAY * straight + SPARE_M)
            used = chain.held[0]
            led = _spread(
                fix, mark, ignored, end, late, limits, pieces, board, found[:count], states, reached, chain
            )  # fmt: skip
            late += ignored
            if led:
                last, misses = fix, 0
            elif misses == MISSES:
                chain.held[0] = used
                ends[ways] = _cheapest(states)
                ways += 1
                _begin(fix, found, count, board, states, chain)
                last, misses, late = fix, 0, limits.late + trace.weight[fix] * limits.outlier
            else:
                chain.held[0] = used
                missed = fix if misses == 0 else missed
                misses += 1
                if misses == MISSES or (fix == fixes - 1 and misses > 1):
                    fix, misses = missed - 1, MISSES
        fix += 1
    if last >= 0:
        ends[ways] = _cheapest(states)
        ways += 1
    return chain.piece, chain.fix, chain.before, ends[:ways], astray
