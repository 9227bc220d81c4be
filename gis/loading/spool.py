"""Rows kept in a temporary file between being found and being loaded, so that memory stays steady."""

import pickle
from collections.abc import Collection, Generator, Sequence
from tempfile import TemporaryFile
from typing import IO, Any

import numpy as np
import pyproj
import shapely

from gis.crs import WGS84
from gis.loading.reasons import Reason
from gis.loading.source import BATCH_ROWS, Batch

Held = list[tuple[Any, ...]]


class Spool:
    """A source that is written first: rows of our own fields, with a geometry as WKB in WGS 84."""

    geometry: str | None = "Unknown"
    crs: pyproj.CRS | None = WGS84.crs
    layer: str | None = None
    layers: tuple[str, ...] = ()
    dbf = False

    def __init__(self, columns: Sequence[str], *, format: str) -> None:  # noqa: A002 - the word of Source
        self.columns = tuple(columns)
        self.format = format
        self.count: int | None = 0
        self.notes: list[str] = []
        self._file: IO[bytes] = TemporaryFile(prefix="wangge-")  # noqa: SIM115 - close() ends it
        self._held: Held = []
        self._said: list[tuple[int, Reason, dict[str, Any]]] = []

    def add(self, values: Sequence[Any], wkb: str | None, reason: Reason | None = None, **words: Any) -> None:
        """Keep a row; with `reason`, one that reading refused."""
        if reason is not None:
            self._said.append((len(self._held), reason, words))
        self._held.append((*values, wkb))
        self.count = (self.count or 0) + 1
        if len(self._held) == BATCH_ROWS:
            self._write()

    def close(self) -> None:
        """Give the room on the disk back."""
        self._file.close()

    def _write(self) -> None:
        if self._held:
            pickle.dump((self._held, self._said), self._file, protocol=pickle.HIGHEST_PROTOCOL)
            self._held, self._said = [], []

    def batches(self, columns: Collection[str], *, rows: int = BATCH_ROWS) -> Generator[Batch]:  # noqa: ARG002 - as they were written
        """Yield the rows as they were added; see `Source`."""
        self._write()
        self._file.seek(0)
        first = 1
        while True:
            try:
                # nobody but this object wrote the file
                held, said = pickle.load(self._file)  # noqa: S301
            except EOFError:
                return
            cells = list(zip(*held, strict=True))
            geoms = np.asarray(shapely.from_wkb(np.array(cells[-1], dtype=object), on_invalid="ignore"), dtype=object)
            by_name = {name: list(cells[place]) for place, name in enumerate(self.columns) if name in columns}
            yield Batch(first, by_name, geoms, said)
            first += len(held)
