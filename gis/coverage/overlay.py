"""Ground in no grid, and ground in several: an exact overlay of a plan's grids."""

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.coverage.holding import holds
from gis.coverage.measure import area_m2, polygonal, shared, together
from gis.crs import PRECISION_DEGREES

Box = tuple[float, float, float, float]

_LEAST_M2 = 1e-3
_LEAST_DEGREES2 = 1e-13


@dataclass(frozen=True, slots=True)
class Overlay:
    """What the grids leave open, and where they meet.

    Attributes:
        uncovered: Polygons (EPSG:4326) of the ground in no grid; each in one piece, none touching another's edge.
        overlaps: Ground by pair of grids, by their positions (i < j).
        overlapping: The ground in two grids or more, once.
    """

    uncovered: tuple[Any, ...]
    overlaps: dict[tuple[int, int], Any]
    overlapping: Any


def overlay(grids: NDArray[Any], whole: Any | None, *, box: Box | None = None) -> Overlay:
    """Return what of `whole` lies in none of `grids`, and what lies in several.

    Only borders at which the number of grids changes are laid over each other: an edge that two neighbours share
    cancels out. A plan without faults costs its outline.

    Args:
        grids: Valid polygons or multipolygons, EPSG:4326.
        whole: The ground to cover; None: not known, then only holes between the grids count as uncovered.
        box: (min_lon, min_lat, max_lon, max_lat) with all of `whole` in it: what lies wholly outside is left out.
    """
    faces = _faces(grids, whole, box=box)
    inside = shapely.point_on_surface(faces)
    times = _times_held(grids, shapely.get_coordinates(inside))
    open_faces = faces[times == 0]
    if whole is not None:
        shapely.prepare(whole)
        open_faces = open_faces[shapely.intersects(whole, inside[times == 0])]
    return Overlay(
        uncovered=tuple(shapely.get_parts(_merge(open_faces))),
        overlaps=_pairs(grids, faces[times > 1]),
        overlapping=_merge(faces[times > 1]),
    )


def outline(grounds: NDArray[Any]) -> Any:
    """Return the ground of all `grounds` together; quick where they tile it."""
    faces = _faces(grounds, None)
    inside = shapely.get_coordinates(shapely.point_on_surface(faces))
    return _merge(faces[_times_held(grounds, inside) > 0])


def _times_held(grids: NDArray[Any], points: NDArray[np.float64]) -> NDArray[np.intp]:
    """In how many grids each point lies; on a border between two of them it lies in one."""
    place, grid = shapely.STRtree(grids).query(shapely.points(points), predicate="intersects")
    times = np.zeros(len(points), dtype=np.intp)
    for number in np.unique(grid):
        near = place[grid == number]
        times[near[holds(grids[number], points[near])]] += 1
    return times


def _pairs(grids: NDArray[Any], faces: NDArray[Any]) -> dict[tuple[int, int], Any]:
    """The ground that each pair of grids shares; a face may lie in one pair here and in another there."""
    place, grid = shapely.STRtree(grids).query(faces, predicate="intersects")
    pieces = shapely.intersection(grids[grid], faces[place], grid_size=PRECISION_DEGREES)
    sizes = shapely.area(np.stack([pieces, faces[place]])) if len(place) else np.zeros((2, 0))
    more_than_touch = sizes[0] > _LEAST_DEGREES2
    place, grid, pieces, sizes = (found[..., more_than_touch] for found in (place, grid, pieces, sizes))
    shared_ground: dict[tuple[int, int], list[Any]] = {}
    for number in np.unique(place):
        here = np.flatnonzero(place == number)
        here = here[np.argsort(grid[here])]
        whole = (sizes[1][here] - sizes[0][here] <= _LEAST_DEGREES2).all()
        for first, second in combinations(here, 2):
            ground = faces[number] if whole else shared(polygonal(pieces[first]), polygonal(pieces[second]))
            if area_m2(ground) > _LEAST_M2:
                shared_ground.setdefault((int(grid[first]), int(grid[second])), []).append(ground)
    return {pair: together(grounds) for pair, grounds in sorted(shared_ground.items())}


def _faces(grids: NDArray[Any], whole: Any | None, *, box: Box | None = None) -> NDArray[Any]:
    """The pieces into which the borders that matter divide the ground; each lies in the same grids throughout."""
    borders = [_unshared(grids, box)]
    if whole is not None:
        borders.extend(shapely.get_rings(shapely.get_parts(whole)))
    noded = shapely.union_all(np.array(borders, dtype=object), grid_size=PRECISION_DEGREES)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    return np.array([face for face in faces if not face.is_empty], dtype=object)


def _unshared(grids: NDArray[Any], box: Box | None) -> Any:
    """The edges that neighbours do not share, as one multilinestring; only those that reach into `box`."""
    rings = shapely.get_rings(shapely.get_parts(shapely.orient_polygons(grids)))
    points, ring = shapely.get_coordinates(rings, return_index=True)
    if len(points) == 0:
        return shapely.MultiLineString()
    same = ring[1:] == ring[:-1]
    # as complex numbers, which sort as pairs do, several times as fast
    _, node = np.unique(np.ascontiguousarray(points).view(np.complex128).reshape(-1), return_inverse=True)
    start, end = node[:-1][same], node[1:][same]
    low, high = np.minimum(start, end), np.maximum(start, end)
    _, first, edge = np.unique(low * (node.max() + 1) + high, return_index=True, return_inverse=True)
    # neighbours run along their edge in opposite directions
    balance = np.bincount(edge.reshape(-1), weights=np.where(start < end, 1.0, -1.0))
    lonely = first[balance != 0]
    segments = np.stack([points[:-1][same][lonely], points[1:][same][lonely]], axis=1)
    if box is not None:
        reaches = (segments.max(axis=1) >= box[:2]) & (segments.min(axis=1) <= box[2:])
        segments = segments[reaches.all(axis=1)]
    return shapely.multilinestrings(shapely.linestrings(segments))


def _merge(faces: Any) -> Any:
    pieces = np.asarray(faces, dtype=object)
    return polygonal(shapely.coverage_union_all(pieces)) if len(pieces) > 1 else together(pieces)
