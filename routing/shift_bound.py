"""How long several shifts must be together: no routes from one post over given streets are shorter.

An integer programme says how often each way between places on the required streets is walked besides them, by all
shifts together: every place is left as often as it is reached, every piece of streets is reached, and every set of
places is entered and left by as many shifts as its streets need. A shift that works at some distance has so much less
time for streets; how many there must be in all is known from a mix of shifts before (see shift_columns).
Source of the idea: J. M. Belenguer, E. Benavent, "A cutting plane algorithm for the capacitated arc
routing problem", Computers & Operations Research 30 (2003), with the way there taken off the capacity.
"""

import time
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse.csgraph import dijkstra

from routing.rural import MOST_PLACES, Roads, Ways, direct_ways, least_ways
from routing.shift_columns import bound_by_columns, prepare, steps_of
from routing.t_join import Flags, Ints, Net, minimum_t_join, pieces

MOST_SETS = 80
"""Sets of places that are asked about, those that need the most shifts first."""
ROUNDS = 3
MIXED = 0.5
"""How much of the time mixes of shifts may have besides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What no routes beat.

    Attributes:
        length_mm: Of all of them together.
        shifts: How many there are at least.
    """

    length_mm: int
    shifts: int


def bound_of_shifts(net: Net, times: Ints, start: int, *, shift_mm: int, floor_mm: int, seconds: float) -> Bound:
    """Return a bound of the length and the number of shifts over the required streets.

    Args:
        net: The streets, one connected network.
        times: Shape (n,); how often each edge has to be walked.
        start: Node where every shift begins and ends.
        shift_mm: Longest walk of a shift.
        floor_mm: A bound of the length that is known already.
        seconds: Time to spend, compiling aside.
    """
    prepare()
    until = time.perf_counter() + seconds
    needed = times > 0
    best = Bound(length_mm=floor_mm, shifts=_ceiling(floor_mm, shift_mm))
    places = np.unique(np.append(net.ends[needed].ravel(), start))
    if len(places) > MOST_PLACES:
        return best
    _, group = pieces(net.nodes, net.ends[needed])
    _, group = np.unique(group[places], return_inverse=True)
    far, before = dijkstra(Roads(net).graph, directed=False, indices=places, return_predecessors=True)
    ways = direct_ways(places, far[:, places], before.astype(np.int64))
    home = int(np.searchsorted(places, start))
    streets = _Streets(
        ends=np.searchsorted(places, net.ends[needed]), length_mm=(net.length_mm * times)[needed], times=times[needed],
        away_mm=far[home, places], ways=ways,
    )  # fmt: skip
    if best.shifts > 1:
        steps = steps_of(far[:, places], streets.ends, net.length_mm[needed], streets.times, home)
        began = time.perf_counter()
        length, count = bound_by_columns(steps, shift_mm, shifts=best.shifts, until=began + seconds * MIXED)
        best = Bound(length_mm=max(best.length_mm, length), shifts=max(best.shifts, count))
        until += time.perf_counter() - began
    sets = _sets(streets, ways, home, before[home], shift_mm)
    odd = net.odd(times)[places].astype(np.int64)
    for _ in range(ROUNDS):
        crossings = streets.crossings(sets, shift_mm, {len(places) - 1: best.shifts})
        _, more = least_ways(ways, group, odd, until, crossings=crossings, most=2 * int(times.sum()))
        length = max(best.length_mm, net.total_mm(times) + more)
        found = Bound(length_mm=length, shifts=max(best.shifts, _ceiling(length, shift_mm)))
        again = found.shifts > best.shifts and time.perf_counter() < until
        best = found
        if not again:
            break
    return best


