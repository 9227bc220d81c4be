"""Places that have to be passed at certain hours: the order of a walk that passes the most of them in time.

All closed walks over the same legs are equally long, whatever their order: many orders are tried, in both directions,
and the one that is in time, or least out of it, is kept. Nobody waits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gis.patrols.patrol import PatrolOptions, Window
from routing.euler_tour import euler_tour
from routing.patrol_net import Ints, PatrolNet
from routing.patrol_places import Stop
from routing.patrol_walk import Walk

ORDERS = 150
"""Orders that are tried; a few hundred legs take some milliseconds each."""


def in_time(
    net: PatrolNet,
    walk: Walk,
    stops: Sequence[Stop],
    windows: Mapping[str, Window],
    options: PatrolOptions,
    *,
    seed: int,
) -> Walk:
    """Return the walk in the order that passes the places in their windows best.

    Args:
        net: The network.
        walk: A closed walk.
        stops: Places that are passed.
        windows: By the places' refs.
        options: Say when the walk begins and how quick it is.
        seed: Of the random orders.
    """
    held = [(stop, windows[stop.place.ref]) for stop in stops
            if stop.place.ref in windows and stop.piece in set(walk.pieces.tolist())]  # fmt: skip
    if not held or not len(walk.pieces):
        return walk
    random = np.random.default_rng(seed)
    pieces, back = walk.pieces, walk.back
    best, best_late = walk, _late(net, walk.pieces, walk.back, held, options)
    heading = net.heading[walk.pieces]
    for trial in range(ORDERS):
        if best_late <= 0:
            break
        if trial % 2 == 0:
            pieces, back = pieces[::-1], ~back[::-1]
        else:
            bent = heading + random.normal(0, 0.2 + trial / 20, heading.shape)
            order = euler_tour(net.ends[walk.pieces], walk.start, way=walk.pieces, heading=bent)
            turned = int(random.integers(len(order)))
            order = _from_start(net, walk, order, turned)
            pieces, back = walk.pieces[order[:, 0]], order[:, 1] == 1
        late = _late(net, pieces, back, held, options)
        if late < best_late:
            best_late = late
            best = _served_again(walk, pieces, back)
    return best


def _from_start(net: PatrolNet, walk: Walk, order: Ints, turned: int) -> Ints:
    """Begin the tour at another of its visits to the start."""
    ends = net.ends[walk.pieces[order[:, 0]]]
    begins = np.where(order[:, 1] == 1, ends[:, 1], ends[:, 0])
    visits = np.flatnonzero(begins == walk.start)
    return np.roll(order, -int(visits[turned % len(visits)]), axis=0)


def _late(
    net: PatrolNet, pieces: Ints, back: NDArray[np.bool_], held: Sequence[tuple[Stop, Window]], options: PatrolOptions
) -> float:
    """Return by how many hours places are passed out of their windows, all together."""
    begins = np.concatenate([[0], np.cumsum(net.length_mm[pieces])]) / 1e6
    total = 0.0
    for stop, window in held:
        steps = np.flatnonzero(pieces == stop.piece)
        length = float(net.length_mm[stop.piece]) / 1e3
        along = np.where(back[steps], length - stop.along_m, stop.along_m) / 1e3
        at = options.begins_h + (begins[steps] + along) / options.speed_kmh
        total += float(np.minimum.reduce(np.maximum(0, np.maximum(window.opens_h - at, at - window.closes_h))))
    return total


def _served_again(walk: Walk, pieces: Ints, back: NDArray[np.bool_]) -> Walk:
    """Mark the first walks over each piece as those that count, as many as before."""
    left: dict[int, int] = {}
    for piece, served in zip(walk.pieces.tolist(), walk.served.tolist(), strict=True):
        left[piece] = left.get(piece, 0) + served
    served = np.zeros(len(pieces), dtype=bool)
    for step, piece in enumerate(pieces.tolist()):
        if left[piece] > 0:
            left[piece] -= 1
            served[step] = True
    return replace(walk, pieces=pieces, back=back, served=served)
