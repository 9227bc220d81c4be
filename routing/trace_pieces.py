"""A street network cut into short directed pieces, ready for matching traces: what follows what, and at what price.

Prices are negative logarithms of likelihoods ("nats"): a metre of way, a turn, a turn round on the spot.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
LEAST_LENGTH_M = 0.01
"""Stands for the length of an arc that has none."""
SHARP = 3.05
"""A turn into another arc by more than this angle, in radians, begins to be a turn round, and at π it is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How somebody moves: the prices of a way, in nats.

    `metre` for a metre of way beyond the straight line, `right_angle` for a turn of 90° into another arc, `turn_round`
    for going back on the spot, `turn_round_at_end` for doing so at the end of a dead end. A pace under `slow` m/s, over
    `window_s` seconds before and behind, is almost standing still.
    """

    metre: float
    right_angle: float
    turn_round: float
    turn_round_at_end: float
    piece_m: float
    slow: float
    window_s: float


DRIVING = Manner(
    metre=0.1, right_angle=0.25, turn_round=9.0, turn_round_at_end=4.0, piece_m=20.0, slow=1.0, window_s=5.0
)
ON_FOOT = Manner(
    metre=0.1, right_angle=0.2, turn_round=3.0, turn_round_at_end=0.5, piece_m=12.0, slow=0.01, window_s=20.0
)


class Pieces(NamedTuple):
    """Directed pieces of arcs, straight, none longer than the manner's `piece_m`; arrays by piece unless said.

    Attributes:
        ends: x, y of the start and x, y of the end, in metres, shape (pieces, 4).
        arc: Which arc it is a piece of; the pieces of an arc follow one another.
        at_m: Where on the arc it begins, in metres from the arc's start.
        length_m: How long it is.
        next_start: Where its successors begin in `next_piece` and `next_price`, shape (pieces + 1,).
        next_piece: The successors.
        next_price: What moving there costs, in nats.
        cell_start: Where the pieces of a cell begin in `cell_piece`, shape (columns * rows + 1,).
        cell_piece: Pieces in the order of the cells that their middles lie in.
        origin: x, y of the corner of the first cell, and the width of a cell, in metres, shape (3,).
        shape: Columns and rows of the cells, shape (2,).
    """

    ends: Floats
    arc: Ints
    at_m: Floats
    length_m: Floats
    next_start: Ints
    next_piece: Ints
    next_price: Floats
    cell_start: Ints
    cell_piece: Ints
    origin: Floats
    shape: Ints


def cut(
    *,
    start: Ints,
    end: Ints,
    nodes: int,
    points: Floats,
    shape_start: Ints,
    manner: Manner,
    twin: Ints | None = None,
    cell_m: float = 50.0,
) -> Pieces:
    """Return the pieces of directed arcs.

    Args:
        start: Node that each arc leaves, shape (arcs,).
        end: Node that it reaches, shape (arcs,).
        nodes: How many nodes there are.
        points: x, y of the arcs' shapes, one after the other, in metres, shape (points, 2).
        shape_start: Where an arc's shape begins in `points`, shape (arcs + 1,); two points at least an arc.
        manner: The prices.
        twin: The arc that runs back on each, -1: none; None: that between the same nodes with as many pieces.
        cell_m: Width of the cells by which pieces are found.
    """
    line_arc, line_from = _lines(shape_start)
    a, b = points[line_from], points[line_from + 1]
    length = np.hypot(*(b - a).T)
    parts = np.maximum(np.ceil(length / manner.piece_m), 1).astype(np.int64)
    line = np.repeat(np.arange(len(parts)), parts)
    step = np.arange(len(line)) - np.repeat(np.cumsum(parts) - parts, parts)
    share = (step / parts[line])[:, None], ((step + 1) / parts[line])[:, None]
    ends = np.hstack([a[line] + share[0] * (b - a)[line], a[line] + share[1] * (b - a)[line]])
    arc = line_arc[line]
    piece_length = np.maximum((length / parts)[line], LEAST_LENGTH_M)
    first = np.searchsorted(arc, np.arange(len(start) + 1))
    run = np.concatenate([[0.0], np.cumsum(piece_length)])
    next_start, next_piece, next_price = _follow(
        start,
        end,
        nodes,
        first=first,
        ends=ends,
        length=piece_length,
        twin=_twins(start, end, first) if twin is None else twin,
        manner=manner,
    )
    return Pieces(
        ends,
        arc,
        run[:-1] - run[first[arc]],
        piece_length,
        next_start,
        next_piece,
        next_price,
        *_cells(ends, cell_m),
    )


def _lines(shape_start: Ints) -> tuple[Ints, Ints]:
    """Return of each straight line of the shapes which arc it belongs to and at which point it begins."""
    count = np.diff(shape_start) - 1
    arc = np.repeat(np.arange(len(count)), count)
    within = np.arange(len(arc)) - np.repeat(np.cumsum(count) - count, count)
    return arc, shape_start[:-1][arc] + within


def _twins(start: Ints, end: Ints, first: Ints) -> Ints:
    """Return of each arc the arc that runs back on it (same nodes, as many pieces), or -1."""
    count = np.diff(first)
    width = int(max(start.max(initial=0), end.max(initial=0))) + 1
    there = (start * width + end) * (int(count.max(initial=0)) + 1) + count
    back = (end * width + start) * (int(count.max(initial=0)) + 1) + count
    order = np.argsort(there, kind="stable")
    place = np.minimum(np.searchsorted(there[order], back), max(len(order) - 1, 0))
    found: Ints = np.where(there[order][place] == back, order[place], -1) if len(order) else order
    return found


def _follow(
    start: Ints, end: Ints, nodes: int, *, first: Ints, ends: Floats, length: Floats, twin: Ints, manner: Manner
) -> tuple[Ints, Ints, Floats]:
    """Return the successors of each piece as rows of a sparse matrix: starts, pieces, prices."""
    arcs = np.arange(len(start))
    last = np.zeros(len(ends), dtype=bool)
    last[first[1:] - 1] = True
    inner = np.flatnonzero(~last)
    by_start = np.argsort(start, kind="stable")
    leaving = np.searchsorted(start[by_start], np.arange(nodes + 1))
    fan = np.diff(leaving)[end]
    into = np.repeat(arcs, fan)
    out = by_start[np.repeat(leaving[end], fan) + np.arange(len(into)) - np.repeat(np.cumsum(fan) - fan, fan)]
    on = out != twin[into]
    into, out = into[on], out[on]
    dead_end = np.bincount(into, minlength=len(start)) == 0
    piece_arc = np.repeat(arcs, np.diff(first))
    turning = np.flatnonzero(twin[piece_arc] >= 0)
    back = first[twin[piece_arc[turning]]] + (first[piece_arc[turning] + 1] - 1 - turning)
    at_end = dead_end[piece_arc[turning]] & last[turning]
    here = np.concatenate([inner, first[into + 1] - 1, turning])
    there = np.concatenate([inner + 1, first[out], back])
    price = manner.metre * length[there]
    bend = _angle(ends[here[len(inner) : len(inner) + len(into)]], ends[there[len(inner) : len(inner) + len(into)]])
    sharp = np.maximum(bend - SHARP, 0.0) / (np.pi - SHARP)
    price[len(inner) : len(inner) + len(into)] += manner.right_angle * bend / (np.pi / 2) + manner.turn_round * sharp
    price[len(inner) + len(into) :] += np.where(at_end, manner.turn_round_at_end, manner.turn_round)
    order = np.argsort(here, kind="stable")
    return np.searchsorted(here[order], np.arange(len(ends) + 1)), there[order], price[order]


def _angle(one: Floats, other: Floats) -> Floats:
    """Return how far the way turns from one piece into another, 0 (straight on) to π."""
    u, v = one[:, 2:] - one[:, :2], other[:, 2:] - other[:, :2]
    cross = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]
    turn: Floats = np.abs(np.arctan2(cross, (u * v).sum(axis=1)))
    return turn


def _cells(ends: Floats, width: float) -> tuple[Ints, Ints, Floats, Ints]:
    """Return the pieces in the order of square cells: starts, pieces, origin with width, columns and rows."""
    middle = (ends[:, :2] + ends[:, 2:]) / 2
    low, high = middle.min(axis=0), middle.max(axis=0)
    width = max(width, float(np.prod(high - low)) ** 0.5 / 2000, float((high - low).max()) / 100_000)
    column, row = ((middle - low) // width).astype(np.int64).T
    columns, rows = int(column.max()) + 1, int(row.max()) + 1
    cell = row * columns + column
    order = np.argsort(cell, kind="stable")
    starts = np.searchsorted(cell[order], np.arange(columns * rows + 1))
    return starts, order, np.array([*low, width]), np.array([columns, rows])
