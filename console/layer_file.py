"""A layer as a file that other programs read: the format follows from the file's ending."""

import csv
import errno
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import shapely
from numpy.typing import NDArray
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from console.layer_rows import Column, Rows
from console.short_names import short_names
from gis.errors import InputError
from gis.spreadsheet_text import inert
from layers import Layer

CRS = "EPSG:4326"
LONGEST_SHEET = 1_048_575
SHAPEFILE_SORTS = {"point": (0, 4), "line": (1, 2, 5), "polygon": (3, 6)}
_GEOJSON = ("GeoJSON", {"RFC7946": "YES", "COORDINATE_PRECISION": "7"})
GDAL_FORMATS: dict[str, tuple[str, dict[str, str]]] = {
    ".gpkg": ("GPKG", {}),
    ".geojson": _GEOJSON,
    ".json": _GEOJSON,
    ".fgb": ("FlatGeobuf", {}),
    ".kml": ("LIBKML", {}),
}
"""Driver and its options, by ending, where one file holds one layer."""
UTC_OFFSET = 100
"""GDAL's word for UTC."""
EMPTY: dict[str, Any] = {"integer": 0, "number": np.nan, "boolean": False, "date": "NaT", "moment": "NaT", "text": None}
DTYPES = {
    "integer": "int64",
    "number": "float64",
    "boolean": "bool",
    "date": "datetime64[D]",
    "moment": "datetime64[ms]",
}


def check_file(path: Path) -> None:
    """Refuse a file that cannot be written, before any work is done.

    Raises:
        InputError: an ending that is no format, no such folder, or no permission.
    """
    if path.suffix.lower() not in WRITERS:
        raise InputError(f"{path.name}: a layer goes to a file that ends in {', '.join(WRITERS)}.")
    check_writable(path)


def check_writable(path: Path) -> None:
    """Refuse a place where nothing can be written.

    Raises:
        InputError: no such folder, or no permission.
    """
    folder = path.absolute().parent
    if path.is_dir() or not folder.is_dir():
        raise InputError(f"{path} cannot be written: there is no such folder, or it is one itself.")
    if not os.access(path if path.exists() else folder, os.W_OK):
        raise InputError(f"{path} cannot be written: choose another file, or change its permissions.")


def write_layer(layer: Layer, rows: Rows, path: Path) -> Mapping[str, str]:
    """Write a layer's rows; a file that is there is replaced whole, or stays as it was.

    Returns:
        The columns that the format could not name as the record does, with the names they have there.

    Raises:
        InputError: more rows than the format holds.
    """
    with file_in_place(layer, path) as made:
        return WRITERS[made.suffix](layer, rows, made)


@contextmanager
def file_in_place(layer: Layer, path: Path) -> Iterator[Path]:
    """Yield where to write a file; when the block is done, it takes the place of what lies at `path`."""
    try:
        with tempfile.TemporaryDirectory(dir=path.absolute().parent, prefix=".wangge-") as folder:
            made = Path(folder) / f"{layer.id}{path.suffix.lower()}"
            yield made
            made.replace(path)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise
        raise InputError(f"{path} cannot be written ({error.strerror or error}): choose another place.") from error


def append_features(name: str, rows: Rows, path: Path, *, shape: str) -> None:
    """Write rows to a GeoPackage, behind those that it holds."""
    _write_features(name, rows, path, driver="GPKG", geometry_type=shape, append=path.exists())


def _write_by_gdal(layer: Layer, rows: Rows, path: Path) -> Mapping[str, str]:
    driver, options = GDAL_FORMATS[path.suffix]
    return _write_features(layer.id, rows, path, driver=driver, **options)


def _write_shapefile(layer: Layer, rows: Rows, path: Path) -> Mapping[str, str]:
    """Write a zip of one Shapefile per kind of geometry, since a Shapefile holds one kind only."""
    names = short_names([column.name for column in rows.columns])
    columns = [_for_shapefile(column, names) for column in rows.columns]
    types = shapely.get_type_id(shapely.from_wkb(np.array(rows.outlines, dtype=object)))
    parts = {sort: np.flatnonzero(np.isin(types, ids)).tolist() for sort, ids in SHAPEFILE_SORTS.items()}
    present = [sort for sort, chosen in parts.items() if chosen] or [layer.geometry]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for sort in present:
            name = layer.id if len(present) == 1 else f"{layer.id}_{sort}"
            part = Rows(
                [rows.outlines[index] for index in parts[sort]],
                [Column(one.name, one.kind, [one.values[index] for index in parts[sort]]) for one in columns],
            )
            made = path.with_name(f"{name}.shp")
            geometry = {"point": "Point", "line": "LineString", "polygon": "Polygon"}[sort]
            _write_features(name, part, made, driver="ESRI Shapefile", geometry_type=geometry, ENCODING="UTF-8")
            for piece in sorted(path.parent.glob(f"{name}.*")):
                if piece != path:
                    archive.write(piece, piece.name)
    return {long: short for long, short in names.items() if long != short}


