"""Map matching where the truth is known: `python -m tests.bench.traces_made FILE.osm.pbf [--seeds N] [--peers]`.

Drives through the network of an OpenStreetMap file, with errors that last as those of real receivers do. A JSON line a
sampling: {"every_s", "noise_m", "wrong", "ms_per_fix"}; `wrong` is the length of arcs missed or found for nothing, as a
share of the route's length; with --peers the same of leuvenmapmatching, in the same minute.
"""

import argparse
import json
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np

from routing.trace_pieces import Floats, Ints
from tests.bench.trace_making import Drive, around, make_drive, metres, read_network, share_wrong
from tests.bench.traces import drive, project, warm_up

SAMPLINGS = ((1.0, 5.0, 0.8), (1.0, 4.0, 0.3), (5.0, 8.0, 0.5), (15.0, 6.0, 0.5))
"""Seconds between fixes, deviation in metres, the share of the variance that lasts."""
Matcher = Callable[[Floats, Ints, Drive], Ints]


def ours(nodes: Floats, arcs: Ints, made: Drive) -> Ints:
    """Return the arcs that this program finds."""
    return drive(nodes, arcs, made.track)


def leuven(nodes: Floats, arcs: Ints, made: Drive) -> Ints:
    """Return the arcs that leuvenmapmatching finds."""
    from leuvenmapmatching.map.inmem import InMemMap  # type: ignore[import-untyped]  # noqa: PLC0415
    from leuvenmapmatching.matcher.distance import DistanceMatcher  # type: ignore[import-untyped]  # noqa: PLC0415

    centre = np.median(made.track[:, :2], axis=0)
    points = project(nodes, centre)
    network = InMemMap("bench", use_latlon=False, use_rtree=True, index_edges=True)
    for number, (x, y) in enumerate(points.tolist()):
        network.add_node(number, (y, x))
    for u, v in arcs.tolist():
        network.add_edge(u, v)
    number_of = {(u, v): i for i, (u, v) in enumerate(arcs.tolist())}
    matcher = DistanceMatcher(
        network, max_dist=100, obs_noise=8, obs_noise_ne=16, non_emitting_states=True, max_lattice_width=8
    )
    began = time.perf_counter()
    matcher.match([(y, x) for x, y in project(made.track[:, :2], centre).tolist()])
    leuven.seconds = time.perf_counter() - began  # type: ignore[attr-defined]
    nodes_gone = matcher.path_pred_onlynodes
    return np.array([number_of[pair] for pair in pairwise(nodes_gone) if pair in number_of])


def main(arguments: list[str] | None = None) -> None:
    """Make the drives and match them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--length-m", type=float, default=50_000)
    parser.add_argument("--peers", action="store_true")
    options = parser.parse_args(arguments)
    nodes, arcs = around(*read_network(options.file), half_m=6000)
    xy = metres(nodes)
    length = np.hypot(*(xy[arcs[:, 1]] - xy[arcs[:, 0]]).T)
    warm_up()
    for every_s, noise_m, lasting in SAMPLINGS:
        told: dict[str, list[float]] = {}
        for seed in range(options.seeds):
            made = make_drive(
                nodes, arcs, length_m=options.length_m, every_s=every_s, sigma_m=noise_m, lasting=lasting, seed=seed
            )
            for name, matcher in (("", ours), *((("leuven_", leuven),) if options.peers else ())):
                began = time.perf_counter()
                found = matcher(nodes, arcs, made)
                seconds = leuven.seconds if name else time.perf_counter() - began  # type: ignore[attr-defined]
                told.setdefault(f"{name}wrong", []).append(share_wrong(made.route, found, length))
                told.setdefault(f"{name}ms_per_fix", []).append(1000 * seconds / len(made.track))
        means = {name: round(float(np.mean(values)), 4) for name, values in told.items()}
        print(json.dumps({"every_s": every_s, "noise_m": noise_m, **means}), flush=True)


if __name__ == "__main__":
    main()
