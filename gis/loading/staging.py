"""The rows of a file in temporary tables of the transaction, before anything of the record is touched."""

import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
import psycopg2
import shapely
from sqlalchemy import Row, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from gis.loading.kinds import FieldType, Kind
from gis.loading.reasons import Language, Reason, Verdict
from gis.loading.report import Remark
from gis.loading.rows import Values
from gis.loading.shapes import Said
from gis.loading.source import Geometries

_TYPES: dict[FieldType, str] = {
    "text": "text",
    "code": "text",
    "word": "text",
    "count": "integer",
    "whole": "integer",
    "number": "double precision",
    "date": "date",
    "moment": "timestamptz",
    "flag": "boolean",
    "foot": "boolean",
}
# codes are shown: nothing goes in that could be guessed back from one, as a phone number could
_IDENTIFYING = ("name", "category", "reported_at", "description", "worker", "at", "begins")
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\x00": None})
_SPECIAL = re.compile(r"[\\\t\n\r\x00]")
_FETCH = 10_000
KEPT_REMARKS = 20_000
"""Remarks of each verdict that the record keeps of one load."""


class Staging:
    """Table `staged`: one row per row of the file; table `staged_remark`: what is said about them.

    `staged` has `row` (its number), `code`, `coded` (whether the file gave it), every field of the kind, `geom`.
    """

    def __init__(self, session: Session, kind: Kind, *, language: Language) -> None:
        self.session = session
        self.kind = kind
        self.language = language
        self.rows = 0
        self._fields = [item for item in kind.fields if item.name != "code"]
        columns = "".join(f', "{item.name}" {_TYPES[item.type]}' for item in self._fields)
        session.execute(
            text(f"""
            DROP TABLE IF EXISTS staged, staged_remark;
            CREATE TEMP TABLE staged (row bigint, code text, coded boolean{columns}, geom geometry(Geometry, 4326))
                ON COMMIT DROP;
            CREATE TEMP TABLE staged_remark (
                row bigint, verdict text, code text, reason text, wording text, geom geometry(Point, 4326))
                ON COMMIT DROP;
            """)
        )

    def add(self, *, first: int, values: Values, geoms: Geometries, moved: Geometries, said: Said) -> None:
        """Write one batch: the rows that were not refused, and what was said about all of them.

        Args:
            first: Number of the batch's first row.
            values: By field.
            geoms: As the record takes them, None where there is none.
            moved: As they were before anything was refused: say where a refused row lies.
            said: What was found.
        """
        length = len(geoms)
        self.rows += length
        codes = values.get("code") or [None] * length
        kept = [place for place in range(length) if place not in said.refused]
        columns = [values.get(item.name) or [None] * length for item in self._fields]
        wkb: Sequence[str | None] = shapely.to_wkb(shapely.set_srid(geoms, 4326), hex=True, include_srid=True)
        made = [codes[place] or self._made_code(place, values, wkb[place]) for place in range(length)]
        self._copy(
            "staged",
            (
                (
                    first + place,
                    made[place],
                    codes[place] is not None,
                    *(column[place] for column in columns),
                    wkb[place],
                )
                for place in kept
            ),
        )
        self._copy("staged_remark", self._remarks(first, codes, moved, said))

    def _made_code(self, place: int, values: Values, wkb: str | None) -> str:
        """Return a code for a row without one, always the same: made of its shape, of a point's words as well."""
        parts = [wkb or ""]
        if wkb is None or len(wkb) <= _POINT_WKB:
            parts += [str(values[name][place] or "") for name in _IDENTIFYING if name in values]
        digest = hashlib.md5("\x1f".join(parts).encode(), usedforsecurity=False).hexdigest()
        return f"auto-{digest[:16]}"

    def _remarks(
        self, first: int, codes: Sequence[str | None], moved: Geometries, said: Said
    ) -> Iterator[tuple[Any, ...]]:
        said_of: list[tuple[int, Reason, dict[str, Any]]] = [
            (place, reason, values) for place, (reason, values) in said.refused.items()
        ]
        said_of += [item for item in said.remarks if item[0] not in said.refused]
        for place, reason, values in sorted(said_of, key=lambda item: item[0]):
            words = reason.say(self.language, **values)
            yield first + place, reason.verdict, codes[place], words, reason.wording, _position(moved[place])

    def _copy(self, table: str, rows: Iterator[tuple[Any, ...]]) -> None:
        lines = "".join(["\t".join(map(_cell, row)) + "\n" for row in rows])
        if lines:
            connection = self.session.connection()
            driver: Any = connection.connection.driver_connection
            statement = f"COPY {table} FROM STDIN"
            try:
                with driver.cursor() as cursor:
                    cursor.copy_expert(statement, io.BytesIO(lines.encode("utf-8", "replace")))
            except psycopg2.OperationalError as error:
                # as SQLAlchemy would say it, so that a full disk or a lost server is told in plain words
                if driver.closed:
                    connection.invalidate(error)
                raise OperationalError(statement, {}, error) from error

    def say(self, reason: Reason, select: str, *, field: str = "", **values: Any) -> int:
        """Say `reason` about rows: `select` yields row, value, other; the row itself stays. Return how many."""
        outcome = self.session.execute(
            text(f"""
            INSERT INTO staged_remark
            SELECT s.row, :verdict, CASE WHEN s.coded THEN s.code END, format(:words, q.value, q.other), :wording,
                   ST_PointOnSurface(s.geom)
            FROM ({select}) q (row, value, other) JOIN staged s USING (row)
            """),
            {
                "verdict": reason.verdict,
                "words": reason.template(self.language, field=field),
                "wording": reason.wording,
                **values,
            },
        )
        if reason.verdict == "refused" and outcome.rowcount:  # type: ignore[attr-defined]
            self.session.execute(
                text(f"DELETE FROM staged WHERE row IN (SELECT row FROM ({select}) q (row, value, other))"), values
            )
        return int(outcome.rowcount)  # type: ignore[attr-defined]

    def count(self) -> int:
        """Return how many rows stand in `staged`."""
        return int(self.session.scalar(text("SELECT count(*) FROM staged")) or 0)

    def counts(self) -> dict[Verdict, int]:
        """Return of how many rows each verdict was said; a refused row counts as nothing else."""
        row = self.session.execute(
            text("""
            SELECT count(DISTINCT row) FILTER (WHERE verdict = 'refused'),
                   count(DISTINCT row) FILTER (WHERE verdict = 'repaired'),
                   count(DISTINCT row) FILTER (WHERE verdict = 'warned') FROM staged_remark r
            WHERE verdict = 'refused'
               OR NOT EXISTS (SELECT 1 FROM staged_remark o WHERE o.row = r.row AND o.verdict = 'refused')
            """)
        ).one()
        return {"refused": row[0], "repaired": row[1], "warned": row[2]}

    def reasons(self) -> list[dict[str, Any]]:
        """Return how often each reason was given, refusals first, with what it said of the first row, in full."""
        found = self.session.execute(
            text("""
            SELECT verdict, wording AS reason, count(*) AS count, min(row) AS first_row,
                   (array_agg(reason ORDER BY row))[1] AS first
            FROM staged_remark
            GROUP BY 1, 2 ORDER BY verdict <> 'refused', verdict <> 'repaired', 3 DESC
            """)
        )
        return [row._asdict() for row in found]

    def remarks(self, *, limit: int | None = None) -> Iterator[Remark]:
        """Yield what was said, row by row."""
        rows = self.session.execute(
            text("""
            SELECT row, verdict, code, reason, ST_X(geom) AS lon, ST_Y(geom) AS lat FROM staged_remark
            ORDER BY verdict <> 'refused', verdict <> 'repaired', row LIMIT :limit
            """),
            {"limit": limit},
            execution_options={"yield_per": _FETCH, "stream_results": True},
        )
        for row in rows:
            yield _remark_of(row)

    def keep_remarks(self, load_id: int) -> None:
        """Write what was said into the record, beside the load."""
        self.session.execute(
            text("""
            INSERT INTO load_remark (load_id, verdict, row_number, code, reason, geom)
            SELECT :load_id, verdict, row, code, reason, geom FROM (
                SELECT *, row_number() OVER (PARTITION BY verdict ORDER BY row) AS place FROM staged_remark) r
            WHERE place <= :most ORDER BY verdict <> 'refused', row
            """),
            {"load_id": load_id, "most": KEPT_REMARKS},
        )


_POINT_WKB = 2 * (1 + 4 + 4 + 16)


def _position(geom: shapely.Geometry | None) -> str | None:
    """Return a point on the earth where a row lies, as WKB; None where there is none."""
    coordinates = shapely.get_coordinates(geom)
    on_earth = coordinates[(np.abs(coordinates) <= (180, 90)).all(axis=1)]
    if not len(on_earth):
        return None
    return str(shapely.to_wkb(shapely.set_srid(shapely.points(on_earth[0]), 4326), hex=True, include_srid=True))


def _remark_of(row: Row[Any]) -> Remark:
    position = None if row.lon is None else (row.lon, row.lat)
    return Remark(row=row.row, verdict=row.verdict, code=row.code, reason=row.reason, position=position)


def _cell(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(_ESCAPES) if _SPECIAL.search(value) else value
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
