"""One route of a capacitated arc routing problem: the best directions of its edges, and a better order of them.

With the least cost between any two places of a route known for all four pairs of directions, turning a stretch round,
moving up to three edges and exchanging two are each judged in constant time. `link` and the rows of `route` are those
of arc_local_search.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
EPSILON = 1e-7
BLOCK = 3
"""Edges that are moved together at most."""
AHEAD, BEHIND, START, REST, HEAP, KNOWN = 0, 2, 4, 5, 6, 8
"""Columns of what is known of a place: the costs of the best way to it from the depot, by the direction in which its
edge is walked (2), and from it back (2), the less of either two, and the load up to it; so many columns (a power of
two)."""


@njit(cache=True, nogil=True)
def measure(r: int, route: Ints, size: Ints, link: Floats, demand: Floats, place: Floats) -> float:
    """Write what is known of each place of route r into `place`; return the cost of the route."""
    last = size[r] + 1
    left, right, heap = 0.0, 0.0, 0.0
    for p in range(last + 1):
        f = route[r, p]
        if p > 0:
            e = route[r, p - 1]
            left, right = (
                min(left + link[e, f, 0, 0], right + link[e, f, 1, 0]),
                min(left + link[e, f, 0, 1], right + link[e, f, 1, 1]),
            )
        heap += demand[f]
        place[r, p, AHEAD], place[r, p, AHEAD + 1], place[r, p, START] = left, right, min(left, right)
        place[r, p, HEAP] = heap
    cost = min(left, right)
    left, right = 0.0, 0.0
    for p in range(last, -1, -1):
        e = route[r, p]
        if p < last:
            f = route[r, p + 1]
            left, right = (
                min(link[e, f, 0, 0] + left, link[e, f, 0, 1] + right),
                min(link[e, f, 1, 0] + left, link[e, f, 1, 1] + right),
            )
        place[r, p, BEHIND], place[r, p, BEHIND + 1], place[r, p, REST] = left, right, min(left, right)
    return float(cost)


@njit(cache=True, nogil=True)
def order_cost(order: Ints, count: int, link: Floats) -> float:
    """Return the cost of walking `order[:count]` (with the depot at both ends) in the best directions."""
    left, right = 0.0, 0.0
    for p in range(1, count):
        e, f = order[p - 1], order[p]
        left, right = (
            min(left + link[e, f, 0, 0], right + link[e, f, 1, 0]),
            min(left + link[e, f, 0, 1], right + link[e, f, 1, 1]),
        )
    return min(left, right)


@njit(cache=True, nogil=True)
def _between(row: Ints, count: int, link: Floats, seg: Floats, low: Floats) -> None:
    """Write into seg[i, j, a, b] the least cost from edge i walked as a to edge j walked as b, for i <= j.

    The least of these four goes into low[i, j].
    """
    for i in range(count):
        low[i, i] = 0.0
        seg[i, i, 0, 0] = seg[i, i, 1, 1] = 0.0
        seg[i, i, 0, 1] = seg[i, i, 1, 0] = np.inf
        for j in range(i + 1, count):
            e, f = row[j - 1], row[j]
            for b in range(2):
                first, second = link[e, f, 0, b], link[e, f, 1, b]
                for a in range(2):
                    seg[i, j, a, b] = min(seg[i, j - 1, a, 0] + first, seg[i, j - 1, a, 1] + second)
            low[i, j] = min(seg[i, j, 0, 0], seg[i, j, 0, 1], seg[i, j, 1, 0], seg[i, j, 1, 1])


@njit(cache=True, nogil=True, inline="always")
def _on(left: float, right: float, e: int, row: Ints, i: int, j: int, turned: bool, link: Floats, seg: Floats):  # type: ignore[no-untyped-def]  # noqa: ANN202
    """Go on from edge e over the places i..j, or over j..i turned round; return the costs by the last direction."""
    if turned:
        f = row[j]
        one = min(left + link[e, f, 0, 0], right + link[e, f, 1, 0])
        two = min(left + link[e, f, 0, 1], right + link[e, f, 1, 1])
        return (
            min(one + seg[i, j, 1, 1], two + seg[i, j, 1, 0]),
            min(one + seg[i, j, 0, 1], two + seg[i, j, 0, 0]),
        )
    f = row[i]
    one = min(left + link[e, f, 0, 0], right + link[e, f, 1, 0])
    two = min(left + link[e, f, 0, 1], right + link[e, f, 1, 1])
    return (
        min(one + seg[i, j, 0, 0], two + seg[i, j, 1, 0]),
        min(one + seg[i, j, 0, 1], two + seg[i, j, 1, 1]),
    )


@njit(cache=True, nogil=True)
def _changed(row: Ints, first: int, cut: int, last: int, kind: int, link: Floats, seg: Floats, depot_end: int) -> float:
    """Return the cost of the route with places first..last rearranged.

    Kinds, for the parts A = first..cut and B = cut + 1..last: 0 A turned round (cut = last); 1 B A; 2 B, A turned
    round; 3 B turned round, A; 4 the first and the last place exchanged.
    """
    left, right = seg[0, first - 1, 0, 0], seg[0, first - 1, 0, 1]
    e = row[first - 1]
    if kind == 0:
        left, right = _on(left, right, e, row, first, last, True, link, seg)
        e = row[first]
    elif kind == 4:
        left, right = _on(left, right, e, row, last, last, False, link, seg)
        e = row[last]
        if last > first + 1:
            left, right = _on(left, right, e, row, first + 1, last - 1, False, link, seg)
            e = row[last - 1]
        left, right = _on(left, right, e, row, first, first, False, link, seg)
        e = row[first]
    else:
        left, right = _on(left, right, e, row, cut + 1, last, kind == 3, link, seg)
        e = row[cut + 1] if kind == 3 else row[last]
        left, right = _on(left, right, e, row, first, cut, kind == 2, link, seg)
        e = row[first] if kind == 2 else row[cut]
    left, right = _on(left, right, e, row, last + 1, depot_end, False, link, seg)
    return float(min(left, right))


@njit(cache=True, nogil=True)
def _rearrange(row: Ints, first: int, cut: int, last: int, kind: int, trial: Ints) -> None:
    at = 0
    if kind == 0:
        for p in range(last, first - 1, -1):
            trial[at] = row[p]
            at += 1
    elif kind == 4:
        trial[0], trial[last - first] = row[last], row[first]
        for p in range(first + 1, last):
            trial[p - first] = row[p]
    else:
        for p in range(cut + 1, last + 1):
            trial[at] = row[last + cut + 1 - p] if kind == 3 else row[p]
            at += 1
        for p in range(first, cut + 1):
            trial[at] = row[first + cut - p] if kind == 2 else row[p]
            at += 1
    for p in range(first, last + 1):
        row[p] = trial[p - first]


@njit(cache=True, nogil=True)
def improve_order(
    r: int, route: Ints, size: Ints, link: Floats, least: Floats, trial: Ints, seg: Floats, low: Floats
) -> bool:
    """Improve the order within route r until no reversal, exchange or shift helps; say whether it changed.

    Each change is judged by the least ways first, whatever the directions (`least`, `low`); most end there.
    """
    row = route[r]
    end = size[r] + 1
    changed = False
    if end < 3:
        return False
    while True:
        _between(row, end + 1, link, seg, low)
        best = min(seg[0, end, 0, 0], seg[0, end, 0, 1]) - EPSILON
        b_first = b_cut = b_last = b_kind = -1
        for first in range(1, end):
            a, f = row[first - 1], row[first]
            for last in range(first + 1, end):
                z, g = row[last + 1], row[last]
                outside = low[0, first - 1] + low[last + 1, end]
                if outside >= best:
                    continue
                if outside + least[a, g] + low[first, last] + least[f, z] < best:
                    found = _changed(row, first, last, last, 0, link, seg, end)
                    if found < best:
                        best, b_first, b_cut, b_last, b_kind = found, first, last, last, 0
                if last > first + 1:
                    within = least[a, g] + least[g, row[first + 1]] + low[first + 1, last - 1]
                    if outside + within + least[row[last - 1], f] + least[f, z] < best:
                        found = _changed(row, first, first, last, 4, link, seg, end)
                        if found < best:
                            best, b_first, b_cut, b_last, b_kind = found, first, first, last, 4
                for width in range(1, min(BLOCK, last - first) + 1):
                    for kind in range(1, 4):
                        for side in range(2):
                            if kind == side + 2 or (side == 1 and last - width == first + width - 1):
                                continue  # the long part is not turned round
                            cut = last - width if side else first + width - 1
                            b, c = row[cut], row[cut + 1]
                            within = outside + low[first, cut] + low[cut + 1, last]
                            if kind == 1:
                                within += least[a, c] + least[g, f] + least[b, z]
                            elif kind == 2:
                                within += least[a, c] + least[g, b] + least[f, z]
                            else:
                                within += least[a, g] + least[c, f] + least[b, z]
                            if within < best:
                                found = _changed(row, first, cut, last, kind, link, seg, end)
                                if found < best:
                                    best, b_first, b_cut, b_last, b_kind = found, first, cut, last, kind
        if b_kind < 0:
            return changed
        _rearrange(row, b_first, b_cut, b_last, b_kind, trial)
        changed = True
