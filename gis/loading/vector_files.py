"""Files that GDAL reads: layers as Arrow batches, geometry as WKB."""

import sqlite3
import warnings
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import nanoarrow  # type: ignore[import-untyped]
import numpy as np
import pyogrio
import pyproj
import shapely
from nanoarrow._utils import NanoarrowException  # type: ignore[import-untyped]
from pyogrio.errors import DataLayerError, DataSourceError

from gis.errors import InputError
from gis.loading.dbase import check_shapefile, encoding_of_shapefile
from gis.loading.reasons import RING_CLOSED, UNREADABLE_GEOMETRY, Reason
from gis.loading.source import BATCH_ROWS, Batch, Geometries

_GEOMETRY_COLUMN = "wkb_geometry"
_WHOLE_FILE = {"KML", "LIBKML"}
"""Formats whose layers are folders of one thing."""
_NOT_FILES = {"OGR_VRT", "GDALG", "HTTP", "WFS", "OAPIF", "CSW", "PGDUMP", "Carto", "Elasticsearch", "NGW", "MVT"}
_DRAWING = "DXF"
_COUNTED = {"FlatGeobuf", "ESRI Shapefile"}
"""Formats whose header says how many rows there are."""
_SQLITE = b"SQLite format 3\0"


class VectorFile:
    """One layer of a file (or all of them, where they are folders), read by GDAL."""

    def __init__(
        self,
        path: Path,
        *,
        layer: str | None,
        encoding: str | None,
        likely: Sequence[str],
        prefer: str = "",
        renamed: Mapping[str, str] | None = None,
    ) -> None:
        """Open it.

        Args:
            path: An existing file.
            layer: The layer to take; None: the only one, the one called `prefer`, or the first of a fitting geometry.
            encoding: Of a Shapefile's table; None: found out.
            likely: Words one of which stands in a fitting geometry type, such as Polygon.
            prefer: Name of the layer to prefer.
            renamed: Columns that bear another name in the file that the user has.

        Raises:
            InputError: it is no such file, is damaged, or has no such layer.
        """
        self._path = path
        self._encoding = encoding
        self._shown = renamed or {}
        self.notes: list[str] = []
        if path.suffix.lower() == ".shp":
            check_shapefile(path)
        with plain_errors(path):
            kinds = {str(name): kind for name, kind in pyogrio.list_layers(path)}
        if not kinds:
            raise InputError(f"{path.name} holds no layer.")
        self.layers = tuple(kinds)
        self.layer: str | None = self._pick(layer, kinds, likely, prefer)
        info = self._information()
        self.format = str(info["driver"])
        if self.format in _NOT_FILES:
            raise InputError(f"{path.name} only points to other sources ({self.format}): load the files themselves.")
        self._parts: tuple[str, ...] = (self.layer or "",)
        if self.format in _WHOLE_FILE and layer is None:
            self._parts = self.layers
        self.dbf = self.format == "ESRI Shapefile"
        self._without_texts = self.format == _DRAWING and "Point" not in likely
        self._check()
        if self.dbf and self._encoding is None:
            self._encoding, said = encoding_of_shapefile(path)
            self.notes += [said] if said else []
        if self._encoding is not None:
            info = self._information()
        self.columns = tuple(dict.fromkeys(name for part in self._parts for name in self._columns_of(part)))
        self.geometry = None if info["geometry_type"] is None else str(info["geometry_type"])
        self.crs = pyproj.CRS.from_user_input(info["crs"]) if info["crs"] else None
        self.count = self._count(info)

    def _pick(self, layer: str | None, kinds: dict[str, str | None], likely: Sequence[str], prefer: str) -> str:
        if layer is not None:
            if layer not in kinds:
                raise InputError(f"{self._path.name} has no layer {layer!r}; it has {', '.join(kinds)}.")
            return layer
        with_shapes = [name for name, kind in kinds.items() if kind is not None] or list(kinds)
        fitting = [name for name in with_shapes if any(word in str(kinds[name]) for word in (*likely, "Unknown"))]
        picked = next((name for name in kinds if name.lower() == prefer), None) or (fitting or with_shapes)[0]
        if len(kinds) > 1:
            others = ", ".join(name for name in kinds if name != picked)
            self.notes.append(f"layer {picked!r} was taken; --layer names another: {others}")
        return picked

    def _information(self, layer: str | None = None) -> dict[str, Any]:
        with plain_errors(self._path):
            return dict(pyogrio.read_info(self._path, layer=layer or self.layer, encoding=self._encoding))

    def _columns_of(self, part: str) -> list[str]:
        return [self._shown.get(str(name), str(name)) for name in self._information(part)["fields"]]

    def _count(self, info: dict[str, Any]) -> int | None:
        if len(self._parts) > 1:
            counts = [int(self._information(part)["features"]) for part in self._parts]
            return None if min(counts) < 0 else sum(counts)
        return int(info["features"]) if int(info["features"]) >= 0 else None

    def _check(self) -> None:
        """GDAL reads what is left of a file that was cut off, and says nothing: look before."""
        with self._path.open("rb") if self._path.is_file() else closing(_Nothing()) as file:
            header = file.read(100)
        if header.startswith(_SQLITE):
            pages = int.from_bytes(header[28:32], "big")
            page_bytes = int.from_bytes(header[16:18], "big")
            if pages * (65536 if page_bytes == 1 else page_bytes) > self._path.stat().st_size:
                raise InputError(f"{self._path.name} is cut off: it was not written or copied to its end.")

    def batches(self, columns: Collection[str], *, rows: int = BATCH_ROWS) -> Generator[Batch]:
        """Yield the rows with the named columns only; see `Source`."""
        first, texts = 1, 0
        for part in self._parts:
            present = [name for name in self._columns_of(part) if name in columns]
            for batch in self._batches_of(part, present, columns, first, rows):
                taken = _without_points(batch) if self._without_texts else batch
                texts += len(batch) - len(taken)
                first += len(taken)
                if len(taken):
                    yield taken
        if texts:
            self.notes.append(f"{texts:,} texts and points of the drawing were left aside")
        elif self.format in _COUNTED and self.count is not None and first - 1 < self.count:
            raise InputError(f"{self._path.name} is cut off: {first - 1:,} of its {self.count:,} rows are there.")

    def _batches_of(
        self, part: str, present: list[str], columns: Collection[str], first: int, rows: int
    ) -> Iterator[Batch]:
        inside = {shown: name for name, shown in self._shown.items()}
        with (
            plain_errors(self._path),
            pyogrio.open_arrow(
                self._path,
                layer=part,
                columns=[inside.get(name, name) for name in present],
                encoding=self._encoding,
                batch_size=rows,
                use_pyarrow=False,
                datetime_as_string=True,
            ) as (about, stream),
            nanoarrow.ArrayStream(stream) as arrays,
        ):
            shapes = about["geometry_name"] or _GEOMETRY_COLUMN
            for array in arrays:
                fields = [array.schema.field(place).name for place in range(array.n_children)]
                names = [self._shown.get(name, name) for name in fields]
                read = {name: array.child(place).to_pylist() for place, name in enumerate(names)}
                geometry = read.pop(shapes, None)
                said: list[tuple[int, Reason, dict[str, Any]]] = []
                geoms = None if geometry is None else _from_wkb(geometry, said)
                nothing = [None] * len(array)
                yield Batch(first, {name: read.get(name, nothing) for name in columns}, geoms, said)
                first += len(array)


