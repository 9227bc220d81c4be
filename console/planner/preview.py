"""Looking at a file before it is loaded: what it holds, where its first rows lie, which column is what."""

import re
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import shapely

from gis.errors import InputError
from gis.extent import BBox
from gis.loading import KINDS, Kind, LoadOptions, kind_of
from gis.loading.door import Door
from gis.loading.fields import map_fields
from gis.loading.opening import open_source
from gis.loading.shapes import Said
from gis.loading.source import Batch, Source

SHOWN_ROWS = 500
SAMPLES = 3
OSM = re.compile(r"\.(osm|pbf|osm\.gz|osm\.bz2)$", re.IGNORECASE)
FURTHEST_LON, FURTHEST_LAT = 180, 90
_NAMED = (
    ("workers", r"worker|网格员|人员"),
    ("categories", r"categor|类别"),
    ("incidents", r"incident|event|case|事件|案件|工单"),
    ("grids", r"grid|网格|wg"),
    ("buildings", r"build|楼|建筑|bldg|ld\b|jz"),
    ("estates", r"estate|小区|xq"),
    ("areas", r"area|区划|社区|街道|admin|boundar|sq\b"),
    ("streets", r"street|road|link|道路|路网"),
    ("water", r"water|river|水"),
    ("greens", r"green|park|绿"),
    ("places", r"place|地名"),
    ("resources", r"resource|facilit|poi|资源|设施"),
)
_OF_SHAPE = {"line": "streets", "point": "resources", "polygon": "buildings"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A file as it would be loaded.

    Attributes:
        kind: What it was looked at as.
        crs: What its coordinates were taken to be in; None: nothing told.
        fields: The kind's fields, each with the column that is taken for it (None: none).
        samples: Some values of each column.
        shapes: The first rows as GeoJSON (lon, lat).
        bbox: (min_lon, min_lat, max_lon, max_lat) of those.
    """

    file: str
    kind: str
    format: str = ""
    layer: str | None = None
    layers: tuple[str, ...] = ()
    crs: str | None = None
    count: int | None = None
    columns: tuple[str, ...] = ()
    fields: tuple[Mapping[str, Any], ...] = ()
    samples: Mapping[str, list[str]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    shapes: Mapping[str, Any] | None = None
    bbox: BBox | None = None


def preview(path: Path, *, kind: str | None = None, options: LoadOptions | None = None) -> Preview:
    """Look at a file; without a kind, one is guessed from its name, its shapes and its columns.

    Raises:
        InputError: it cannot be read, or its coordinates cannot be what they are said to be.
    """
    given = options or LoadOptions()
    if OSM.search(path.name):
        return Preview(file=path.name, kind="osm", format="OpenStreetMap")
    if kind == "osm":
        raise InputError(f"{path.name} is not OpenStreetMap's: choose what it is.")
    wanted = kind_of(kind or _kind_by_name(path) or _kind_by_shape(path, given))
    with open_source(path, kind=wanted, layer=given.layer, encoding=given.encoding) as source:
        return _look(path, source, wanted, given)


def _look(path: Path, source: Source, kind: Kind, options: LoadOptions) -> Preview:
    mapped = map_fields(kind, source.columns, options.fields, dbf=source.dbf)
    door = Door(source, mapped.columns, options)
    with closing(source.batches(list(source.columns), rows=SHOWN_ROWS)) as batches:
        batch = next(batches, None)
    shapes, bbox = _shapes(batch, door) if batch is not None and kind.column else (None, None)
    names = [*(item.name for item in kind.fields), *(name for name in ("lon", "lat", "wkt") if name in mapped.columns)]
    return Preview(
        file=path.name,
        kind=kind.id,
        format=source.format,
        layer=source.layer,
        layers=tuple(source.layers),
        crs=door.crs.name if door.crs else None,
        count=source.count,
        columns=tuple(source.columns),
        fields=tuple({"name": name, "column": mapped.columns.get(name)} for name in names),
        samples={} if batch is None else {name: _samples(cells) for name, cells in batch.columns.items()},
        notes=(*source.notes, *mapped.notes, *door.notes),
        shapes=shapes,
        bbox=bbox,
    )


def _samples(cells: list[Any]) -> list[str]:
    filled = (str(cell)[:60] for cell in cells if cell not in (None, ""))
    return list(dict.fromkeys(filled))[:SAMPLES]


def _shapes(batch: Batch, door: Door) -> tuple[Mapping[str, Any] | None, BBox | None]:
    moved, _raw = door.geometries(batch, Said())
    bounds = shapely.bounds(moved)
    sound = (abs(bounds[:, [0, 2]]) <= FURTHEST_LON).all(axis=1) & (abs(bounds[:, [1, 3]]) <= FURTHEST_LAT).all(axis=1)
    shapes = moved[sound]
    if not len(shapes):
        return None, None
    collected = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {}, "geometry": orjson.loads(text)} for text in shapely.to_geojson(shapes)
        ],
    }
    west, south, east, north = shapely.total_bounds(shapes)
    return collected, (float(west), float(south), float(east), float(north))


def _kind_by_name(path: Path) -> str | None:
    stem = path.stem.lower()
    if stem in {kind.id for kind in KINDS.values()}:
        return stem
    return next((kind for kind, words in _NAMED if re.search(words, stem)), None)


def _kind_by_shape(path: Path, options: LoadOptions) -> str:
    """Return the kind whose fields the columns hold most of, among those of the file's geometry."""
    with open_source(path, layer=options.layer, encoding=options.encoding) as source:
        said = (source.geometry or "").lower()
        shape = next((shape for shape in ("polygon", "line", "point") if shape in said), "point")
        fitting = [kind for kind in KINDS.values() if kind.geometry and kind.geometry[0] == shape]
        held = {kind.id: len(map_fields(kind, source.columns, {}, dbf=source.dbf).columns) for kind in fitting}
    best = max(held, key=lambda kind: (held[kind], kind == _OF_SHAPE[shape]), default=_OF_SHAPE[shape])
    return best if held.get(best, 0) > 1 else _OF_SHAPE[shape]
