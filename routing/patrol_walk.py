"""One grid's walk: the shortest closed walk from the post over its streets, in shifts where it is too long for one."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gis.progress import SILENT, Progress
from routing import off_street
from routing.over_long import out_of_reach, too_far
from routing.patrol_net import Ints, PatrolNet
from routing.postman import Tour, postman
from routing.shift_bound import bound_of_shifts
from routing.shift_routes import ShiftProblem, fairest, shift_routes
from routing.shifts import cut_into_shifts
from routing.t_join import Net

Flags = NDArray[np.bool_]
MARGIN_MM = 400_000
"""How far around a grid's streets ways are looked for at first."""
USUALLY = 0.3
"""Half the share of its streets that a grid's walk is usually longer by; ways are looked for that far at first."""
WHOLE_MM = 200_000_000
"""A margin that holds a whole district."""
FLAT = 1.01
"""The flat zone is this true at least: no way on the network is shorter than its straight line over this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of walks.

    Attributes:
        shift_mm: Longest walk of one shift.
        seconds: Time for proofs where the streets are in several pieces, or there are several shifts.
        fair: How much longer several shifts may be together, as a share, so that they are fairly shared.
        search_s: Time at most to look for better shifts.
        seed: Of that search.
        progress: Asked now and then, so that it can be cancelled.
    """

    shift_mm: int
    seconds: float
    fair: float
    search_s: float = 10.0
    seed: int = 0
    progress: Progress = SILENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """A closed walk of one shift.

    Attributes:
        pieces: int64 (n,), the pieces in the order they are walked.
        back: bool (n,), walked from the second end to the first.
        served: bool (n,), walked as one of the grid's streets; the rest are ways there, or streets walked again.
        start: Node where it begins and ends.
        length_mm: Of the whole walk.
    """

    pieces: Ints
    back: Flags
    served: Flags
    start: int
    length_mm: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GridWalk:
    """All walks of a grid.

    Attributes:
        shifts: The walks, one a shift.
        required_mm: What has to be walked, each street as often as asked.
        bound_mm: No walks from the post over these streets are shorter together.
        optimal: Whether it is proven that no walks are shorter together.
        over: Shifts that are longer than asked, as each walks a street that is too far for one.
        alone_mm: The longest shift that walks one street only; 0 where one shift walks them all.
    """

    shifts: list[Walk]
    required_mm: int
    bound_mm: int
    optimal: bool
    over: int
    alone_mm: int

    @property
    def length_mm(self) -> int:
        """Length of all walks together."""
        return sum(walk.length_mm for walk in self.shifts)


def walk_grid(net: PatrolNet, times: Ints, start: int, asked: Asked) -> GridWalk:
    """Return the walks over the pieces with `times` > 0, each as often as it says.

    Args:
        net: The network.
        times: int64 (k,), how often each piece has to be walked.
        start: Node of the post, where each walk begins and ends.
        asked: How long a shift is, and how long to search.
    """
    required = np.flatnonzero(times)
    if not len(required):
        return GridWalk(shifts=[], required_mm=0, bound_mm=0, optimal=True, over=0, alone_mm=0)
    shifts, bound_mm, alone_mm = _walk_all(net, times, required, start, asked)
    if not net.on_street.all():
        # over all ground there may be shorter ways than those that the network holds
        added_m = (sum(walk.length_mm for walk in shifts) - int(net.length_mm @ times)) / 1_000
        bound_mm = off_street.bound_mm(net, times, start, _surroundings(net, required, start, added_m * FLAT + 1))
    return GridWalk(
        shifts=shifts, required_mm=int(net.length_mm @ times), bound_mm=bound_mm, alone_mm=alone_mm,
        optimal=bool(net.on_street.all()) and sum(walk.length_mm for walk in shifts) == bound_mm,
        over=sum(walk.length_mm > asked.shift_mm for walk in shifts),
    )  # fmt: skip


def _walk_all(net: PatrolNet, times: Ints, required: Ints, start: int, asked: Asked) -> tuple[list[Walk], int, int]:
    """Return the shifts, a bound of their length, and how long one for one street must be."""
    tour, around = _tour(net, times, required, start, asked.seconds)
    whole = _walk(net, around[tour.edges], tour.back == 1, times, start)
    if whole.length_mm <= asked.shift_mm:
        return [whole], tour.bound_mm, 0
    far = too_far(net, around, required, start, asked.shift_mm)
    routes, alone_mm = cut_into_shifts(net, around, whole.pieces, whole.back, whole.served, start, asked.shift_mm)
    if len(far):
        shifts, bound_mm = _walk_far(net, times, far, start, asked, around=around, alone_mm=alone_mm)
        return shifts, max(bound_mm, tour.bound_mm), alone_mm
    cut = _shifts(net, times, routes, start, asked.seconds)
    near, around, home = _near(net, required, start, sum(walk.length_mm for walk in cut) - int(net.length_mm @ times))
    bound = bound_of_shifts(
        near, times[around], home, shift_mm=asked.shift_mm, floor_mm=tour.bound_mm, seconds=asked.seconds
    )  # fmt: skip
    problem = ShiftProblem(
        net=near, times=times[around], start=home, shift_mm=asked.shift_mm, alone_mm=alone_mm, bound=bound
    )  # fmt: skip
    first = [np.searchsorted(around, route) for route in routes]
    found = shift_routes(
        problem, first, fair=asked.fair, seed=asked.seed, seconds=asked.search_s, progress=asked.progress
    )  # fmt: skip
    answers = [cut]
    answers += [_shifts(net, times, [around[route] for route in routes], start, asked.seconds) for routes in found]
    shifts = answers[fairest([[walk.length_mm for walk in walks] for walks in answers], fair=asked.fair)]
    return shifts, min(bound.length_mm, sum(walk.length_mm for walk in shifts)), alone_mm


