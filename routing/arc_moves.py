"""Moves of edges between two routes of a capacitated arc routing problem, each judged in constant time.

The arrays are those of arc_local_search.
"""

import numpy as np
from numba import njit

from routing.arc_order import AHEAD, BEHIND, EPSILON, HEAP, REST, START, Floats, Ints
from routing.arc_split import Limits, price


@njit(cache=True, nogil=True)
def _join(place: Floats, r: int, p: int, e: int, f: int, s: int, q: int, link: Floats) -> float:
    """Return the cost of route r up to p, where e lies, gone on with route s from q, where f lies."""
    left, right = place[r, p, AHEAD], place[r, p, AHEAD + 1]
    one = min(left + link[e, f, 0, 0], right + link[e, f, 1, 0]) + place[s, q, BEHIND]
    two = min(left + link[e, f, 0, 1], right + link[e, f, 1, 1]) + place[s, q, BEHIND + 1]
    return float(min(one, two))


@njit(cache=True, nogil=True)
def join_one(place: Floats, r: int, p: int, e: int, x: int, f: int, s: int, q: int, link: Floats) -> float:
    """Return the like with edge x between."""
    left, right = place[r, p, AHEAD], place[r, p, AHEAD + 1]
    one = min(left + link[e, x, 0, 0], right + link[e, x, 1, 0])
    two = min(left + link[e, x, 0, 1], right + link[e, x, 1, 1])
    left = min(one + link[x, f, 0, 0], two + link[x, f, 1, 0]) + place[s, q, BEHIND]
    right = min(one + link[x, f, 0, 1], two + link[x, f, 1, 1]) + place[s, q, BEHIND + 1]
    return float(min(left, right))


@njit(cache=True, nogil=True)
def _join_two(place: Floats, r: int, p: int, e: int, x: int, y: int, f: int, s: int, q: int, link: Floats) -> float:
    """Return the like with edges x and y between."""
    left, right = place[r, p, AHEAD], place[r, p, AHEAD + 1]
    one = min(left + link[e, x, 0, 0], right + link[e, x, 1, 0])
    two = min(left + link[e, x, 0, 1], right + link[e, x, 1, 1])
    left = min(one + link[x, y, 0, 0], two + link[x, y, 1, 0])
    right = min(one + link[x, y, 0, 1], two + link[x, y, 1, 1])
    one = min(left + link[y, f, 0, 0], right + link[y, f, 1, 0]) + place[s, q, BEHIND]
    two = min(left + link[y, f, 0, 1], right + link[y, f, 1, 1]) + place[s, q, BEHIND + 1]
    return float(min(one, two))


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
def without(r: int, p: int, route: Ints, size: Ints, link: Floats, place: Floats) -> tuple[float, float]:
    """Return the cost of route r without the edge at p, and without the two from p on."""
    e = route[r, p - 1]
    one = _join(place, r, p - 1, e, route[r, p + 1], r, p + 1, link)
    if p == size[r]:
        return one, np.inf
    return one, _join(place, r, p - 1, e, route[r, p + 2], r, p + 2, link)