def _for_shapefile(column: Column, names: Mapping[str, str]) -> Column:
    # a Shapefile knows days but no times
    if column.kind != "moment":
        return Column(names[column.name], column.kind, column.values)
    return Column(
        names[column.name], "text", [value and value.isoformat(timespec="seconds") for value in column.values]
    )


def _write_features(name: str, rows: Rows, path: Path, *, driver: str, **options: Any) -> Mapping[str, str]:
    moments = {column.name: UTC_OFFSET for column in rows.columns if column.kind == "moment"}
    pyogrio.raw.write(
        path,
        geometry=np.array([*rows.outlines, None], dtype=object)[:-1],
        field_data=[_array(column) for column in rows.columns],
        field_mask=[np.array([value is None for value in column.values], dtype=bool) for column in rows.columns],
        fields=[column.name for column in rows.columns],
        layer=name,
        driver=driver,
        crs=CRS,
        gdal_tz_offsets={key: np.full(len(rows.outlines), offset) for key, offset in moments.items()},
        **{"geometry_type": _common_type(rows.outlines), **options},
    )
    return {}


def _common_type(outlines: Sequence[bytes]) -> str:
    names = {shape.geom_type for shape in shapely.from_wkb(np.array(outlines, dtype=object))}
    return names.pop() if len(names) == 1 else "Unknown"


def _array(column: Column) -> NDArray[Any]:
    if column.kind == "text":
        return np.array([None if value is None else str(value) for value in column.values], dtype=object)
    values = column.values
    if column.kind == "moment":
        values = [value and np.datetime64(int(value.timestamp() * 1000), "ms") for value in values]
    empty = EMPTY[column.kind]
    return np.array([empty if value is None else value for value in values], dtype=DTYPES[column.kind])


def _write_csv(layer: Layer, rows: Rows, path: Path) -> Mapping[str, str]:
    """Write a table with `lon` and `lat` for points, else with the outline as `wkt`."""
    shapes = shapely.from_wkb(np.array(rows.outlines, dtype=object))
    if layer.geometry == "point":
        places = {"lon": _rounded(shapely.get_x(shapes)), "lat": _rounded(shapely.get_y(shapes))}
    else:
        places = {"wkt": shapely.to_wkt(shapes, rounding_precision=7)}
    # spreadsheets take a file for the local encoding unless it begins with this mark
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*(column.name for column in rows.columns), *places])
        texts = [[_said(value) for value in column.values] for column in rows.columns]
        writer.writerows(zip(*texts, *places.values(), strict=True))
    return {}


def _said(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return inert(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _write_sheet(layer: Layer, rows: Rows, path: Path) -> Mapping[str, str]:
    """Write a sheet for people, with a point inside each feature: a cell cannot hold a large outline."""
    if len(rows.outlines) > LONGEST_SHEET:
        raise InputError(
            f"A sheet holds {LONGEST_SHEET:,} rows, the layer has {len(rows.outlines):,}: export it as .csv."
        )
    points = shapely.point_on_surface(shapely.from_wkb(np.array(rows.outlines, dtype=object)))
    book = Workbook(write_only=True)
    sheet = book.create_sheet(layer.id)
    sheet.freeze_panes = "A2"
    sheet.append([*(column.name for column in rows.columns), "lon", "lat"])
    places = (_rounded(shapely.get_x(points)), _rounded(shapely.get_y(points)))
    for row in zip(*(column.values for column in rows.columns), *places, strict=True):
        sheet.append([_cell(sheet, value) for value in row])
    book.save(path)
    return {}


def _cell(sheet: Any, value: Any) -> Any:
    if hasattr(value, "tzinfo") and value.tzinfo is not None:
        return value.replace(tzinfo=None)
    if isinstance(value, str) and value.startswith("="):
        # a name, not a formula
        cell = WriteOnlyCell(sheet, value=value)
        cell.data_type = "s"
        return cell
    return value


def _rounded(values: NDArray[np.float64]) -> list[float]:
    rounded: list[float] = np.round(values, 7).tolist()
    return rounded


WRITERS: dict[str, Callable[[Layer, Rows, Path], Mapping[str, str]]] = {
    **dict.fromkeys(GDAL_FORMATS, _write_by_gdal),
    ".zip": _write_shapefile,
    ".csv": _write_csv,
    ".xlsx": _write_sheet,
}
