"""A layer's rows as columns: what exports and the map in one file are made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Engine

from gis.blind_spots import refresh
from gis.coverage.scope import scope_of
from gis.database import session_of
from gis.parameters import load_parameters
from gis.viewer import Viewer
from layers import BBox, Layer, rows_of

Kind = Literal["integer", "number", "boolean", "date", "moment", "text"]
KINDS: dict[int, Kind] = {
    **dict.fromkeys((20, 21, 23), "integer"),
    **dict.fromkeys((700, 701, 1700), "number"),
    16: "boolean",
    1082: "date",
    1184: "moment",
}
"""PostgreSQL's type numbers; any other type is written as text."""


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
    properties = [f'f."{name}"' for name in layer.properties]
    with session_of(engine) as session:
        scope_of(session, viewer, area_code=area_code)
        if "blind_spot" in layer.subjects:
            # derived: no server may have run since the record changed
            refresh(session)
        question = rows_of(
            layer,
            viewer,
            load_parameters(session),
            area_code=area_code,
            bbox=bbox,
            columns=", ".join(["ST_AsBinary(f.geom)", *properties]),
        )
        result = session.connection().exec_driver_sql(question.sql, dict(question.values))
        kinds = [KINDS.get(column[1], "text") for column in result.cursor.description]  # type: ignore[call-overload]
        rows = result.fetchall()
    values = list(zip(*rows, strict=True)) or [()] * len(kinds)
    return Rows(
        outlines=[bytes(outline) for outline in values[0]],
        columns=[
            Column(name, kind, held) for name, kind, held in zip(layer.properties, kinds[1:], values[1:], strict=True)
        ],
    )
