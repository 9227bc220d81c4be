"""Streets in several pieces (the rural postman problem): which ways to walk besides, with a bound.

An integer programme says how often each way between places on the required streets is walked besides them: every place
is left as often as it is reached, and every group of pieces is left at all. The groups that a solution leaves alone are
added until none is. Source of the formulation: Á. Corberán, J. M. Sanchis, "A polyhedral approach to the rural
postman problem", European Journal of Operational Research 79 (1994).
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, vstack
from scipy.sparse.csgraph import dijkstra

from routing.t_join import Flags, Ints, Net, minimum_t_join, pieces

MOST_PLACES = 600
"""Above this many places the quick way is gone alone: pieces joined by a shortest tree, the rest by a T-join."""


NOWHERE = 1e-3
"""Millimetres under which two places are the same."""
TWICE = 2
"""No edge is walked more often than this besides: a pair of walks less keeps every node even."""


@dataclass(frozen=True, slots=True)
class Ways:
    """The shortest ways between the places of the required streets that lead past no other place.

    Attributes:
        places: Shape (k,); node of each place.
        pairs: Shape (w, 2); the places that each way joins.
        length_mm: Shape (w,).
        before: Shape (k, nodes); the node before each node on the shortest way from each place.
    """

    places: Ints
    pairs: Ints
    length_mm: Ints
    before: Ints


def connect(net: Net, times: Ints, start: int, *, floor_mm: int, seconds: float) -> tuple[Ints, int]:
    """Return how often each edge is walked in a closed tour over the required ones, and a bound of its length.

    Args:
        net: The streets.
        times: Shape (n,); how often each edge has to be walked.
        start: Node on the tour.
        floor_mm: A bound that is known already.
        seconds: Time for the search; without time left the best found so far is returned.

    Raises:
        ValueError: a required edge cannot be reached from the start.
    """
    until = time.perf_counter() + seconds
    needed = net.ends[times > 0]
    places = np.unique(np.append(needed.ravel(), start))
    _, label = pieces(net.nodes, net.ends)
    if (label[places] != label[start]).any():
        raise ValueError("a required edge cannot be reached from the start")
    _, group = pieces(net.nodes, needed)
    _, group = np.unique(group[places], return_inverse=True)
    roads = Roads(net)
    if len(places) > MOST_PLACES:
        return _by_tree(net, times, [places[group == number] for number in range(group.max() + 1)], roads), floor_mm
    far, before = dijkstra(roads.graph, directed=False, indices=places, return_predecessors=True)
    ways = direct_ways(places, far[:, places], before.astype(np.int64))
    extra, bound = least_ways(ways, group, net.odd(times)[places].astype(np.int64), until)
    walked = times + _on_edges(ways, extra, roads)
    walked = _without_doubles(net, times, walked, start)
    return walked, max(floor_mm, min(net.total_mm(times) + bound, net.total_mm(walked)))


class Roads:
    """The shortest edge between each pair of nodes, as a graph for scipy."""

    def __init__(self, net: Net) -> None:
        low, high = net.ends.min(axis=1), net.ends.max(axis=1)
        order = np.lexsort((net.length_mm, high, low))
        key = (low * net.nodes + high)[order]
        first = np.ones(len(order), dtype=bool)
        first[1:] = np.diff(key) != 0
        used = order[first & (low != high)[order]]
        self.edges, self.nodes = len(net.ends), net.nodes
        self._edge = dict(zip((low[used] * net.nodes + high[used]).tolist(), used.tolist(), strict=True))
        # scipy takes a stored zero for no edge at all: a street of no length becomes almost none
        weight = np.maximum(net.length_mm[used].astype(np.float64), 1e-6)
        self.graph = csr_array((weight, (low[used], high[used])), shape=(net.nodes, net.nodes))

    def between(self, one: int, two: int) -> int:
        """Return the shortest edge between two neighbouring nodes."""
        return int(self._edge[min(one, two) * self.nodes + max(one, two)])


def direct_ways(places: Ints, far: Ints, before: Ints) -> Ways:
    """Return the ways between places that lead past no other: `far` (k, k) and `before` (k, nodes) from each place."""
    count = len(places)
    keep = np.triu(np.ones((count, count), dtype=bool), 1)
    for middle in range(count):
        past = far[:, middle, None] + far[None, middle, :] <= far + 1e-7
        past &= (far[:, middle, None] > NOWHERE) & (far[None, middle, :] > NOWHERE)
        keep &= ~past
    pairs = np.argwhere(keep)
    length = np.rint(far[pairs[:, 0], pairs[:, 1]]).astype(np.int64)
    return Ways(places=places, pairs=pairs, length_mm=length, before=before)


def least_ways(
    ways: Ways, group: Ints, odd: Ints, until: float, *, crossings: Sequence[tuple[Flags, int]] = (), most: int = TWICE
) -> tuple[Ints, int]:
    """Return how often each way is walked, and the bound of their length.

    Args:
        ways: That may be walked.
        group: Shape (k,); the piece of required streets that each place is on.
        odd: Shape (k,); 1 where required streets leave an odd number of ends.
        until: When the search ends, by the clock of time.perf_counter.
        crossings: Sets of places (k,), and how many ways at least lead out of each.
        most: How often a way is walked at most.
    """
    count, width = len(ways.places), len(ways.pairs)
    columns = np.arange(width)
    touch = csr_array(
        (np.ones(2 * width), (ways.pairs.T.ravel(), np.concatenate([columns, columns]))), shape=(count, width)
    )
    halves = csr_array((np.full(count, -2.0), (np.arange(count), np.arange(count))), shape=(count, count))
    parity = hstack([touch, halves])
    cuts: list[csr_array] = [_leaving(ways, group == number, count) for number in range(group.max() + 1)]
    cuts += [_leaving(ways, inside, count) for inside, _ in crossings]
    least = [2.0] * (len(cuts) - len(crossings)) + [float(number) for _, number in crossings]
    price = np.concatenate([ways.length_mm.astype(np.float64), np.zeros(count)])
    upper = np.concatenate([np.full(width, float(most)), np.full(count, np.inf)])
    best, best_length, bound = None, np.inf, 0
    while best is None or time.perf_counter() < until:
        limit = max(0.2, until - time.perf_counter())
        found = milp(
            price,
            constraints=[
                LinearConstraint(parity, -odd.astype(float), -odd.astype(float)),
                LinearConstraint(vstack(cuts), np.array(least), np.inf),
            ],
            bounds=Bounds(np.zeros(width + count), upper),
            integrality=np.ones(width + count),
            options={"time_limit": limit, "mip_rel_gap": 0.0},
        )
        if found.mip_dual_bound is not None and np.isfinite(found.mip_dual_bound):
            bound = max(bound, int(np.ceil(found.mip_dual_bound - 1e-4)))
        extra = _least(ways, group, odd) if found.x is None else np.rint(found.x[:width]).astype(np.int64)
        apart = _islands(ways, group, extra)
        whole = extra if apart.max() == 0 else _joined(ways, group, extra)
        length = int((whole * ways.length_mm).sum())
        if length < best_length:
            best, best_length = whole, length
        if found.x is None or apart.max() == 0 or best_length <= bound:
            break
        cuts += [_leaving(ways, apart[group] == number, count) for number in range(apart.max() + 1)]
        least += [2.0] * (len(cuts) - len(least))
    assert best is not None  # noqa: S101 - the loop runs at least once
    return best, min(bound, int(best_length))


def _leaving(ways: Ways, inside: np.ndarray, count: int) -> csr_array:
    out = np.flatnonzero(inside[ways.pairs[:, 0]] != inside[ways.pairs[:, 1]])
    return csr_array((np.ones(len(out)), (np.zeros(len(out), dtype=int), out)), shape=(1, len(ways.pairs) + count))


def _islands(ways: Ways, group: Ints, extra: Ints) -> Ints:
    """Return, per piece of required streets, the number of the walk it is on."""
    used = ways.pairs[extra > 0]
    _, label = pieces(int(group.max()) + 1, group[used])
    return label


def _joined(ways: Ways, group: Ints, extra: Ints) -> Ints:
    """Return the ways with the cheapest ones walked there and back, until all pieces are on one walk."""
    whole = extra.copy()
    apart = _islands(ways, group, extra)[group]
    one, two = apart[ways.pairs[:, 0]], apart[ways.pairs[:, 1]]
    root = np.arange(apart.max() + 1)
    for way in np.argsort(ways.length_mm, kind="stable"):
        if root[one[way]] != root[two[way]]:
            root[root == root[one[way]]] = root[two[way]]
            whole[way] += 2
    return whole


def _least(ways: Ways, group: Ints, odd: Ints) -> Ints:
    """Return a quick solution: a T-join, and the cheapest ways between what it leaves apart."""
    join = minimum_t_join(len(ways.places), ways.pairs, ways.length_mm, odd == 1).astype(np.int64)
    return _joined(ways, group, join)


def _on_edges(ways: Ways, extra: Ints, roads: Roads) -> Ints:
    """Return how often each edge of the network is walked by the ways."""
    walked = np.zeros(roads.edges, dtype=np.int64)
    for way in np.flatnonzero(extra):
        source, goal = ways.pairs[way]
        at = int(ways.places[goal])
        while at != ways.places[source]:
            came = int(ways.before[source, at])
            walked[roads.between(came, at)] += extra[way]
            at = came
    return walked


def _without_doubles(net: Net, times: Ints, walked: Ints, start: int) -> Ints:
    """Leave out edges walked twice besides, longest first, where the walk still hangs together without them."""
    more = walked - times
    more[more > TWICE] -= (more[more > TWICE] - 1) // TWICE * TWICE
    for edge in sorted(np.flatnonzero(more == TWICE), key=lambda edge: -net.length_mm[edge]):
        more[edge] = 0
        if not net.together(times + more, start):
            more[edge] = TWICE
    return np.asarray(times + more, dtype=np.int64)


def _by_tree(net: Net, times: Ints, members: list[Ints], roads: Roads) -> Ints:
    """Join the pieces (the nodes of each) by a shortest tree of ways, then make all nodes even."""
    walked = times.copy()
    inside, outside = members[0], members[1:]
    while outside:
        reach, before, _ = dijkstra(
            roads.graph, directed=False, indices=inside, min_only=True, return_predecessors=True
        )
        nearest = min(range(len(outside)), key=lambda number: reach[outside[number]].min())
        at = int(outside[nearest][np.argmin(reach[outside[nearest]])])
        way = [at]
        while before[at] >= 0:
            walked[roads.between(int(before[at]), at)] += 1
            at = int(before[at])
            way.append(at)
        inside = np.concatenate([inside, outside.pop(nearest), way])
    return walked + minimum_t_join(net.nodes, net.ends, net.length_mm, net.odd(walked))
