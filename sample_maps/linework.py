"""Lines cut at every crossing, and the faces between them: one planar map that all else shares its edges with."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from sample_maps.arterials import Line
from sample_maps.geometry import GRID_M, Array, Bools, Ints, Shapes, object_array

KINDS = ("outline", "trunk", "primary", "secondary", "tertiary", "residential", "service", "footway", "middle", "wall")
"""What a line can be; where two run in one, the earlier wins."""

STREETS = KINDS[1:8]
_CRUMB_M = 1.5


@dataclass(frozen=True)
class Linework:
    """Edges between nodes; for each its kind (an index into KINDS) and the number of the street it is a piece of."""

    edges: Shapes
    kind: Ints
    street: Ints

    def ends(self) -> tuple[Ints, Ints]:
        """Return the node numbers at both ends of every edge."""
        first = shapely.get_coordinates(shapely.get_point(self.edges, 0))
        last = shapely.get_coordinates(shapely.get_point(self.edges, -1))
        key = np.round(np.vstack([first, last]) / GRID_M).astype(np.int64)
        _, number = np.unique(key[:, 0] * 2**32 + key[:, 1], return_inverse=True)
        return number[: len(first)], number[len(first) :]

    def only(self, keep: Bools) -> "Linework":
        """Return the edges that `keep` marks."""
        return Linework(self.edges[keep], self.kind[keep], self.street[keep])

    def is_street(self) -> Bools:
        """Mark the edges that are streets."""
        return (self.kind >= 1) & (self.kind <= len(STREETS))


def cut_at_crossings(lines: Sequence[Line]) -> Linework:
    """Node the lines on the centimetre grid and tell for each edge which line it comes from."""
    drawn = object_array(shapely.linestrings(line.points) for line in lines)
    kinds = np.array([KINDS.index(line.kind) for line in lines])
    streets = np.array([line.street for line in lines])
    edges = shapely.get_parts(shapely.union_all(drawn, grid_size=GRID_M))
    edges = edges[shapely.length(edges) > 0]
    inside = shapely.line_interpolate_point(edges, 0.5, normalized=True)
    tree = shapely.STRtree(drawn)
    edge, line = tree.query(inside, predicate="dwithin", distance=0.06)
    order = np.lexsort((line, kinds[line], edge))
    edge, line = edge[order], line[order]
    first = np.unique(edge, return_index=True)[1]
    source = np.full(len(edges), -1)
    source[edge[first]] = line[first]
    lost = np.flatnonzero(source < 0)
    source[lost] = tree.nearest(inside[lost])
    return _without_crumbs(Linework(edges, kinds[source], streets[source]))


def _without_crumbs(work: Linework) -> Linework:
    """Draw the ends of edges of a few centimetres, left over from rounding, together into one node."""
    crumbs = np.flatnonzero(shapely.length(work.edges) < _CRUMB_M)
    u, v = work.ends()
    head = np.arange(max(u.max(), v.max()) + 1)
    for a, b in zip(u[crumbs], v[crumbs], strict=True):
        low, high = sorted((head[a], head[b]))
        head[head == high] = low
    node = np.empty((len(head), 2))
    node[u] = shapely.get_coordinates(shapely.get_point(work.edges, 0))
    node[v] = shapely.get_coordinates(shapely.get_point(work.edges, -1))
    edges = work.edges.copy()
    for i in np.flatnonzero((head[u] != u) | (head[v] != v)):
        points = shapely.get_coordinates(edges[i])
        points[0], points[-1] = node[head[u[i]]], node[head[v[i]]]
        edges[i] = shapely.LineString(points)
    whole = np.ones(len(edges), dtype=bool)
    whole[crumbs] = False
    return Linework(edges, work.kind, work.street).only(whole)


def without_loose_ends(work: Linework) -> Linework:
    """Drop, again and again, the edges that end in nothing; an end on the outline is none."""
    while True:
        u, v = work.ends()
        degree = np.bincount(np.concatenate([u, v]))
        loose = (work.kind > 0) & ((degree[u] == 1) | (degree[v] == 1))
        if not loose.any():
            return work
        work = work.only(~loose)


def faces_of(work: Linework) -> Shapes:
    """Return the faces between the edges."""
    faces: Shapes = shapely.get_parts(shapely.polygonize(work.edges))
    return faces


def sides_of(work: Linework, faces: Shapes) -> tuple[Ints, Ints]:
    """Return the faces on the left and the right of every edge; -1 where there is none."""
    half = shapely.length(work.edges) / 2
    a = shapely.get_coordinates(shapely.line_interpolate_point(work.edges, half - np.minimum(half / 2, 0.5)))
    b = shapely.get_coordinates(shapely.line_interpolate_point(work.edges, half + np.minimum(half / 2, 0.5)))
    along = (b - a) / np.maximum(np.hypot(*(b - a).T), 1e-9)[:, None]
    normal = np.column_stack([-along[:, 1], along[:, 0]]) * 0.08
    middle = (a + b) / 2
    tree = shapely.STRtree(faces)
    out = []
    for side in (middle + normal, middle - normal):
        which = np.full(len(work.edges), -1)
        point, face = tree.query(shapely.points(side), predicate="intersects")
        which[point] = face
        out.append(which)
    return out[0], out[1]


def without_slivers(work: Linework, *, keep: Bools, least_m2: float, least_width_m: float) -> Linework:
    """Join faces that are too small or too thin to a neighbour by dropping their least important edge.

    `keep` marks edges that must stay (outline, river banks); faces that only they bound stay as well.
    """
    for _ in range(6):
        faces = faces_of(work)
        area = shapely.area(faces)
        small = (area < least_m2) | (2 * area / shapely.length(faces) < least_width_m)
        left, right = sides_of(work, faces)
        length = shapely.length(work.edges)
        may_go = ~keep & (left >= 0) & (right >= 0) & (left != right)
        dropped = np.zeros(len(work.edges), dtype=bool)
        touched: set[int] = set()
        for face in np.flatnonzero(small):
            sides = np.flatnonzero(may_go & ((left == face) | (right == face)))
            if not len(sides):
                continue
            best = sides[np.lexsort((-length[sides], -work.kind[sides]))[0]]
            pair = {int(left[best]), int(right[best])}
            if pair & touched:
                continue
            touched |= pair
            dropped[best] = True
        if not dropped.any():
            break
        marked = {id(edge) for edge in work.edges[keep]}
        work = without_loose_ends(work.only(~dropped))
        keep = np.array([id(edge) in marked for edge in work.edges], dtype=bool)
    return work


def middles(edges: Shapes) -> Array:
    """Return the point half way along each edge."""
    half: Array = shapely.get_coordinates(shapely.line_interpolate_point(edges, 0.5, normalized=True))
    return half