@dataclass(frozen=True, slots=True, kw_only=True)
class _Streets:
    """The required streets between places.

    Attributes:
        ends: Shape (m, 2); the places that each joins.
        length_mm: Shape (m,); as often as it has to be walked.
        times: Shape (m,); how often that is.
        away_mm: Shape (k,); how far each place is from the post.
        ways: Between the places.
        again_mm: What is known of sets of places: how much is walked besides the streets within.
    """

    ends: Ints
    length_mm: Ints
    times: Ints
    away_mm: Ints
    ways: Ways
    again_mm: dict[bytes, int] = field(default_factory=dict)

    def shifts(self, inside: Flags, shift_mm: int) -> int:
        """Return how many shifts the streets within a set of places need; 1 at least.

        Each goes there and back, and all together walk these streets and what joins their odd ends within the set.
        """
        within = int(self.length_mm[inside[self.ends].all(axis=1)].sum())
        # one millimetre for what the lengths of ways are rounded by
        left = shift_mm - 2 * int(self.away_mm[inside].min()) + 1
        if left <= 0 or 2 * within <= left:  # no more is walked again than once
            return 1
        key = inside.tobytes()
        if key not in self.again_mm:
            self.again_mm[key] = self._again(inside)
        return max(1, _ceiling(within + self.again_mm[key], left))

    def _again(self, inside: Flags) -> int:
        """Return how much is walked besides the streets within a set of places; ways out of it are free."""
        count = len(inside)
        street = inside[self.ends].all(axis=1)
        way = inside[self.ways.pairs].all(axis=1)
        joined = np.concatenate([self.ways.pairs, self.ends])
        across = joined[inside[joined[:, 0]] != inside[joined[:, 1]]]
        doors = np.unique(across[inside[across]])
        ends = np.concatenate([self.ways.pairs[way], np.stack([doors, np.full(len(doors), count)], axis=1)])
        length = np.concatenate([self.ways.length_mm[way], np.zeros(len(doors), dtype=np.int64)])
        odd = np.bincount(np.repeat(self.ends[street], self.times[street], axis=0).ravel(), minlength=count + 1) % 2
        odd[count] = odd.sum() % 2
        return int(length[minimum_t_join(count + 1, ends, length, odd == 1)].sum())

    def crossings(self, sets: list[Flags], shift_mm: int, known: dict[int, int]) -> list[tuple[Flags, int]]:
        """Return the sets that need to be entered more often than streets lead out of them, and how much more.

        `known` says how many shifts sets of so many places need, where more is known.
        """
        asked = []
        for inside in sets:
            across = inside[self.ends]
            out = int(self.times[across[:, 0] != across[:, 1]].sum())
            need = 2 * max(self.shifts(inside, shift_mm), known.get(int(inside.sum()), 1)) - out
            if need > 0:
                asked.append((inside, need))
        asked.sort(key=lambda item: -item[1])
        return asked[:MOST_SETS]


def _sets(streets: _Streets, ways: Ways, home: int, before: Ints, shift_mm: int) -> list[Flags]:
    """Return sets of places without the post that need several shifts.

    They are all that are so far from the post or farther, by each distance, the pieces of those, and all that a place
    is on the way to.
    """
    count = len(ways.places)
    found: dict[bytes, Flags] = {}

    def add(inside: Flags) -> None:
        inside[home] = False
        if inside.any():
            found.setdefault(inside.tobytes(), inside)

    everything = np.ones(count, dtype=bool)
    add(everything)
    joined = np.concatenate([ways.pairs, streets.ends])
    for distance in np.unique(streets.away_mm):
        far = streets.away_mm >= distance
        far[home] = False
        if not far.any() or streets.shifts(far, shift_mm) == 1:
            continue
        add(far)
        between = joined[far[joined].all(axis=1)]
        _, label = pieces(count, between)
        for number in np.unique(label[far]):
            add(far & (label == number))
    for inside in _beyond(ways, home, before):
        if streets.shifts(inside, shift_mm) > 1:
            add(inside)
    return list(found.values())


def _beyond(ways: Ways, home: int, before: Ints) -> list[Flags]:
    """Return, for each place, the places that the shortest way from the post leads to past it, itself included."""
    count = len(ways.places)
    number = {int(node): place for place, node in enumerate(ways.places)}
    beyond = np.eye(count, dtype=bool)
    for place in range(count):
        at = int(before[ways.places[place]])
        while at >= 0:
            if at in number:
                beyond[number[at], place] = True
            at = int(before[at])
    return [beyond[place] for place in range(count) if place != home]


def _ceiling(length: int, of: int) -> int:
    return -(-length // of)
