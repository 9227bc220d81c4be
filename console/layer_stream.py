"""A layer as a file, in a steady memory however many rows it has.

A GeoPackage and a table grow some rows at a time. The other formats of GDAL are then made from such a GeoPackage, which
GDAL reads and writes as a stream. A Shapefile and a sheet are written whole: they hold no more than fits.
"""

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pyogrio.raw
from sqlalchemy import Engine

from console.layer_file import CRS, GDAL_FORMATS, WRITERS, append_features, file_in_place, write_layer
from console.layer_rows import Rows, end_to_end, opened_rows
from gis.viewer import Viewer
from layers import Layer


@dataclass(frozen=True, slots=True)
class Exported:
    """How many rows were written, and the columns that the format could not name as the record does."""

    rows: int
    renamed: Mapping[str, str]


def export_layer(engine: Engine, layer: Layer, viewer: Viewer, path: Path, *, area_code: str | None = None) -> Exported:
    """Write a layer's rows that a viewer may see; a file that is there is replaced whole, or stays as it was.

    Raises:
        NotFoundError: there is no such area.
        InputError: more rows than the format holds, or the file cannot be written.
    """
    with opened_rows(engine, layer, viewer, area_code=area_code) as opened:
        first, second = next(opened.batches), next(opened.batches, None)
        if second is None:
            return Exported(len(first.outlines), write_layer(layer, first, path))
        batches = chain((first, second), opened.batches)
        if path.suffix.lower() not in (".csv", *GDAL_FORMATS):
            whole = end_to_end(list(batches))
            return Exported(len(whole.outlines), write_layer(layer, whole, path))
        shape = next(iter(opened.geometry_types)) if len(opened.geometry_types) == 1 else "Unknown"
        with file_in_place(layer, path) as made:
            count = _table(layer, batches, made) if made.suffix == ".csv" else _features(layer, batches, made, shape)
    return Exported(count, {})


def _table(layer: Layer, batches: Iterable[Rows], path: Path) -> int:
    count = 0
    with path.open("wb") as whole, tempfile.TemporaryDirectory(dir=path.parent) as folder:
        for batch in batches:
            part = Path(folder) / path.name
            WRITERS[".csv"](layer, batch, part)
            with part.open("rb") as file:
                if count:
                    file.readline()  # the names of the columns stand there already
                whole.writelines(file)
            count += len(batch.outlines)
    return count


def _features(layer: Layer, batches: Iterable[Rows], path: Path, shape: str) -> int:
    count = 0
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        grown = path if path.suffix == ".gpkg" else Path(folder) / f"{layer.id}.gpkg"
        for batch in batches:
            append_features(layer.id, batch, grown, shape=shape)
            count += len(batch.outlines)
        if grown != path:
            _converted(layer, grown, path, shape)
    return count


def _converted(layer: Layer, source: Path, path: Path, shape: str) -> None:
    driver, options = GDAL_FORMATS[path.suffix]
    with pyogrio.raw.open_arrow(source, layer=layer.id) as (info, stream):
        pyogrio.raw.write_arrow(
            stream,
            path,
            layer=layer.id,
            driver=driver,
            geometry_name=info["geometry_name"] or "wkb_geometry",
            geometry_type=shape,
            crs=CRS,
            **options,
        )
