"""Cut a tour of all edges of a capacitated arc routing problem into routes.

`link` and the rows of `route` are those of arc_local_search.
"""

import numpy as np
from numba import njit

from routing.arc_order import Floats, Ints


@njit(cache=True, nogil=True)
def excess(load: float, capacity: float, penalty: float) -> float:
    """Return the price of a load over the capacity."""
    return penalty * (load - capacity) if load > capacity else 0.0


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
                left, right = link[depot, f, 0, 0], link[depot, f, 0, 1]
            else:
                e = tour[j - 1]
                left, right = (
                    min(left + link[e, f, 0, 0], right + link[e, f, 1, 0]),
                    min(left + link[e, f, 0, 1], right + link[e, f, 1, 1]),
                )
            total = best[i] + min(left + link[f, depot, 0, 0], right + link[f, depot, 1, 0])
            total += excess(load, capacity, penalty)
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
