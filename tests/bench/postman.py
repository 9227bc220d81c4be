"""The postman's tour beside networkx.eulerize on street networks of several sizes: `python -m tests.bench.postman`.

Each network is a jittered street grid with missing pieces and dead ends. `over` says how much longer a peer's tour is
than ours, which is proven optimal; the smallest network is also solved by networkx's matching of all odd nodes by their
shortest ways, which has to give the same length.
"""

import argparse
import time

import networkx as nx
import numpy as np

from routing.euler_tour import Floats, Ints
from routing.postman import postman
from routing.t_join import degrees

SIDES = (14, 26, 34)
SMALL = 14
REPEATS = 7


def streets(side: int, seed: int) -> tuple[int, Ints, Ints, Floats]:
    """Return a connected street network: nodes, ends, lengths in millimetres and the headings of the ends."""
    random = np.random.default_rng(seed)
    place = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1).reshape(-1, 2) * 120.0
    place += random.normal(0, 18, place.shape)
    pairs = [(at, at + 1) for at in range(side * side) if (at + 1) % side]
    pairs += [(at, at + side) for at in range(side * (side - 1))]
    kept = [pair for pair in pairs if random.random() < 0.82]
    graph = nx.Graph(kept)
    whole = sorted(max(nx.connected_components(graph), key=len))
    number = {node: at for at, node in enumerate(whole)}
    ends = np.array([(number[u], number[v]) for u, v in kept if u in number], dtype=np.int64)
    across = place[whole][ends[:, 1]] - place[whole][ends[:, 0]]
    there = np.arctan2(across[:, 1], across[:, 0])
    length = np.rint(1_000 * np.hypot(across[:, 0], across[:, 1]) * random.uniform(1, 1.2, len(ends))).astype(np.int64)
    return len(whole), ends, length, np.stack([there, there + np.pi], axis=1)


def eulerized(ends: Ints, length: Ints) -> tuple[float, float]:
    """Return the length of networkx' tour in metres, and its seconds."""
    graph = nx.Graph()
    graph.add_weighted_edges_from((int(u), int(v), float(mm)) for (u, v), mm in zip(ends, length, strict=True))
    began = time.perf_counter()
    tour = list(nx.eulerian_circuit(nx.eulerize(graph)))
    return sum(graph[u][v]["weight"] for u, v in tour) / 1_000, time.perf_counter() - began


def matched(nodes: int, ends: Ints, length: Ints) -> tuple[float, float]:
    """Return the length of the optimal tour by networkx' matching of the odd nodes, in metres, and its seconds."""
    graph = nx.Graph()
    graph.add_weighted_edges_from((int(u), int(v), int(mm)) for (u, v), mm in zip(ends, length, strict=True))
    began = time.perf_counter()
    odd = np.flatnonzero(degrees(nodes, ends) % 2).tolist()
    between = nx.Graph()
    for node in odd:
        far = nx.single_source_dijkstra_path_length(graph, node)
        between.add_weighted_edges_from((node, other, far[other]) for other in odd if other > node)
    again = sum(between[u][v]["weight"] for u, v in nx.min_weight_matching(between))
    return float(length.sum() + again) / 1_000, time.perf_counter() - began


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    seed = parser.parse_args().seed
    print(f"{'nodes':>6} {'edges':>6} {'odd':>5}  {'who':<28} {'tour m':>10} {'over':>7} {'ms':>10}")
    for side in SIDES:
        nodes, ends, length, heading = streets(side, seed)
        odd = int((degrees(nodes, ends) % 2).sum())
        head = f"{nodes:>6} {len(ends):>6} {odd:>5}"
        times = []
        for _ in range(REPEATS):
            tour = postman(nodes, ends, length, heading=heading)
            times.append(tour.seconds)
        ours = tour.length_mm / 1_000
        proof = "proven" if tour.optimal else "not proven"
        print(f"{head}  {f'wangge ({proof})':<28} {ours:>10,.0f} {0:>7.2%} {1_000 * min(times):>10,.1f}")
        rows = [("networkx.eulerize", *eulerized(ends, length))]
        if side == SMALL:
            rows.append(("networkx matching, exact", *matched(nodes, ends, length)))
        for name, metres, seconds in rows:
            print(f"{head}  {name:<28} {metres:>10,.0f} {metres / ours - 1:>7.2%} {1_000 * seconds:>10,.1f}")


if __name__ == "__main__":
    main()
