"""Map matching where the truth is known: `python -m tests.bench.traces_made FILE.osm.pbf [--seeds N] [--peers]`.

Drives through the network of an OpenStreetMap file, slower in bends, with stops, on their side of a street that is
drawn askew, with errors that last as those of real receivers do, with minutes without a fix and fixes far astray,
parked beside the streets and with a bad clock. A JSON line a sampling: {"every_s", "sigma_m", …, "wrong",
"ms_per_fix"}; `wrong` is the length of arcs missed or found for nothing, as a share of the route's length; with --peers
the same of leuvenmapmatching on the first of the drives, in the same minute.
"""

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import numpy as np

from routing.trace_pieces import Floats, Ints
from tests.bench.trace_making import (
    Drive,
    Sampling,
    around,
    make_drive,
    make_route,
    metres,
    read_network,
    share_wrong,
)
from tests.bench.traces import around as around_track
from tests.bench.traces import drive, warm_up

ON_ITS_SIDE = {"askew_m": 3.0, "side_m": 2.0}
SAMPLINGS = (
    Sampling(every_s=1, sigma_m=3, lasting=0.6, **ON_ITS_SIDE),
    Sampling(every_s=1, sigma_m=5, lasting=0.8, **ON_ITS_SIDE),
    Sampling(every_s=1, sigma_m=4, lasting=0.3, **ON_ITS_SIDE),
    Sampling(every_s=1, sigma_m=4, lasting=0.95, errors_last_s=90, **ON_ITS_SIDE),
    Sampling(every_s=1, sigma_m=8, lasting=0.9, **ON_ITS_SIDE),
    Sampling(every_s=1, sigma_m=15, lasting=0.9, errors_last_s=30, **ON_ITS_SIDE),
    Sampling(every_s=1, sigma_m=5, lasting=0.7, gaps=0.1, astray=0.01, far_astray=0.002, **ON_ITS_SIDE),
    Sampling(
        every_s=1,
        sigma_m=5,
        lasting=0.7,
        far_astray=0.005,
        long_stops=3,
        parked=True,
        bad_clock=True,
        **ON_ITS_SIDE,
    ),
    Sampling(every_s=5, sigma_m=6, lasting=0.5, **ON_ITS_SIDE),
    Sampling(every_s=15, sigma_m=6, lasting=0.5, **ON_ITS_SIDE),
    Sampling(every_s=30, sigma_m=6, lasting=0.5, **ON_ITS_SIDE),
)
Matcher = Callable[[Floats, Ints, Drive], tuple[Ints, float]]


def ours(nodes: Floats, arcs: Ints, made: Drive) -> tuple[Ints, float]:
    """Return the arcs that this program finds, and its seconds."""
    began = time.perf_counter()
    return drive(nodes, arcs, made.track), time.perf_counter() - began


def theirs(nodes: Floats, arcs: Ints, made: Drive) -> tuple[Ints, float]:
    """Return the arcs that leuvenmapmatching finds, and its seconds."""
    from tests.bench.leuven import TIGHT, leuven  # noqa: PLC0415 - only where it is installed

    points, fixes, _ = around_track(nodes, made.track)
    return leuven(points, arcs, fixes, TIGHT)


def main(arguments: list[str] | None = None) -> None:
    """Make the drives and match them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--length-m", type=float, default=50_000)
    parser.add_argument("--peers", action="store_true")
    options = parser.parse_args(arguments)
    nodes, arcs = around(*read_network(options.file), half_m=6000)
    xy = metres(nodes)
    length = np.hypot(*(xy[arcs[:, 1]] - xy[arcs[:, 0]]).T)
    warm_up()
    seeds = range(options.first_seed, options.first_seed + options.seeds)
    routes = [make_route(nodes, arcs, length_m=options.length_m, seed=seed) for seed in seeds]
    matchers: list[tuple[str, Matcher]] = [("", ours), *((("leuven_", theirs),) if options.peers else ())]
    for sampling in SAMPLINGS:
        told: dict[str, list[float]] = {}
        for seed, route in zip(seeds, routes, strict=True):
            made = make_drive(nodes, arcs, route=route, sampling=sampling, seed=seed)
            for name, matcher in matchers if seed == seeds[0] else matchers[:1]:
                found, seconds = matcher(nodes, arcs, made)
                told.setdefault(f"{name}wrong", []).append(share_wrong(made.route, found, length))
                told.setdefault(f"{name}ms_per_fix", []).append(1000 * seconds / len(made.track))
        means = {name: round(float(np.mean(values)), 4) for name, values in told.items()}
        print(json.dumps({**asdict(sampling), **means}), flush=True)


if __name__ == "__main__":
    main()
