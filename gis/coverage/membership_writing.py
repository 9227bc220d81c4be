"""Writes the derived tables of membership back: the rows that differ, or an emptied table filled anew.

Rows go to PostgreSQL in its binary format. Filling an emptied table is faster by far when its indexes are made at the
end; all happens in one transaction, so that nobody sees a table half full.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Table, text
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateIndex, DropIndex

from gis.binary_copy import Columns, read_columns, write_columns, write_nullable
from gis.coverage.points_in_ground import Indices
from gis.tables import BuildingPlace, BuildingShape, metadata

NONE = -1
REWRITE_SHARE = 0.2
"""Share of rows that differ above which a table is emptied and filled anew."""
MEMORY = "256MB"


@dataclass(frozen=True, slots=True)
class Standing:
    """What the tables hold: `building_shape` in no order, `building_place` by building, NONE where nothing is."""

    pairs: Columns
    places: Columns


def read_standing(session: Session) -> Standing:
    """Read what the tables hold now."""
    names = [column.name for column in BuildingPlace.__table__.columns]
    selection = ", ".join(f"coalesce({name}, {NONE})" for name in names)
    return Standing(
        pairs=read_columns(session, "SELECT building_id, shape_id FROM building_shape", {"b": "i8", "s": "i8"}),
        places=by_id(
            read_columns(session, f"SELECT {selection} FROM building_place", dict.fromkeys(names, "i8")), "building_id"
        ),
    )


def by_id(columns: Columns, name: str) -> Columns:
    """Return columns sorted by one of them; mostly they are already, which is cheaper to see than to sort."""
    if (np.diff(columns[name]) > 0).all():
        return columns
    order = np.argsort(columns[name])
    return {other: values[order] for other, values in columns.items()}


def write_pairs(session: Session, stored: Columns, building_id: Indices, shape_id: Indices) -> int:
    """Make `building_shape` hold just these pairs, given by building; return how many rows differed."""
    superfluous, missing = _pairs_beyond(stored, building_id, shape_id)
    changed = len(superfluous["b"]) + len(missing["b"])
    if changed > REWRITE_SHARE * len(building_id):
        with _filling(session, metadata.tables[BuildingShape.__tablename__]):
            write_columns(session, "building_shape", {"building_id": building_id, "shape_id": shape_id})
    elif changed:
        session.execute(
            text("""
                DELETE FROM building_shape m USING unnest(CAST(:b AS bigint[]), CAST(:s AS bigint[])) AS d (b, s)
                WHERE (m.building_id, m.shape_id) = (d.b, d.s)
            """),
            {name: values.tolist() for name, values in superfluous.items()},
        )
        write_columns(session, "building_shape", {"building_id": missing["b"], "shape_id": missing["s"]})
    return changed


def _pairs_beyond(stored: Columns, building_id: Indices, shape_id: Indices) -> tuple[Columns, Columns]:
    """Return the pairs that stand but are not due, and those that are due but do not stand."""
    if not len(stored["b"]):
        return stored, {"b": building_id, "s": shape_id}
    known = np.unique(np.concatenate([stored["s"], shape_id]))
    # one number for each pair
    standing = np.sort(stored["b"] * len(known) + np.searchsorted(known, stored["s"]))
    due = np.sort(building_id * len(known) + np.searchsorted(known, shape_id))
    superfluous, missing = _beyond(standing, due), _beyond(due, standing)
    first, second = ({"b": keys // len(known), "s": known[keys % len(known)]} for keys in (superfluous, missing))
    return first, second


def write_places(session: Session, stored: Columns, columns: Columns) -> int:
    """Make `building_place` hold just these rows, both given by building; return how many rows differed."""
    ids, stored_ids = columns["building_id"], stored["building_id"]
    if np.array_equal(ids, stored_ids):
        right = np.logical_and.reduce([stored[name] == values for name, values in columns.items()])
    elif len(stored_ids):
        place = np.minimum(np.searchsorted(stored_ids, ids), len(stored_ids) - 1)
        right = np.logical_and.reduce([stored[name][place] == values for name, values in columns.items()])
    else:
        right = np.zeros(len(ids), bool)
    orphans = _beyond(stored_ids, ids)
    changed = int((~right).sum()) + len(orphans)
    if changed > REWRITE_SHARE * len(ids):
        with _filling(session, metadata.tables[BuildingPlace.__tablename__]):
            write_nullable(session, "building_place", columns, null=NONE)
    elif changed:
        session.execute(
            text(
                "DELETE FROM building_place p USING unnest(CAST(:ids AS bigint[])) AS d (id) WHERE building_id = d.id"
            ),
            {"ids": np.concatenate([ids[~right], orphans]).tolist()},
        )
        write_nullable(session, "building_place", {n: values[~right] for n, values in columns.items()}, null=NONE)
    return changed


def write_figures(session: Session, shape_ids: Indices, figures: dict[str, list[int]]) -> int:
    """Make `shape_stat` hold these figures of these shapes; return how many rows differed."""
    names = ", ".join(figures)
    given = ", ".join(f"CAST(:{name} AS bigint[])" for name in figures)
    standing, due = (", ".join(f"{table}.{name}" for name in figures) for table in ("t", "excluded"))
    changed = session.execute(
        text(f"""
            INSERT INTO shape_stat AS t (shape_id, {names})
            SELECT * FROM unnest(CAST(:ids AS bigint[]), {given})
            ON CONFLICT (shape_id) DO UPDATE SET ({names}) = ({due}) WHERE ({standing}) <> ({due})
            RETURNING 1
        """),
        {"ids": shape_ids.tolist(), **figures},
    )
    return len(changed.all())


@contextmanager
def _filling(session: Session, table: Table) -> Iterator[None]:
    key = table.primary_key
    session.execute(text(f"SET LOCAL maintenance_work_mem = '{MEMORY}'"))
    session.execute(text(f"TRUNCATE {table.name}"))
    for index in table.indexes:
        session.execute(DropIndex(index))
    session.execute(text(f"ALTER TABLE {table.name} DROP CONSTRAINT {key.name}"))
    yield
    columns = ", ".join(column.name for column in key.columns)
    session.execute(text(f"ALTER TABLE {table.name} ADD CONSTRAINT {key.name} PRIMARY KEY ({columns})"))
    for index in table.indexes:
        session.execute(CreateIndex(index))
    session.execute(text(f"ANALYZE {table.name}"))


def _beyond(these: Indices, those: Indices) -> Indices:
    """Return the numbers of `these` that are not among `those`; `those` is sorted."""
    if not len(those):
        return these
    place = np.minimum(np.searchsorted(those, these), len(those) - 1)
    beyond: Indices = these[those[place] != these]
    return beyond
