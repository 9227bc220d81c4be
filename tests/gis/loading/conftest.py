"""Small files of every format, and a loader into an empty record."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.loading import LoadOptions, LoadReport, load_file
from gis.viewer import LOCAL_OPERATOR

WriteLayer = Callable[..., Path]
Load = Callable[..., LoadReport]
Rows = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def write_layer(tmp_path: Path) -> WriteLayer:
    """Write WKT geometries and columns to a file: `write_layer("b.gpkg", ["POINT (1 2)"], code=["a"])`."""

    def write(
        name: str,
        wkt: Sequence[str | None],
        /,
        *,
        crs: str | None = "EPSG:4326",
        layer: str | None = None,
        append: bool = False,
        columns: Mapping[str, Sequence[Any]] | None = None,
        **more: Sequence[Any],
    ) -> Path:
        values = {**(columns or {}), **more}
        geoms = np.array([None if item is None else shapely.from_wkt(item) for item in wkt], dtype=object)
        kinds = {geom.geom_type for geom in geoms if geom is not None}
        options: dict[str, Any] = {"encoding": "UTF-8"} if name.endswith(".shp") else {}
        pyogrio.raw.write(
            tmp_path / name,
            shapely.to_wkb(geoms),
            [_array(items) for items in values.values()],
            list(values),
            geometry_type=kinds.pop() if len(kinds) == 1 else "Unknown",
            crs=crs,
            layer=layer,
            append=append,
            driver="LIBKML" if name.endswith(".kml") else None,
            **options,
        )
        return tmp_path / name

    return write


def _array(items: Sequence[Any]) -> np.ndarray[Any, Any]:
    if all(isinstance(item, int) for item in items):
        return np.array(items, dtype=np.int64)
    if all(isinstance(item, float) for item in items):
        return np.array(items, dtype=np.float64)
    return np.array(items, dtype=object)


@pytest.fixture
def write_text(tmp_path: Path) -> Callable[..., Path]:
    """Write text: `write_text("a.csv", "code,lon,lat", encoding="gbk")`."""

    def write(name: str, content: str, *, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode(encoding))
        return path

    return write


@pytest.fixture
def load(session: Session) -> Load:
    """Load a file: `load("buildings", path, crs="gcj02")`."""

    def run(kind: str, path: Path, **options: Any) -> LoadReport:
        return load_file(session, kind, path, options=LoadOptions(**options), viewer=LOCAL_OPERATOR)

    return run


@pytest.fixture
def rows(session: Session) -> Rows:
    """Ask the record: `rows("SELECT code FROM building ORDER BY code")`."""

    def ask(sql: str, **values: Any) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in session.execute(text(sql), values)]

    return ask


@pytest.fixture
def box() -> Callable[..., str]:
    """Return squares as WKT: `box(116, 39)`, its lower left corner at lon 116, lat 39."""

    def make(x: float, y: float, size: float = 0.001) -> str:
        return str(shapely.to_wkt(shapely.box(x, y, x + size, y + size), rounding_precision=9))

    return make
