"""The ground around the streets as a lattice: from every point of it, where does one step onto the network?

With it, how far each point is from a place on foot follows from one search on the network; contours of that are the
service areas. A point farther than `OFF_LIMIT_M` from any street counts as out of reach: open water, a hill, a field.
"""

from typing import Any

import numpy as np
import shapely
from contourpy import FillType, contour_generator
from numba import njit
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from routing.shortest_paths import Search, Stamps
from routing.street_graph import Snapped, StreetGraph

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

CELL_M = 15.0
OFF_LIMIT_M = 90.0
MOST_CELLS = 4_000_000


@njit(cache=True, nogil=True)
def _fill(
    field: Floats, top: int, left: int, edge: Ints, offset_m: Floats, off_m: Floats, u: Ints, v: Ints,
    length_m: Floats, way_m: Floats, stamp: Stamps, turn: int, source_edges: Ints, source_m: Floats, start_m: Floats,
    holds: Bools,
) -> None:  # fmt: skip
    """Write into `field` how far each point of a window is; `way_m` holds where `stamp` equals `turn`."""
    for row in range(field.shape[0]):
        for column in range(field.shape[1]):
            e = edge[top + row, left + column]
            if e < 0:
                field[row, column] = np.inf
                continue
            along, best = offset_m[top + row, left + column], np.inf
            if stamp[u[e]] == turn:
                best = way_m[u[e]] + along
            if stamp[v[e]] == turn:
                best = min(best, way_m[v[e]] + length_m[e] - along)
            if holds[e]:
                for number in range(len(source_edges)):
                    if source_edges[number] == e:
                        best = min(best, start_m[number] + abs(source_m[number] - along))
            field[row, column] = best + off_m[top + row, left + column]


