"""Where people live, tied to the network, and how far each building is from the places a search began at."""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.shortest_paths import Search, Stamps
from routing.street_graph import Snapped, StreetGraph

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Homes:
    """n buildings on one network.

    Attributes:
        id: int64 (n,), keys in table `building`.
        lonlat: float64 (n, 2), a point of each, EPSG:4326.
        xy: float64 (n, 2), the same in metres of the network's zone.
        people: int64 (n,), who lives there.
        elderly: int64 (n,), those of them who are 60 or older.
        tie: Where each steps onto the network.
        first: int64 (m + 1,): the buildings on edge e are order[first[e]] to order[first[e + 1]].
        order: int64 (n,), buildings by their edge.
    """

    id: Ints
    lonlat: Floats
    xy: Floats
    people: Ints
    elderly: Ints
    tie: Snapped
    first: Ints
    order: Ints


def homes_on(graph: StreetGraph, *, id: Ints, lonlat: Floats, people: Ints, elderly: Ints) -> Homes:  # noqa: A002
    """Return buildings tied to a network; `lonlat` is (n, 2), EPSG:4326."""
    tie = graph.tie(lonlat)
    counts = np.bincount(tie.edge, minlength=len(graph.u)) if len(graph.u) else np.zeros(0, np.int64)
    return Homes(
        id=id,
        lonlat=lonlat,
        xy=graph.zone.points_to_metres(lonlat) if len(lonlat) else np.zeros((0, 2)),
        people=people,
        elderly=elderly,
        tie=tie,
        first=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        order=np.argsort(tie.edge, kind="stable").astype(np.int64),
    )


@njit(cache=True, nogil=True)
def _walk(
    home: int, edge: int, offset_m: Floats, off_m: Floats, u: Ints, v: Ints, length_m: Floats, way_m: Floats,
    owner: Ints, stamp: Stamps, turn: int, source_edges: Ints, source_m: Floats, start_m: Floats,
) -> tuple[float, int]:  # fmt: skip
    """How far a building on `edge` is, and from which source: by either end of it, or along it to a source there."""
    along, best, source = offset_m[home], np.inf, -1
    if stamp[u[edge]] == turn:
        best, source = way_m[u[edge]] + along, owner[u[edge]] % len(source_edges)
    if stamp[v[edge]] == turn:
        far = way_m[v[edge]] + length_m[edge] - along
        if far < best:
            best, source = far, owner[v[edge]] % len(source_edges)
    for number in range(len(source_edges)):
        if source_edges[number] == edge:
            near = start_m[number] + abs(source_m[number] - along)
            if near < best:
                best, source = near, number
    return best + off_m[home], source


@njit(cache=True, nogil=True)
def _collect(
    reached: Ints, indptr: Ints, half_edges: Ints, first: Ints, order: Ints, offset_m: Floats, off_m: Floats,
    u: Ints, v: Ints, length_m: Floats, way_m: Floats, owner: Ints, stamp: Stamps, turn: int, source_edges: Ints,
    source_m: Floats, start_m: Floats, edge_turn: Stamps, found: Ints, walk_m: Floats, source: Ints,
) -> int:  # fmt: skip
    count = 0
    for place in range(len(reached) + len(source_edges)):
        if place < len(reached):
            begin, end = indptr[reached[place]], indptr[reached[place] + 1]
        else:
            begin, end = 0, 1
        for half in range(begin, end):
            edge = half_edges[half] if place < len(reached) else source_edges[place - len(reached)]
            if edge_turn[edge] == turn:
                continue
            edge_turn[edge] = turn
            for spot in range(first[edge], first[edge + 1]):
                home = order[spot]
                found[count] = home
                walk_m[count], source[count] = _walk(
                    home, edge, offset_m, off_m, u, v, length_m, way_m, owner, stamp, turn, source_edges, source_m,
                    start_m,
                )  # fmt: skip
                count += 1
    return count


def ways_to(homes: Homes, search: Search, sources: Snapped) -> tuple[Ints, Floats, Ints]:
    """Return the buildings on the edges that `search` reached, how far each is from the nearest source, and from which.

    The distance is exact where it is at most the limit of the search; metres off the street count at both ends.
    """
    graph, count = search.graph, len(homes.id)
    found, walk_m, source = np.empty(count, np.int64), np.empty(count), np.empty(count, np.int64)
    count = _collect(
        search.reached, graph.indptr, graph.half_edges, homes.first, homes.order, homes.tie.offset_m, homes.tie.off_m,
        graph.u, graph.v, graph.length_m, search.way_m, search.owner, search.stamp, search.turn, sources.edge,
        sources.offset_m, sources.off_m, search.edge_turn, found, walk_m, source,
    )  # fmt: skip
    return found[:count], walk_m[:count], source[:count]
