"""Positions → the streets that were driven or walked: the likeliest way along the arcs of a network.

Good for fixes every second as well as for gaps of minutes, for noise, for fixes that lie far off, for standing still.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.trace_course import Course, Planned, course_of, follow
from routing.trace_fixes import STANDING_M, going, moving, seen, weights, whole_at_ends
from routing.trace_near import Limits, Trace, nearest
from routing.trace_pieces import DRIVING, ON_FOOT, Floats, Ints, Manner, Pieces, cut
from routing.trace_search import search

__all__ = ["DRIVING", "ON_FOOT", "Manner", "Match", "Pieces", "Planned", "cut", "match"]

Bools = NDArray[np.bool_]
Part = tuple[Ints, Ints]
"""Pieces in order, and the number of the fix towards which each was entered."""
FOLLOWING_M = 8.0
"""Least deviation of fixes that follow a plan: among many streets the nearest one tells of too small a one."""
PACES = (0.8, 0.95, 1.1, 1.25, 1.4)
"""Metres a second at which a course may be walked."""
SIGMA_LEAST_M, SIGMA_MOST_M = 4.0, 20.0
"""Bounds of the deviation that is found from the fixes themselves."""
RADIUS_SIGMAS, RADIUS_LEAST_M, RADIUS_MOST_M = 4.0, 40.0, 100.0
"""How far from a fix a street may be: so many deviations, within these bounds."""
OUTLIER = 14.0
"""Price of ignoring a fix, in nats: that of a fix some five deviations off."""
ASLANT = 3.0
"""The most that moving another way than the street costs, in nats."""
LATE = 40.0
"""Price of beginning the way at a later fix, beside that of ignoring those before, in nats for a typical fix."""
SPARE, WIDER = 20.0, 60.0
"""What costs so much more than the best way so far, beside the price of ignoring a fix, is given up, in nats; and how
much more is allowed where all ways that were left had gone astray."""
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
    xy: Floats,
    seconds: Floats,
    *,
    pieces: Pieces,
    manner: Manner = DRIVING,
    sigma_m: float | None = None,
    planned: Planned | None = None,
    gap_most_s: float = np.inf,
) -> Match:
    """Return the likeliest way of a trace.

    Args:
        xy: The fixes in order, in metres, in the projection of `pieces`; shape (fixes, 2). None may be NaN.
        seconds: When; where they run backwards, no time is assumed to pass.
        pieces: The network; see `cut`.
        manner: How the way is gone; the same that `pieces` was cut with.
        sigma_m: Deviation of the fixes across the way, in metres; None: found from the fixes.
        planned: The way that was planned, where one was: it is taken for the likeliest wherever the fixes bear it out.
        gap_most_s: Between fixes that are farther apart in time nobody knows the way: none is told.
    """
    if len(seconds) > 1 and np.ptp(seconds) == 0:
        # a clock that stands tells nothing: as if there were a fix a second
        seconds = np.arange(len(seconds), dtype=np.float64)
    typical = _typical(weights(seconds))
    limits = Limits(
        RADIUS_MOST_M, 1.0, OUTLIER, manner.metre, beam=SPARE + OUTLIER * typical, aslant=ASLANT, late=LATE * typical
    )
    off = nearest(xy, limits, pieces)
    if sigma_m is None:
        sigma_m = _sigma(off)
    radius = float(np.clip(RADIUS_SIGMAS * sigma_m, RADIUS_LEAST_M, RADIUS_MOST_M))
    limits = limits._replace(radius_m=radius, sigma_m=sigma_m)
    used = off <= radius
    kept = np.flatnonzero(used)
    moved = moving(xy[kept])
    kept, clock = kept[moved], going(seconds[kept], moved)
    parts = list[Part]()
    for run in np.split(np.arange(len(kept)), np.flatnonzero(np.diff(clock) > gap_most_s) + 1):
        if len(run) and (gap_most_s == np.inf or np.ptp(xy[kept[run]], axis=0).max() >= STANDING_M):
            trace = seen(xy[kept[run]], clock[run], sigma_m=sigma_m, manner=manner)
            found = _parts(trace, clock[run], limits, pieces, planned)
            parts += [(piece, fix + run[0]) for piece, fix in found]
    none = np.empty(0, np.int64)
    way = np.repeat(np.arange(len(parts)), [len(part[0]) for part in parts])
    piece = np.concatenate([none, *(part[0] for part in parts)])
    fix = kept[np.concatenate([none, *(part[1] for part in parts)])]
    return _passages(piece, fix, way, pieces=pieces, used=used, sigma_m=sigma_m)


def _parts(trace: Trace, seconds: Floats, limits: Limits, pieces: Pieces, planned: Planned | None) -> list[Part]:
    """Return the ways of fixes that lie near streets, in order: along the plan where they follow it."""
    shown, parts = np.full(len(seconds), -1, np.int64), list[Part]()
    course = course_of(pieces, planned) if planned is not None and len(planned.arc) else None
    if course is not None and len(course.piece):
        shown = _followed(trace, seconds, limits, pieces, course)
        parts += _along(course, shown)
    for first, last in _runs(shown < 0):
        # a way beside the plan is entered from it
        begin = max(0, first - 1)
        piece, fix, before, ends = _searched(_between(trace, begin, last), limits, pieces)
        chains = [_chain(before, int(end)) for end in ends]
        parts += [(piece[chain], fix[chain] + begin) for chain in chains]
    return sorted(parts, key=lambda part: int(part[1][0]))


def _searched(trace: Trace, limits: Limits, pieces: Pieces) -> tuple[Ints, Ints, Ints, Ints]:
    """Return what `search` does; where all went astray, with so wide a beam that fewer do."""
    for beam in (limits.beam, limits.beam + WIDER):
        *found, astray = search(trace, limits._replace(beam=beam), pieces)
        if not astray:
            break
    return found[0], found[1], found[2], found[3]


def _between(trace: Trace, first: int, last: int) -> Trace:
    """Return some of the fixes; those at the ends count whole."""
    some = Trace(*(figures[first:last].copy() for figures in trace))
    whole_at_ends(some.weight)
    return some


def _followed(trace: Trace, seconds: Floats, limits: Limits, pieces: Pieces, course: Course) -> Ints:
    """Return the place of the course that each fix shows, -1: none, at the pace that explains the trace best."""
    wide = limits._replace(sigma_m=max(limits.sigma_m, FOLLOWING_M))
    found = [follow(trace, seconds, wide, pieces, course, pace) for pace in PACES]
    return min(found, key=lambda one: one[1])[0]


def _along(course: Course, shown: Ints) -> list[Part]:
    """Return the pieces of the course between the places that fixes show, and towards which fix each was gone."""
    parts = []
    for first, last in _runs(shown >= 0):
        places = shown[first:last]
        breaks = np.flatnonzero(np.diff(places) < 0) + 1
        for run in np.split(np.arange(first, last), breaks):
            own = np.arange(shown[run[0]], shown[run[-1]] + 1)
            parts.append((course.piece[own], run[np.searchsorted(shown[run], own)]))
    return parts


def _runs(marked: Bools) -> list[tuple[int, int]]:
    """Return where runs of marked fixes begin, and where the first fix behind them is."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], marked.astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def _sigma(off: Floats) -> float:
    """Return the deviation of fixes that lie so far off the nearest street."""
    near = off[np.isfinite(off)]
    return (
        float(np.clip(MEDIAN_TO_SIGMA * np.median(near), SIGMA_LEAST_M, SIGMA_MOST_M)) if len(near) else SIGMA_LEAST_M
    )


def _typical(weight: Floats) -> float:
    """Return what a fix counts, for most of them at most."""
    return float(np.median(weight)) if len(weight) else 1.0


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
