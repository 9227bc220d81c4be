"""Local search on the routes of a capacitated arc routing problem, over orders of edges with free directions.

A route is an order of edges; the best direction of each edge follows from the order by a small dynamic programme. With
the costs of the best beginnings and ends of every route kept (two values, one a direction, for each position), a move
is evaluated in constant time. Source of the idea: T. Vidal, "Node, edge, arc routing and turn penalties: multiple
problems - one neighborhood extension", Operations Research 65 (2017).

Arrays used throughout: `link[e, a, f, b]` is the way from the end of edge e walked in direction a to the start of edge
f walked in direction b. The last edge number stands for the depot. Routes are rows `route[r, 0 .. size[r] + 1]` with
the depot at both ends.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
EPSILON = 1e-7


@njit(cache=True, nogil=True)
def measure(r: int, route: Ints, size: Ints, link: Floats, ahead: Floats, behind: Floats, cost: Floats) -> None:
    """Compute the best beginnings (`ahead`), best ends (`behind`) and the cost of route r."""
    last = size[r] + 1
    ahead[r, 0, 0] = ahead[r, 0, 1] = 0.0
    for p in range(1, last + 1):
        e, f = route[r, p - 1], route[r, p]
        for b in range(2):
            ahead[r, p, b] = min(ahead[r, p - 1, 0] + link[e, 0, f, b], ahead[r, p - 1, 1] + link[e, 1, f, b])
    behind[r, last, 0] = behind[r, last, 1] = 0.0
    for p in range(last - 1, -1, -1):
        e, f = route[r, p], route[r, p + 1]
        for a in range(2):
            behind[r, p, a] = min(link[e, a, f, 0] + behind[r, p + 1, 0], link[e, a, f, 1] + behind[r, p + 1, 1])
    cost[r] = min(ahead[r, last, 0], ahead[r, last, 1])


@njit(cache=True, nogil=True)
def order_cost(order: Ints, count: int, link: Floats) -> float:
    """Return the cost of walking `order[:count]` (with the depot at both ends) in the best directions."""
    left, right = 0.0, 0.0
    for p in range(1, count):
        e, f = order[p - 1], order[p]
        left, right = (
            min(left + link[e, 0, f, 0], right + link[e, 1, f, 0]),
            min(left + link[e, 0, f, 1], right + link[e, 1, f, 1]),
        )
    return min(left, right)


@njit(cache=True, nogil=True)
def _join(left: Floats, e: int, f: int, right: Floats, link: Floats) -> float:
    best: float = left[0] + link[e, 0, f, 0] + right[0]
    best = min(best, left[0] + link[e, 0, f, 1] + right[1])
    best = min(best, left[1] + link[e, 1, f, 0] + right[0])
    return float(min(best, left[1] + link[e, 1, f, 1] + right[1]))


@njit(cache=True, nogil=True)
def _join_one(left: Floats, e: int, x: int, f: int, right: Floats, link: Floats) -> float:
    best = np.inf
    for a in range(2):
        into = min(left[0] + link[e, 0, x, a], left[1] + link[e, 1, x, a])
        best = min(best, into + min(link[x, a, f, 0] + right[0], link[x, a, f, 1] + right[1]))
    return best


@njit(cache=True, nogil=True)
def _join_two(left: Floats, e: int, x: int, y: int, f: int, right: Floats, link: Floats) -> float:
    best = np.inf
    for a in range(2):
        into = min(left[0] + link[e, 0, x, a], left[1] + link[e, 1, x, a])
        for b in range(2):
            out = min(link[y, b, f, 0] + right[0], link[y, b, f, 1] + right[1])
            best = min(best, into + link[x, a, y, b] + out)
    return best


@njit(cache=True, nogil=True)
def _reorder(order: Ints, count: int, kind: int, i: int, j: int, trial: Ints) -> None:
    """Write a changed order into `trial`: 0 reverses i..j, 1 swaps i and j, 2 and 3 move one or two from i behind j."""
    for p in range(count):
        trial[p] = order[p]
    if kind == 0:
        for p in range(i, j + 1):
            trial[p] = order[i + j - p]
    elif kind == 1:
        trial[i], trial[j] = order[j], order[i]
    else:
        width = kind - 1
        at = 0
        for p in range(count):
            if p < i or p >= i + width:
                trial[at] = order[p]
                at += 1
                if p == j:
                    for k in range(width):
                        trial[at] = order[i + k]
                        at += 1


@njit(cache=True, nogil=True)
def improve_order(r: int, route: Ints, size: Ints, link: Floats, trial: Ints) -> bool:
    """Improve the order within route r until no reversal, swap or shift helps; say whether it changed."""
    changed = False
    count = size[r] + 2
    cost = order_cost(route[r], count, link)
    again = True
    while again:
        again = False
        for kind in range(4):
            for i in range(1, count - 1):
                for j in range(0 if kind > 1 else i + 1, count - 1):
                    if kind > 1 and (i - 1 <= j < i + kind - 1 or i + kind - 2 >= count - 1):
                        continue
                    _reorder(route[r], count, kind, i, j, trial)
                    found = order_cost(trial, count, link)
                    if found < cost - EPSILON:
                        route[r, :count] = trial[:count]
                        cost = found
                        again = changed = True
    return changed


@njit(cache=True, nogil=True)
def _rest(load: float, capacity: float, penalty: float) -> float:
    return penalty * (load - capacity) if load > capacity else 0.0


@njit(cache=True, nogil=True)
def _cut(route: Ints, r: int, p: int, width: int, size: Ints) -> None:
    for k in range(p, size[r] + 2 - width):
        route[r, k] = route[r, k + width]
    size[r] -= width


@njit(cache=True, nogil=True)
def _insert(route: Ints, r: int, p: int, edge: int, size: Ints) -> None:
    """Put `edge` behind position p."""
    for k in range(size[r] + 1, p, -1):
        route[r, k + 1] = route[r, k]
    route[r, p + 1] = edge
    size[r] += 1


@njit(cache=True, nogil=True)
def _exchange_ends(route: Ints, size: Ints, r: int, p: int, s: int, q: int, crossed: bool, depot: int) -> None:
    """Join the beginning of r (to p) with the end of s (from q + 1), or, crossed, with its beginning turned round."""
    first = route[r, : size[r] + 2].copy()
    second = route[s, : size[s] + 2].copy()
    n, m = size[r], size[s]
    at, to = p + 1, 1
    if crossed:
        for k in range(q, 0, -1):
            route[r, at] = second[k]
            at += 1
        for k in range(n, p, -1):
            route[s, to] = first[k]
            to += 1
        for k in range(q + 1, m + 1):
            route[s, to] = second[k]
            to += 1
    else:
        for k in range(q + 1, m + 1):
            route[r, at] = second[k]
            at += 1
        to = q + 1
        for k in range(p + 1, n + 1):
            route[s, to] = first[k]
            to += 1
    route[r, at] = depot
    route[s, to] = depot
    size[r], size[s] = at - 1, to - 1


@njit(cache=True, nogil=True)
def _best_move(
    r: int, p: int, s: int, q: int, route: Ints, size: Ints, link: Floats, ahead: Floats, behind: Floats, cost: Floats,
    load: Floats, heap: Floats, demand: Floats, capacity: float, penalty: float,
) -> tuple[float, int]:  # fmt: skip
    """Return the gain and the number of the best move of the edge at (r, p) towards the edge at (s, q)."""
    x, e, f = route[r, p], route[r, p - 1], route[r, p + 1]
    y, g = route[s, q], route[s, q + 1]
    before = cost[r] + cost[s] + _rest(load[r], capacity, penalty) + _rest(load[s], capacity, penalty)
    best, move = -EPSILON, -1
    out = _join(ahead[r, p - 1], e, f, behind[r, p + 1], link)
    change = out + _join_one(ahead[s, q], y, x, g, behind[s, q + 1], link) - before
    change += _rest(load[r] - demand[x], capacity, penalty) + _rest(load[s] + demand[x], capacity, penalty)
    if change < best:
        best, move = change, 0
    two = p < size[r]
    if two:
        after = route[r, p + 2]
        moved = demand[x] + demand[f]
        out = _join(ahead[r, p - 1], e, after, behind[r, p + 2], link)
        weights = _rest(load[r] - moved, capacity, penalty) + _rest(load[s] + moved, capacity, penalty)
        change = out + _join_two(ahead[s, q], y, x, f, g, behind[s, q + 1], link) + weights - before
        if change < best:
            best, move = change, 1
        change = out + _join_two(ahead[s, q], y, f, x, g, behind[s, q + 1], link) + weights - before
        if change < best:
            best, move = change, 2
    if q > 0:
        h = route[s, q - 1]
        moved = demand[x] - demand[y]
        weights = _rest(load[r] - moved, capacity, penalty) + _rest(load[s] + moved, capacity, penalty)
        change = _join_one(ahead[r, p - 1], e, y, f, behind[r, p + 1], link)
        change += _join_one(ahead[s, q - 1], h, x, g, behind[s, q + 1], link) + weights - before
        if change < best:
            best, move = change, 3
        if two:
            after = route[r, p + 2]
            moved = demand[x] + demand[f] - demand[y]
            weights = _rest(load[r] - moved, capacity, penalty) + _rest(load[s] + moved, capacity, penalty)
            change = _join_one(ahead[r, p - 1], e, y, after, behind[r, p + 2], link)
            change += _join_two(ahead[s, q - 1], h, x, f, g, behind[s, q + 1], link) + weights - before
            if change < best:
                best, move = change, 4
            if q < size[s]:
                beyond = route[s, q + 2]
                moved = demand[x] + demand[f] - demand[y] - demand[g]
                weights = _rest(load[r] - moved, capacity, penalty) + _rest(load[s] + moved, capacity, penalty)
                change = _join_two(ahead[r, p - 1], e, y, g, after, behind[r, p + 2], link)
                change += _join_two(ahead[s, q - 1], h, x, f, beyond, behind[s, q + 2], link) + weights - before
                if change < best:
                    best, move = change, 5
    mine, theirs = heap[r, p], heap[s, q]
    change = (
        _join(ahead[r, p], x, g, behind[s, q + 1], link) + _join(ahead[s, q], y, f, behind[r, p + 1], link) - before
    )
    change += _rest(mine + load[s] - theirs, capacity, penalty) + _rest(theirs + load[r] - mine, capacity, penalty)
    if change < best:
        best, move = change, 6
    meet, part = np.inf, np.inf
    for a in range(2):
        for b in range(2):
            meet = min(meet, ahead[r, p, a] + link[x, a, y, 1 - b] + ahead[s, q, b])
            part = min(part, behind[r, p + 1, a] + link[f, 1 - a, g, b] + behind[s, q + 1, b])
    change = meet + part - before + _rest(mine + theirs, capacity, penalty)
    change += _rest(load[r] + load[s] - mine - theirs, capacity, penalty)
    if change < best:
        best, move = change, 7
    return best, move


@njit(cache=True, nogil=True)
def _apply(move: int, r: int, p: int, s: int, q: int, route: Ints, size: Ints, depot: int) -> None:
    x, f, y, g = route[r, p], route[r, p + 1], route[s, q], route[s, q + 1]
    if move == 0:
        _cut(route, r, p, 1, size)
        _insert(route, s, q, x, size)
    elif move in {1, 2}:
        _cut(route, r, p, 2, size)
        _insert(route, s, q, f if move == 1 else x, size)
        _insert(route, s, q, x if move == 1 else f, size)
    elif move == 3:
        route[r, p], route[s, q] = y, x
    elif move == 4:
        _cut(route, r, p, 1, size)
        route[r, p], route[s, q] = y, x
        _insert(route, s, q, f, size)
    elif move == 5:
        route[r, p], route[r, p + 1], route[s, q], route[s, q + 1] = y, g, x, f
    else:
        _exchange_ends(route, size, r, p, s, q, move == 7, depot)


@njit(cache=True, nogil=True)
def _settle(
    r: int, route: Ints, size: Ints, link: Floats, demand: Floats, ahead: Floats, behind: Floats, cost: Floats,
    load: Floats, heap: Floats, where: Ints, trial: Ints,
) -> None:  # fmt: skip
    """Bring everything that is known of route r up to date, its order improved."""
    improve_order(r, route, size, link, trial)
    measure(r, route, size, link, ahead, behind, cost)
    total = 0.0
    heap[r, 0] = 0.0
    for p in range(1, size[r] + 1):
        edge = route[r, p]
        total += demand[edge]
        heap[r, p] = total
        where[edge, 0], where[edge, 1] = r, p
    load[r] = total


@njit(cache=True, nogil=True)
def educate(
    route: Ints, size: Ints, routes: int, link: Floats, demand: Floats, capacity: float, penalty: float,
    near: Ints, order: Ints,
) -> int:  # fmt: skip
    """Improve the routes in place until no move helps; return the number of routes, the empty ones at the end left out.

    Args:
        route: Shape (most routes, edges + 2); see the module.
        size: Shape (most routes,); edges of each route.
        routes: Routes in use.
        link: Shape (edges + 1, 2, edges + 1, 2).
        demand: Shape (edges + 1,).
        capacity: Of one route.
        penalty: Price of one unit of load over the capacity.
        near: Shape (edges, k); towards which edges each edge is tried to be moved.
        order: Shape (edges,); in which order the edges are tried.
    """
    edges = len(order)
    most = len(size)
    ahead, behind = np.zeros((most, edges + 2, 2)), np.zeros((most, edges + 2, 2))
    cost, load, heap = np.zeros(most), np.zeros(most), np.zeros((most, edges + 2))
    where = np.zeros((edges + 1, 2), dtype=np.int64)
    trial = np.empty(edges + 2, dtype=np.int64)
    if routes < most:  # one empty route to move into
        route[routes, 0] = route[routes, 1] = edges
        size[routes] = 0
        routes += 1
    for r in range(routes):
        _settle(r, route, size, link, demand, ahead, behind, cost, load, heap, where, trial)
    again = True
    while again:
        again = False
        for x in order:
            for k in range(near.shape[1] + 1):
                r, p = where[x]
                if k < near.shape[1]:
                    s, q = where[near[x, k]]
                else:
                    s, q = routes - 1, 0
                if r == s:
                    continue
                _, move = _best_move(
                    r, p, s, q, route, size, link, ahead, behind, cost, load, heap, demand, capacity, penalty
                )  # fmt: skip
                if move < 0:
                    continue
                _apply(move, r, p, s, q, route, size, edges)
                _settle(r, route, size, link, demand, ahead, behind, cost, load, heap, where, trial)
                _settle(s, route, size, link, demand, ahead, behind, cost, load, heap, where, trial)
                again = True
                if size[routes - 1] > 0 and routes < most:
                    route[routes, 0] = route[routes, 1] = edges
                    size[routes] = 0
                    cost[routes] = load[routes] = 0.0
                    measure(routes, route, size, link, ahead, behind, cost)
                    routes += 1
    kept = 0
    for r in range(routes):
        if size[r] > 0:
            if kept != r:
                route[kept, : size[r] + 2] = route[r, : size[r] + 2]
                size[kept] = size[r]
            kept += 1
    return kept


@njit(cache=True, nogil=True)
def split(tour: Ints, link: Floats, demand: Floats, capacity: float, penalty: float, route: Ints, size: Ints) -> int:
    """Cut a tour of all edges into routes at the least cost (penalty included); return their number."""
    edges = len(tour)
    depot = edges
    best = np.full(edges + 1, np.inf)
    best[0] = 0.0
    cut = np.zeros(edges + 1, dtype=np.int64)
    for i in range(edges):
        load, left, right = 0.0, 0.0, 0.0
        for j in range(i, edges):
            f = tour[j]
            load += demand[f]
            if load > 1.5 * capacity and j > i:
                break
            if j == i:
                left, right = link[depot, 0, f, 0], link[depot, 0, f, 1]
            else:
                e = tour[j - 1]
                left, right = (
                    min(left + link[e, 0, f, 0], right + link[e, 1, f, 0]),
                    min(left + link[e, 0, f, 1], right + link[e, 1, f, 1]),
                )
            total = best[i] + min(left + link[f, 0, depot, 0], right + link[f, 1, depot, 0])
            total += _rest(load, capacity, penalty)
            if total < best[j + 1]:
                best[j + 1] = total
                cut[j + 1] = i
    routes = 0
    end = edges
    while end > 0:
        start = cut[end]
        route[routes, 0] = depot
        for k in range(start, end):
            route[routes, k - start + 1] = tour[k]
        route[routes, end - start + 1] = depot
        size[routes] = end - start
        routes += 1
        end = start
    return routes
