"""A bound of several shifts by the shifts there could be: no mix of them, in parts even, serves all streets with less.

A linear programme mixes shifts; those worth adding are found by a programme over time: the cheapest sequence of streets
whose way there, between them and back takes no longer than a shift, streets valued by what the mix pays for them. A
sequence may come back to a street, but not at once nor after one other, so there are more shifts than real ones: the
mix is a bound. Sources: M. Desrochers, J. Desrosiers, M. Solomon, "A new optimization algorithm for the vehicle routing
problem with time windows", Operations Research 40 (1992); C. Bode, S. Irnich, "Cut-first branch-and-price-second for
the capacitated arc-routing problem", Operations Research 60 (2012).
"""

import time
from dataclasses import dataclass
from functools import cache

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.optimize import linprog

from routing.t_join import Ints

Floats = NDArray[np.float64]
FEWEST_TICKS, MOST_TICKS = 800, 3_000
"""Parts of a shift that time is counted in; what a step takes is rounded down, so that no real shift is left out.

Each step from street to street takes one at least: where streets are too short for that, there is no bound.
"""
MOST_STREETS = 150
"""With more of them one look for shifts takes too long."""
WORTH = 1e-7
"""A shift is worth adding where it costs so much less, as a share, than the mix pays for its streets."""
SLACK, ROUNDING_MM = 1e-6, 1e-2
"""What sums may be off by."""
NONE = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What one shift may be made of: n streets, each walked from its first end (2k) or its second (2k + 1).

    Attributes:
        out_mm: Shape (2n,); from the post to where a street begins, and along it.
        hop_mm: Shape (2n, 2n); from where one ends to where the next begins, and along that.
        home_mm: Shape (2n,); from where a street ends to the post.
        times: Shape (n,); how often each has to be walked.
    """

    out_mm: Floats
    hop_mm: Floats
    home_mm: Floats
    times: Ints

    @property
    def shortest_mm(self) -> float:
        """The shortest step from one street to another, or to the same where that is walked several times."""
        hop = self.hop_mm.copy()
        street = np.arange(len(hop)) // 2
        hop[(street[:, None] == street[None, :]) & (self.times[street] == 1)[:, None]] = np.inf
        return float(hop.min(initial=np.inf))


def steps_of(far_mm: Floats, ends: Ints, length_mm: Ints, times: Ints, home: int) -> Steps:
    """Return the steps over streets between places: `far_mm` (k, k), `ends` (n, 2), `length_mm` (n,), `times` (n,)."""
    first, last = ends.ravel(), ends[:, ::-1].ravel()
    along = np.repeat(length_mm, 2).astype(np.float64)
    return Steps(
        out_mm=far_mm[home, first] + along, hop_mm=far_mm[np.ix_(last, first)] + along[None, :],
        home_mm=far_mm[last, home], times=times,
    )  # fmt: skip


@cache
def prepare() -> None:
    """Let the search for shifts be compiled, which takes a while the first time."""
    ends, ones = np.array([[0, 1], [1, 2]]), np.ones(2, dtype=np.int64)
    away = np.array([[0.0, 1, 2], [1, 0, 1], [2, 1, 0]])
    bound_by_columns(steps_of(away, ends, ones, ones, 0), 4, shifts=1, until=np.inf)


def bound_by_columns(steps: Steps, shift_mm: int, *, shifts: int, until: float) -> tuple[int, int]:
    """Return how long the shifts are together at least, and how many; 0 where time or size leaves it open.

    Args:
        steps: What a shift may be made of.
        shift_mm: Longest walk of a shift.
        shifts: So many are needed, as is known already.
        until: When to end, by the clock of time.perf_counter.
    """
    tick = min((shift_mm + 1.0) / FEWEST_TICKS, steps.shortest_mm)
    if len(steps.times) > MOST_STREETS or tick * MOST_TICKS <= shift_mm:
        return 0, shifts
    mix = _Mix(steps, tick, int(shift_mm / tick) + 1)
    count = mix.least(until, shifts=0, each=1.0, per_mm=0.0)
    shifts = max(shifts, int(np.ceil(count - SLACK)))
    length_mm = mix.least(until, shifts=shifts, each=0.0, per_mm=1.0)
    return max(0, int(np.ceil(length_mm - ROUNDING_MM))), shifts


class _Mix:
    """Shifts found so far: which streets each walks how often, and how long it is."""

    def __init__(self, steps: Steps, tick: float, ticks: int) -> None:
        self.steps, self.ticks = steps, ticks
        self.out, self.hop = (np.floor(of / tick).astype(np.int64) for of in (steps.out_mm, steps.hop_mm))
        self.home = np.floor(steps.home_mm / tick).astype(np.int64)
        count = len(steps.times)
        alone = (steps.out_mm + steps.home_mm).reshape(count, 2).min(axis=1)
        self.walked: list[Floats] = list(np.eye(count))
        self.length: list[float] = alone.tolist()

    def least(self, until: float, *, shifts: int, each: float, per_mm: float) -> float:
        """Return the least that shifts cost together, `shifts` of them or more; each costs `each`, and by its length.

        Until nothing more is worth adding, what the best shift would save is taken off as often as there are streets.
        """
        steps, best = self.steps, 0.0
        most = float(steps.times.sum())
        while time.perf_counter() < until:
            length = np.array(self.length)
            cost = each + per_mm * length
            rows = np.column_stack([np.array(self.walked), np.ones(len(cost))]).T
            needed = np.append(steps.times, shifts).astype(np.float64)
            found = linprog(cost, A_ub=-rows, b_ub=-needed, method="highs-ds")
            if found.x is None:
                break
            pays = np.maximum(0.0, -found.ineqlin.marginals)
            values, walked, lengths = _worth_adding(
                steps.out_mm, steps.hop_mm, steps.home_mm, self.out, self.hop, self.home, steps.times, pays[:-1],
                per_mm, self.ticks,
            )  # fmt: skip
            reduced = values + each - pays[-1]
            bound = float(pays @ needed) + most * min(0.0, float(reduced.min()))
            best = max(best, bound)
            new = np.flatnonzero(reduced < -WORTH * max(1.0, float(cost.max())))
            if not len(new):
                break
            self.walked += list(walked[new].astype(np.float64))
            self.length += lengths[new].tolist()
        return best


@njit(cache=True, nogil=True)
def _worth_adding(
    out_mm: Floats, hop_mm: Floats, home_mm: Floats, out: Ints, hop: Ints, home: Ints, times: Ints, pays: Floats,
    per_mm: float, ticks: int,
) -> tuple[Floats, Ints, Floats]:  # fmt: skip
    """Return, by its last street, the shift with the least cost less what is paid: that, its streets, its length.

    Of each street, direction and time the two best ways there are known that come from different streets.
    """
    sides = len(out)
    value = np.full((ticks, sides, 2), np.inf)
    came = np.full((ticks, sides, 2), NONE)  # the state before: (time * sides + side) * 2 + which
    street = np.full((ticks, sides, 2), NONE)  # the street before
    for v in range(sides):
        if out[v] + home[v] < ticks:
            value[out[v], v, 0] = per_mm * out_mm[v] - pays[v // 2]
    for t in range(ticks):
        for v in range(sides):
            if value[t, v, 0] == np.inf:
                continue
            for u in range(sides):
                e = u // 2
                again = times[e] == 1
                if again and e == v // 2:
                    continue
                to = t + hop[v, u]
                if to + home[u] >= ticks:
                    continue
                which = 1 if again and street[t, v, 0] == e else 0
                cost = value[t, v, which] + per_mm * hop_mm[v, u] - pays[e]
                if cost >= value[to, u, 1] or cost == np.inf:
                    continue
                before = (t * sides + v) * 2 + which
                if cost < value[to, u, 0]:
                    if street[to, u, 0] != v // 2:
                        value[to, u, 1], came[to, u, 1] = value[to, u, 0], came[to, u, 0]
                        street[to, u, 1] = street[to, u, 0]
                    value[to, u, 0], came[to, u, 0], street[to, u, 0] = cost, before, v // 2
                elif street[to, u, 0] != v // 2:
                    value[to, u, 1], came[to, u, 1], street[to, u, 1] = cost, before, v // 2
    return _read_off(out_mm, hop_mm, home_mm, home, value, came, len(times), per_mm)


@njit(cache=True, nogil=True)
def _read_off(
    out_mm: Floats, hop_mm: Floats, home_mm: Floats, home: Ints, value: Floats, came: Ints, streets: int, per_mm: float
) -> tuple[Floats, Ints, Floats]:
    ticks, sides = value.shape[0], value.shape[1]
    best = np.full(sides, np.inf)
    walked = np.zeros((sides, streets), dtype=np.int64)
    lengths = np.zeros(sides)
    for v in range(sides):
        at = NONE
        for t in range(ticks - home[v]):
            cost = value[t, v, 0] + per_mm * home_mm[v]
            if cost < best[v]:
                best[v], at = cost, (t * sides + v) * 2
        if at == NONE:
            continue
        lengths[v] = home_mm[v]
        while at != NONE:
            t, side, which = at // 2 // sides, at // 2 % sides, at % 2
            walked[v, side // 2] += 1
            at = came[t, side, which]
            lengths[v] += out_mm[side] if at == NONE else hop_mm[at // 2 % sides, side]
    return best, walked, lengths