@njit(cache=True, nogil=True, inline="always")
def best_move(
    r: int, p: int, s: int, q: int, without_one: float, without_two: float, route: Ints, size: Ints, link: Floats,
    least: Floats, place: Floats, paid: Floats, load: Floats, demand: Floats, limits: Limits,
) -> int:  # fmt: skip
    """Return the number of the best move of the edge at (r, p) towards the edge at (s, q), or -1.

    Each move is judged by the least ways between the edges first, whatever their directions; most end there.
    """
    x, e, f = route[r, p], route[r, p - 1], route[r, p + 1]
    y, g = route[s, q], route[s, q + 1]
    best, move = paid[r] + paid[s] - EPSILON, -1
    start_s, rest_s = place[s, q, START], place[s, q + 1, REST]
    start_r, rest_r = place[r, p - 1, START], place[r, p + 1, REST]
    mine, theirs = load[r], load[s]
    moved = demand[x]
    left = price(without_one, mine - moved, limits)
    if left + price(start_s + least[y, x] + least[x, g] + rest_s, theirs + moved, limits) < best:
        found = left + price(join_one(place, s, q, y, x, g, s, q + 1, link), theirs + moved, limits)
        if found < best:
            best, move = found, 0
    two = p < size[r]
    after, rest_two = f, 0.0
    if two:
        after = route[r, p + 2]
        rest_two = place[r, p + 2, REST]
        moved = demand[x] + demand[f]
        left = price(without_two, mine - moved, limits)
        low = start_s + least[x, f] + rest_s
        if left + price(low + least[y, x] + least[f, g], theirs + moved, limits) < best:
            found = left + price(_join_two(place, s, q, y, x, f, g, s, q + 1, link), theirs + moved, limits)
            if found < best:
                best, move = found, 1
        if left + price(low + least[y, f] + least[x, g], theirs + moved, limits) < best:
            found = left + price(_join_two(place, s, q, y, f, x, g, s, q + 1, link), theirs + moved, limits)
            if found < best:
                best, move = found, 2
    if q > 0:
        h = route[s, q - 1]
        start_h = place[s, q - 1, START]
        moved = demand[x] - demand[y]
        low = price(start_r + least[e, y] + least[y, f] + rest_r, mine - moved, limits)
        if low + price(start_h + least[h, x] + least[x, g] + rest_s, theirs + moved, limits) < best:
            found = price(join_one(place, r, p - 1, e, y, f, r, p + 1, link), mine - moved, limits)
            found += price(join_one(place, s, q - 1, h, x, g, s, q + 1, link), theirs + moved, limits)
            if found < best:
                best, move = found, 3
        if two:
            moved += demand[f]
            low = price(start_r + least[e, y] + least[y, after] + rest_two, mine - moved, limits)
            far = start_h + least[h, x] + least[x, f] + least[f, g] + rest_s
            if low + price(far, theirs + moved, limits) < best:
                found = price(join_one(place, r, p - 1, e, y, after, r, p + 2, link), mine - moved, limits)
                found += price(_join_two(place, s, q - 1, h, x, f, g, s, q + 1, link), theirs + moved, limits)
                if found < best:
                    best, move = found, 4
            if q < size[s]:
                beyond = route[s, q + 2]
                moved -= demand[g]
                low = start_r + least[e, y] + least[y, g] + least[g, after] + rest_two
                far = start_h + least[h, x] + least[x, f] + least[f, beyond] + place[s, q + 2, REST]
                if price(low, mine - moved, limits) + price(far, theirs + moved, limits) < best:
                    found = price(_join_two(place, r, p - 1, e, y, g, after, r, p + 2, link), mine - moved, limits)
                    found += price(_join_two(place, s, q - 1, h, x, f, beyond, s, q + 2, link), theirs + moved, limits)
                    if found < best:
                        best, move = found, 5
    head, heap = place[r, p, HEAP], place[s, q, HEAP]
    start_x = place[r, p, START]
    far = price(start_s + least[y, f] + rest_r, heap + mine - head, limits)
    if price(start_x + least[x, g] + rest_s, head + theirs - heap, limits) + far < best:
        found = price(_join(place, r, p, x, g, s, q + 1, link), head + theirs - heap, limits)
        found += price(_join(place, s, q, y, f, r, p + 1, link), heap + mine - head, limits)
        if found < best:
            best, move = found, 6
    far = price(rest_r + least[f, g] + rest_s, mine + theirs - head - heap, limits)
    if price(start_x + least[x, y] + start_s, head + heap, limits) + far < best:
        one, other = place[r, p, AHEAD], place[r, p, AHEAD + 1]
        meet = min(one + link[x, y, 0, 1], other + link[x, y, 1, 1]) + place[s, q, AHEAD]
        meet = min(meet, min(one + link[x, y, 0, 0], other + link[x, y, 1, 0]) + place[s, q, AHEAD + 1])
        one, other = place[r, p + 1, BEHIND], place[r, p + 1, BEHIND + 1]
        part = min(one + link[f, g, 1, 0], other + link[f, g, 0, 0]) + place[s, q + 1, BEHIND]
        part = min(part, min(one + link[f, g, 1, 1], other + link[f, g, 0, 1]) + place[s, q + 1, BEHIND + 1])
        if price(meet, head + heap, limits) + price(part, mine + theirs - head - heap, limits) < best:
            move = 7
    return move


@njit(cache=True, nogil=True)
def apply_move(move: int, r: int, p: int, s: int, q: int, route: Ints, size: Ints, depot: int) -> None:
    """Carry out a move that best_move chose."""
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
