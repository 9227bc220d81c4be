"""Lines midway between things: between buildings of a block without inner streets, or between stretches of a wall."""

from typing import Any

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import Voronoi

from gis.districting.linework import line_parts
from gis.districting.site import Shapes
from gis.districting.units import Ints

STEPS_M = (4.0, 1.0, 0.25)
"""Distances of the points by which an outline stands for itself: the next one where a line would touch a thing."""
WIDE_M = 0.6
"""Space between two buildings below which no border runs there."""
_SMOOTH_M = 1.0
_CLEAR_M = 0.1
_FAR = 1e5


def lines_between(things: Shapes, owner: Ints, within: Any) -> Shapes:
    """Return the lines in `within` that are equally far from things of two owners, the nearest ones there; in metres.

    Args:
        things: Shape (n,); polygons, lines or points.
        owner: Shape (n,).
        within: Polygon.
    """
    tree = shapely.STRtree(things)
    for step in STEPS_M:
        lines = _smooth(_ridges(things, owner, step), things)
        if not tree.query(lines, predicate="intersects").size:
            break
    return line_parts(shapely.intersection(lines, within))


def _ridges(things: Shapes, owner: Ints, step: float) -> Shapes:
    """Return the lines between things of two owners as they follow from points `step` metres apart."""
    points, thing = shapely.get_coordinates(shapely.segmentize(things, step), return_index=True)
    points, first = np.unique(np.round(points, 3), axis=0, return_index=True)
    whose = np.append(owner[thing[first]], [-1] * 4)
    middle = points.mean(axis=0)
    # four points far away make every ridge that matters end
    far = middle + _FAR * np.array([(1, 0), (-1, 0), (0, 1), (0, -1)])
    diagram = Voronoi(np.concatenate([points, far]))
    ridge, ends = whose[diagram.ridge_points], np.asarray(diagram.ridge_vertices)
    dividing = (ridge[:, 0] != ridge[:, 1]) & (ridge >= 0).all(axis=1) & (ends >= 0).all(axis=1)
    segments = shapely.linestrings(diagram.vertices[ends[dividing]])
    return np.asarray(shapely.get_parts(shapely.line_merge(shapely.multilinestrings(list(segments)))))


def clusters(footprints: Shapes) -> Ints:
    """Return the cluster of each building, counted from 0: those with hardly a space between them are one. Metres."""
    near = shapely.STRtree(footprints).query(footprints, predicate="dwithin", distance=WIDE_M)
    count = len(footprints)
    graph = csr_array((np.ones(near.shape[1]), (near[0], near[1])), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _smooth(lines: Shapes, things: Shapes) -> Shapes:
    """Return lines with fewer nodes where that brings none of them nearer to a thing than it may be."""
    smooth = shapely.simplify(lines, _SMOOTH_M)
    near = np.unique(shapely.STRtree(things).query(smooth, predicate="dwithin", distance=_CLEAR_M)[0])
    smooth[near] = lines[near]
    return np.asarray(smooth)
