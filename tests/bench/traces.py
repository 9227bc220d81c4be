"""Map matching: `python -m tests.bench.traces --nodes FILE --arcs FILE --track FILE`.

Nodes: lon lat; arcs: from to, counted from 0, directed; track: lon lat seconds; separated by white space. Prints
{"arcs": […], "seconds"}: the arcs driven, in order, and the time from arrays to arcs, compiled beforehand. With --peers
what leuvenmapmatching finds follows, with the settings of its own test and with tight ones, in lines of their own.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from routing.trace_pieces import Floats, Ints
from routing.traces import DRIVING, cut, match
from tests.bench._each_file import each_file
from tests.bench.trace_corridor import corridor

RADIUS_M = 6371008.8
AROUND_M = 1500.0
"""So far round the track, the network counts."""
CLEARLY = 0.99
SPOT_DECIMALS = 6
"""Nodes that are the same to so many decimals of a degree lie on one spot: some networks name a node twice."""


def project(lonlat: Floats, centre: Floats) -> Floats:
    """Return metres east and north of `centre`: good for a city."""
    moved: Floats = np.radians(lonlat - centre) * RADIUS_M * np.array([np.cos(np.radians(centre[1])), 1.0])
    return moved


def drive(nodes: Floats, arcs: Ints, track: Floats) -> Ints:
    """Return the arcs that the track was driven on, in order; arcs far from it are left aside, unless no way leads on.

    Nodes on one spot are one; arcs to themselves and fixes without a place count for nothing.
    """
    track = in_order(track[np.isfinite(track).all(axis=1)])
    if not len(track) or not len(arcs):
        return np.empty(0, np.int64)
    points, fixes, inside = around(nodes, track)
    if not inside.any():
        return np.empty(0, np.int64)
    along = inside.copy()
    along[inside] = corridor(points[inside], fixes)
    found, ways = _driven(nodes, points, arcs, along, fixes=fixes, seconds=track[:, 2])
    if ways > 1:
        # no way leads on along the track: perhaps one does farther round
        found, _ = _driven(nodes, points, arcs, inside, fixes=fixes, seconds=track[:, 2])
    return found


def _driven(
    nodes: Floats, points: Floats, arcs: Ints, counts: NDArray[np.bool_], *, fixes: Floats, seconds: Floats
) -> tuple[Ints, int]:
    """Return the arcs that were driven, of those with an end at a node that counts, and in how many ways."""
    near = np.flatnonzero(counts[arcs[:, 0]] | counts[arcs[:, 1]])
    met = np.zeros(len(nodes), dtype=bool)
    met[arcs[near]] = True
    rounded = nodes[met, :2].round(SPOT_DECIMALS)
    spots = np.unique(rounded[:, 0] + 1j * rounded[:, 1], return_inverse=True)[1].ravel()
    spot = spots[(np.cumsum(met) - 1)[arcs[near]]]
    apart = spot[:, 0] != spot[:, 1]
    near, spot = near[apart], spot[apart]
    if not len(near):
        return near, 0
    pieces = cut(
        start=spot[:, 0],
        end=spot[:, 1],
        nodes=len(spots),
        points=points[arcs[near]].reshape(-1, 2),
        shape_start=np.arange(0, 2 * len(near) + 1, 2),
        manner=DRIVING,
    )
    found = match(fixes, seconds, pieces=pieces, manner=DRIVING)
    return near[found.arc], len(np.unique(found.way))


def around(nodes: Floats, track: Floats) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return nodes and fixes in metres, and which nodes lie about the track."""
    centre = np.median(track[:, :2], axis=0)
    points, fixes = project(nodes[:, :2], centre), project(track[:, :2], centre)
    low, high = fixes.min(axis=0) - AROUND_M, fixes.max(axis=0) + AROUND_M
    return points, fixes, ((points >= low) & (points <= high)).all(axis=1)


def in_order(track: Floats) -> Floats:
    """Return the fixes by time, but as they stand where that makes a clearly shorter way: a clock was set back."""
    if (np.diff(track[:, 2]) >= 0).all():
        return track
    by_time = track[np.argsort(track[:, 2], kind="stable")]
    as_it_stands, sorted_m = (float(np.hypot(*np.diff(rows[:, :2], axis=0).T).sum()) for rows in (track, by_time))
    return track if as_it_stands < CLEARLY * sorted_m else by_time


def warm_up() -> None:
    """Compile, on a street of two arcs."""
    nodes = np.array([[0.0, 0.0], [0.001, 0.0], [0.002, 0.0]])
    drive(nodes, np.array([[0, 1], [1, 2]]), np.array([[0.0, 0.0, 0.0], [0.0015, 0.0, 10.0]]))


def columns(path: Path, names: str) -> Floats:
    """Return the numbers of a file, a row a line; ValueError when a line has not as many as there are names."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            rows = [[float(figure) for figure in line.split()] for line in file if line.strip()]
    except ValueError as error:
        raise ValueError(f"{path.name} holds more than numbers: {error}") from error
    count = len(names.split())
    if any(len(row) < count for row in rows):
        raise ValueError(f"{path.name}: each line holds {names}")
    return np.array([row[:count] for row in rows], dtype=np.float64).reshape(-1, count)


def run_peers(nodes: Floats, arcs: Ints, track: Floats) -> None:
    """Match the track with leuvenmapmatching and print a line for each of its settings."""
    from tests.bench.leuven import SETTINGS, TIGHT, leuven  # noqa: PLC0415 - only where it is installed

    points, fixes, inside = around(nodes, track)
    near = np.flatnonzero(inside[arcs].any(axis=1))
    for name, settings in (("its own", SETTINGS), ("tight", TIGHT)):
        driven, seconds = leuven(points, arcs[near], fixes, settings)
        peer = f"leuvenmapmatching, {name} settings"
        print(json.dumps({"peer": peer, "arcs": near[driven].tolist(), "seconds": round(seconds, 4)}), flush=True)


def run(nodes_file: Path, arcs_file: Path, track_file: Path, *, peers: bool) -> None:
    """Match a track and print its line."""
    nodes, track = columns(nodes_file, "lon lat"), columns(track_file, "lon lat seconds")
    arcs = columns(arcs_file, "from to").astype(np.int64)
    if len(arcs) and not 0 <= arcs.min() <= arcs.max() < len(nodes):
        raise ValueError(f"{arcs_file.name} names a node that is not among the {len(nodes)} of {nodes_file.name}")
    warm_up()
    started = time.perf_counter()
    driven = drive(nodes, arcs, track).tolist()
    print(json.dumps({"arcs": driven, "seconds": round(time.perf_counter() - started, 4)}), flush=True)
    if peers and driven:
        run_peers(nodes, arcs, track)


def main(arguments: list[str] | None = None) -> int:
    """Match one track; return 1 when a file could not be used."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("nodes", "arcs", "track"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--peers", action="store_true")
    options = parser.parse_args(arguments)
    return each_file([options.track], lambda path: run(options.nodes, options.arcs, path, peers=options.peers))


if __name__ == "__main__":
    sys.exit(main())
