"""Shortest ways on the network's arrays: everything within a limit of one place, and the nearest of many places.

Dijkstra's algorithm with a four-way heap that takes a node again when a shorter way is found. The work arrays are kept
from one search to the next; a stamp tells what belongs to the present one, so that a search costs only what it reaches.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.street_graph import Snapped, StreetGraph

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Stamps = NDArray[np.int32]
Bools = NDArray[np.bool_]

_ARITY = 4


@njit(cache=True, nogil=True, inline="always")
def _push(heap_m: Floats, heap_node: Stamps, size: int, metres: float, node: int) -> int:
    place = size
    while place > 0:
        parent = (place - 1) // _ARITY
        if heap_m[parent] <= metres:
            break
        heap_m[place] = heap_m[parent]
        heap_node[place] = heap_node[parent]
        place = parent
    heap_m[place] = metres
    heap_node[place] = node
    return size + 1


@njit(cache=True, nogil=True, inline="always")
def _pop(heap_m: Floats, heap_node: Stamps, size: int) -> int:
    """Take the first away; `heap_m[size - 1]` sinks from the top."""
    size -= 1
    metres, node = heap_m[size], heap_node[size]
    place = 0
    while True:
        child = place * _ARITY + 1
        if child >= size:
            break
        least, least_m = child, heap_m[child]
        for other in range(child + 1, min(child + _ARITY, size)):
            if heap_m[other] < least_m:
                least, least_m = other, heap_m[other]
        if least_m >= metres:
            break
        heap_m[place] = least_m
        heap_node[place] = heap_node[least]
        place = least
    heap_m[place] = metres
    heap_node[place] = node
    return size


@njit(cache=True, nogil=True)
def spread(
    indptr: Ints, neighbours: Ints, weights: Floats, seeds: Ints, seed_m: Floats, limit_m: float,
    way_m: Floats, owner: Ints, stamp: Stamps, turn: int, heap_m: Floats, heap_node: Stamps, reached: Ints,
) -> int:  # fmt: skip
    """Find every node within `limit_m` of a seed; return how many, their numbers in `reached`, the nearest first.

    `way_m` and `owner` (which seed) hold where `stamp` equals `turn`; nodes beyond the limit are stamped too.
    """
    size, count = 0, 0
    for number in range(len(seeds)):
        node, metres = seeds[number], seed_m[number]
        if metres <= limit_m and (stamp[node] != turn or metres < way_m[node]):
            stamp[node], way_m[node], owner[node] = turn, metres, number
            size = _push(heap_m, heap_node, size, metres, node)
    while size > 0:
        metres, node = heap_m[0], heap_node[0]
        size = _pop(heap_m, heap_node, size)
        if metres > way_m[node]:
            continue
        reached[count] = node
        count += 1
        for half in range(indptr[node], indptr[node + 1]):
            other, far = neighbours[half], metres + weights[half]
            if far <= limit_m and (stamp[other] != turn or far < way_m[other]):
                stamp[other], way_m[other], owner[other] = turn, far, owner[node]
                size = _push(heap_m, heap_node, size, far, other)
    return count


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The nearest source of each of n nodes; inf and -1 where none is within the limit."""

    way_m: Floats
    source: Ints


class Search:
    """Searches on one graph, one after the other; each thread has its own.

    Attributes:
        graph: The network.
        reached: The nodes that the last search reached, the nearest first; valid until the next one.
        way_m: How far each of them is.
        owner: Number of the seed that each of them is nearest to.
        stamp: Equals `turn` for each of them.
        edge_turn: A stamp for whoever goes through the edges of a search.
        turn: Number of the last search.
    """

    def __init__(self, graph: StreetGraph) -> None:
        nodes, edges = len(graph.lonlat), len(graph.u)
        self.graph = graph
        self.way_m = np.empty(nodes)
        self.owner = np.empty(nodes, np.int64)
        self.stamp = np.zeros(nodes, np.int32)
        self.edge_turn = np.zeros(edges, np.int32)
        self.turn = 0
        self.reached = np.zeros(0, np.int64)
        self._order = np.empty(nodes, np.int64)
        self._room(2 * edges)

    def _room(self, entries: int) -> None:
        self._heap_m = np.empty(entries)
        self._heap_node = np.empty(entries, np.int32)

    def run(self, seeds: Ints, seed_m: Floats, limit_m: float) -> Ints:
        """Return the nodes within `limit_m` of a seed, the nearest first; `way_m` and `owner` hold for those."""
        graph = self.graph
        entries = len(graph.weights) + len(seeds)
        if entries > len(self._heap_m):
            self._room(entries)
        if self.turn == np.iinfo(np.int32).max:
            self.stamp[:] = self.edge_turn[:] = 0
            self.turn = 0
        self.turn += 1
        count = spread(
            graph.indptr, graph.neighbours, graph.weights, seeds, seed_m, limit_m,
            self.way_m, self.owner, self.stamp, self.turn, self._heap_m, self._heap_node, self._order,
        )  # fmt: skip
        self.reached = self._order[:count]
        return self.reached

    def within(self, node: int, limit_m: float) -> tuple[Ints, Floats]:
        """Return the nodes within `limit_m` of a node, the nearest first, and how far each is."""
        reached = self.run(np.array([node]), np.zeros(1), limit_m)
        return reached, self.way_m[reached]

    def nearest(self, sources: Snapped, *, limit_m: float = np.inf, start_m: Floats | None = None) -> Nearest:
        """Return the nearest source of every node.

        Args:
            sources: Places on the network.
            limit_m: How far a way may be.
            start_m: What each source's ways begin with, such as its metres off the street.
        """
        seeds, seed_m = ends_of(self.graph, sources)
        if start_m is not None:
            seed_m += np.tile(start_m, 2)
        count = len(self.graph.lonlat)
        way_m, source = np.full(count, np.inf), np.full(count, -1)
        if count and len(sources.edge):
            reached = self.run(seeds, seed_m, limit_m)
            way_m[reached] = self.way_m[reached]
            source[reached] = self.owner[reached] % len(sources.edge)
        return Nearest(way_m=way_m, source=source)


def ends_of(graph: StreetGraph, places: Snapped) -> tuple[Ints, Floats]:
    """Return the nodes at both ends of the edges of k places, first all u, then all v, and how far they are."""
    if len(graph.u) == 0:
        return np.zeros(0, np.int64), np.zeros(0)
    edge = places.edge
    return (
        np.concatenate([graph.u[edge], graph.v[edge]]),
        np.concatenate([places.offset_m, graph.length_m[edge] - places.offset_m]),
    )
