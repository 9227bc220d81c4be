"""Places that have to be passed at certain hours: in which order a walk is gone, what it waits, and what way it adds.

All closed walks over the same legs are equally long, whatever their order: parts that begin and end at one node are
turned round or exchanged, and the order is kept that passes the most places in their hours, then the one that waits the
least. Where that is not enough, or means long waiting, a way there and back is added at the right hour.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.patrols.patrol import PassedPlace, PatrolOptions, Window
from routing.euler_tour import euler_tour
from routing.patrol_net import Ints, PatrolNet
from routing.patrol_places import Stop
from routing.patrol_walk import GridWalk, Walk
from routing.timetable import Score, Shift, Timetable, Visit, timetable
from routing.trips import Trips

Flags = NDArray[np.bool_]
ORDERS = 400
"""Orders that are tried; each takes some tenths of a millisecond."""
BEGINNINGS = 4
"""Walks from which better orders are looked for."""
A_MINUTE_H = 1 / 60
WORTH_H = 0.05
"""A way there and back is added where it saves so many hours of waiting at least."""


@dataclass(frozen=True, slots=True)
class Timed:
    """A walk and its timetable."""

    walk: Walk
    table: Timetable


@dataclass(frozen=True, kw_only=True)
class Hours:
    """Places with hours that one shift has to pass, and between which hours it is out."""

    net: PatrolNet
    held: Sequence[tuple[Stop, Window]]
    options: PatrolOptions

    def judge(self, pieces: Ints, back: Flags) -> tuple[Timetable, Score]:
        """Return the best timetable of a walk, and how good it is."""
        begins = np.concatenate([[0], np.cumsum(self.net.length_mm[pieces])]) / 1e3
        visits = []
        for stop, window in self.held:
            steps = np.flatnonzero(pieces == stop.piece)
            length = float(self.net.length_mm[stop.piece]) / 1e3
            along = np.where(back[steps], length - stop.along_m, stop.along_m)
            passes = tuple((begins[steps] + np.clip(along, 0.0, length)).tolist())
            visits.append(Visit(window.opens_h, window.closes_h, passes))
        walked_h = float(begins[-1]) / 1e3 / self.options.speed_kmh
        shift = Shift(
            begins_h=self.options.begins_h, ends_h=self.options.begins_h + max(self.options.hours, walked_h),
            speed_kmh=self.options.speed_kmh, length_m=float(begins[-1]),
        )  # fmt: skip
        return timetable(visits, shift)

    def within(self, pieces: Ints) -> bool:
        """Return whether a walk is no longer than a shift."""
        return int(self.net.length_mm[pieces].sum()) <= self.options.hours * self.options.speed_kmh * 1e6


def in_time(
    net: PatrolNet,
    walk: Walk,
    stops: Sequence[Stop],
    windows: Mapping[str, Window],
    options: PatrolOptions,
    *,
    seed: int,
) -> Timed:
    """Return the walk in the order, and with the waiting and the ways, that pass the places in their hours best.

    Args:
        net: The network.
        walk: A closed walk.
        stops: Places that are passed.
        windows: By the places' refs.
        options: Say when the walk begins, how quick it is, and how long a shift lasts.
        seed: Of the orders that are tried.
    """
    on_it = set(walk.pieces.tolist())
    held = [(stop, windows[stop.place.ref]) for stop in stops
            if stop.place.ref in windows and stop.piece in on_it]  # fmt: skip
    if not held:
        return Timed(walk, Timetable(options.begins_h))
    hours = Hours(net=net, held=held, options=options)
    pieces, back = _best_order(hours, walk, np.random.default_rng(seed))
    pieces, back = _with_trips(hours, pieces, back)
    table, _ = hours.judge(pieces, back)
    length = int(net.length_mm[pieces].sum())
    return Timed(replace(_served_again(walk, pieces, back), length_mm=length), table)


def _best_order(hours: Hours, walk: Walk, random: np.random.Generator) -> tuple[Ints, Flags]:
    best = (walk.pieces, walk.back)
    best_key = hours.judge(*best)[1].key
    heading = hours.net.heading[walk.pieces]
    for beginning in range(BEGINNINGS):
        pieces, back = walk.pieces, walk.back
        if beginning:
            bent = heading + random.normal(0, beginning, heading.shape)
            order = euler_tour(hours.net.ends[walk.pieces], walk.start, way=walk.pieces, heading=bent)
            pieces, back = walk.pieces[order[:, 0]], order[:, 1] == 1
        key = hours.judge(pieces, back)[1].key
        for _ in range(ORDERS // BEGINNINGS):
            if best_key == (0, 0.0, 0.0):
                return best
            if key < best_key:
                best, best_key = (pieces, back), key
            trial = _changed(hours.net, pieces, back, random)
            found = hours.judge(*trial)[1].key
            if found <= key:
                (pieces, back), key = trial, found
        if key < best_key:
            best, best_key = (pieces, back), key
    return best


def _changed(net: PatrolNet, pieces: Ints, back: Flags, random: np.random.Generator) -> tuple[Ints, Flags]:
    """Turn a part that begins and ends at one node round, or exchange two such parts that follow one another."""
    at = _nodes(net, pieces, back)
    visits = np.flatnonzero(at == at[random.integers(len(at))])
    if len(visits) == 1:
        return pieces[::-1], ~back[::-1]
    cuts = np.sort(random.choice(visits, size=min(len(visits), 3), replace=False))
    order = np.arange(len(pieces))
    if len(cuts) == 3 and random.random() < 0.7:  # noqa: PLR2004 - two parts between three visits
        order = np.concatenate([order[: cuts[0]], order[cuts[1] : cuts[2]], order[cuts[0] : cuts[1]], order[cuts[2] :]])
        return pieces[order], back[order]
    low, high = cuts[0], cuts[1]
    turned = np.concatenate([order[:low], order[low:high][::-1], order[high:]])
    side = back.copy()
    side[low:high] = ~side[low:high]
    return pieces[turned], side[turned]


def _nodes(net: PatrolNet, pieces: Ints, back: Flags) -> Ints:
    """Return the nodes of a walk in order, the start at both ends."""
    begins = net.ends[pieces, back.astype(np.int64)]
    return np.append(begins, net.ends[pieces[-1], int(not back[-1])])


def _with_trips(hours: Hours, pieces: Ints, back: Flags) -> tuple[Ints, Flags]:
    """Add ways there and back to places that are passed out of their hours, or waited for long."""
    score = hours.judge(pieces, back)[1]
    added_h = 0.0
    for stop, _ in hours.held:
        if not score.missed and score.besides_h <= added_h + WORTH_H:
            break
        trips = Trips(hours.net, stop.piece)
        best = None
        for place, node in enumerate(_nodes(hours.net, pieces, back).tolist()):
            for there in trips.of(node):
                trial = np.insert(pieces, place, there.pieces), np.insert(back, place, there.back)
                if not hours.within(trial[0]):
                    continue
                found = hours.judge(*trial)[1]
                more_h = added_h + there.length_mm / 1e6 / hours.options.speed_kmh
                found = replace(found, besides_h=found.besides_h + more_h)
                if best is None or found.key < best[0].key:
                    best = found, trial, more_h
        if best is not None and _worth(best[0], score):
            score, (pieces, back), added_h = best
    return pieces, back


def _worth(found: Score, score: Score) -> bool:
    return found.missed < score.missed or (found.missed == score.missed and found.besides_h < score.besides_h - WORTH_H)


def _served_again(walk: Walk, pieces: Ints, back: Flags) -> Walk:
    """Mark the first walks over each piece as those that count, as many as before."""
    left: dict[int, int] = {}
    for piece, served in zip(walk.pieces.tolist(), walk.served.tolist(), strict=True):
        left[piece] = left.get(piece, 0) + served
    served = np.zeros(len(pieces), dtype=bool)
    for step, piece in enumerate(pieces.tolist()):
        if left.get(piece, 0) > 0:
            left[piece] -= 1
            served[step] = True
    return replace(walk, pieces=pieces, back=back, served=served)


def remarks_on_hours(
    walk: GridWalk, shifts: Sequence[Timed], passed: Sequence[PassedPlace], options: PatrolOptions
) -> list[dict[str, Any]]:
    """Return what is to be said of waiting, of later setting out, of ways added, and of places out of their hours."""
    remarks: list[dict[str, Any]] = []
    for number, timed in enumerate(shifts, start=1):
        if timed.table.sets_out_h > options.begins_h + A_MINUTE_H:
            at = round(timed.table.sets_out_h * 60)
            remarks.append({"about": "sets_out", "shift": number, "at": f"{at // 60 % 24:02}:{at % 60:02}"})
    if waiting_h := sum(timed.table.waiting_h for timed in shifts):
        remarks.append({"about": "waits", "minutes": round(waiting_h * 60, 1)})
    if added_mm := sum(timed.walk.length_mm for timed in shifts) - walk.length_mm:
        remarks.append({"about": "added", "metres": round(added_mm / 1e3)})
    late = [place for place in passed if place.in_time is False]
    shut = [place.ref for place in late if _shut(place, options)]
    if shut:
        remarks.append({"about": "out_of_shift", "places": shut})
    if others := [place.ref for place in late if place.ref not in shut]:
        remarks.append({"about": "out_of_time", "places": others})
    return remarks


def _shut(place: PassedPlace, options: PatrolOptions) -> bool:
    """Return whether a place is open at no hour of a shift."""
    assert place.opens is not None  # noqa: S101 - only places with hours are late
    assert place.closes is not None  # noqa: S101
    window = Window(opens=place.opens, closes=place.closes)
    return window.closes_h < options.begins_h or window.opens_h > options.begins_h + options.hours
