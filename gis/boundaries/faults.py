"""Ground in no grid and ground in two, of a whole plan or only beside some of its grids."""

from collections.abc import Callable, Collection
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.boundaries.soundness import thick
from gis.coverage.measure import area_m2, cut, shared
from gis.coverage.overlay import overlay
from gis.coverage.standing import Standing
from gis.coverage.units import divide

_LEAST_M2 = 1e-3

Open = dict[int | None, list[Any]]
"""Pieces of ground in no grid by the key of their community; None: in no community."""

Overlaps = dict[tuple[str, str], Any]
"""Ground of two grids by their codes."""


def faults_of(standing: Standing) -> tuple[Open, Overlaps]:
    """Return what of a plan's ground is in no grid, and what is in two."""
    communities = {key: area for key, area in standing.areas.items() if area.level == "community"}
    district = [area.geom for area in standing.areas.values() if area.level == "district"]
    found = overlay(standing.grounds, district[0] if district else standing.whole)
    grids = standing.grids
    pairs = {(grids[first].code, grids[second].code): ground for (first, second), ground in found.overlaps.items()}
    return (divide(found.uncovered, communities) if standing.areas else {None: list(found.uncovered)}), pairs


def faults_beside(
    standing: Standing, touched: Collection[str], *, grounds: Callable[[Any], list[Any]]
) -> tuple[Open, Overlaps]:
    """Return the same beside some grids; quick where each of their edges has its one partner.

    Args:
        standing: These grids with all that touch them, and their communities.
        touched: Their codes.
        grounds: Returns the grounds of all grids of the plan in the bounding box of a place.
    """
    grids = standing.grids
    ours = [number for number, grid in enumerate(grids) if grid.code in touched]
    lonely = unmatched_edges(standing.grounds, ours)
    if not len(lonely):
        return {}, {}
    lines = shapely.multilinestrings(shapely.linestrings(lonely))
    return _open_beside(standing, lines, grounds), _overlaps_of(standing, ours)


def unmatched_edges(grounds: NDArray[Any], ours: list[int]) -> NDArray[np.float64]:
    """Return the edges (n, 2, 2) of some grounds that do not have exactly one partner: a neighbour's, run backwards."""
    polygons, owner = shapely.get_parts(shapely.orient_polygons(grounds), return_index=True)
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    if len(points) == 0:
        return np.zeros((0, 2, 2))
    same = ring[1:] == ring[:-1]
    _, node = np.unique(points, axis=0, return_inverse=True)
    node = node.reshape(-1)
    start, end = node[:-1][same], node[1:][same]
    low, high = np.minimum(start, end), np.maximum(start, end)
    _, edge = np.unique(low * (node.max() + 1) + high, return_inverse=True)
    edge = edge.reshape(-1)
    forwards = np.bincount(edge, weights=start < end)
    backwards = np.bincount(edge, weights=start > end)
    paired = (forwards == 1) & (backwards == 1)
    mine = np.isin(owner[polygon[ring[:-1][same]]], ours)
    chosen = mine & ~paired[edge]
    return np.stack([points[:-1][same][chosen], points[1:][same][chosen]], axis=1)


def _open_beside(standing: Standing, lines: Any, grounds: Callable[[Any], list[Any]]) -> Open:
    """The open ground of the communities in which unmatched edges lie, as far as it touches such an edge."""
    found: Open = {}
    for key, area in standing.areas.items():
        if area.level != "community" or not shapely.intersects(area.geom, lines):
            continue
        pieces = shapely.get_parts(cut(area.geom, shapely.union_all(grounds(area.geom))))
        beside = [piece for piece in pieces if shapely.dwithin(piece, lines, 1e-7)]
        if beside:
            found[key] = beside
    return found


def _overlaps_of(standing: Standing, ours: list[int]) -> Overlaps:
    grids, found = standing.grids, {}
    mine, others = standing.tree.query(standing.grounds[ours], predicate="intersects")
    for number, other in zip(np.array(ours)[mine].tolist(), others.tolist(), strict=True):
        pair = (min(number, other), max(number, other))
        codes = (grids[pair[0]].code, grids[pair[1]].code)
        if number == other or codes in found:
            continue
        ground = shared(grids[pair[0]].geom, grids[pair[1]].geom)
        if not ground.is_empty and area_m2(ground) > _LEAST_M2 and not thick(ground).is_empty:
            found[codes] = ground
    return found
