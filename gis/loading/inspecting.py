"""Looking into a file before it is loaded: what it holds, what its columns seem to be, where it lies."""

import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from gis.errors import InputError
from gis.loading.door import Door
from gis.loading.fields import bare, map_fields
from gis.loading.guessing import likely_kinds
from gis.loading.kinds import KINDS, Kind, kind_of
from gis.loading.opening import OSM_ENDINGS, open_source, standing_file
from gis.loading.options import LoadOptions
from gis.loading.shapes import Said
from gis.loading.source import Batch, Geometries, Source

_SAMPLE_VALUES = 5
_PLAIN = (str, int, float, bool, type(None))
_PHONE_NAMES = frozenset(bare(name) for name in KINDS["workers"].field("phone").names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a file, with some of its values; none where it holds phone numbers."""

    name: str
    samples: list[Any]


@dataclass(slots=True, kw_only=True)
class FileInfo:
    """What a file holds, as far as its first rows tell.

    Attributes:
        file: Its name.
        format: As GDAL calls it.
        layers: All layers or sheets; `layer` is the one that was looked at.
        columns: In order, with samples.
        geometry: Type of geometry; None: a table, whose coordinates stand in columns.
        count: Rows; None: only reading all of it would tell.
        crs: What its coordinates are taken to be in; None: it does not say.
        bbox: (min_lon, min_lat, max_lon, max_lat) of the rows in `preview`; None: nothing to place.
        kinds: Kinds it may be, the likeliest first.
        kind: The kind that `fields` is guessed for.
        fields: Our field -> column; what a user may correct with `LoadOptions.fields`.
        known_fields: Every field of the kind that a column could be named for.
        preview: The first rows as GeoJSON in WGS 84: where they lie, without what stands in their columns.
        notes: What is worth saying.
        problem: Why it could not be placed or loaded as it stands, in one line; None: nothing is in the way.
    """

    file: str
    format: str
    layers: list[str]
    layer: str | None
    columns: list[Column]
    geometry: str | None
    count: int | None
    crs: str | None = None
    bbox: tuple[float, float, float, float] | None = None
    kinds: list[str] = field(default_factory=list)
    kind: str | None = None
    fields: dict[str, str] = field(default_factory=dict)
    known_fields: list[str] = field(default_factory=list)
    preview: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    problem: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self)


def inspect(
    path: Path, *, kind: str | None = None, options: LoadOptions | None = None, features: int = 500
) -> FileInfo:
    """Return what a file holds, reading no more than its first rows.

    Args:
        path: The file.
        kind: What it shall be loaded as; None: the likeliest kind is guessed.
        options: As they will be used for loading: crs, fields, encoding, layer, lat_lon.
        features: Rows to preview at most.

    Raises:
        InputError: it is missing, damaged, of no known format, or has no such layer; or there is no such kind.
    """
    if path.name.lower().endswith(OSM_ENDINGS):
        return _inspect_osm(standing_file(path))
    given = options or LoadOptions()
    wanted = kind_of(kind) if kind else None
    with open_source(path, kind=wanted, layer=given.layer, encoding=given.encoding) as source:
        with closing(source.batches(source.columns, rows=max(1, features))) as batches:
            batch = next(batches, None)
        info = FileInfo(
            file=path.name,
            format=source.format,
            layers=list(source.layers),
            layer=source.layer,
            columns=[Column(name=name, samples=_samples(batch, name)) for name in dict.fromkeys(source.columns)],
            geometry=source.geometry,
            count=source.count,
            kinds=likely_kinds(path, source, batch),
        )
        info.kind = wanted.id if wanted else next(iter(info.kinds), None)
        info.notes += source.notes
        if info.kind is not None:
            _guess(info, source, batch, given, features)
    _leave_out_phones(info)
    return info


def _leave_out_phones(info: FileInfo) -> None:
    """Empty the samples of columns of phone numbers, whatever the file is taken for."""
    for column in info.columns:
        if column.name == info.fields.get("phone") or bare(column.name) in _PHONE_NAMES:
            column.samples.clear()


def _inspect_osm(path: Path) -> FileInfo:
    """Return what the header of an OpenStreetMap file says; all else needs reading all of it."""
    import osmium  # noqa: PLC0415 - needed for nothing else here

    try:
        with osmium.io.Reader(str(path), osmium.osm.NOTHING) as reader:
            box = reader.header().box()
    except RuntimeError as error:
        raise InputError(f"{path.name} is no OpenStreetMap file, or it is damaged.") from error
    info = FileInfo(
        file=path.name, format="OpenStreetMap", layers=[], layer=None, columns=[], geometry="Unknown", count=None
    )
    info.kind, info.kinds, info.crs = "osm", ["osm"], "EPSG:4326"
    if box.valid():
        info.bbox = (box.bottom_left.lon, box.bottom_left.lat, box.top_right.lon, box.top_right.lat)
    return info


def _guess(info: FileInfo, source: Source, batch: Batch | None, options: LoadOptions, features: int) -> None:
    kind = kind_of(info.kind or "")
    info.known_fields = [item.name for item in kind.fields if item.names]
    if kind.column and source.geometry is None:
        info.known_fields += ["lon", "lat", "wkt"]
    mapped = map_fields(kind, source.columns, options.fields, dbf=source.dbf, placed=source.geometry is not None)
    info.fields = dict(mapped.columns)
    info.notes += mapped.notes
    if batch is None:
        info.problem = f"{info.file} holds no rows."
        return
    if kind.column:
        _place(info, kind, Door(source, info.fields, options), batch, features)


def _place(info: FileInfo, kind: Kind, door: Door, batch: Batch, features: int) -> None:
    try:
        moved, _ = door.geometries(batch, Said())
    except InputError as error:
        info.problem = str(error)
        return
    info.crs = door.crs.name if door.crs else None
    info.notes += door.notes
    if kind.needs_geometry and shapely.is_missing(moved).all():
        info.problem = "No row has a position: name the columns of its coordinates."
        return
    moved[~_on_earth(moved)] = None
    box = shapely.total_bounds(moved)
    if np.isfinite(box).all():
        info.bbox = (float(box[0]), float(box[1]), float(box[2]), float(box[3]))
    info.preview = _collection(moved, batch, features)


def _on_earth(geoms: Geometries) -> Any:
    bounds = shapely.bounds(geoms)
    with np.errstate(invalid="ignore"):
        return (np.abs(bounds) <= (180, 90, 180, 90)).all(axis=1)


def _collection(geoms: Geometries, batch: Batch, features: int) -> dict[str, Any]:
    out = []
    for place, geom in islice(enumerate(geoms), features):
        if geom is not None:
            out.append(
                {
                    "type": "Feature",
                    "id": batch.first + place,
                    "properties": {},
                    "geometry": json.loads(shapely.to_geojson(geom)),
                }
            )
    return {"type": "FeatureCollection", "features": out}


def _samples(batch: Batch | None, column: str) -> list[Any]:
    cells: Sequence[Any] = [] if batch is None else batch.columns.get(column, [])
    filled = dict.fromkeys(str(_plain(cell)) for cell in cells if cell not in (None, ""))
    return list(islice(filled, _SAMPLE_VALUES))


def _plain(value: Any) -> Any:
    if isinstance(value, float) and not np.isfinite(value):
        return None
    if isinstance(value, _PLAIN):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)
