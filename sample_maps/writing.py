"""Writing the files: GeoPackage, FlatGeobuf, GeoJSON, a zipped Shapefile in GBK, and CSV."""

import csv
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyogrio.raw
import shapely

from sample_maps.geometry import Shapes
from sample_maps.projection import shapes_to_degrees

Columns = Mapping[str, Sequence[Any] | npt.NDArray[Any]]

_DRIVERS = {".gpkg": "GPKG", ".fgb": "FlatGeobuf", ".geojson": "GeoJSON", ".shp": "ESRI Shapefile"}
_OPTIONS: dict[str, dict[str, Any]] = {".geojson": {"COORDINATE_PRECISION": "7"}, ".fgb": {"SPATIAL_INDEX": "YES"}}


def _column(values: Sequence[Any] | npt.NDArray[Any]) -> npt.NDArray[Any]:
    array = np.asarray(values)
    if array.dtype.kind != "U":
        return array
    texts = np.empty(len(array), dtype=object)
    texts[:] = [text or None for text in array.tolist()]
    return texts


def write_shapes(path: Path, shapes: Shapes, columns: Columns, **options: Any) -> Path:
    """Write shapes, in metres, and their columns as the format that the file's name tells, in EPSG:4326."""
    geometry = shapes_to_degrees(shapes)
    path.unlink(missing_ok=True)
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb(geometry),
        field_data=[_column(values) for values in columns.values()],
        fields=list(columns),
        geometry_type=str(geometry[0].geom_type),
        crs="EPSG:4326",
        driver=_DRIVERS[path.suffix],
        **_OPTIONS.get(path.suffix, {}),
        **options,
    )
    return path


def write_zipped_shapefile(path: Path, name: str, shapes: Shapes, columns: Columns) -> Path:
    """Write a Shapefile in GBK, as offices have them, with its .cpg, in one zip archive."""
    with tempfile.TemporaryDirectory() as folder:
        write_shapes(Path(folder) / f"{name}.shp", shapes, columns, encoding="GBK")
        (Path(folder) / f"{name}.cpg").write_text("GBK", encoding="ascii")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted(Path(folder).iterdir()):
                archive.write(part, part.name)
    return path


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Path:
    """Write a CSV file with a header, in UTF-8."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    return path
