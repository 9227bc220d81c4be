"""A long walk cut into shifts of nearly equal length, as few as there can be.

Source of the idea: G. N. Frederickson, M. S. Hecht, C. E. Kim, "Approximation algorithms for some routing problems",
SIAM Journal on Computing 7 (1978): a tour is cut where the longest of its parts, with the ways from and to the start,
is shortest.
"""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from routing.patrol_net import Ints, PatrolNet


def cut_into_shifts(  # noqa: PLR0917 - private to the patrols
    net: PatrolNet,
    around: Ints,
    pieces: Ints,
    back: NDArray[np.bool_],
    served: NDArray[np.bool_],
    start: int,
    shift_mm: int,
) -> tuple[list[Ints], int]:
    """Return the pieces that each shift serves, and how long the longest shift is that walks one piece only.

    Where that is longer than `shift_mm`, shifts may be as long.

    Args:
        net: The network.
        around: The pieces that may be walked.
        pieces: The whole walk.
        back: Shape of `pieces`; walked from the second end.
        served: Shape of `pieces`; the steps that count, the others are ways between them.
        start: Where each shift begins and ends.
        shift_mm: Longest walk of a shift.
    """
    home = ways_from(net, around, start)
    ends = np.where(back[:, None], net.ends[pieces][:, ::-1], net.ends[pieces])
    place = np.concatenate([[0], np.cumsum(net.length_mm[pieces])])
    steps = np.flatnonzero(served)
    out, in_ = home[ends[steps, 0]], home[ends[steps, 1]]

    def reach(first: int, most: float) -> int:
        """Return the last step that a shift beginning at step `first` can serve."""
        length = out[first] + place[steps[first:] + 1] - place[steps[first]] + in_[first:]
        fits = np.flatnonzero(length <= most)
        # a shift may go farther where the way home is shorter again
        return first + (int(fits[-1]) if len(fits) else 0)

    def cuts(most: float) -> list[int]:
        firsts = [0]
        while (last := reach(firsts[-1], most)) + 1 < len(steps):
            firsts.append(last + 1)
        return firsts

    alone = out + net.length_mm[pieces[steps]] + in_
    least = max(float(alone.max()), 1.0)
    most = max(float(shift_mm), least)
    count = len(cuts(most))
    low, high = max(least, float(place[-1]) / (count + 1)), most
    while high - low > max(1_000.0, high * 1e-3):
        middle = (low + high) / 2
        if len(cuts(middle)) <= count:
            high = middle
        else:
            low = middle
    firsts = [*cuts(high), len(steps)]
    routes = [pieces[steps[one:two]] for one, two in pairwise(firsts)]
    return routes, int(np.ceil(least))


def ways_from(net: PatrolNet, around: Ints, nodes: int | Ints) -> NDArray[np.float64]:
    """Return how far all nodes are from one or several, in millimetres along the pieces `around`: (m,) or (k, m)."""
    low, high = net.ends[around].min(axis=1), net.ends[around].max(axis=1)
    order = np.lexsort((net.length_mm[around], high, low))
    first = np.ones(len(order), dtype=bool)
    first[1:] = (np.diff(low[order]) != 0) | (np.diff(high[order]) != 0)
    used = order[first & (low != high)[order]]
    weight = np.maximum(net.length_mm[around[used]].astype(np.float64), 1e-6)
    graph = csr_array((weight, (low[used], high[used])), shape=(len(net.xy), len(net.xy)))
    return np.asarray(dijkstra(graph, directed=False, indices=nodes))
