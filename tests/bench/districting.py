"""Partitions beside METIS and KaHIP: `python -m tests.bench.districting`.

Without arguments: 20,000 Voronoi cells of seeded clustered points, 200 parts, the same units for all, one run.
With --graph FILE --parts K: a dual graph (node-link or adjacency JSON) in K parts, as JSON; --peers: others on standard
error. With --record small|full: the sample district proposed from the record, with METIS on the same units beside.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import shapely
from scipy.spatial import Voronoi

from gis.districting.partition import first_partition, partition
from gis.districting.units import Ints, Units, compactness, count_pieces
from tests.bench._each_file import each_file
from tests.bench.district_record import propose_sample
from tests.bench.dual_graph import answer, fewest_cuts, peers, timed
from tests.bench.graph_file import graph_of, read_graph

SIDE_M = 10_000.0
BAND = (0.8, 1.2)
"""Of the mean: 800 to 1,200 people."""


def clustered_cells(count: int, *, seed: int) -> Units:
    """Return the Voronoi cells of `count` points, three in five clustered, in a square of 10 km; ten people each."""
    random = np.random.default_rng(seed)
    clusters = 60
    centres = random.random((clusters, 2)) * SIDE_M
    spreads = random.uniform(200, 1200, clusters)
    chosen = random.choice(clusters, size=count, p=random.dirichlet(np.ones(clusters)))
    near = centres[chosen] + random.normal(size=(count, 2)) * spreads[chosen][:, None]
    near = near[((near > 0) & (near < SIDE_M)).all(axis=1)][: int(count * 0.6)]
    points = np.concatenate([near, random.random((count - len(near), 2)) * SIDE_M])
    # mirrored at all four sides, so that the cells end exactly there
    mirrors = ([-1, 1], [0, 0]), ([1, -1], [0, 0]), ([-1, 1], [2 * SIDE_M, 0]), ([1, -1], [0, 2 * SIDE_M])
    everywhere = np.concatenate([points, *(points * sign + shift for sign, shift in mirrors)])
    voronoi = Voronoi(everywhere)
    ends = voronoi.vertices[np.asarray(voronoi.ridge_vertices)]
    length_m = np.linalg.norm(ends[:, 0] - ends[:, 1], axis=1)
    inside = (voronoi.ridge_points < count).sum(axis=1)
    outer_m = np.bincount(voronoi.ridge_points[inside == 1].min(axis=1), weights=length_m[inside == 1], minlength=count)
    rings = [voronoi.vertices[voronoi.regions[voronoi.point_region[number]]] for number in range(count)]
    area_m2 = shapely.area([shapely.Polygon(ring) for ring in rings])
    return Units.from_borders(
        voronoi.ridge_points[inside == 2],
        border_m=length_m[inside == 2],
        outer_m=outer_m,
        area_m2=np.asarray(area_m2),
        people=random.poisson(10, count) + 1,
    )


def kahip_partition(units: Units, *, parts: int, seed: int) -> Ints:
    """Return KaHIP's strong partition with 3 % imbalance."""
    kahip = import_module("kahip")
    weights = np.maximum(1, np.rint(units.border_m * (10_000 / units.border_m.max()))).astype(int)
    _, blocks = kahip.kaffpa(
        units.people.tolist(),
        units.indptr.tolist(),
        weights.tolist(),
        units.indices.tolist(),
        parts,
        0.03,
        True,
        seed,
        kahip.STRONG,
    )
    return np.asarray(blocks, dtype=np.int64)


def row_of(name: str, units: Units, parts: int, work: Callable[[], Ints]) -> str:
    """Return one line of the table: figures of a partition and the seconds it took."""
    started = time.perf_counter()
    part = work()
    seconds = time.perf_counter() - started
    people = np.bincount(part, weights=units.people, minlength=parts)
    mean = people.mean()
    in_band = ((people >= BAND[0] * mean) & (people <= BAND[1] * mean)).mean()
    compact = compactness(units, part)
    in_pieces = int((count_pieces(units, part) != 1).sum())
    return (
        f"{name:<12}{in_band:>9.1%}{in_pieces:>11}{compact.mean():>9.3f}{np.percentile(compact, 5):>9.3f}"
        f"{people.min():>9.0f}{people.max():>9.0f}{seconds:>9.2f}"
    )


def divide_graph(path: Path, *, parts: int, seed: int, beside: bool) -> None:
    """Print a dual graph's partition as JSON, and with `beside` what others make of it on standard error.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is no graph, or cannot make so many parts.
    """
    units = read_graph(path)
    fewest_cuts(graph_of(np.array([[0, 1], [1, 2], [2, 3]]), np.ones(4)), parts=2, seed=0)  # compiled once, not timed
    part, seconds = timed(lambda: fewest_cuts(units, parts=parts, seed=seed))
    sys.stdout.write(json.dumps(answer(units, part, parts=parts, seconds=seconds)) + "\n")
    if not beside:
        return
    rows = [("wangge", part, seconds)]
    rows += [(name, *timed(work)) for name, work in peers(units, parts=parts, seed=seed).items()]
    print(f"{'':<16}{'spread':>9}{'cut edges':>11}{'pieces':>8}{'seconds':>9}", file=sys.stderr)
    for name, found, took in rows:
        said = answer(units, found, parts=parts, seconds=took)
        line = f"{said['spread']:>9.3%}{said['cut_edges']:>11}{said['pieces']:>8}{said['seconds']:>9.2f}"
        print(f"{name:<16}{line}", file=sys.stderr)


def main(arguments: list[str] | None = None) -> int:
    """Print the table; return 1 where the graph cannot be divided, else 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=20_000)
    parser.add_argument("--parts", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--graph", type=Path, help="a dual graph to divide into --parts")
    parser.add_argument("--peers", action="store_true", help="with --graph: other programs, on standard error")
    parser.add_argument("--record", choices=("small", "full"), help="the sample district instead")
    options = parser.parse_args(arguments)
    if options.graph is not None:
        return each_file([options.graph], lambda path: divide_graph(
            path, parts=options.parts, seed=options.seed, beside=options.peers))  # fmt: skip
    if options.record is not None:
        propose_sample(options.record, seed=options.seed)
        return 0
    units = clustered_cells(options.units, seed=options.seed)
    mean = units.people.sum() / options.parts
    least, most = (share * mean for share in BAND)
    partition(clustered_cells(200, seed=0), parts=4, least=0, most=1e9, steps_per_unit=1)  # compiled once, not timed
    peers: list[tuple[str, Callable[[], Ints]]] = [
        ("wangge", lambda: partition(units, parts=options.parts, least=least, most=most, seed=options.seed)),
        ("METIS", lambda: first_partition(units, parts=options.parts, seed=options.seed)),
    ]
    if find_spec("kahip") is None:
        print("KaHIP is not installed: left out (pip install kahip)", file=sys.stderr)
    else:
        peers.append(("KaHIP strong", lambda: kahip_partition(units, parts=options.parts, seed=options.seed)))
    print(f"{options.units} cells, {options.parts} parts, seed {options.seed}")
    print(f"{'':<12}{'in band':>9}{'in pieces':>11}{'PP mean':>9}{'PP 5 %':>9}{'least':>9}{'most':>9}{'seconds':>9}")
    for name, work in peers:
        print(row_of(name, units, options.parts, work))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
