"""Positions → the streets that were driven or walked: the likeliest way along the arcs of a network.

Good for fixes every second as well as for gaps of minutes, for noise, for fixes that lie far off, for standing still.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.trace_pieces import DRIVING, ON_FOOT, Floats, Ints, Manner, Pieces, cut
from routing.trace_search import Limits, Trace, nearest, search

__all__ = ["DRIVING", "ON_FOOT", "Manner", "Match", "Pieces", "cut", "match"]

Bools = NDArray[np.bool_]
SIGMA_LEAST_M, SIGMA_MOST_M = 4.0, 20.0
"""Bounds of the deviation that is found from the fixes themselves."""
RADIUS_SIGMAS, RADIUS_LEAST_M, RADIUS_MOST_M = 4.0, 40.0, 100.0
"""How far from a fix a street may be: so many deviations, within these bounds."""
OUTLIER = 14.0
"""Price of ignoring a fix, in nats: that of a fix some five deviations off."""
BEAM = 20.0
"""What costs so much more than the best way so far is given up, in nats."""
MEMORY_S = 2.5
"""Fixes nearer in time than this err alike: each counts by its share."""
STANDING_M = 1.0
"""A fix nearer than this to the last one says nothing new."""
ENDS = (0, -1)
MEDIAN_TO_SIGMA = 1.4826
"""A normal deviation from the median of its amounts; source: Newson and Krumm 2009, equation 5."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A way through the network, as passages of arcs in order.

    Attributes:
        arc: The arcs, in the order they were gone; an arc gone twice stands twice.
        from_m: Where on the arc the passage begins, in metres from the arc's start.
        to_m: Where it ends.
        fix: The fix towards which the passage was entered.
        last_fix: The fix towards which it was left, or the last one.
        way: Number of the connected way that the passage belongs to.
        used: Whether a fix lies near a street at all, by fix.
        sigma_m: The deviation of the fixes that was assumed.
    """

    arc: Ints
    from_m: Floats
    to_m: Floats
    fix: Ints
    last_fix: Ints
    way: Ints
    used: Bools
    sigma_m: float


def match(
    xy: Floats, seconds: Floats, *, pieces: Pieces, manner: Manner = DRIVING, sigma_m: float | None = None
) -> Match:
    """Return the likeliest way of a trace.

    Args:
        xy: The fixes in order, in metres, in the projection of `pieces`; shape (fixes, 2). None may be NaN.
        seconds: When; where they run backwards, no time is assumed to pass.
        pieces: The network; see `cut`.
        manner: How the way is gone; the same that `pieces` was cut with.
        sigma_m: Deviation of the fixes across the way, in metres; None: found from the fixes.
    """
    limits = Limits(RADIUS_MOST_M, 1.0, OUTLIER, manner.metre, BEAM)
    everything = Trace(xy[:, 0].copy(), xy[:, 1].copy(), np.ones(len(xy)))
    off = nearest(everything, limits, pieces)
    if sigma_m is None:
        sigma_m = _sigma(off)
    radius = float(np.clip(RADIUS_SIGMAS * sigma_m, RADIUS_LEAST_M, RADIUS_MOST_M))
    used = off <= radius
    kept = np.flatnonzero(used)
    kept = kept[_moving(xy[kept])]
    trace = Trace(xy[kept, 0].copy(), xy[kept, 1].copy(), _weights(seconds[kept]))
    piece, fix, before, ends = search(trace, limits._replace(radius_m=radius, sigma_m=sigma_m), pieces)
    chains = [_chain(before, int(end)) for end in ends]
    entries = np.concatenate([np.empty(0, np.int64), *chains])
    way = np.repeat(np.arange(len(chains)), [len(chain) for chain in chains])
    return _passages(
        piece[entries],
        kept[fix[entries]] if len(kept) else fix[entries],
        way,
        pieces=pieces,
        used=used,
        sigma_m=sigma_m,
    )


def _sigma(off: Floats) -> float:
    """Return the deviation of fixes that lie so far off the nearest street."""
    seen = off[np.isfinite(off)]
    return (
        float(np.clip(MEDIAN_TO_SIGMA * np.median(seen), SIGMA_LEAST_M, SIGMA_MOST_M)) if len(seen) else SIGMA_LEAST_M
    )


def _moving(xy: Floats) -> Ints:
    """Return which fixes are further than STANDING_M from the last such one; the first and the last are."""
    kept: list[int] = []
    x, y = xy[:, 0].tolist(), xy[:, 1].tolist()
    for i in range(len(x)):
        if not kept or i == len(x) - 1 or (x[i] - x[kept[-1]]) ** 2 + (y[i] - y[kept[-1]]) ** 2 >= STANDING_M**2:
            kept.append(i)
    return np.array(kept, dtype=np.int64)


def _weights(seconds: Floats) -> Floats:
    """Return how much each fix counts: fixes close in time err alike. The ends of the trace count whole."""
    weight = np.ones(len(seconds))
    if len(seconds) > len(ENDS):
        apart = np.clip(np.diff(seconds), 0.0, MEMORY_S)
        weight[1:-1] = np.maximum((apart[:-1] + apart[1:]) / (2 * MEMORY_S), 0.05)
    return weight


def _chain(before: Ints, end: int) -> Ints:
    """Return the entries of a way, first to last."""
    entries = []
    while end >= 0:
        entries.append(end)
        end = int(before[end])
    return np.array(entries[::-1], dtype=np.int64)


def _passages(piece: Ints, fix: Ints, way: Ints, *, pieces: Pieces, used: Bools, sigma_m: float) -> Match:
    """Join pieces that follow one another on an arc."""
    fresh = np.ones(len(piece), dtype=bool)
    fresh[1:] = (
        (piece[1:] != piece[:-1] + 1) | (pieces.arc[piece[1:]] != pieces.arc[piece[:-1]]) | (way[1:] != way[:-1])
    )
    first = np.flatnonzero(fresh)
    last = np.append(first[1:], len(piece))[: len(first)] - 1
    return Match(
        arc=pieces.arc[piece[first]],
        from_m=pieces.at_m[piece[first]],
        to_m=pieces.at_m[piece[last]] + pieces.length_m[piece[last]],
        fix=fix[first],
        last_fix=fix[last],
        way=way[first],
        used=used,
        sigma_m=sigma_m,
    )