class WalkingGround:
    """A lattice of points around the streets of a graph, each tied to the network.

    Attributes:
        cell_m: Distance between neighbours.
        corner: x, y of its first point, in the graph's zone.
        edge: int64 (rows, columns), the edge where one steps onto the network; -1: too far off.
        offset_m: How far along that edge.
        off_m: How far from it.
    """

    def __init__(self, graph: StreetGraph, *, around: Floats | None = None, cell_m: float = CELL_M) -> None:
        """Lay the lattice.

        Args:
            graph: The network.
            around: (k, 2) lon, lat: the lattice covers these; None: all streets.
            cell_m: Made larger where the lattice would have more than `MOST_CELLS` points.
        """
        self.graph = graph
        xy = graph.points_xy if around is None else graph.zone.points_to_metres(around)
        if len(xy) == 0:
            xy = np.zeros((1, 2))
        low, high = xy.min(axis=0) - OFF_LIMIT_M - cell_m, xy.max(axis=0) + OFF_LIMIT_M + cell_m
        self.cell_m = max(cell_m, float(np.sqrt(np.prod(high - low) / MOST_CELLS)))
        self.corner = low
        columns, rows = (np.ceil((high - low) / self.cell_m).astype(int) + 1).tolist()
        self.shape = (rows, columns)
        self.edge, self.offset_m, self.off_m = self._tie()

    def _tie(self) -> tuple[Ints, Floats, Floats]:
        sample, edge, offset_m = self._samples()
        if len(edge) == 0:
            nothing = np.zeros(self.shape)
            return np.full(self.shape, -1), nothing, nothing
        place = (sample - self.corner) / self.cell_m
        cell = np.rint(place).astype(np.int64)
        order = np.argsort(-((place - cell) ** 2).sum(axis=1), kind="stable")  # the nearest is written last
        held = np.full(self.shape, -1)
        held[cell[order, 1], cell[order, 0]] = order
        row, column = distance_transform_edt(held < 0, return_distances=False, return_indices=True)
        nearest = held[row, column]
        y, x = np.indices(self.shape)
        off_m = np.hypot(
            sample[nearest, 0] - (x * self.cell_m + self.corner[0]),
            sample[nearest, 1] - (y * self.cell_m + self.corner[1]),
        )
        return np.where(off_m <= OFF_LIMIT_M, edge[nearest], -1), offset_m[nearest], off_m

    def _samples(self) -> tuple[Floats, Ints, Floats]:
        """Points along the streets at ground level, half a cell apart: x, y, edge, metres along it."""
        graph = self.graph
        if len(graph.u) == 0:
            return np.zeros((0, 2)), np.zeros(0, np.int64), np.zeros(0)
        step = np.hypot(*np.diff(graph.points_xy, axis=0).T)
        step[graph.offsets[1:-1] - 1] = 1.0  # from one edge to the next, so that no two share a place
        run = np.concatenate([[0.0], np.cumsum(step)])
        known = np.arange(len(graph.u)) if graph.raised.all() else np.flatnonzero(~graph.raised)
        flat = graph.flat_length_m[known]
        counts = np.ceil(flat / (self.cell_m / 2)).astype(np.int64) + 1
        edge = np.repeat(known, counts)
        number = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        share = number / np.repeat(counts - 1, counts)
        at = run[graph.offsets[edge]] + share * graph.flat_length_m[edge]
        xy = np.column_stack([np.interp(at, run, graph.points_xy[:, axis]) for axis in (0, 1)])
        within = ((xy >= self.corner) & (xy <= self.corner + self.cell_m * (np.array(self.shape[::-1]) - 1))).all(
            axis=1
        )
        return xy[within], edge[within], (share * graph.length_m[edge])[within]

    def window(self, low: Floats, high: Floats) -> tuple[slice, slice]:
        """Return the rows and columns of the points between two corners (x, y), and one more on each side."""
        first = np.clip(np.floor((low - self.corner) / self.cell_m).astype(int) - 1, 0, None)
        last = np.ceil((high - self.corner) / self.cell_m).astype(int) + 2
        rows, columns = self.shape
        return slice(min(first[1], rows - 2), min(last[1], rows)), slice(
            min(first[0], columns - 2), min(last[0], columns)
        )

    def field(self, search: Search, sources: Snapped, window: tuple[slice, slice]) -> Floats:
        """Return metres on foot of every point in a window from the nearest of the sources that `search` just ran."""
        rows, columns = window
        field = np.empty((max(rows.stop - rows.start, 2), max(columns.stop - columns.start, 2)))
        graph = self.graph
        holds = np.zeros(len(graph.u), np.bool_)
        holds[sources.edge] = True
        _fill(
            field, rows.start, columns.start, self.edge, self.offset_m, self.off_m, graph.u, graph.v, graph.length_m,
            search.way_m, search.stamp, search.turn, sources.edge, sources.offset_m, sources.off_m, holds,
        )  # fmt: skip
        return field

    def corners_of(self, xy: Floats) -> Ints:
        """Return row and column, shape (k, 4, 2), of the points around each place (k, 2), kept inside the lattice."""
        first = np.floor((xy - self.corner) / self.cell_m).astype(np.int64)
        around = first[:, None, ::-1] + np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
        return np.asarray(np.clip(around, 0, np.array(self.shape) - 1))

    def contour(self, field: Floats, window: tuple[slice, slice], limit_m: float) -> Any:
        """Return the ground of a field's window that is within `limit_m`: a MultiPolygon in metres of the zone."""
        rows, columns = window
        capped = np.minimum(field, limit_m + self.cell_m)
        generator: Any = contour_generator(
            self.corner[0] + self.cell_m * np.arange(columns.start, columns.stop),
            self.corner[1] + self.cell_m * np.arange(rows.start, rows.stop),
            capped,
            fill_type=FillType.OuterOffset,
        )
        # nothing is nearer than 0; outlines come with their holes
        points, offsets = generator.filled(-1.0, limit_m)
        if not points:
            return shapely.MultiPolygon()
        sizes = np.array([len(part) for part in points])
        starts = np.cumsum(sizes) - sizes
        rings = np.concatenate(
            [[0], *[part[1:].astype(np.int64) + start for part, start in zip(offsets, starts, strict=True)]]
        )
        outlines = np.concatenate([[0], np.cumsum([len(part) - 1 for part in offsets])])
        return shapely.from_ragged_array(
            shapely.GeometryType.MULTIPOLYGON,
            np.concatenate(points),
            (rings, outlines, np.array([0, len(outlines) - 1])),
        )[0]
