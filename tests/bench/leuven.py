"""leuvenmapmatching beside ours, on the same arrays, with the settings that its own test of the Seattle track has."""

import time
from collections.abc import Mapping
from itertools import pairwise

import numpy as np
from leuvenmapmatching.map.inmem import InMemMap  # type: ignore[import-untyped]
from leuvenmapmatching.matcher.distance import DistanceMatcher  # type: ignore[import-untyped]

from routing.trace_pieces import Floats, Ints

SETTINGS = {
    "max_dist": 200,
    "min_prob_norm": 0.0001,
    "dist_noise": 15,
    "dist_noise_ne": 30,
    "obs_noise": 30,
    "obs_noise_ne": 150,
    "non_emitting_states": True,
}
TIGHT = {"max_dist": 100, "obs_noise": 8, "obs_noise_ne": 16, "non_emitting_states": True, "max_lattice_width": 8}
"""For noise of some metres among many streets; quicker, too."""


def leuven(points: Floats, arcs: Ints, fixes: Floats, settings: Mapping[str, float]) -> tuple[Ints, float]:
    """Return the arcs that leuvenmapmatching finds, and the seconds of its matching without the map's making.

    Args:
        points: x, y of the nodes, in metres; shape (nodes, 2).
        arcs: From, to; shape (arcs, 2).
        fixes: x, y in metres; shape (fixes, 2).
        settings: Of its matcher.
    """
    network = InMemMap("bench", use_latlon=False, use_rtree=True, index_edges=True)
    for number, (x, y) in enumerate(points.tolist()):
        network.add_node(number, (y, x))
    number_of: dict[tuple[int, int], int] = {}
    for arc, (u, v) in enumerate(arcs.tolist()):
        if u != v:
            network.add_edge(u, v)
            number_of.setdefault((u, v), arc)
    matcher = DistanceMatcher(network, **settings)
    began = time.perf_counter()
    matcher.match([(y, x) for x, y in fixes.tolist()])
    seconds = time.perf_counter() - began
    gone = [number_of[pair] for pair in pairwise(matcher.path_pred_onlynodes) if pair in number_of]
    return np.array(gone, dtype=np.int64), seconds
