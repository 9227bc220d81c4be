"""Staged rows become the record's: new ones inserted, changed ones updated, equal ones left alone."""

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.coverage.membership import bulk_work
from gis.loading.kinds import Kind
from gis.loading.staging import Staging
from gis.progress import Progress

BULK_ROWS = 20_000
"""From so many changed rows on, recounting everything is cheaper than following each row."""
STEP_ROWS = 50_000
_PART = "s.row BETWEEN :first AND :last"
_RECOUNTED = frozenset({"building", "area", "grid"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What became of the rows that were taken."""

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0


def merge(staging: Staging, present: Collection[str], *, progress: Progress, extra: Collection[str] = ()) -> Counts:
    """Write `staged` into the kind's table by `code`.

    Of a row that stands already only what the file holds is changed: an empty cell empties the column, unless the
    table needs a value; what the file has no column for stays.

    Args:
        staging: The rows.
        present: The fields that the file holds.
        progress: Is asked between the steps whether to go on.
        extra: Columns that are always written, whatever the file holds.
    """
    kind, session = staging.kind, staging.session
    written = [item for item in kind.fields if item.stored and item.name != "code"]
    inserts = {"code": "s.code"} | {
        item.name: f's."{item.name}"' if item.otherwise is None else f'coalesce(s."{item.name}", {item.otherwise})'
        for item in written
    }
    updates = {
        item.name: f's."{item.name}"' if item.otherwise is None else f'coalesce(s."{item.name}", t."{item.name}")'
        for item in written
        if item.name in present or item.name in extra
    }
    if kind.column:
        inserts[kind.column] = "s.geom"
        updates[kind.column] = "s.geom" if kind.needs_geometry else f"coalesce(s.geom, t.{kind.column})"
    inserted, updated = _differences(session, kind, updates)
    progress.start(f"Writing {kind.id}", inserted + updated)
    with following(session, inserted + updated, table=kind.table, progress=progress):
        for first, last in _steps(session, staging.rows):
            step = {"first": first, "last": last}
            if updated:
                progress.advance(rows_of(session.execute(text(_update(kind, updates)), step)))
            if inserted:
                progress.advance(rows_of(session.execute(text(_insert(kind, inserts)), step)))
    return Counts(inserted=inserted, updated=updated, unchanged=staging.count() - inserted - updated)


def following(session: Session, rows: int, *, table: str, progress: Progress) -> AbstractContextManager[None]:
    """Return the context in which `rows` of `table` change: recounted at its end where that is cheaper than following.

    A building moves by itself; an area or a grid moves every building in it.
    """
    if rows == 0 or table not in _RECOUNTED:
        return nullcontext()
    if table != "building":
        rows = int(session.scalar(text("SELECT count(*) FROM building")) or 0)
    return bulk_work(session, progress=progress) if rows > BULK_ROWS else nullcontext()


def rows_of(outcome: Any) -> int:
    """Return how many rows a statement touched."""
    return int(outcome.rowcount)


def _steps(session: Session, rows: int) -> Iterator[tuple[int, int]]:
    """Yield row numbers, first and last, of parts of a file: so that it is seen how far it is, and it can be ended."""
    if rows > STEP_ROWS:
        session.execute(text("CREATE INDEX ON staged (row)"))
    for first in range(1, rows + 1, STEP_ROWS):
        yield first, first + STEP_ROWS - 1


def _differs(updates: dict[str, str]) -> str:
    ours = ", ".join(f't."{name}"' for name in updates)
    theirs = ", ".join(updates.values())
    return f"ROW({ours}) IS DISTINCT FROM ROW({theirs})" if updates else "false"


def _differences(session: Session, kind: Kind, updates: dict[str, str]) -> tuple[int, int]:
    session.execute(text("ANALYZE staged"))
    row: Any = session.execute(
        text(f"""
        SELECT count(*) FILTER (WHERE t.code IS NULL),
               count(*) FILTER (WHERE t.code IS NOT NULL AND {_differs(updates)})
        FROM staged s LEFT JOIN {kind.table} t ON t.code = s.code
        """)
    ).one()
    return int(row[0]), int(row[1])


def _update(kind: Kind, updates: dict[str, str]) -> str:
    sets = ", ".join(f'"{name}" = {value}' for name, value in updates.items())
    return f"UPDATE {kind.table} t SET {sets} FROM staged s WHERE t.code = s.code AND {_PART} AND {_differs(updates)}"


def _insert(kind: Kind, inserts: dict[str, str]) -> str:
    names = ", ".join(f'"{name}"' for name in inserts)
    # neighbours on the ground become neighbours on the disk: geometry sorts along a Hilbert curve
    order = "s.geom, s.row" if kind.column else "s.row"
    return f"""
        INSERT INTO {kind.table} ({names}) SELECT {", ".join(inserts.values())} FROM staged s
        WHERE {_PART} AND NOT EXISTS (SELECT 1 FROM {kind.table} t WHERE t.code = s.code) ORDER BY {order}
    """
