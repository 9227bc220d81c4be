"""A layer's rows as columns: what exports and the map in one file are made of."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Engine
from sqlalchemy.pool import PoolProxiedConnection

from gis.blind_spots import refresh
from gis.coverage.scope import scope_of
from gis.database import session_of
from gis.parameters import load_parameters
from gis.viewer import Viewer
from layers import BBox, Layer, Question, rows_of

Kind = Literal["integer", "number", "boolean", "date", "moment", "text"]
KINDS: dict[int, Kind] = {
    **dict.fromkeys((20, 21, 23), "integer"),
    **dict.fromkeys((700, 701, 1700), "number"),
    16: "boolean",
    1082: "date",
    1184: "moment",
}
"""PostgreSQL's type numbers; any other type is written as text."""
GEOMETRY_TYPES = {
    name.upper(): name for name in ("Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon")
}
ROWS_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Column:
    """One property: its name, its kind, and its value in every row (None where there is none)."""

    name: str
    kind: Kind
    values: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Rows:
    """What a layer holds: the outlines (WKB, EPSG:4326) and the properties, in the order of the record's ids."""

    outlines: list[bytes]
    columns: list[Column]

    def only(self, names: Sequence[str]) -> "Rows":
        """Return the rows with these columns only."""
        return Rows(self.outlines, [column for column in self.columns if column.name in names])


def read_rows(
    engine: Engine, layer: Layer, viewer: Viewer, *, area_code: str | None = None, bbox: BBox | None = None
) -> Rows:
    """Return the rows of a layer that a viewer may see.

    Args:
        engine: Of the record.
        layer: What to read.
        viewer: Who asks.
        area_code: Only what shares ground with this area.
        bbox: Only what meets this box (min_lon, min_lat, max_lon, max_lat).

    Raises:
        NotFoundError: there is no such area.
    """
    with opened_rows(engine, layer, viewer, area_code=area_code, bbox=bbox) as opened:
        return end_to_end(list(opened.batches))


@dataclass(frozen=True, slots=True)
class OpenedRows:
    """A layer's rows as they come from the database: at least one batch, whose columns are those of all."""

    batches: Iterator[Rows]
    geometry_types: frozenset[str]


@contextmanager
def opened_rows(
    engine: Engine, layer: Layer, viewer: Viewer, *, area_code: str | None = None, bbox: BBox | None = None
) -> Iterator[OpenedRows]:
    """Yield the rows of a layer, some at a time, for as long as the block runs; see `read_rows`."""
    with session_of(engine) as session:
        scope_of(session, viewer, area_code=area_code)
        if "blind_spot" in layer.subjects:
            # derived: no server may have run since the record changed
            refresh(session)
        parameters = load_parameters(session)

        def asked(columns: str) -> Question:
            return rows_of(layer, viewer, parameters, area_code=area_code, bbox=bbox, columns=columns)

        outlines = asked("f.geom")
        types = session.connection().exec_driver_sql(
            f"SELECT DISTINCT GeometryType(g.geom) FROM ({outlines.sql}) g", dict(outlines.values)
        )
        found = frozenset(GEOMETRY_TYPES[str(name)] for name in types.scalars())
        whole = asked(", ".join(["ST_AsBinary(f.geom)", *(f'f."{name}"' for name in layer.properties)]))
        yield OpenedRows(_batches(session.connection().connection, whole, layer.properties), found)


def _batches(connection: PoolProxiedConnection, question: Question, properties: Sequence[str]) -> Iterator[Rows]:
    cursor: Any = connection.cursor(name="rows_of_a_layer")  # on the server: fetched as it is read
    with cursor:
        cursor.execute(question.sql, dict(question.values))
        rows = cursor.fetchmany(ROWS_AT_ONCE)
        # such a cursor knows its columns once it was asked for a row
        kinds = [KINDS.get(column.type_code, "text") for column in cursor.description[1:]]
        while True:
            outlines, *values = zip(*rows, strict=True) if rows else ((), *[()] * len(kinds))
            yield Rows(
                [bytes(outline) for outline in outlines],
                [Column(*column) for column in zip(properties, kinds, values, strict=True)],
            )
            rows = cursor.fetchmany(ROWS_AT_ONCE)
            if not rows:
                return


def end_to_end(batches: Sequence[Rows]) -> Rows:
    """Return batches of the same columns as one."""
    columns = []
    for place, first in enumerate(batches[0].columns):
        values: list[Any] = []
        for batch in batches:
            values += batch.columns[place].values
        columns.append(Column(first.name, first.kind, values))
    return Rows([outline for batch in batches for outline in batch.outlines], columns)
