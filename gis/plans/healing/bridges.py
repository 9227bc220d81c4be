"""Strips that hold a grid together where its borders were drawn across each other."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.plans.healing.moving import Moved
from gis.plans.healing.ways import way_within

_HALF_WIDTH_M = 0.1
_INTO_M = 2.0
"""So far a strip runs on into what it holds together: where that is pointed, it may have no width."""
_LONGEST_M = 30.0
"""A tip that is farther away than this is lost."""


def bridges(
    grids: NDArray[Any], parts: NDArray[np.intp], *, sound: NDArray[Any], reach_m: float
) -> list[tuple[int, Any]]:
    """Return strips between pieces of grids that lie in more than they were drawn in: the grid's position, a polygon.

    The largest pieces are those that were drawn; another is joined to the nearest of them where they lie no farther
    apart than `reach_m`. Where they lie farther apart, the strip runs through the neck that was drawn between them.

    Args:
        grids: Multipolygons in metres.
        parts: In how many pieces each was drawn.
        sound: The grids as they were drawn, valid, in metres.
        reach_m: How far apart pieces of one grid may lie that were one.
    """
    strips = []
    for place in np.flatnonzero(shapely.get_num_geometries(grids) > parts):
        pieces = shapely.get_parts(grids[place])
        pieces = pieces[np.argsort(-shapely.area(pieces), kind="stable")]
        whole = shapely.multipolygons(pieces[: parts[place]])
        for piece in pieces[parts[place] :]:
            line = shapely.shortest_line(piece, whole)
            if shapely.length(line) <= reach_m:
                strips.append((int(place), _strip(_run_on(line, piece, whole))))
            elif (way := way_within(sound[place], piece, whole, into_m=_INTO_M)) is not None:
                strips.append((int(place), _strip(way)))
            whole = shapely.multipolygons([*shapely.get_parts(whole), piece])
    return strips


def tips(grids: NDArray[Any], moved: Moved) -> list[tuple[int, Any]]:
    """Return strips from grids (metres) out to their drawn corners that went astray: the grid's position, a polygon.

    A spit as narrow as the noise may have been drawn inside out or without any width.
    """
    strips = []
    for place, grid in zip(moved.astray[moved.is_drawn], moved.grid[moved.is_drawn].tolist(), strict=True):
        line = shapely.shortest_line(shapely.Point(place), grids[grid])
        if 0 < shapely.length(line) <= _LONGEST_M:
            strips.append((grid, _strip(line)))
    return strips


def _run_on(line: Any, piece: Any, rest: Any) -> Any:
    """Return a line from a piece to the rest, begun within the one and ended within the other."""
    first, last = shapely.get_coordinates(line)[[0, -1]]
    return shapely.linestrings([_inwards(first, piece), first, last, _inwards(last, rest)])


def _inwards(point: NDArray[np.float64], ground: Any) -> NDArray[np.float64]:
    """Return where a point on a border comes to, moved into the ground."""
    near = shapely.intersection(ground, shapely.buffer(shapely.Point(point), 2 * _INTO_M))
    inwards = shapely.get_coordinates(shapely.point_on_surface(near)).reshape(-1, 2)[:1] - point
    far = float(np.hypot(*inwards.T).sum())
    return point + inwards[0] * min(_INTO_M / far, 1) if far else point


def _strip(line: Any) -> Any:
    return shapely.buffer(line, _HALF_WIDTH_M, cap_style="square", join_style="mitre")
