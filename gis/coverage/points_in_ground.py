"""Which of many points lie in which of many polygons, exactly, by the record's own rule.

The rule is that of the database function `ground_holds`: a point in the interior belongs to the polygon; one exactly
on a border belongs to what lies a hair to the north-east, so that of two neighbours one holds it.
"""

from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.coverage.holding import HAIR

POINTS_PER_CELL = 30
MANY_CELLS = 150

Indices = NDArray[np.int64]
Floats = NDArray[np.float64]


class PointField:
    """Points sorted into square cells, so that a polygon meets few that are not its own.

    Args:
        x: Longitudes; y: latitudes, of equal length. A point that is not finite lies in no polygon.
    """

    def __init__(self, x: Floats, y: Floats) -> None:
        finite = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
        self._side = max(1, int(np.sqrt(len(finite) / POINTS_PER_CELL)))
        self._least = np.array([x[finite].min(), y[finite].min()]) if len(finite) else np.zeros(2)
        most = np.array([x[finite].max(), y[finite].max()]) if len(finite) else np.ones(2)
        self._cell = np.maximum(most - self._least, 1e-9) / self._side
        key = self._column(x[finite]) + self._side * self._row(y[finite])
        order = np.argsort(key, kind="stable")
        self._index = finite[order]
        self._x = x[self._index]
        self._y = y[self._index]
        self._start = np.searchsorted(key[order], np.arange(self._side**2 + 1))

    def pairs(self, grounds: NDArray[np.object_]) -> tuple[Indices, Indices]:
        """Return the pairs (index of a point, index of a polygon that holds it), by polygon."""
        if not len(grounds):
            return np.empty(0, np.int64), np.empty(0, np.int64)
        held = [self._index[place] for place in self._held_by(grounds)]
        counts = [len(points) for points in held]
        return np.concatenate(held), np.repeat(np.arange(len(grounds)), counts)

    def _held_by(self, grounds: NDArray[np.object_]) -> Iterator[Indices]:
        shapely.prepare(grounds)
        # those of an empty polygon are no numbers; it is left out below
        bounds = np.nan_to_num(shapely.bounds(grounds))
        columns = self._column(bounds[:, [0, 2]])
        rows = self._row(bounds[:, [1, 3]])
        for ground, (west, east), (south, north) in zip(grounds, columns, rows, strict=True):
            if shapely.is_empty(ground):
                yield np.empty(0, np.int64)
            elif (east - west + 1) * (north - south + 1) > MANY_CELLS:
                yield self._held_by_large(ground, (west, east), (south, north))
            else:
                first = np.arange(south, north + 1) * self._side
                yield self._held(ground, _ranges(self._start[first + west], self._start[first + east + 1]))

    def _held_by_large(self, ground: shapely.Geometry, across: tuple[int, int], up: tuple[int, int]) -> Indices:
        # cells that lie wholly inside need no look at their points
        column, row = (
            grid.ravel() for grid in np.meshgrid(np.arange(across[0], across[1] + 1), np.arange(up[0], up[1] + 1))
        )
        west, south = self._least[0] + column * self._cell[0], self._least[1] + row * self._cell[1]
        margin = self._cell * 1e-6
        boxes = shapely.box(
            west - margin[0],
            south - margin[1],
            west + self._cell[0] + margin[0],
            south + self._cell[1] + margin[1],
        )
        met = shapely.intersects(ground, boxes)
        whole = met.copy()
        whole[met] = shapely.contains_properly(ground, boxes[met])
        cell = row * self._side + column
        inside = _ranges(self._start[cell[whole]], self._start[cell[whole] + 1])
        border = met & ~whole
        doubtful = _ranges(self._start[cell[border]], self._start[cell[border] + 1])
        return np.concatenate([inside, self._held(ground, doubtful)])

    def _held(self, ground: shapely.Geometry, places: Indices) -> Indices:
        x, y = self._x[places], self._y[places]
        held = shapely.contains_xy(ground, x, y)
        rest = np.flatnonzero(~held)
        border = rest[shapely.intersects_xy(ground, x[rest], y[rest])]
        held[border] = shapely.contains_xy(ground, x[border] + HAIR[0], y[border] + HAIR[1])
        inside: Indices = places[held]
        return inside

    def _column(self, x: Floats) -> Indices:
        return self._number((x - self._least[0]) // self._cell[0])

    def _row(self, y: Floats) -> Indices:
        return self._number((y - self._least[1]) // self._cell[1])

    def _number(self, cells: Floats) -> Indices:
        numbers: Indices = np.clip(cells, 0, self._side - 1).astype(np.int64)
        return numbers


def _ranges(first: Indices, last: Indices) -> Indices:
    """Return the numbers of several ranges, one after the other."""
    lengths = last - first
    ends = np.cumsum(lengths)
    numbers: Indices = np.arange(lengths.sum()) + np.repeat(first - ends + lengths, lengths)
    return numbers
