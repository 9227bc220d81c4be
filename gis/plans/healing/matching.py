"""Which corner of one ring is which of another: found where there is no doubt, and from there along the border."""

from heapq import heapify, heappop, heappush
from math import hypot

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gis.plans.healing.rings import REACH, Floats, Ints, Rings, neighbours_of


def match_corners(rings: Rings, *, tolerance_m: float, bold: Floats | None = None) -> Ints:
    """Return pairs (n, 2) of corners that two rings have drawn of one, those next to each other first.

    A pair is beyond doubt where neither ring has another corner nearly as near. From there both rings are followed,
    one forwards, the other backwards, as neighbours run along their border, and what comes next on both is a pair too
    as long as it lies within the tolerance. A single pair may be farther apart, up to one and a half tolerances.

    Args:
        rings: As they were drawn.
        tolerance_m: See `heal`.
        bold: (n, 2) places near which what is beyond doubt may be as far apart as that, too.
    """
    following, before = neighbours_of(rings)
    near = _near_vertices(rings, REACH * tolerance_m)
    places, ring = rings.places[rings.corner].tolist(), rings.ring.tolist()
    ahead, back = following.tolist(), before.tolist()

    def apart(one: int, other: int) -> float:
        (x, y), (u, v) = places[one], places[other]
        return hypot(x - u, y - v)

    waiting = [(apart(one, other), one, other) for one, other in near[_beyond_doubt(rings, near, tolerance_m)].tolist()]
    far_too = _near_any(rings, bold, REACH * tolerance_m)
    waiting = [pair for pair in waiting if pair[0] <= tolerance_m or (far_too[pair[1]] and far_too[pair[2]])]
    heapify(waiting)
    partner: dict[tuple[int, int], int] = {}
    found: list[tuple[float, int, int]] = []
    while waiting:
        distance, one, other = heappop(waiting)
        if (one, ring[other]) in partner or (other, ring[one]) in partner:
            continue
        partner[one, ring[other]], partner[other, ring[one]] = other, one
        found.append((distance, one, other))
        reach_m = tolerance_m * (REACH if distance <= tolerance_m else 1)
        for step in ((ahead[one], back[other]), (back[one], ahead[other])):
            if apart(*step) <= reach_m:
                heappush(waiting, (apart(*step), *step))
    found.sort()
    return rings.corner[np.array([pair[1:] for pair in found], dtype=np.intp).reshape(-1, 2)]


def _near_any(rings: Rings, places: Floats | None, reach_m: float) -> NDArray[np.bool_]:
    """Return for each vertex whether some place is within reach."""
    if places is None or len(places) == 0:
        return np.zeros(len(rings.corner), dtype=bool)
    distance, _ = cKDTree(places).query(rings.places[rings.corner], distance_upper_bound=reach_m)
    return np.asarray(np.isfinite(distance))


def _near_vertices(rings: Rings, reach_m: float) -> Ints:
    """Return pairs of vertices of different rings that are no farther apart, at least one of them open."""
    tree = cKDTree(rings.places[rings.corner])
    pairs = tree.query_pairs(reach_m, output_type="ndarray").reshape(-1, 2)
    kept = rings.open[rings.corner[pairs]].any(axis=1) & (rings.ring[pairs[:, 0]] != rings.ring[pairs[:, 1]])
    return np.asarray(pairs[kept], dtype=np.intp)


def _beyond_doubt(rings: Rings, near: Ints, tolerance_m: float) -> NDArray[np.bool_]:
    """Return for each pair whether no other corner of either ring is as good: within the tolerance or twice as far."""
    apart = np.hypot(*(rings.places[rings.corner[near[:, 0]]] - rings.places[rings.corner[near[:, 1]]]).T)
    # a pair stands once: the other direction has to be counted too
    keys = [near[:, one] * len(rings.owner) + rings.ring[near[:, other]] for one, other in ((0, 1), (1, 0))]
    order = np.lexsort((np.tile(apart, 2), np.concatenate(keys)))
    key, far = np.concatenate(keys)[order], np.tile(apart, 2)[order]
    first = np.flatnonzero(np.append(True, key[1:] != key[:-1])) if len(key) else np.zeros(0, dtype=np.intp)
    second = np.append(far[1:], np.inf)
    second[np.append(first[1:] - 1, len(key) - 1)] = np.inf
    sure = np.ones(len(near), dtype=bool)
    for mine in keys:
        place = first[np.searchsorted(key[first], mine)]
        sure &= (far[place] == apart) & (second[place] > np.maximum(tolerance_m, 2 * apart))
    return sure
