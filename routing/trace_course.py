"""A trace along a course that was planned: which place of the course each fix shows, if any (Viterbi), compiled.

A postman goes along the same street several times and round corners that nobody sees between two fixes; what was
planned and the time that passed say which time it is. Fixes that do not follow the course are left to the network.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit

from routing.trace_near import Limits, Trace, find_near
from routing.trace_pieces import Floats, Ints, Pieces

OFF = 4.0
"""Price of a fix that follows the course nowhere, in nats."""
JOIN = 8.0
"""Price of joining the course elsewhere than where it was left."""
OUTLIER = 6.0
"""Price of a fix that is ignored while the course is followed."""
GAP_S = 60.0
"""Without a fix for so long, less way than the time allows has its price; else it is a stop like any other."""
STOPPED = 0.3
"""Price of standing still instead of going on, beside that of a way that is too long."""
SHARE, SPARE_M = 0.3, 12.0
"""A way differs from the expected one by this share of it, and by this much."""
BEAM = 30.0
"""What costs so much more than the best is given up."""
LATE, LATE_MOST = 0.0005, 6.0
"""Price of beginning so many metres behind the course's start, and its most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A way that was planned: passages of arcs in order, each between two places on its arc, in metres."""

    arc: Ints
    from_m: Floats
    to_m: Floats

    @classmethod
    def whole(cls, arc: Ints) -> "Planned":
        """Return a way along whole arcs."""
        return cls(arc=arc, from_m=np.zeros(len(arc)), to_m=np.full(len(arc), np.inf))


class Course(NamedTuple):
    """A way that was planned, as pieces in order; a piece gone twice stands twice.

    Attributes:
        piece: The pieces.
        at_m: How far along the course the middle of each is, in metres.
        start: Where the places of a piece in the course begin in `place`, shape (pieces of the network + 1,).
        place: Places in the course, in the order of their pieces.
    """

    piece: Ints
    at_m: Floats
    start: Ints
    place: Ints


def course_of(pieces: Pieces, planned: Planned) -> Course:
    """Return a planned way as pieces of the network."""
    first = np.searchsorted(pieces.arc, np.arange(int(pieces.arc[-1]) + 2))
    count = np.diff(first)[planned.arc]
    passage = np.repeat(np.arange(len(count)), count)
    piece = first[planned.arc][passage] + np.arange(len(passage)) - np.repeat(np.cumsum(count) - count, count)
    middle = pieces.at_m[piece] + pieces.length_m[piece] / 2
    piece = piece[(middle >= planned.from_m[passage]) & (middle <= planned.to_m[passage])]
    order = np.argsort(piece, kind="stable")
    length = pieces.length_m[piece]
    return Course(
        piece, np.cumsum(length) - length / 2, np.searchsorted(piece[order], np.arange(len(pieces.arc) + 1)), order
    )


@njit(cache=True, nogil=True)
def _pace_price(way_m: float, passed_s: float, pace: float) -> float:
    """Return the price of going `way_m` along the course in the time that passed."""
    expected = pace * passed_s
    slack = SHARE * expected + SPARE_M
    if way_m >= expected:
        return float((way_m - expected) / slack)
    if passed_s >= GAP_S:
        return float((expected - way_m) / (1.5 * slack))
    return float(STOPPED * (expected - way_m) / slack)


@njit(cache=True, nogil=True)
def follow(
    trace: Trace, seconds: Floats, limits: Limits, pieces: Pieces, course: Course, pace: float
) -> tuple[Ints, float]:
    """Return the place of the course that each fix shows (-1: none), and the price of it all."""
    fixes, size = len(trace.x), len(pieces.arc)
    found, squares = np.empty(size, np.int64), np.empty(size)
    starts = np.zeros(fixes + 1, np.int64)
    place, before, price = np.empty(1024, np.int64), np.empty(1024, np.int64), np.empty(1024)
    off_before, off = np.full(fixes, -1, np.int64), 0.0
    seen = np.full(len(course.piece), -1, np.int64)
    used, low, high = 0, 0, 0
    for fix in range(fixes):
        passed = max(0.0, seconds[fix] - seconds[fix - 1]) if fix else 0.0
        count = find_near(trace.x[fix], trace.y[fix], limits, pieces, found, squares)
        room = high - low + 1
        for i in range(count):
            room += course.start[found[i] + 1] - course.start[found[i]]
        while used + room > len(place):
            place = np.concatenate((place, np.empty_like(place)))
            before = np.concatenate((before, np.empty_like(before)))
            price = np.concatenate((price, np.empty_like(price)))
        first = used
        for i in range(count):
            miss = min(squares[i] / (2 * limits.sigma_m**2), OUTLIER)
            for at in range(course.start[found[i]], course.start[found[i] + 1]):
                here = course.place[at]
                seen[here] = fix
                place[used], before[used] = here, -1
                best = off + JOIN if fix else min(LATE * course.at_m[here], LATE_MOST)
                for j in range(low, high):
                    way = course.at_m[here] - course.at_m[place[j]]
                    if way >= 0 and price[j] < best:
                        total = price[j] + _pace_price(way, passed, pace)
                        if total < best:
                            best = total
                            before[used] = j
                price[used] = best + miss
                used += 1
        for j in range(low, high):
            if seen[place[j]] != fix:
                place[used], before[used], price[used] = place[j], j, price[j] + OUTLIER
                used += 1
        gone, gone_before = off + OFF, -1
        for j in range(low, high):
            if price[j] + OFF < gone:
                gone, gone_before = price[j] + OFF, j
        off, off_before[fix] = gone, gone_before
        most = off
        for k in range(first, used):
            most = min(most, price[k])
        kept = first
        for k in range(first, used):
            if price[k] <= most + BEAM:
                place[kept], before[kept], price[kept] = place[k], before[k], price[k]
                kept += 1
        used = kept
        low, high = first, used
        starts[fix + 1] = used
    return _traced(fixes, starts, place, before, price, off, off_before)


@njit(cache=True, nogil=True)
def _traced(
    fixes: int, starts: Ints, place: Ints, before: Ints, price: Floats, off: float, off_before: Ints
) -> tuple[Ints, float]:
    """Return the places from the last fix back to the first."""
    shown = np.full(fixes, -1, np.int64)
    state, least = -1, off
    for k in range(starts[fixes - 1], starts[fixes]):
        if price[k] < least:
            state, least = k, price[k]
    for fix in range(fixes - 1, -1, -1):
        if state >= 0:
            shown[fix] = place[state]
            state = before[state]
        else:
            state = off_before[fix]
    return shown, least
