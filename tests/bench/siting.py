"""p-median on OR-Library files: `python -m tests.bench.siting [--seconds S] [--seed N] FILE…`.

One JSON line per file: {"instance", "p", "cost", "sites", "seconds"}; sites by the numbers of the file, from 1; the
seconds include the shortest ways.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import shortest_path

from routing.p_median import Floats, p_median

LEAVE = 0.05
"""Seconds kept back for what is not search."""


def read(path: Path) -> tuple[Floats, int]:
    """Return all shortest ways, shape (n, n), and p; of an edge named twice the last length holds."""
    figures = path.read_text(encoding="ascii").split()
    nodes, edges, p = (int(figure) for figure in figures[:3])
    rows = np.array(figures[3 : 3 + 3 * edges], dtype=np.float64).reshape(-1, 3)
    ways = {tuple(sorted((int(u) - 1, int(v) - 1))): length for u, v, length in rows}
    ends = np.array(list(ways), dtype=np.int64)
    graph = csr_array((np.array(list(ways.values())), (ends[:, 0], ends[:, 1])), shape=(nodes, nodes))
    return np.asarray(shortest_path(graph, directed=False), dtype=np.float64), p


def main(arguments: list[str] | None = None) -> None:
    """Solve the files one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("files", nargs="+", type=Path)
    options = parser.parse_args(arguments)
    p_median(np.array([[0.0, 2.0, 3.0], [2.0, 0.0, 1.0]]), p=1, seconds=0.01)  # compiled once, not timed
    for path in options.files:
        started = time.perf_counter()
        cost, p = read(path)
        left = options.seconds - (time.perf_counter() - started) - LEAVE
        found = p_median(cost, p=p, seconds=left, seed=options.seed)
        seconds = round(time.perf_counter() - started, 3)
        print(
            json.dumps(
                {
                    "instance": path.stem,
                    "p": p,
                    "cost": found.total,
                    "sites": (found.sites + 1).tolist(),
                    "seconds": seconds,
                    "bound": found.bound,
                    "optimal": found.optimal,
                }
            ),
            flush=True,
        )


if __name__ == "__main__":
    main()
