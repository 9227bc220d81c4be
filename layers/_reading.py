"""The SQL that reads a layer's rows: of a viewer, of an area, in a bounding box."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy.dialects.postgresql import psycopg2

from gis.parameters import Parameters
from gis.viewer import Viewer
from layers._layer import Layer, Query

BBox = tuple[float, float, float, float]
_DRIVER = psycopg2.dialect()  # type: ignore[no-untyped-call]
WHOLE = 22
"""The zoom at which a layer shows all its rows."""


@dataclass(frozen=True, slots=True)
class Question:
    """A SELECT in the words of the PostgreSQL drivers, `%(name)s` for a bound value, and those values."""

    sql: str
    values: Mapping[str, Any]


def rows_of(
    layer: Layer,
    viewer: Viewer,
    parameters: Parameters,
    *,
    area_code: str | None = None,
    bbox: BBox | None = None,
    columns: str | None = None,
) -> Question:
    """Return the question for a layer's rows: `id`, `geom` (EPSG:4326) and its properties, in the order of their ids.

    Args:
        layer: The layer.
        viewer: Who asks; an `area_code` limits the rows to those that share ground with that area.
        parameters: Thresholds that the layer's query may name.
        area_code: A further area the rows must share ground with.
        bbox: (min_lon, min_lat, max_lon, max_lat) that the rows' own boxes must meet.
        columns: SQL to select instead, over the row `f`.
    """
    values: dict[str, Any] = {"zoom": WHOLE, "day": None, **asdict(parameters)}
    conditions = [within(layer, viewer, values)]
    if area_code is not None:
        conditions.append(
            within(layer, Viewer(name="", role="operator", area_code=area_code), values, name="asked_area")
        )
    if bbox is not None:
        conditions.append("f.geom && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)")
        values |= dict(zip(("west", "south", "east", "north"), bbox, strict=True))
    chosen = columns or ", ".join(["f.id", "f.geom", *(f'f."{name}"' for name in layer.properties)])
    where = " AND ".join(conditions)
    return Question(f"SELECT {chosen} FROM ({inner(layer, viewer)}) f WHERE {where} ORDER BY f.id", values)


def inner(layer: Layer, viewer: Viewer) -> str:
    """Return the layer's own SELECT with the drivers' placeholders."""
    return _written(layer.query, viewer)


@lru_cache(maxsize=1024)
def _written(query: Query, viewer: Viewer) -> str:
    return str(query(viewer).compile(dialect=_DRIVER))


def within(layer: Layer, viewer: Viewer, values: dict[str, Any], *, name: str = "viewer_area") -> str:
    """Return the condition that keeps the rows `f` to the viewer's area, and add its value to `values`.

    The one place where a viewer's area is applied to a layer. A polygon that only touches the area's border is not in
    it. A code that names no area lets nothing through.
    """
    if viewer.area_code is None:
        return "true"
    values[name] = viewer.area_code
    ground = f"(SELECT geom FROM area WHERE code = CAST(%({name})s AS text))"
    inside = f"ST_Intersects(f.geom, {ground})"
    return f"{inside} AND NOT ST_Touches(f.geom, {ground})" if layer.geometry == "polygon" else inside
