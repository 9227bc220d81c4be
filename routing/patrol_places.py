"""The key places of each grid's patrol: where incidents keep coming back, and which street passes each place."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gis.patrols.ground import Incidents, KeyPlace, PatrolGrid
from routing.patrol_net import PatrolNet
from routing.street_graph import StreetGraph

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
NEAR_ENOUGH_M = 30.0
"""A place is passed on the grid's own street where that is so little farther than the nearest one."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A key place, the piece of street it is passed on, where along that, and how far off it lies, in metres."""

    place: KeyPlace
    piece: int
    along_m: float
    off_m: float


def repeated(graph: StreetGraph, incidents: Incidents, *, times: float, within_m: float) -> list[KeyPlace]:
    """Return where at least `times` incidents of one category lie within some metres of one of them.

    The place with the most comes first and takes its incidents with it.
    """
    if not len(incidents.category):
        return []
    xy = graph.zone.points_to_metres(incidents.lonlat)
    places = []
    for category in sorted(set(incidents.category.tolist())):
        rows = np.flatnonzero(incidents.category == category)
        if len(rows) < times:
            continue
        near = [set(found) for found in cKDTree(xy[rows]).query_ball_point(xy[rows], within_m)]
        left = set(range(len(rows)))
        order = sorted((number for number in left if len(near[number]) >= times), key=lambda n: (-len(near[n]), n))
        for number in order:
            here = near[number] & left
            if number in left and len(here) >= times:
                left -= here
                lon, lat = incidents.lonlat[rows[number]]
                name = f"{incidents.name[rows[number]]} ×{len(here)}"
                places.append(KeyPlace("repeated", f"{category}@{lon:.6f},{lat:.6f}", name, float(lon), float(lat)))
    return places


def stops_of(net: PatrolNet, grids: Sequence[PatrolGrid], places: Sequence[KeyPlace]) -> list[list[Stop]]:
    """Return the stops of each grid: a place is passed by its grid, else by whoever walks the nearest street.

    Where the nearest street is another grid's, the grid's own is taken unless it is much farther away.
    """
    stops: list[list[Stop]] = [[] for _ in grids]
    if not places or not len(net.edge):
        return stops
    graph = net.graph
    lonlat = np.array([(place.lon, place.lat) for place in places])
    tied = graph.tie(lonlat)
    width = float(graph.length_m.max()) + 1
    nearest = np.searchsorted(net.edge * width + net.from_m, tied.edge * width + tied.offset_m, side="right") - 1
    ground = np.array([grid.geom for grid in grids])
    point, inside = shapely.STRtree(ground).query(shapely.points(lonlat), predicate="intersects")
    owner = net.grid[nearest].copy()
    owner[point[::-1]] = inside[::-1]
    foreign = np.flatnonzero(net.grid[nearest] != owner)
    own = _on_own(net, lonlat[foreign], owner[foreign])
    for row, place in enumerate(places):
        stops[owner[row]].append(
            Stop(place, int(nearest[row]), float(tied.offset_m[row] - net.from_m[nearest[row]]), float(tied.off_m[row]))
        )
    for row, found in zip(foreign.tolist(), own, strict=True):
        if found is not None and found.off_m <= tied.off_m[row] + NEAR_ENOUGH_M:
            mine = stops[owner[row]]
            at = next(number for number, stop in enumerate(mine) if stop.place is places[row])
            mine[at] = Stop(places[row], found.piece, found.along_m, found.off_m)
    return stops


def _on_own(net: PatrolNet, lonlat: Floats, owner: Ints) -> list[Stop | None]:
    """Return the nearest place on a street of its own grid of each point; None: the grid has no street."""
    spots = shapely.points(net.graph.zone.points_to_metres(lonlat)) if len(lonlat) else []
    nobody = KeyPlace("", "", "", 0.0, 0.0)
    found: list[Stop | None] = []
    lines = net.lines
    for spot, grid in zip(spots, owner.tolist(), strict=True):
        own = np.flatnonzero(net.grid == grid)
        if not len(own):
            found.append(None)
            continue
        far = shapely.distance(lines[own], spot)
        piece = int(own[np.argmin(far)])
        along = float(shapely.line_locate_point(lines[piece], spot))
        found.append(Stop(nobody, piece, along, float(far.min())))
    return found
