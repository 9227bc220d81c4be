"""CSV and its like: the separator and the encoding are found out."""

import csv
from collections.abc import Collection, Generator, Iterator
from pathlib import Path
from typing import Any, TextIO

import pyproj

from gis.errors import InputError
from gis.loading.source import BATCH_ROWS, Batch
from gis.loading.text_encoding import encoding_of_file, known_encoding

_SEPARATORS = ",;\t|"
_LONGEST_CELL = 1 << 27
_UTF8 = ("utf-8", "utf-8-sig")


class TextTable:
    """A table in a text file, its first row the names of the columns."""

    geometry: str | None = None
    crs: pyproj.CRS | None = None
    layer: str | None = None
    layers: tuple[str, ...] = ()
    dbf = False
    format = "CSV"

    def __init__(self, path: Path, *, encoding: str | None) -> None:
        """Read the names of the columns.

        Raises:
            InputError: there are none, or the text is in no known encoding.
        """
        self._path = path
        self.notes: list[str] = []
        self._encoding = known_encoding(encoding) if encoding else encoding_of_file(path)
        if self._encoding == "utf-8":
            self._encoding = "utf-8-sig"
        if encoding is None and self._encoding not in _UTF8:
            self.notes.append("its text was read as " + ("GBK" if self._encoding == "gb18030" else self._encoding))
        # a geometry as text may be long
        csv.field_size_limit(_LONGEST_CELL)
        with self._open() as file:
            self._separator = _separator_of(file.readline())
        with self._open() as file:
            names = self._names(next(self._rows(file), []))
        if not any(names):
            raise InputError(f"{path.name} is empty: its first row must name the columns.")
        self.columns = tuple(names)
        self.count: int | None = self._count()

    def _open(self) -> TextIO:
        return self._path.open(encoding=self._encoding, newline="")

    def _rows(self, file: TextIO) -> Iterator[list[str]]:
        try:
            yield from csv.reader(file, delimiter=self._separator)
        except UnicodeDecodeError as error:
            raise InputError(
                f"{self._path.name} is not in {self._encoding}: name its encoding with --encoding."
            ) from error
        except csv.Error as error:
            raise InputError(f"{self._path.name} is damaged ({error}).") from error

    @staticmethod
    def _names(row: list[str]) -> list[str]:
        return [name.strip() for name in row]

    def _count(self) -> int | None:
        """Return the lines after the first: the rows, unless a cell holds a line break."""
        lines = 0
        last = b"\n"
        with self._path.open("rb") as file:
            while chunk := file.read(1 << 20):
                lines += chunk.count(b"\n")
                last = chunk[-1:]
        return max(0, lines + (last != b"\n") - 1)

    def batches(self, columns: Collection[str], *, rows: int = BATCH_ROWS) -> Generator[Batch]:
        """Yield the rows with the named columns only; rows without any value are passed over. See `Source`."""
        places = {name: self.columns.index(name) for name in columns}
        with self._open() as file:
            reader = self._rows(file)
            next(reader, None)
            yield from in_batches(reader, places, rows)


def in_batches(lines: Iterator[Any], places: dict[str, int], rows: int) -> Generator[Batch]:
    """Collect rows of cells into batches of columns; a short row's missing cells are empty."""
    first, number = 1, 0
    held: dict[str, list[Any]] = {name: [] for name in places}
    length = 0
    for line in lines:
        if not any(cell not in (None, "") for cell in line):
            continue
        number += 1
        length += 1
        for name, place in places.items():
            held[name].append(line[place] if place < len(line) else None)
        if length == rows:
            yield _batch(first, held, length)
            first, length, held = number + 1, 0, {name: [] for name in places}
    if length:
        yield _batch(first, held, length)


def _batch(first: int, held: dict[str, list[Any]], length: int) -> Batch:
    # a batch knows its length by its columns; a file of which none is wanted still has rows
    return Batch(first, held or {"": [None] * length}, None)


def _separator_of(header: str) -> str:
    return max(_SEPARATORS, key=header.count)
