"""Patrols known again on foot: `python -m tests.bench.traces_walked FILE.osm.pbf [--seeds N]`.

Postman's walks over every way of four pieces of town, gone at 4 km/h with 10 m noise: a fix every ten seconds with two
minutes of every five lost, and a fix every two minutes. A JSON line each, with the plan known and without:
{"fixes", "plan", "right", "false", "ms_per_fix"}; shares of the metres of street that were to be walked.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from routing.postman import postman
from routing.trace_pieces import ON_FOOT, Floats, Ints, cut
from routing.traces import Match, Planned, match
from tests.bench.trace_making import ON_FOOT as WALKED
from tests.bench.trace_making import metres, read_network

HALF_M = 180.0
PLACES = 4
PACE = 4 / 3.6
NOISE_M = 10.0


def tours(nodes: Floats, ways: Ints, *, seed: int) -> list[list[tuple[int, int]]]:
    """Return walks over every way of pieces of town, as pairs of nodes."""
    xy, chance, found = metres(nodes), np.random.default_rng(seed), []
    length = np.hypot(*(xy[ways[:, 1]] - xy[ways[:, 0]]).T)
    middle = (xy[ways[:, 0]] + xy[ways[:, 1]]) / 2
    for _ in range(PLACES):
        due = (np.abs(middle - chance.uniform(-500, 500, 2)) < HALF_M).all(axis=1)
        graph = csr_array((np.ones(due.sum()), (ways[due, 0], ways[due, 1])), shape=(len(nodes),) * 2)
        part = connected_components(graph, directed=False)[1][ways[:, 0]]
        due &= part == np.bincount(part[due]).argmax()
        tour = postman(len(nodes), ways, np.maximum(1, length * 1000).astype(np.int64), required=due.astype(np.int64))
        pairs = [ways[edge][::-1] if back else ways[edge] for edge, back in zip(tour.edges, tour.back, strict=True)]
        found.append([(int(u), int(v)) for u, v in pairs])
    return found


def walk(line: Floats, *, rare: bool, seed: int) -> tuple[Floats, Floats]:
    """Return fixes and seconds of a walk along a line, at a pace that wavers."""
    chance = np.random.default_rng(seed)
    run = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    wavering = np.convolve(chance.normal(0, 1, int(run[-1] / PACE * 1.3)), np.ones(60) / np.sqrt(60), "same")
    gone = np.concatenate([[0.0], np.cumsum(np.clip(PACE * (1 + 0.15 * wavering), 0.3, 2.0))])
    gone = gone[gone <= run[-1]]
    seconds = np.arange(len(gone))
    at = seconds[::120] if rare else seconds[::10][(seconds[::10] // 60) % 5 < 3]
    at = np.unique(np.append(at, seconds[-1]))
    true = np.column_stack([np.interp(gone[at], run, line[:, axis]) for axis in (0, 1)])
    return true + chance.normal(0, NOISE_M, true.shape), at.astype(np.float64)


def shares(found: Match, tour: Ints, street: Ints, length: Floats, *, turned: Ints) -> tuple[float, float]:
    """Return which share of the streets of a tour was found, and what was found besides, as a share of them."""
    spans: dict[int, list[tuple[float, float]]] = {}
    for arc, begin, end in zip(found.arc.tolist(), found.from_m.tolist(), found.to_m.tolist(), strict=True):
        whole = float(length[arc])
        span = (whole - end, whole - begin) if turned[arc] else (begin, end)
        spans.setdefault(int(street[arc]), []).append(span)
    due = {int(street[arc]): float(length[arc]) for arc in tour}
    gone = {number: min(_joined(parts), due.get(number, np.inf)) for number, parts in spans.items()}
    right = sum(metres_gone for number, metres_gone in gone.items() if number in due)
    return right / sum(due.values()), (sum(gone.values()) - right) / sum(due.values())


def _joined(spans: list[tuple[float, float]]) -> float:
    total, reached = 0.0, -np.inf
    for begin, end in sorted(spans):
        total += max(0.0, end - max(begin, reached))
        reached = max(reached, end)
    return total


def main(arguments: list[str] | None = None) -> None:
    """Walk and match."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seeds", type=int, default=2)
    options = parser.parse_args(arguments)
    nodes, arcs = read_network(options.file, kinds=WALKED, both_ways=True)
    xy, turned = metres(nodes), (arcs[:, 0] > arcs[:, 1]).astype(np.int64)
    length = np.hypot(*(xy[arcs[:, 1]] - xy[arcs[:, 0]]).T)
    street = np.unique(np.sort(arcs, axis=1), axis=0, return_inverse=True)[1].ravel()
    number = {(int(u), int(v)): arc for arc, (u, v) in enumerate(arcs)}
    pieces = cut(
        start=arcs[:, 0],
        end=arcs[:, 1],
        nodes=len(nodes),
        points=xy[arcs].reshape(-1, 2),
        shape_start=np.arange(0, 2 * len(arcs) + 1, 2),
        manner=ON_FOOT,
    )
    walks = [np.array([number[pair] for pair in tour]) for tour in tours(nodes, arcs[turned == 0], seed=5)]
    for rare in (False, True):
        for known in (True, False):
            told = []
            for place, tour in enumerate(walks):
                line = np.vstack([xy[arcs[tour, 0]], xy[arcs[tour[-1:], 1]]])
                for seed in range(options.seeds):
                    fixes, seconds = walk(line, rare=rare, seed=10 * seed + place)
                    plan = Planned.whole(tour) if known else None
                    began = time.perf_counter()
                    found = match(fixes, seconds, pieces=pieces, manner=ON_FOOT, planned=plan)
                    took = 1000 * (time.perf_counter() - began) / len(fixes)
                    told.append((*shares(found, tour, street, length, turned=turned), took))
            right, false, took = np.mean(told, axis=0).round(4).tolist()
            fixes_said = "every 2 min" if rare else "every 10 s, 2 of 5 min lost"
            said = {"fixes": fixes_said, "plan": known, "right": right, "false": false, "ms_per_fix": took}
            print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()
