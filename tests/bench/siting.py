"""p-median on OR-Library files: `python -m tests.bench.siting [--seconds S] [--seed N] FILE…`.

One JSON line per file: {"instance", "p", "cost", "sites", "seconds"}; sites by the numbers of the file, from 1; the
seconds include the shortest ways.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, shortest_path

from routing.p_median import Floats, p_median
from tests.bench._each_file import each_file

LEAVE = 0.12
"""Seconds kept back for what is not search."""


def read(path: Path) -> tuple[Floats, int]:
    """Return all shortest ways, shape (n, n), and p; of an edge named twice the last length holds.

    Where there is no way, one stands that is longer than all others together, so that each piece gets a site first.
    """
    figures = path.read_text(encoding="ascii").split()
    if len(figures) < 3:
        raise ValueError("the file begins with the numbers of nodes, edges and sites; these are missing")
    nodes, edges, p = (int(figure) for figure in figures[:3])
    if not 0 < p <= nodes:
        raise ValueError(f"{p} sites cannot stand on {nodes} nodes")
    if len(figures) < 3 + 3 * edges:
        raise ValueError(f"the file promises {edges} edges and holds {(len(figures) - 3) // 3}")
    rows = np.array(figures[3 : 3 + 3 * edges], dtype=np.float64).reshape(-1, 3)
    ways = {tuple(sorted((int(u) - 1, int(v) - 1))): length for u, v, length in rows}
    ends = np.array(list(ways), dtype=np.int64).reshape(-1, 2)
    if len(ends) and not 0 <= ends.min() <= ends.max() < nodes:
        raise ValueError(f"an edge ends at a node that is not among the {nodes}")
    graph = csr_array((np.array(list(ways.values())), (ends[:, 0], ends[:, 1])), shape=(nodes, nodes))
    pieces = connected_components(graph, directed=False)[0]
    if pieces > p:
        raise ValueError(f"the network has {pieces} pieces, which {p} sites cannot all serve")
    cost = np.asarray(shortest_path(graph, directed=False), dtype=np.float64)
    known = np.isfinite(cost)
    return np.where(known, cost, 1 + nodes * cost.max(where=known, initial=0.0)), p


def run(path: Path, options: argparse.Namespace) -> None:
    """Solve a file and print its line."""
    started = time.perf_counter()
    cost, p = read(path)
    left = options.seconds - (time.perf_counter() - started) - LEAVE
    found = p_median(cost, p=p, seconds=left, seed=options.seed)
    seconds = round(time.perf_counter() - started, 3)
    said = {"instance": path.stem, "p": p, "cost": found.total, "sites": (found.sites + 1).tolist(), "seconds": seconds}
    print(json.dumps({**said, "bound": found.bound, "optimal": found.optimal}), flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Solve the files one after the other; return 1 when one could not be used."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("files", nargs="+", type=Path)
    options = parser.parse_args(arguments)
    p_median(np.array([[0.0, 2.0, 3.0], [2.0, 0.0, 1.0]]), p=1, seconds=0.01)  # compiled once, not timed
    return each_file(options.files, lambda path: run(path, options))


if __name__ == "__main__":
    sys.exit(main())
