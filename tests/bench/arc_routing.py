"""Capacitated arc routing on CARPLIB files: `python -m tests.bench.arc_routing [--seconds S] [--seed N] FILE…`.

One JSON line per file, in the order given: {"instance", "cost", "routes", "seconds"}; `routes` are lists of [u, v], the
served edges in order and direction, by the nodes of the file. `--peers` lets PyVRP work on each as long, and says on
standard error what it found.
"""

import argparse
import json
import re
import sys
import time
from pathlib import Path

import numpy as np

from routing.arc_routing import ArcProblem, links, prepare, solve
from tests.bench._each_file import each_file

EDGE = re.compile(r"\(\s*(\d+)\s*[,;\s]\s*(\d+)\s*\)([^(]*)")
COST = re.compile(r"coste?\s*[:=]?\s*([\d.]+)", re.IGNORECASE)
DEMAND = re.compile(r"demanda?\s*[:=]?\s*([\d.]+)", re.IGNORECASE)
LIST = re.compile(r"LISTA_ARISTAS_(NO)?REQ", re.IGNORECASE)
LEAVE = 0.1
"""Seconds kept back for what is not search."""


def read(path: Path) -> ArcProblem:
    """Return the problem of a CARPLIB file; edges of the list NOREQ have a cost only, and need not be served.

    Raises:
        ValueError: a header is missing, or there is nothing to serve.
    """
    text = path.read_text(encoding="latin-1")
    required: list[tuple[float, ...]] = []
    other: list[tuple[float, ...]] = []
    served: bool | None = None
    for line in text.splitlines():
        if listed := LIST.search(line):
            served = listed.group(1) is None
        for u, v, rest in EDGE.findall(line):
            cost, demand = COST.search(rest), DEMAND.search(rest)
            if cost is None:
                continue
            is_required = served if served is not None else demand is not None
            load = float(demand.group(1)) if demand else 0.0
            (required if is_required else other).append((int(u) - 1, int(v) - 1, float(cost.group(1)), load))
    if not required:
        raise ValueError("the file lists no edges to serve")
    rows, rest_rows = np.array(required), np.array(other).reshape(-1, 4)
    highest = int(max(rows[:, :2].max(), rest_rows[:, :2].max(initial=0))) + 1
    depot = int(_header(text, "DEPOSITO")) - 1
    if not 0 <= depot < highest:
        raise ValueError(f"no edge touches the depot, {depot + 1}")
    return ArcProblem(
        nodes=highest, ends=rows[:, :2].astype(np.int64), cost=rows[:, 2], demand=rows[:, 3],
        other_ends=rest_rows[:, :2].astype(np.int64), other_cost=rest_rows[:, 2], depot=depot,
        capacity=_header(text, "CAPACIDAD"),
    )  # fmt: skip


def _header(text: str, name: str) -> float:
    found = re.search(rf"\b{name}\w*\s*[:=]?\s*([\d.]+)", text, re.IGNORECASE)
    if found is None:
        raise ValueError(f"the file has no {name}")
    return float(found.group(1))


def by_pyvrp(problem: ArcProblem, *, seconds: float, seed: int) -> tuple[float, float]:
    """Return the cost PyVRP finds, and its seconds: two oriented clients per street, exactly one of them visited."""
    from pyvrp import Client, ClientGroup, Depot, Location, ProblemData, VehicleType  # noqa: PLC0415
    from pyvrp import solve as solve_vrp  # noqa: PLC0415
    from pyvrp.stop import MaxRuntime  # noqa: PLC0415

    link = links(problem).astype(np.int64)
    count = len(problem.cost)
    way = np.zeros((2 * count + 1, 2 * count + 1), dtype=np.int64)
    side = [(edge, turned) for edge in range(count) for turned in range(2)]
    for row, (e, a) in enumerate(side, start=1):
        way[0, row] = link[count, 0, e, a]
        way[row, 0] = link[e, a, count, 0]
        for column, (f, b) in enumerate(side, start=1):
            way[row, column] = link[e, a, f, b]
    np.fill_diagonal(way, 0)
    data = ProblemData(
        locations=[Location(0, 0) for _ in range(len(way))],
        clients=[
            Client(row, delivery=[int(problem.demand[edge])], required=False, group=edge)
            for row, (edge, _) in enumerate(side, start=1)
        ],
        depots=[Depot(0)],
        vehicle_types=[VehicleType(count, capacity=[int(problem.capacity)])],
        distance_matrices=[way],
        duration_matrices=[np.zeros_like(way)],
        groups=[ClientGroup([2 * edge, 2 * edge + 1], required=True) for edge in range(count)],
    )
    began = time.perf_counter()
    found = solve_vrp(data, stop=MaxRuntime(seconds), seed=seed, display=False)
    return float(found.cost()) + float(problem.cost.sum()), time.perf_counter() - began


def run(path: Path, options: argparse.Namespace) -> None:
    """Solve a file and print its line."""
    began = time.perf_counter()
    problem = read(path)
    left = max(0.0, options.seconds - LEAVE - (time.perf_counter() - began))
    solution = solve(problem, seconds=left, seed=options.seed)
    routes = [
        [[int(end) + 1 for end in (problem.ends[edge][::-1] if back else problem.ends[edge])] for edge, back in line]
        for line in solution.routes
    ]
    name = re.sub(r"\.dat$", "", path.name, flags=re.IGNORECASE)
    cost = int(solution.cost) if float(solution.cost).is_integer() else solution.cost
    seconds = round(time.perf_counter() - began, 3)
    print(json.dumps({"instance": name, "cost": cost, "routes": routes, "seconds": seconds}), flush=True)
    if options.peers:
        theirs, took = by_pyvrp(problem, seconds=options.seconds, seed=options.seed)
        sys.stderr.write(f"{name}: wangge {cost}, PyVRP {theirs:.0f} ({took:.1f} s)\n")


def main(arguments: list[str] | None = None) -> int:
    """Solve the files one after the other; return 1 when one could not be used."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--peers", action="store_true", help="what PyVRP finds in the same time, on standard error")
    parser.add_argument("files", nargs="+", type=Path)
    options = parser.parse_args(arguments)
    prepare()  # compiled once, not timed
    return each_file(options.files, lambda path: run(path, options))


if __name__ == "__main__":
    sys.exit(main())
