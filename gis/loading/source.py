"""A file that is read in batches, whatever its format."""

from collections.abc import Collection, Generator, Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import pyproj
from numpy.typing import NDArray

from gis.loading.reasons import Reason

BATCH_ROWS = 20_000
"""Rows in memory at once."""

Geometries = NDArray[Any]


@dataclass(slots=True)
class Batch:
    """Some rows of a file, in its own columns and coordinates.

    Attributes:
        first: Number of the first row; the file's first data row is 1.
        columns: Values by column.
        geoms: Shapely geometries or None, one per row; None where the file has no geometry at all.
        said: What reading already found: (position in the batch, reason, its values).
    """

    first: int
    columns: dict[str, list[Any]]
    geoms: Geometries | None
    said: list[tuple[int, Reason, dict[str, Any]]] = field(default_factory=list)

    def __len__(self) -> int:
        if self.geoms is not None:
            return len(self.geoms)
        return len(next(iter(self.columns.values()), []))


class Source(Protocol):
    """A file, or one layer of it, that can be read.

    Attributes:
        format: What it is, as a reader would call it.
        layer: The layer or sheet that is taken.
        layers: All that there are.
        columns: Its columns, in order.
        geometry: What GDAL calls its geometry type; None: it has none of its own.
        crs: What its coordinates are in; None: it does not say.
        count: Rows, where that is known beforehand.
        dbf: Whether column names may be cut after ten bytes.
        notes: What is worth saying about the file.
    """

    format: str
    layer: str | None
    layers: tuple[str, ...]
    columns: tuple[str, ...]
    geometry: str | None
    crs: pyproj.CRS | None
    count: int | None
    dbf: bool
    notes: list[str]

    def batches(self, columns: Collection[str], *, rows: int = BATCH_ROWS) -> Generator[Batch]:
        """Yield the rows, `rows` at a time, with the named columns only.

        Raises:
            InputError: the file turns out to be damaged.
        """


def no_geometries(rows: int) -> Geometries:
    """Return `rows` times no geometry."""
    return np.full(rows, None, dtype=object)


def column_of(columns: Iterable[str], known: Iterable[str]) -> str | None:
    """Return the column that has the first of some names, whatever its case; None where none has any."""
    named = {column.strip().lower(): column for column in reversed(tuple(columns))}
    return next((named[word] for word in known if word in named), None)
