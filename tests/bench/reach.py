"""Everything within a walk of a place: `python -m tests.bench.reach [--radius M] [--sources N] [--seed S] FILE`.

FILE is an OpenStreetMap file. Prints how long the network takes, and a table of all nodes within the radius of random
sources, by every program that is installed, in turns within the same minute: milliseconds of this process's own time
per source (the clock on the wall would count what else runs), the least of the rounds. Each peer gets the same graph
and the same sources, and must find the same number of nodes.
"""

import argparse
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.homes import homes_on
from routing.service_area import service_areas
from routing.shortest_paths import Search
from routing.street_graph import StreetGraph, street_graph
from routing.walking_ground import WalkingGround
from tests.bench._walkable_file import read_walkable

Ask = Callable[[list[int]], int]
"""Sources -> nodes within the radius of each, added up."""

ROUNDS = 5
FEW = 20
"""Sources for peers that take milliseconds."""
HALF_WIDTH, SPREAD = 0.06, 0.0004
"""Degrees: of the part of the file that service areas are drawn in, and of houses around the junctions."""
HOUSES = 20_000


def ours(graph: StreetGraph, radius_m: float) -> Ask:
    """Wangge."""
    search = Search(graph)
    return lambda sources: sum(len(search.within(node, radius_m)[0]) for node in sources)


def scipy_limited(graph: StreetGraph, radius_m: float) -> Ask:
    """scipy.sparse.csgraph.dijkstra with its limit."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    ends, pair = np.unique(np.sort(np.column_stack([graph.u, graph.v]), axis=1), axis=0, return_inverse=True)
    metres = np.full(len(ends), np.inf)
    np.minimum.at(metres, pair.reshape(-1), graph.length_m)  # a matrix holds one of several parallel edges
    row, column = np.concatenate([ends, ends[:, ::-1]]).T
    matrix = csr_array((np.tile(metres, 2), (row, column)), shape=(len(graph.lonlat),) * 2)
    return lambda sources: sum(
        int(np.isfinite(dijkstra(matrix, indices=node, limit=radius_m)).sum()) for node in sources
    )


def _networkx(graph: StreetGraph) -> Any:
    import networkx as nx

    net = nx.MultiGraph()
    net.add_nodes_from(range(len(graph.lonlat)))
    net.add_weighted_edges_from(
        zip(graph.u.tolist(), graph.v.tolist(), graph.length_m.tolist(), strict=True), weight="length"
    )
    return net


def networkx_cutoff(graph: StreetGraph, radius_m: float) -> Ask:
    """networkx.single_source_dijkstra_path_length with its cutoff."""
    import networkx as nx

    net = _networkx(graph)
    return lambda sources: sum(
        len(nx.single_source_dijkstra_path_length(net, node, cutoff=radius_m, weight="length")) for node in sources
    )


def osmnx_recipe(graph: StreetGraph, radius_m: float) -> Ask:
    """The recipe of OSMnx's examples: networkx.ego_graph."""
    import networkx as nx

    net = _networkx(graph)
    return lambda sources: sum(len(nx.ego_graph(net, node, radius=radius_m, distance="length")) for node in sources)


def pandana_range(graph: StreetGraph, radius_m: float) -> Ask:
    """pandana.Network.nodes_in_range (contraction hierarchies)."""
    import pandana
    import pandas as pd

    ends = pd.Series(graph.u), pd.Series(graph.v)
    xy = pd.Series(graph.xy[:, 0]), pd.Series(graph.xy[:, 1])
    net = pandana.Network(*xy, *ends, pd.DataFrame({"m": graph.length_m}), twoway=True)
    return lambda sources: len(net.nodes_in_range(sources, radius_m))


def igraph_distances(graph: StreetGraph, radius_m: float) -> Ask:
    """igraph.Graph.distances, which has no limit."""
    import igraph

    net = igraph.Graph(n=len(graph.lonlat), edges=np.column_stack([graph.u, graph.v]).tolist())
    metres = graph.length_m.tolist()
    return lambda sources: sum(
        int((np.array(net.distances(source=node, weights=metres)[0]) <= radius_m).sum()) for node in sources
    )


PEERS: tuple[tuple[str, str, Callable[[StreetGraph, float], Ask], bool], ...] = (
    ("wangge", "routing", ours, True),
    ("pandana", "pandana", pandana_range, True),
    ("networkx", "networkx", networkx_cutoff, True),
    ("scipy", "scipy", scipy_limited, True),
    ("OSMnx ego_graph", "osmnx", osmnx_recipe, False),
    ("igraph", "igraph", igraph_distances, False),
)


