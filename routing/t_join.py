"""The shortest set of edges that turns exactly the given nodes odd: a minimum T-join, proven by a perfect matching."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pymatching import Matching
from scipy.sparse import csc_matrix, csr_array
from scipy.sparse.csgraph import connected_components

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
LONGEST = 2**24 - 2
"""PyMatching computes exactly with whole numbers up to this; longer edges are cut into pieces."""


@dataclass(frozen=True, slots=True)
class Net:
    """Streets as edges between nodes, undirected; parallel edges and loops are taken.

    Attributes:
        nodes: Number of nodes.
        ends: Shape (n, 2); end nodes of each edge.
        length_mm: Shape (n,); whole millimetres.
    """

    nodes: int
    ends: Ints
    length_mm: Ints

    def total_mm(self, walked: Ints) -> int:
        """Return the length when each edge is walked that often."""
        return int((self.length_mm * walked).sum())

    def odd(self, walked: Ints) -> Flags:
        """Return which nodes have an odd number of walks."""
        met = degrees(self.nodes, self.ends[np.repeat(np.arange(len(self.ends)), walked)])
        return np.asarray(met % 2 == 1)

    def together(self, walked: Ints, start: int) -> bool:
        """Return whether all walked edges and the start hang together."""
        used = self.ends[walked > 0]
        _, label = pieces(self.nodes, used)
        return bool((label[used[:, 0]] == label[start]).all())


def pieces(nodes: int, ends: Ints) -> tuple[int, Ints]:
    """Return how many connected pieces the nodes form, and the piece of each node."""
    graph = csr_array((np.ones(len(ends), dtype=np.int8), (ends[:, 0], ends[:, 1])), shape=(nodes, nodes))
    count, label = connected_components(graph, directed=False)
    return int(count), label.astype(np.int64)


def degrees(nodes: int, ends: Ints) -> Ints:
    """Return how many edge ends meet at each node; a loop counts twice."""
    return np.bincount(ends.ravel(), minlength=nodes).astype(np.int64)


def minimum_t_join(nodes: int, ends: Ints, length_mm: Ints, odd: Flags) -> Flags:
    """Return which edges to take so that exactly the nodes of `odd` have an odd number of them, at the least length.

    A minimum T-join is a matching of the odd nodes by their shortest ways; PyMatching finds it on the edges
    themselves, with whole numbers, so that the result is a proven optimum and no rounding enters.

    Args:
        nodes: Number of nodes.
        ends: Shape (n, 2); end nodes of each edge. Parallel edges and loops are taken.
        length_mm: Shape (n,); whole millimetres.
        odd: Shape (nodes,); the set T.

    Raises:
        ValueError: a length is negative, or a connected piece holds an odd number of odd nodes.
    """
    if (length_mm < 0).any():
        raise ValueError("a length is negative")
    taken = np.zeros(len(ends), dtype=bool)
    if not odd.any():
        return taken
    count, label = pieces(nodes, ends)
    if (np.bincount(label[odd], minlength=count) % 2).any():
        raise ValueError("a piece of the network holds an odd number of odd nodes")
    low, high = ends.min(axis=1), ends.max(axis=1)
    order = np.lexsort((length_mm, high, low))
    first = np.ones(len(order), dtype=bool)
    first[1:] = (np.diff(low[order]) != 0) | (np.diff(high[order]) != 0)
    used = order[first & (low[order] != high[order])]  # of parallel edges the shortest, no loops
    part_of, from_, to, weight, total = _cut_long(nodes, ends[used], length_mm[used])
    columns = np.arange(len(weight))
    check = csc_matrix(
        (
            np.ones(2 * len(weight), dtype=np.uint8),
            (np.concatenate([from_, to]), np.concatenate([columns, columns])),
        ),
        shape=(total, len(weight)),
    )
    syndrome = np.zeros(total, dtype=np.uint8)
    syndrome[:nodes] = odd
    parts = Matching(check, weights=weight.astype(np.float64)).decode(syndrome).astype(bool)
    taken[used[part_of[parts]]] = True
    return taken


def _cut_long(nodes: int, ends: Ints, length_mm: Ints) -> tuple[Ints, Ints, Ints, Ints, int]:
    """Cut edges longer than `LONGEST`; return per part its edge, its ends and its length, and the number of nodes."""
    cuts = np.maximum(1, -(-length_mm // LONGEST))
    if (cuts == 1).all():
        return np.arange(len(ends)), ends[:, 0], ends[:, 1], length_mm, nodes
    part_of = np.repeat(np.arange(len(ends)), cuts)
    place = np.arange(len(part_of)) - np.repeat(np.cumsum(cuts) - cuts, cuts)
    share, rest = length_mm // cuts, length_mm % cuts
    weight = share[part_of] + (place < rest[part_of])
    is_last = place == cuts[part_of] - 1
    to = ends[part_of, 1].copy()
    to[~is_last] = nodes + np.arange(int((~is_last).sum()))
    from_ = ends[part_of, 0].copy()
    from_[place > 0] = to[np.flatnonzero(place > 0) - 1]
    return part_of, from_, to, weight, nodes + int((~is_last).sum())
