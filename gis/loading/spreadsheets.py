"""XLSX: a sheet read row by row; titles above the row that names the columns are passed over."""

import warnings
import zipfile
from collections.abc import Collection, Generator, Iterator
from pathlib import Path
from typing import Any, Protocol

import openpyxl
import pyproj
from openpyxl.utils.exceptions import InvalidFileException

from gis.errors import InputError
from gis.loading.source import BATCH_ROWS, Batch
from gis.loading.text_tables import in_batches

_TITLE_ROWS = 10


class _Sheet(Protocol):
    title: str
    max_row: int | None

    def iter_rows(self, *, min_row: int = 1, values_only: bool = True) -> Iterator[tuple[Any, ...]]:
        """Yield rows of values."""

    def reset_dimensions(self) -> None:
        """Forget what the file claims about its size."""


class Spreadsheet:
    """One sheet of a workbook."""

    geometry: str | None = None
    crs: pyproj.CRS | None = None
    dbf = False
    format = "XLSX"

    def __init__(self, path: Path, *, layer: str | None) -> None:
        """Find the sheet and the row that names its columns.

        Raises:
            InputError: it is no workbook, has no such sheet, or no row of names.
        """
        self._path = path
        self.notes: list[str] = []
        try:
            with warnings.catch_warnings():
                # styles and validations that it does not know, which nobody needs here
                warnings.simplefilter("ignore")
                self._book = openpyxl.load_workbook(path, read_only=True, data_only=True)
            self.layers = tuple(str(name) for name in self._book.sheetnames)
            self.layer: str | None = self._pick(layer)
            self._header, names = self._find_header()
        except (zipfile.BadZipFile, InvalidFileException, KeyError, OSError, ValueError, EOFError) as error:
            raise InputError(f"{path.name} is no XLSX workbook, or it is damaged or cut off.") from error
        if not names:
            raise InputError(f"{path.name}: sheet {self.layer!r} is empty; its first row must name the columns.")
        self.columns = tuple(names)
        rows = self._sheet(self.layer or "").max_row
        self.count: int | None = None if rows is None else max(0, rows - self._header)

    def close(self) -> None:
        """Let go of the file."""
        self._book.close()

    def _sheet(self, name: str) -> _Sheet:
        sheet: _Sheet = self._book[name]
        return sheet

    def _pick(self, layer: str | None) -> str:
        if layer is not None:
            if layer not in self.layers:
                raise InputError(f"{self._path.name} has no sheet {layer!r}; it has {', '.join(self.layers)}.")
            return layer
        filled = [
            name for name in self.layers if any(any(row) for row in self._sheet(name).iter_rows(values_only=True))
        ]
        if len(filled) > 1:
            self.notes.append(f"sheet {filled[0]!r} was taken; --layer names another: {', '.join(filled[1:])}")
        return filled[0] if filled else self.layers[0]

    def _find_header(self) -> tuple[int, list[str]]:
        """Return the number of the first row with as many cells as its neighbours below, and its names."""
        top: list[tuple[Any, ...]] = []
        for row in self._sheet(self.layer or "").iter_rows(values_only=True):
            top.append(row)
            if len(top) == _TITLE_ROWS:
                break
        filled = [sum(cell not in (None, "") for cell in row) for row in top]
        for place, cells in enumerate(filled):
            words = [cell for cell in top[place] if isinstance(cell, str) and cell.strip()]
            if cells and cells * 2 >= max(filled) and len(words) * 2 >= cells:
                if place:
                    self.notes.append(f"row {place + 1} of sheet {self.layer!r} names the columns")
                return place + 1, ["" if cell is None else str(cell).strip() for cell in top[place]]
        return 0, []

    def batches(self, columns: Collection[str], *, rows: int = BATCH_ROWS) -> Generator[Batch]:
        """Yield the rows with the named columns only; rows without any value are passed over. See `Source`."""
        places = {name: self.columns.index(name) for name in columns}
        lines = self._sheet(self.layer or "").iter_rows(min_row=self._header + 1, values_only=True)
        try:
            yield from in_batches(lines, places, rows)
        except (zipfile.BadZipFile, OSError, ValueError, EOFError, SyntaxError) as error:
            raise InputError(f"{self._path.name} is damaged or cut off.") from error
