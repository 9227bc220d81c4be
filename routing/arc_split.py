"""Cut a tour of all edges of a capacitated arc routing problem into routes.

`link` and the rows of `route` are those of arc_local_search.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from routing.arc_order import Floats, Ints


class Limits(NamedTuple):
    """What a route holds: its load, and `share` of its ways between edges, come to `capacity` at most.

    Attributes:
        capacity: Of one route.
        share: 0 where load alone counts, 1 where ways count in full.
        penalty: Price of each unit over the capacity.
    """

    capacity: float
    share: float
    penalty: float


@njit(cache=True, nogil=True, inline="always")
def price(way: float, load: float, limits: Limits) -> float:
    """Return the length of a route's ways and the price of what is over the capacity."""
    over = load + limits.share * way - limits.capacity
    return way + limits.penalty * over if over > 0.0 else way


@njit(cache=True, nogil=True)
def split(tour: Ints, link: Floats, demand: Floats, limits: Limits, route: Ints, size: Ints) -> int:
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
            if load > 1.5 * limits.capacity and j > i:
                break
            if j == i:
                left, right = link[depot, f, 0, 0], link[depot, f, 0, 1]
            else:
                e = tour[j - 1]
                left, right = (
                    min(left + link[e, f, 0, 0], right + link[e, f, 1, 0]),
                    min(left + link[e, f, 0, 1], right + link[e, f, 1, 1]),
                )
            total = best[i] + price(min(left + link[f, depot, 0, 0], right + link[f, depot, 1, 0]), load, limits)
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
