"""What must be known about a patrol beside its figures: where it begins, ways off the streets, uneven shifts."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from gis.patrols.ground import PatrolGrid
from gis.patrols.patrol import PatrolOptions, spread_of
from routing.patrol_net import PatrolNet
from routing.patrol_walk import GridWalk

POST_OUTSIDE_M = 1.0
POST_OFF_STREET_M = 50.0
"""A post farther from the nearest street than this is said to be: the way from it is nowhere counted."""
ALONE = 0.95
"""A street that needs a shift of this share of the longest is why that is no shorter."""


def remarks_on_walk(
    net: PatrolNet, grid: PatrolGrid, walk: GridWalk, *, has_streets: bool, shift_mm: Sequence[int],
    options: PatrolOptions,
) -> list[dict[str, Any]]:  # fmt: skip
    """Return what is to be said of the walks of a grid, but for hours of places.

    Args:
        net: The network.
        grid: The grid.
        walk: Its walks, before any hours are minded.
        has_streets: Whether any street is the grid's.
        shift_mm: How long the shifts are in the end.
        options: What it was worked out with.
    """
    remarks: list[dict[str, Any]] = []
    if not has_streets:
        remarks.append({"about": "no_streets"})
    if grid.worker is None:
        remarks.append({"about": "no_worker"})
    elif not grid.has_post:
        remarks.append({"about": "no_post"})
    elif (away := _away_m(net, grid)) > POST_OUTSIDE_M:
        remarks.append({"about": "post_outside", "metres": round(away)})
    if grid.has_post and walk.shifts and (off := _to_street_m(net, grid, walk.shifts[0].start)) > POST_OFF_STREET_M:
        remarks.append({"about": "post_off_street", "metres": round(off)})
    if away := _off_street_m(net, walk):
        remarks.append({"about": "island", "metres": round(away)})
    if walk.over:
        remarks.append({
            "about": "too_long_for_a_shift", "hours": round(options.hours, 2), "shifts": walk.over,
            "metres": round(walk.alone_mm / 1e3),
        })  # fmt: skip
    return remarks + _uneven(walk, shift_mm, options)


def _uneven(walk: GridWalk, shift_mm: Sequence[int], options: PatrolOptions) -> list[dict[str, Any]]:
    """Return what is to be said where shifts are not fairly shared: by how much, and why they cannot be.

    Where only what was added for hours makes them uneven, the remark on that says why.
    """
    lengths, spread = [shift.length_mm for shift in walk.shifts], spread_of(shift_mm)
    if min(spread, spread_of(lengths)) <= options.uneven:
        return []
    said = {"spread": round(spread, 4)}
    if walk.alone_mm >= ALONE * max(lengths):
        return [{"about": "uneven_far", "metres": round(walk.alone_mm / 1e3), **said}]
    return [{"about": "uneven", "detour": options.fair_detour, **said}]


def _away_m(net: PatrolNet, grid: PatrolGrid) -> float:
    """Return how far the post lies from the grid."""
    zone = net.graph.zone
    return float(shapely.distance(zone.to_metres(grid.geom), zone.to_metres(shapely.Point(grid.lon, grid.lat))))


def _to_street_m(net: PatrolNet, grid: PatrolGrid, start: int) -> float:
    """Return how far the post lies from where the walk begins."""
    spot = net.graph.zone.points_to_metres(np.array([[grid.lon, grid.lat]]))[0]
    return float(np.hypot(*(net.xy[start] - spot)))


def _off_street_m(net: PatrolNet, walk: GridWalk) -> float:
    """Return the metres that the walks go off the streets, between networks that hang together nowhere."""
    pieces = np.concatenate([np.empty(0, dtype=np.int64), *(shift.pieces for shift in walk.shifts)])
    return float(net.length_mm[pieces[~net.on_street[pieces]]].sum()) / 1e3
