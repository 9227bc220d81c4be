"""Ways off the streets: between networks that hang together nowhere, in a straight line over ground with no street."""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial import Delaunay

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
FEW = 4
"""So few places are joined each with each; more by a triangulation."""
LEAST_M = 1e-3
"""Nodes on one spot are so far apart: a sparse matrix takes 0 for no way at all."""


def off_street_ways(xy: Floats, component: Ints) -> Ints:
    """Return the pairs of nodes whose straight lines join all components and are shortest together.

    The shortest tree between points is part of their Delaunay triangulation (Preparata and Shamos, Computational
    Geometry, 1985, theorem 6.1), and so is the shortest one between groups of them.

    Args:
        xy: float64 (n, 2), metres of a flat zone.
        component: int64 (n,), any numbers; nodes of one number hang together.

    Returns:
        int64 (c - 1, 2) for c components: no way joins what already hangs together, so none is a short cut.
    """
    groups, group = np.unique(component, return_inverse=True)
    if len(groups) <= 1:
        return np.empty((0, 2), dtype=np.int64)
    pairs = _neighbours(xy)
    pairs = pairs[group[pairs[:, 0]] != group[pairs[:, 1]]]
    far = np.maximum(np.hypot(*(xy[pairs[:, 0]] - xy[pairs[:, 1]]).T), LEAST_M)
    pairs, far = pairs[np.argsort(far, kind="stable")], np.sort(far, kind="stable")
    between = np.sort(group[pairs], axis=1)
    _, first = np.unique(between, axis=0, return_index=True)
    one, two = between[first].T
    weighed = coo_array((far[first], (one, two)), shape=(len(groups), len(groups)))
    tree = minimum_spanning_tree(weighed.tocsr()).tocoo()
    place = {(int(a), int(b)): int(row) for a, b, row in zip(one, two, first, strict=True)}
    kept = sorted(place[min(a, b), max(a, b)] for a, b in zip(tree.row.tolist(), tree.col.tolist(), strict=True))
    return np.asarray(pairs[kept], dtype=np.int64)


def _neighbours(xy: Floats) -> Ints:
    """Return pairs of nodes, shape (m, 2), that hold the shortest tree."""
    places, node, place = np.unique(xy, axis=0, return_index=True, return_inverse=True)
    on_one_spot = np.stack([node[place], np.arange(len(xy))], axis=1)
    return np.concatenate([on_one_spot, node[_triangulated(places)]])


def _triangulated(places: Floats) -> Ints:
    if len(places) <= FEW:
        return np.array(list(combinations(range(len(places)), 2)), dtype=np.int64).reshape(-1, 2)
    # joggled: streets drawn on one line make no triangles
    corners = Delaunay(places - places.mean(axis=0), qhull_options="QJ Pp").simplices
    return np.unique(np.sort(corners[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2), axis=1), axis=0)
