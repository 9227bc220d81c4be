"""Opening a file: what it is decides who reads it."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from gis.errors import InputError
from gis.loading.archives import LOADABLE, unpacked
from gis.loading.kinds import Kind
from gis.loading.kml_names import with_plain_names
from gis.loading.source import Source
from gis.loading.spreadsheets import Spreadsheet
from gis.loading.text_encoding import as_utf8, encoding_of_file, known_encoding
from gis.loading.text_tables import TextTable
from gis.loading.vector_files import VectorFile

_TABLES = (".csv", ".tsv", ".txt")
_JSON = (".json", ".geojson", ".geojsonl", ".ndjson", ".geojsons", ".jsonl")
OSM_ENDINGS = (".osm", ".pbf", ".osm.gz", ".osm.bz2")
_LIKELY = {"polygon": ("Polygon", "Surface"), "line": ("LineString", "Curve"), "point": ("Point",)}
_TRACK = "track_points"
"""What a recorder writes of a walk, among the layers of a .gpx."""
_ARCHIVES = (".zip", ".kmz")
_SHAPEFILE_PARTS = (".dbf", ".shx", ".prj", ".cpg", ".qpj", ".sbn", ".sbx")
_POINTERS = (b"<OGRVRTDataSource", b"<VRTDataset", b'"gdal_streamed_alg"')


@contextmanager
def open_source(
    path: Path, *, kind: Kind | None = None, layer: str | None = None, encoding: str | None = None
) -> Iterator[Source]:
    """Yield a file, or one layer of it, ready to be read.

    Args:
        path: The file.
        kind: What is loaded: says which of several layers fits.
        layer: The layer, the sheet, or the archive's member to take.
        encoding: Of its text; None: found out.

    Raises:
        InputError: it is missing, empty, a folder, damaged, or of no known format.
        MissingError: the disk has no room to unpack an archive.
    """
    path = standing_file(path)
    if path.name.lower().endswith(OSM_ENDINGS):
        raise InputError(f"{path.name} is OpenStreetMap's: load it with `wangge load osm {path.name}`.")
    if path.suffix.lower() in _ARCHIVES:
        with unpacked(path) as members:
            name, notes = _member(path, members, kind, layer)
            within = layer if layer not in (name, Path(name).stem) else None
            with _open(members[name], kind, within, encoding, shown=name) as source:
                source.notes[:0] = notes
                yield source
        return
    with _open(path, kind, layer, encoding, shown=path.name) as source:
        yield source


def standing_file(path: Path) -> Path:
    """Return the file that is meant: the .shp beside a .dbf.

    Raises:
        InputError: it is missing, empty, a folder, or not to be read.
    """
    if not path.exists():
        raise InputError(f"There is no file {path}.")
    if path.is_dir() and path.suffix.lower() != ".gdb":
        inside = sorted(item.name for item in path.iterdir() if item.suffix.lower() in (*LOADABLE, ".zip"))
        which = f", such as {inside[0]}" if inside else ""
        raise InputError(f"{path} is a folder: name a file in it{which}.")
    if not os.access(path, os.R_OK):
        raise InputError(f"{path} may not be read by this user.")
    if path.is_file() and path.stat().st_size == 0:
        raise InputError(f"{path.name} is empty.")
    if path.suffix.lower() in _SHAPEFILE_PARTS:
        whole = [item for item in path.parent.iterdir() if item.stem == path.stem and item.suffix.lower() == ".shp"]
        if whole:
            return whole[0]
    return path


def _member(path: Path, members: dict[str, Path], kind: Kind | None, layer: str | None) -> tuple[str, list[str]]:
    names = list(members)
    if layer is not None:
        named = [name for name in names if layer in (name, Path(name).stem)]
        if not named and len(names) > 1:
            raise InputError(f"{path.name} holds no {layer!r}; it holds {', '.join(names)}.")
        return (named or names)[0], []
    picked = next((name for name in names if kind is not None and Path(name).stem.lower() == kind.id), names[0])
    others = ", ".join(name for name in names if name != picked)
    return picked, [f"{picked!r} was taken; --layer names another: {others}"] if others else []


@contextmanager
def _open(path: Path, kind: Kind | None, layer: str | None, encoding: str | None, *, shown: str) -> Iterator[Source]:
    suffix = path.suffix.lower()
    if suffix in _TABLES:
        yield TextTable(path, encoding=encoding)
    elif suffix in (".xlsx", ".xlsm"):
        book = Spreadsheet(path, layer=layer)
        try:
            yield book
        finally:
            book.close()
    elif suffix == ".xls":
        raise InputError(f"{shown} is an old workbook: save it as .xlsx.")
    else:
        with TemporaryDirectory(prefix="wangge-") as folder:
            readable, renamed = path, dict[str, str]()
            if suffix in _JSON:
                readable = _plain_json(path, Path(folder), encoding)
            elif suffix == ".kml":
                readable, renamed = with_plain_names(path, Path(folder))
            _refuse_pointers(readable, shown)
            likely: Sequence[str] = [word for shape in kind.geometry for word in _LIKELY[shape]] if kind else []
            yield VectorFile(
                readable,
                layer=layer,
                encoding=known_encoding(encoding) if encoding and readable is path else None,
                likely=likely,
                prefer=_TRACK if suffix == ".gpx" else kind.id if kind else "",
                renamed=renamed,
            )


def _plain_json(path: Path, folder: Path, encoding: str | None) -> Path:
    """Return the file as UTF-8 without a mark: behind one, GDAL sees only the first of many lines."""
    found = known_encoding(encoding) if encoding else encoding_of_file(path)
    return path if found == "utf-8" else as_utf8(path, folder / path.name, encoding=found)


def _refuse_pointers(path: Path, shown: str) -> None:
    if path.is_file():
        with path.open("rb") as file:
            start = file.read(4096)
        if any(mark in start for mark in _POINTERS):
            raise InputError(f"{shown} only points to other sources: load the files themselves.")