def measure(ask: Ask, sources: NDArray[np.int64]) -> tuple[float, int]:
    """Return milliseconds per source and the nodes found altogether."""
    started = time.process_time()
    found = ask(sources.tolist())
    return (time.process_time() - started) / len(sources) * 1000, found


def compare(graph: StreetGraph, sources: NDArray[np.int64], radius_m: float) -> None:
    """Print the table of all nodes within a radius."""
    asks = {name: (build(graph, radius_m), many) for name, module, build, many in PEERS if find_spec(module)}
    least = dict.fromkeys(asks, np.inf)
    found: dict[str, tuple[int, int]] = {}
    for ask, _ in asks.values():
        ask(sources[:1].tolist())  # compiled once, not timed
    for _ in range(ROUNDS):
        for name, (ask, many) in asks.items():
            some = sources if many else sources[:FEW]
            took, count = measure(ask, some)
            least[name] = min(least[name], took)
            found[name] = count, len(some)
    print(f"{'':<18}{'ms/source':>10}{'x':>8}{'nodes/source':>14}{'sources':>9}")
    for name, took in least.items():
        count, some = found[name]
        print(f"{name:<18}{took:>10.3f}{took / least['wangge']:>8.1f}{count / some:>14.1f}{some:>9}")
    missing = [name for name, module, _, _ in PEERS if not find_spec(module)]
    if missing:
        print(f"not installed: {', '.join(missing)}")


def areas(graph: StreetGraph, rng: np.random.Generator) -> None:
    """Print how long the service areas of 100 resources take, with three radii each, and whom they misplace."""
    middle = graph.lonlat[rng.choice(np.flatnonzero(graph.component == 0))]
    near = np.flatnonzero((np.abs(graph.lonlat - middle) < HALF_WIDTH).all(axis=1) & (graph.component == 0))
    places = graph.tie(graph.lonlat[rng.choice(near, 100)])
    spots = graph.lonlat[rng.choice(near, HOUSES)] + rng.normal(0.0, SPREAD, (HOUSES, 2))
    homes = homes_on(
        graph,
        id=np.arange(HOUSES),
        lonlat=spots,
        people=rng.integers(1, 90, HOUSES),
        elderly=np.zeros(HOUSES, np.int64),
    )
    service_areas(WalkingGround(graph, around=spots), places.part(0), (500.0,), homes=homes)  # compiled once, not timed
    took = []
    for _ in range(3):
        started, own = time.perf_counter(), time.process_time()
        ground = WalkingGround(graph, around=spots)
        made = service_areas(ground, places, (500.0, 1000.0, 1500.0), homes=homes)
        took.append((time.process_time() - own, time.perf_counter() - started))
    people, wrong = (sum(getattr(area, name) for part in made for area in part) for name in ("people", "misplaced"))
    print(
        f"service areas of 100 places x 3 radii among {HOUSES:,} buildings, the lattice laid anew:"
        f" {min(took)[0]:.2f} s of the processors ({min(took)[1]:.2f} s on the clock);"
        f" {wrong / people:.3%} of {people:,} people misplaced"
    )


def main(arguments: list[str] | None = None) -> int:
    """Read the file and print what was measured; return 1 when it cannot be read."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--radius", type=float, default=1500.0)
    parser.add_argument("--sources", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("file", type=Path)
    options = parser.parse_args(arguments)
    started = time.perf_counter()
    try:
        streets = read_walkable(options.file)
    except RuntimeError as error:  # osmium's own
        sys.stderr.write(f"{error}\n")
        return 1
    read = time.perf_counter()
    graph, _ = street_graph(streets)
    print(
        f"{options.file.name}: {len(streets.id):,} ways read in {read - started:.1f} s; {len(graph.lonlat):,} nodes,"
        f" {len(graph.u):,} edges, {len(graph.component_m):,} components in {time.perf_counter() - read:.1f} s"
    )
    rng = np.random.default_rng(options.seed)
    sources = rng.choice(np.flatnonzero(graph.component == 0), options.sources)
    compare(graph, sources, options.radius)
    areas(graph, rng)
    return 0


if __name__ == "__main__":
    sys.exit(main())
