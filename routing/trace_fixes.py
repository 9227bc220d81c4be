"""What a fix of a trace is worth: how much it counts, which way somebody moved there, which fixes say nothing new."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.trace_near import Trace
from routing.trace_pieces import Floats, Ints, Manner

Bools = NDArray[np.bool_]

MEMORY_S = 5.0
"""Fixes nearer in time than this err alike: each counts by its share. Of fixes farther apart each counts for more, by
the root of the time: a way that leaves one of few aside is less likely, and ways between them are less straight."""
WEIGHT_LEAST, WEIGHT_MOST = 0.01, 4.0
JITTER, JITTER_MOST_M = 1.4, 8.0
"""Who stands still seems to move by so many deviations of a fix, and by no more than this."""
STANDING_M = 1.0
"""A fix nearer than this to the last one says nothing new."""
STOOD_S = 30.0
"""Positions on one spot for so long say that somebody stood there; before and behind it they went on."""
HEADING_LEAST_M = 5.0
"""Who moved less moved no way that could be told."""
HEADING_SD, HEADING_NOISE = 0.25, 0.7
"""Deviation of the way that somebody moves from that of the street, in radians, where fixes are exact; and by how much
the mean places before and behind differ in deviations of a fix."""


def moving(xy: Floats) -> Ints:
    """Return which fixes are further than STANDING_M from the last such one; the first and the last are."""
    kept: list[int] = []
    x, y = xy[:, 0].tolist(), xy[:, 1].tolist()
    for i in range(len(x)):
        if not kept or i == len(x) - 1 or (x[i] - x[kept[-1]]) ** 2 + (y[i] - y[kept[-1]]) ** 2 >= STANDING_M**2:
            kept.append(i)
    return np.array(kept, dtype=np.int64)


def going(seconds: Floats, moved: Ints) -> Floats:
    """Return when the moving ones of all fixes were, on a clock that stops while somebody stands still for long."""
    apart = np.diff(seconds[moved])
    stood = seconds[np.maximum(moved[1:] - 1, 0)] - seconds[moved[:-1]]
    clock = np.zeros(len(moved))
    clock[1:] = np.cumsum(np.where(stood >= STOOD_S, apart - stood, apart))
    return clock


def weights(seconds: Floats) -> Floats:
    """Return how much each fix counts, by the time to those before and behind it. The ends count whole."""
    return whole_at_ends(_limited(_shares(seconds)))


def seen(xy: Floats, seconds: Floats, *, sigma_m: float, manner: Manner) -> Trace:
    """Return fixes with how much each counts and which way somebody moved there."""
    moved, gone, several = _moved(xy, seconds, manner.window_s)
    far = np.hypot(*moved.T)
    shares = _shares(seconds)
    pace = np.maximum(gone - min(JITTER * sigma_m, JITTER_MOST_M), 0.0) / manner.window_s
    weight = whole_at_ends(_limited(np.where(several, shares * np.minimum(pace / manner.slow, 1.0), shares)))
    sure = several & (far >= HEADING_LEAST_M)
    unit = np.where(sure[:, None], moved / np.maximum(far, 1.0)[:, None], 0.0)
    trust = np.where(sure, 1 / (HEADING_SD**2 + (HEADING_NOISE * sigma_m / np.maximum(far, 1.0)) ** 2), 0.0)
    return Trace(xy[:, 0].copy(), xy[:, 1].copy(), weight, unit[:, 0].copy(), unit[:, 1].copy(), trust)


def _shares(seconds: Floats) -> Floats:
    """Return the time from half way to the fix before to half way to the next one, as a share of MEMORY_S."""
    apart = np.maximum(np.diff(seconds, prepend=seconds[:1], append=seconds[-1:]), 0.0)
    return (apart[:-1] + apart[1:]) / (2 * MEMORY_S)


def whole_at_ends(weight: Floats) -> Floats:
    """Let the first and the last fix count whole, in place."""
    weight[:1] = weight[-1:] = 1.0
    return weight


def _limited(share: Floats) -> Floats:
    weight: Floats = np.clip(np.minimum(share, np.sqrt(share)), WEIGHT_LEAST, WEIGHT_MOST)
    return weight


@njit(cache=True, nogil=True)
def _moved(xy: Floats, seconds: Floats, most_s: float) -> tuple[Floats, Floats, Bools]:
    """Return how somebody moved about each fix, by the mean of it and those up to `most_s` before, and that after.

    Returns:
        From one mean to the other, shape (fixes, 2); how far that is by way of the fix, as the mean of it and its
        neighbours; whether there are others on both sides. A clock that runs backwards ends a side.
    """
    count = len(seconds)
    moved, gone, several = np.zeros((count, 2)), np.zeros(count), np.zeros(count, np.bool_)
    for i in range(count):
        a, b = i, i
        while a > 0 and 0 <= seconds[i] - seconds[a - 1] <= most_s:
            a -= 1
        while b < count - 1 and 0 <= seconds[b + 1] - seconds[i] <= most_s:
            b += 1
        several[i] = a < i < b
        if several[i]:
            before, here, after = _mean(xy, a, i), _mean(xy, i - 1, i + 1), _mean(xy, i, b)
            moved[i, 0], moved[i, 1] = after[0] - before[0], after[1] - before[1]
            gone[i] = np.hypot(here[0] - before[0], here[1] - before[1]) + np.hypot(
                after[0] - here[0], after[1] - here[1]
            )
    return moved, gone, several


@njit(cache=True, nogil=True)
def _mean(xy: Floats, first: int, last: int) -> tuple[float, float]:
    x = y = 0.0
    for i in range(first, last + 1):
        x += xy[i, 0]
        y += xy[i, 1]
    return x / (last - first + 1), y / (last - first + 1)