def _walk_far(
    net: PatrolNet, times: Ints, far: Ints, start: int, asked: Asked, *, around: Ints, alone_mm: int
) -> tuple[list[Walk], int]:
    """Return the shifts where some pieces are too far for one, and a bound of their length.

    Those are walked by as few shifts as can be that are no longer than the farthest alone, with what these pass; shifts
    as long as asked share the rest. The bound holds whatever long ones walk besides: what they cannot take in is left.
    """
    own = np.where(np.isin(np.arange(len(times)), far), times, 0)
    found, bound_mm, _ = _walk_all(net, own, far, start, replace(asked, shift_mm=alone_mm, fair=0.0))
    left, shifts = times.copy(), []
    for walk in found:
        shifts.append(_walk(net, walk.pieces, walk.back, left, start))
        np.subtract.at(left, walk.pieces[shifts[-1].served], 1)
    rest = np.flatnonzero(left)
    if not len(rest):
        return shifts, bound_mm
    others, other_mm, _ = _walk_all(net, left, rest, start, asked)
    apart = out_of_reach(net, around, rest, far, start, alone_mm)
    if len(apart) < len(rest):
        other_mm = _bound(net, left, apart, start, asked, most_mm=sum(walk.length_mm for walk in others))
    return shifts + others, bound_mm + other_mm


def _bound(net: PatrolNet, times: Ints, required: Ints, start: int, asked: Asked, *, most_mm: int) -> int:
    """Return a bound of shifts over some of the pieces, of which it is known that `most_mm` are enough."""
    if not len(required):
        return 0
    own = np.where(np.isin(np.arange(len(times)), required), times, 0)
    tour, _ = _tour(net, own, required, start, asked.seconds)
    if tour.length_mm <= asked.shift_mm:
        return tour.bound_mm
    near, around, home = _near(net, required, start, most_mm - int(net.length_mm @ own))
    return bound_of_shifts(
        near, own[around], home, shift_mm=asked.shift_mm, floor_mm=tour.bound_mm, seconds=asked.seconds
    ).length_mm  # fmt: skip


def _near(net: PatrolNet, required: Ints, start: int, besides: int) -> tuple[Net, Ints, int]:
    """Return the surroundings that hold all walks as long as `besides` the pieces, which pieces they are, the post."""
    around = _surroundings(net, required, start, _margin(besides) / 1_000)
    nodes, ends = np.unique(net.ends[around], return_inverse=True)
    return Net(len(nodes), ends.reshape(-1, 2), net.length_mm[around]), around, int(np.searchsorted(nodes, start))


def _shifts(net: PatrolNet, times: Ints, routes: list[Ints], start: int, seconds: float) -> list[Walk]:
    """Return the shortest walk over the pieces of each route."""
    shifts = []
    for route in routes:
        own = np.zeros_like(times)
        np.add.at(own, route, 1)
        tour, near = _tour(net, own, np.flatnonzero(own), start, min(seconds, 1.0))
        shifts.append(_walk(net, near[tour.edges], tour.back == 1, own, start))
    return shifts


def _tour(net: PatrolNet, times: Ints, required: Ints, start: int, seconds: float) -> tuple[Tour, Ints]:
    """Return the postman's tour, worked out on the surroundings, and the pieces that its edges stand for.

    A way that leaves the surroundings is longer than twice their margin: while what is walked besides is shorter than
    that, nothing outside can make the tour shorter.
    """
    must = int(net.length_mm @ times)
    margin = max(MARGIN_MM, int(must * USUALLY))
    while True:
        around = _surroundings(net, required, start, margin / 1_000)
        nodes, ends = np.unique(net.ends[around], return_inverse=True)
        try:
            tour = postman(
                len(nodes), ends.reshape(-1, 2), net.length_mm[around], required=times[around],
                start=int(np.searchsorted(nodes, start)), heading=net.heading[around], seconds=seconds,
            )  # fmt: skip
        except ValueError:
            if margin >= WHOLE_MM:
                raise
            margin = WHOLE_MM
            continue
        besides = tour.length_mm - must
        if besides * FLAT <= 2 * margin or margin >= WHOLE_MM:
            return tour, around
        margin = _margin(besides)


def _margin(besides: int) -> int:
    """Return the margin that holds all ways of walks as long as `besides` the streets, or shorter."""
    return min(WHOLE_MM, int(besides * FLAT / 2) + 1)


def _surroundings(net: PatrolNet, required: Ints, start: int, margin_m: float) -> Ints:
    nodes = np.append(net.ends[required].ravel(), start)
    low, high = net.xy[nodes].min(axis=0) - margin_m, net.xy[nodes].max(axis=0) + margin_m
    inside = ((net.xy >= low) & (net.xy <= high)).all(axis=1)
    return np.flatnonzero(inside[net.ends].all(axis=1))


def _walk(net: PatrolNet, pieces: Ints, back: Flags, times: Ints, start: int) -> Walk:
    left = times.copy()
    served = np.zeros(len(pieces), dtype=bool)
    for step, piece in enumerate(pieces.tolist()):
        if left[piece] > 0:
            left[piece] -= 1
            served[step] = True
    return Walk(pieces=pieces, back=back, served=served, start=start, length_mm=int(net.length_mm[pieces].sum()))
