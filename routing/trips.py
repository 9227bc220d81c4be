"""Ways from places on a walk over one piece of street and back to where they began."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from routing.patrol_net import Ints, PatrolNet

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Trip:
    """A way there and back: its pieces, which of them are walked from their second end, and how long it is."""

    pieces: Ints
    back: Flags
    length_mm: int


class Trips:
    """All trips over one piece."""

    def __init__(self, net: PatrolNet, piece: int) -> None:
        """Find the shortest ways from both ends of `piece` to all nodes."""
        self.net, self.piece = net, piece
        low, high = net.ends.min(axis=1), net.ends.max(axis=1)
        order = np.lexsort((net.length_mm, high, low))
        first = np.ones(len(order), dtype=bool)
        first[1:] = (np.diff(low[order]) != 0) | (np.diff(high[order]) != 0)
        used = order[first & (low != high)[order]]
        self._piece = dict(zip(zip(low[used].tolist(), high[used].tolist(), strict=True), used.tolist(),
                               strict=True))  # fmt: skip
        weight = np.maximum(net.length_mm[used].astype(np.float64), 1e-6)
        graph = csr_array((weight, (low[used], high[used])), shape=(len(net.xy), len(net.xy)))
        ends = net.ends[piece].tolist()
        self.far, self.before = dijkstra(graph, directed=False, indices=ends, return_predecessors=True)

    def of(self, node: int) -> list[Trip]:
        """Return the trips from a node over the piece, in either direction."""
        if not np.isfinite(self.far[:, node]).all():
            return []
        found = []
        for first in range(2):
            there, back = self._way(first, node)
            home, home_back = self._way(1 - first, node)
            pieces = np.array([*there, self.piece, *home[::-1]], dtype=np.int64)
            sides = np.array([*back, first == 1, *[not side for side in home_back[::-1]]], dtype=bool)
            found.append(Trip(pieces, sides, int(self.net.length_mm[pieces].sum())))
        return found

    def _way(self, end: int, node: int) -> tuple[list[int], list[bool]]:
        """Return the pieces from a node to an end of the piece."""
        pieces, back = [], []
        at = node
        while (to := int(self.before[end, at])) >= 0:
            piece = self._piece[min(at, to), max(at, to)]
            pieces.append(piece)
            back.append(bool(self.net.ends[piece, 0] != at))
            at = to
        return pieces, back
