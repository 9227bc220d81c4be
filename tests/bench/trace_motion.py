"""How somebody drives along a route: slower where it bends, with stops, on their own side of the street."""

import numpy as np
from numba import njit

from routing.trace_pieces import Floats

SIDEWAYS = 2.0
"""Acceleration across the way that is borne, in m/s²."""
FASTER, SLOWER = 1.5, 2.5
"""Acceleration and braking, in m/s²."""
AT_BEND_M = 8.0
"""A bend is driven over so many metres before and behind its node."""
CRAWL = 1.2
"""The slowest pace round a bend, in m/s."""
STEP_M = 2.0
FIELD_M = 120.0
"""Within such a distance, a map errs alike."""


def line_driven(line: Floats, *, askew_m: float, side_m: float, seed: int) -> Floats:
    """Return where somebody goes who follows a line of nodes that are drawn askew by so much, in metres.

    Args:
        line: x, y of the route's nodes; shape (arcs + 1, 2).
        askew_m: Deviation of the drawn from the true place; the same wherever a place is passed again.
        side_m: How far to the right of the middle of the street.
        seed: Of the map's errors.
    """
    chance = np.random.default_rng(seed)
    waves, phase = chance.normal(0, 1 / FIELD_M, (24, 2)), chance.uniform(0, 2 * np.pi, (2, 24))
    field = np.stack([np.cos(line @ waves.T + part).sum(axis=1) for part in phase], axis=1) * np.sqrt(2 / 24)
    ahead = np.diff(line, axis=0)
    ahead /= np.maximum(np.hypot(*ahead.T), 1e-9)[:, None]
    heading = np.vstack([ahead[:1], ahead[:-1] + ahead[1:], ahead[-1:]])
    heading /= np.maximum(np.hypot(*heading.T), 1.0)[:, None]
    moved: Floats = line + askew_m * field + side_m * np.column_stack([heading[:, 1], -heading[:, 0]])
    return moved


def seconds_at(line: Floats, pace: Floats, stop_s: Floats) -> tuple[Floats, Floats]:
    """Return places along a line, every STEP_M metres or so, and when each is passed.

    Args:
        line: Nodes; shape (arcs + 1, 2).
        pace: Wish of each arc, in m/s.
        stop_s: Seconds of standing at each arc's end.
    """
    length = np.hypot(*np.diff(line, axis=0).T)
    run = np.concatenate([[0.0], np.cumsum(length)])
    at = np.append(np.arange(0.0, run[-1], STEP_M), run[-1])
    arc = np.clip(np.searchsorted(run, at, side="right") - 1, 0, len(length) - 1)
    most = pace[arc].copy()
    ahead = np.diff(line, axis=0)
    turn = np.abs(np.angle(np.exp(1j * np.diff(np.arctan2(ahead[:, 1], ahead[:, 0])))))
    round_m = AT_BEND_M / np.maximum(np.tan(turn / 2), 1e-3)
    bend = np.maximum(np.sqrt(SIDEWAYS * round_m), CRAWL)
    node = np.clip(np.rint(run[1:-1] / STEP_M).astype(np.int64), 0, len(at) - 1)
    np.minimum.at(most, node, bend)
    halt = np.clip(np.rint(run[1:] / STEP_M).astype(np.int64), 0, len(at) - 1)
    np.minimum.at(most, halt[stop_s > 0], CRAWL)
    most[[0, -1]] = np.minimum(most[[0, -1]], CRAWL)
    _smooth(most, STEP_M)
    took = np.diff(at) * 2 / (most[:-1] + most[1:])
    waits = np.zeros(len(at))
    np.add.at(waits, halt, stop_s)
    # a place where somebody stands is passed twice: coming and going
    times = np.concatenate([[0.0], np.cumsum(took + waits[:-1])])
    stood = np.flatnonzero(waits[:-1] > 0)
    return np.insert(at, stood + 1, at[stood] + 1e-6), np.insert(times, stood + 1, times[stood] + waits[stood])


@njit(cache=True)
def _smooth(most: Floats, step: float) -> None:
    """Bound the speeds by what can be reached and braked from."""
    for i in range(1, len(most)):
        most[i] = min(most[i], np.sqrt(most[i - 1] ** 2 + 2 * FASTER * step))
    for i in range(len(most) - 2, -1, -1):
        most[i] = min(most[i], np.sqrt(most[i + 1] ** 2 + 2 * SLOWER * step))
