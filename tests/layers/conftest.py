"""A tiny record with at least one row for every layer, and readers of rows and tiles."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyogrio.raw
import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.parameters import DEFAULTS
from gis.viewer import LOCAL_OPERATOR, Viewer
from layers import BBox, Tile, find_layer, rows_of, tile_of

Features = list[dict[str, Any]]


@pytest.fixture
def record(session: Session) -> Session:
    """A session on a record with one of each."""
    session.execute(text((Path(__file__).parent.parent / "one_of_each.sql").read_text(encoding="utf-8")))
    return session


@pytest.fixture
def rows(record: Session) -> Callable[..., Features]:
    """Read a layer: `rows("grids", area_code=…, bbox=…)` -> its rows as dictionaries, `geom` as Shapely's."""

    def read(
        name: str, *, viewer: Viewer = LOCAL_OPERATOR, area_code: str | None = None, bbox: BBox | None = None
    ) -> Features:
        question = rows_of(find_layer(name), viewer, DEFAULTS, area_code=area_code, bbox=bbox)
        found = record.connection().exec_driver_sql(question.sql, dict(question.values)).mappings()
        return [{**row, "geom": shapely.from_wkb(row["geom"])} for row in found]

    return read


@pytest.fixture
def tile(record: Session, tmp_path: Path) -> Callable[..., dict[str, Features]]:
    """Draw a tile: `tile("grids,buildings", Tile(…))` -> features by layer, `geom` in the tile's units, y downwards."""

    def draw(names: str, at: Tile, *, viewer: Viewer = LOCAL_OPERATOR, day: date | None = None) -> dict[str, Features]:
        question = tile_of([find_layer(name) for name in names.split(",")], at, viewer, DEFAULTS, day=day)
        body = record.connection().exec_driver_sql(question.sql, dict(question.values)).scalar()
        return decoded(bytes(body or b""), tmp_path / "tile.mvt")

    return draw


def decoded(body: bytes, path: Path) -> dict[str, Features]:
    """Return the features of an MVT by layer, as GDAL reads them."""
    if not body:
        return {}
    path.write_bytes(body)
    layers: dict[str, Features] = {}
    for name, _geometry in pyogrio.list_layers(path):
        info, _fids, shapes, values = pyogrio.raw.read(path, layer=name, CLIP="NO")
        names = ["id" if field == "mvt_id" else str(field) for field in info["fields"]]
        table = zip(*values, strict=True)
        layers[name] = [
            {**dict(zip(names, row, strict=True)), "geom": shapely.from_wkb(shape)}
            for row, shape in zip(table, shapes, strict=True)
        ]
    return layers