def _without_points(batch: Batch) -> Batch:
    """Return a drawing's batch without its texts: they are points."""
    if batch.geoms is None:
        return batch
    kept = np.flatnonzero(shapely.get_type_id(batch.geoms) != 0)
    columns = {name: [cells[place] for place in kept] for name, cells in batch.columns.items()}
    places = {int(old): new for new, old in enumerate(kept)}
    said = [(places[place], reason, values) for place, reason, values in batch.said if place in places]
    return Batch(batch.first, columns, batch.geoms[kept], said)


class _Nothing:
    def read(self, _size: int) -> bytes:
        return b""

    def close(self) -> None:
        """There is nothing to close."""


def _from_wkb(values: list[bytes | None], said: list[tuple[int, Reason, dict[str, Any]]]) -> Geometries:
    raw = np.empty(len(values), dtype=object)
    raw[:] = values
    with np.errstate(invalid="ignore"):
        geoms: Geometries = np.asarray(shapely.from_wkb(raw, on_invalid="ignore"), dtype=object)
        for place in np.flatnonzero(shapely.is_missing(geoms)):
            if values[place] is not None:
                geoms[place] = shapely.from_wkb(values[place], on_invalid="fix")
                said.append((int(place), UNREADABLE_GEOMETRY if geoms[place] is None else RING_CLOSED, {}))
    return geoms


@contextmanager
def plain_errors(path: Path) -> Iterator[None]:
    """Turn what GDAL says about a file into one line, and keep its warnings to ourselves.

    Raises:
        InputError: the file cannot be read.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module=r"pyogrio|nanoarrow|shapely")
        try:
            yield
        except DataLayerError as error:
            raise InputError(f"{path.name}: {_line(error)}") from error
        except DataSourceError as error:
            raise InputError(_hint(path, _line(error))) from error
        except (NanoarrowException, sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise InputError(f"{path.name} is damaged or cut off ({_line(error)}).") from error


def _line(error: Exception) -> str:
    return " ".join(str(error).split()).split("; It might")[0].rstrip(".")


def _hint(path: Path, said: str) -> str:
    if "not recognized" in said:
        return f"{path.name} is no file that can be read here, or it is damaged: give a GeoPackage, Shapefile, GeoJSON, FlatGeobuf, KML, GPX, DXF, CSV or XLSX."  # noqa: E501
    return f"{path.name} is damaged or cut off ({said})."
