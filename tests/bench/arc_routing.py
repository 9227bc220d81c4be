"""Capacitated arc routing on CARPLIB files: `python -m tests.bench.arc_routing [--seconds S] [--seed N] FILE…`.

One JSON line per file, in the order given: {"instance", "cost", "routes", "seconds"}; `routes` are lists of [u, v], the
served edges in order and direction, by the nodes of the file.
"""

import argparse
import json
import re
from pathlib import Path

import numpy as np

from routing.arc_routing import ArcProblem, solve

EDGE = re.compile(r"\(\s*(\d+)\s*,\s*(\d+)\s*\)\s*coste\s+([\d.]+)(?:\s+demanda\s+([\d.]+))?")


def read(path: Path) -> ArcProblem:
    """Return the problem of a CARPLIB file."""
    text = path.read_text(encoding="latin-1")
    required, other = [], []
    for line in text.splitlines():
        if found := EDGE.search(line):
            u, v, cost, demand = found.groups()
            (other if demand is None else required).append((int(u) - 1, int(v) - 1, float(cost), float(demand or 0)))
    rows, rest = np.array(required).reshape(-1, 4), np.array(other).reshape(-1, 4)
    return ArcProblem(
        nodes=int(_header(text, "VERTICES")),
        ends=rows[:, :2].astype(np.int64),
        cost=rows[:, 2],
        demand=rows[:, 3],
        other_ends=rest[:, :2].astype(np.int64),
        other_cost=rest[:, 2],
        depot=int(_header(text, "DEPOSITO")) - 1,
        capacity=_header(text, "CAPACIDAD"),
    )


def _header(text: str, name: str) -> float:
    found = re.search(rf"{name}\s*:\s*([\d.]+)", text)
    if found is None:
        raise ValueError(f"the file has no {name}")
    return float(found.group(1))


def main(arguments: list[str] | None = None) -> None:
    """Solve the files one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("files", nargs="+", type=Path)
    options = parser.parse_args(arguments)
    for path in options.files:
        problem = read(path)
        solution = solve(problem, seconds=options.seconds, seed=options.seed)
        routes = [
            [
                [int(end) + 1 for end in (problem.ends[edge][::-1] if back else problem.ends[edge])]
                for edge, back in line
            ]
            for line in solution.routes
        ]
        cost = int(solution.cost) if float(solution.cost).is_integer() else solution.cost
        record = {"instance": path.stem, "cost": cost, "routes": routes, "seconds": round(solution.seconds, 3)}
        print(json.dumps(record), flush=True)


if __name__ == "__main__":
    main()
