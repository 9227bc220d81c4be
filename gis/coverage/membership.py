"""Which building lies in which grid shape and in which areas, counted for everything at once.

Triggers keep `building_shape`, `building_place` and `shape_stat` up, statement by statement. Where very much changes,
counting once at the end is faster; the result is the same, row by row.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.binary_copy import Columns, read_columns
from gis.coverage.membership_writing import NONE, by_id, read_standing, write_figures, write_pairs, write_places
from gis.coverage.points_in_ground import Indices, PointField
from gis.progress import SILENT, Progress

LEVELS = ("district", "subdistrict", "community")
BUILDINGS = """
    SELECT id, coalesce(ST_X(point), 'NaN'), coalesce(ST_Y(point), 'NaN'), coalesce(households, 0), population,
           population_estimated, elderly
    FROM building
"""
BUILDING_FIELDS = {
    "id": "i8",
    "x": "f8",
    "y": "f8",
    "households": "i4",
    "population": "i4",
    "estimated": "?",
    "elderly": "i4",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recount:
    """What a recount found.

    Attributes:
        buildings: Buildings in the record.
        pairs: Pairs of a building and a grid shape that holds it, of every plan and revision.
        changed: Rows of the derived tables that were not as they should be.
        seconds: Time taken, in all.
        stages: The same by stage: read, join (which shape), place (which areas), write.
    """

    buildings: int
    pairs: int
    changed: int
    seconds: float
    stages: dict[str, float]


@contextmanager
def bulk_work(session: Session, *, progress: Progress = SILENT) -> Iterator[None]:
    """Leave the derived tables alone until the end, and recount everything then.

    Until the transaction ends nobody else changes buildings, shapes or areas. When an exception passes, nothing is
    recounted: the caller must roll back.
    """
    if session.scalar(text("SELECT bulk_work()")):
        yield
        return
    session.execute(text("SELECT membership_lock(true)"))
    session.execute(text("SET LOCAL wangge.bulk = 'on'"))
    yield
    session.flush()
    session.execute(text("SET LOCAL wangge.bulk = 'off'"))
    recount(session, progress=progress)


def recount(session: Session, *, progress: Progress = SILENT) -> Recount:
    """Bring the derived tables of membership to what the record says now.

    Needs some 300 bytes of memory per building. Nobody else changes buildings, shapes or areas until the
    transaction ends. Rows that are right already are left alone.
    """
    clock = _Clock()
    progress.start("Counting who lives where", 4)
    session.execute(text("SELECT membership_lock(true)"))
    buildings = by_id(read_columns(session, BUILDINGS, BUILDING_FIELDS), "id")
    shape_ids, shapes = _read_grounds(session, "SELECT id, ST_AsBinary(geom) AS ground FROM grid_shape ORDER BY id")
    areas = {level: _read_areas(session, level) for level in LEVELS}
    clock.lap("read", progress)

    # the server reads what stands while this process works out what should
    with ThreadPoolExecutor(1) as aside:
        reading = aside.submit(read_standing, session)
        field = PointField(buildings["x"], buildings["y"])
        member, shape = field.pairs(shapes)
        clock.lap("join", progress)
        places = {f"{level}_id": _places(field, len(buildings["id"]), *areas[level]) for level in LEVELS}
        figures = _figures(buildings, member, shape, len(shape_ids))
        clock.lap("place", progress)
    standing = reading.result()

    by_building = np.argsort(member, kind="stable")
    pairs = buildings["id"][member[by_building]], shape_ids[shape[by_building]]
    changed = write_pairs(session, standing.pairs, *pairs)
    changed += write_places(session, standing.places, {"building_id": buildings["id"], **places})
    changed += write_figures(session, shape_ids, figures)
    clock.lap("write", progress)
    return Recount(
        buildings=len(buildings["id"]),
        pairs=len(member),
        changed=changed,
        seconds=sum(clock.laps.values()),
        stages=clock.laps,
    )


class _Clock:
    """The seconds of each stage."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = perf_counter()

    def lap(self, stage: str, progress: Progress) -> None:
        now = perf_counter()
        self.laps[stage] = now - self._last
        self._last = now
        progress.advance()


def _read_areas(session: Session, level: str) -> tuple[Indices, NDArray[np.object_]]:
    return _read_grounds(
        session, "SELECT id, ST_AsBinary(geom) AS ground FROM area WHERE level = :level ORDER BY id", level=level
    )


def _read_grounds(session: Session, query: str, **values: str) -> tuple[Indices, NDArray[np.object_]]:
    rows = session.execute(text(query), values).all()
    grounds = np.array(shapely.from_wkb([bytes(row.ground) for row in rows]), dtype=object)
    return np.array([row.id for row in rows], np.int64), grounds


def _places(field: PointField, count: int, ids: Indices, grounds: NDArray[np.object_]) -> Indices:
    """Return for each building the area that holds it (the first, should there be several), else NONE."""
    place = np.full(count, NONE, np.int64)
    building, ground = field.pairs(grounds)
    # grounds stand in the order of their ids: written backwards, the first one stays
    place[building[::-1]] = ids[ground[::-1]]
    return place


def _figures(buildings: Columns, member: Indices, shape: Indices, shapes: int) -> dict[str, list[int]]:
    """Return what lives in each shape, column by column of `shape_stat`."""

    def total(values: NDArray[Any]) -> list[int]:
        # sums of whole numbers below 2**53 are exact in floats
        sums = np.bincount(shape, weights=values.astype(np.float64)[member], minlength=shapes)
        return [int(value) for value in sums]

    return {
        "buildings": np.bincount(shape, minlength=shapes).tolist(),
        "households": total(buildings["households"]),
        "population": total(buildings["population"]),
        "population_estimated": total(buildings["population"] * buildings["estimated"]),
        "elderly": total(buildings["elderly"]),
    }
