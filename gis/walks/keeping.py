"""What positions showed, kept: a walk per worker and day, and the stretches of streets that it went along."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.parameters import load_parameters

_LOCK = 78110008
BESIDE_M = 25.0
"""A street this near a grid that the worker holds is taken for one of it: borders run along streets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixes:
    """The positions of a worker on a day, by time.

    Attributes:
        worker_id: Whose.
        day: In the district's zone.
        lonlat: float64 (n, 2), EPSG:4326.
        seconds: float64 (n,), since the epoch.
        accuracy_m: float64 (n,), NaN where it is not known.
    """

    worker_id: int
    day: date
    lonlat: NDArray[np.float64]
    seconds: NDArray[np.float64]
    accuracy_m: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretches:
    """The k stretches of streets that a walk went along, each once.

    Attributes:
        street_id: int64 (k,).
        from_m: float64 (k,), on the street, in metres.
        to_m: float64 (k,).
        seconds: float64 (k,), when it was walked last.
        lines: (k,) LineStrings, EPSG:4326.
        walked_m: Metres of the walk, ways gone twice counted twice.
        off_street: Fixes that lie near no street.
    """

    street_id: NDArray[np.int64]
    from_m: NDArray[np.float64]
    to_m: NDArray[np.float64]
    seconds: NDArray[np.float64]
    lines: NDArray[np.object_]
    walked_m: float
    off_street: int


def days_to_match(session: Session, *, most: int | None = None, wait: bool = True) -> list[tuple[int, date]]:
    """Return the workers and days with positions that were not yet matched, those that waited longest first.

    Other sessions wait until this one ends.

    Args:
        session: Its transaction is the caller's.
        most: So many at most.
        wait: Whether to wait while another session matches; else there is nothing to do.
    """
    if wait:
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    elif not session.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _LOCK}):
        return []
    found = session.execute(
        text("""
        SELECT worker_id, at::date AS day FROM position WHERE NOT matched
        GROUP BY 1, 2 ORDER BY min(at), 1 LIMIT :most
        """),
        {"most": most},
    )
    return [(row.worker_id, row.day) for row in found]


def take_fixes(session: Session, worker_id: int, day: date) -> Fixes:
    """Return the positions of a worker on a day, and mark them as matched; those a settled walk has told are left out.

    They are marked before they are read: one that comes in meanwhile is matched the next time.
    """
    session.execute(
        text("""
        UPDATE position SET matched = true
        WHERE worker_id = :worker AND at >= CAST(:day AS date) AND at < CAST(:day AS date) + 1 AND NOT matched
        """),
        {"worker": worker_id, "day": day},
    )
    rows = session.execute(
        text("""
        SELECT ST_X(geom) AS lon, ST_Y(geom) AS lat, extract(epoch FROM at)::float8 AS seconds, accuracy_m
        FROM position p WHERE worker_id = :worker AND at >= CAST(:day AS date) AND at < CAST(:day AS date) + 1
          AND NOT EXISTS (SELECT 1 FROM walk w WHERE w.worker_id = p.worker_id AND w.day = :day AND w.settled
                          AND p.at BETWEEN w.began AND w.ended)
        ORDER BY at
        """),
        {"worker": worker_id, "day": day},
    ).all()
    return Fixes(
        worker_id=worker_id,
        day=day,
        lonlat=np.array([(row.lon, row.lat) for row in rows], dtype=np.float64).reshape(-1, 2),
        seconds=np.array([row.seconds for row in rows], dtype=np.float64),
        accuracy_m=np.array([np.nan if row.accuracy_m is None else row.accuracy_m for row in rows], dtype=np.float64),
    )


def keep_walk(session: Session, fixes: Fixes, found: Stretches) -> None:
    """Write what a day's positions showed, in place of what they showed before.

    Walks that are settled stay: their positions are gone.
    """
    asked = {"worker": fixes.worker_id, "day": fixes.day}
    session.execute(text("DELETE FROM walk WHERE worker_id = :worker AND day = :day AND NOT settled"), asked)
    if len(fixes.seconds):
        _keep_stretches(session, _write_walk(session, fixes, found), fixes, found)


def _write_walk(session: Session, fixes: Fixes, found: Stretches) -> int:
    """Write the walk and return its id; pauses longer than the parameter allows are no patrol."""
    apart = np.diff(fixes.seconds)
    paused = load_parameters(session).patrol_pause * 60
    walk_id: int = session.execute(
        text("""
        INSERT INTO walk (worker_id, day, began, ended, fixes, off_street, hours, walked_m)
        VALUES (:worker, :day, to_timestamp(:began), to_timestamp(:ended), :fixes, :off_street, :hours, :walked_m)
        RETURNING id
        """),
        {
            "worker": fixes.worker_id,
            "day": fixes.day,
            "began": float(fixes.seconds[0]),
            "ended": float(fixes.seconds[-1]),
            "fixes": len(fixes.seconds),
            "off_street": found.off_street,
            "hours": float(apart[apart <= paused].sum()) / 3600,
            "walked_m": found.walked_m,
        },
    ).scalar_one()
    return walk_id


def _keep_stretches(session: Session, walk_id: int, fixes: Fixes, found: Stretches) -> None:
    """Write the stretches, each with its grid of that day: the worker's own where it lies in or beside one."""
    if not len(found.street_id):
        return
    session.execute(
        text("""
        WITH given AS MATERIALIZED (
            SELECT s.*, ST_SetSRID(ST_GeomFromWKB(wkb), 4326) AS geom,
                   ST_LineInterpolatePoint(ST_SetSRID(ST_GeomFromWKB(wkb), 4326), 0.5) AS middle
            FROM unnest(CAST(:street_id AS bigint[]), CAST(:from_m AS float8[]), CAST(:to_m AS float8[]),
                        CAST(:seconds AS float8[]), CAST(:wkb AS bytea[])) AS s (street_id, from_m, to_m, seconds, wkb)
        ), held AS MATERIALIZED (
            SELECT DISTINCT g.code, g.geom FROM assignment a
            JOIN plan_grid g ON g.plan_id = a.plan_id AND g.code = a.grid_code
            WHERE a.worker_id = :worker AND a.plan_id = plan_in_force(:day)
              AND a.since <= :day AND (a.until IS NULL OR a.until > :day)
        )
        INSERT INTO walked (walk_id, day, at, street_id, from_m, to_m, grid_code, own, geom)
        SELECT :walk, :day, to_timestamp(s.seconds), s.street_id, s.from_m, s.to_m,
               coalesce(mine.code, other.code), mine.code IS NOT NULL, s.geom
        FROM given s
        LEFT JOIN LATERAL (
            SELECT h.code FROM held h WHERE ST_DWithin(geography(h.geom), geography(s.middle), :beside)
            ORDER BY NOT ST_Intersects(h.geom, s.middle), h.code LIMIT 1) mine ON true
        LEFT JOIN LATERAL (
            SELECT g.code FROM plan_grid g WHERE mine.code IS NULL AND g.plan_id = plan_in_force(:day)
            AND ST_Intersects(g.geom, s.middle) ORDER BY g.code LIMIT 1) other ON true
        """),
        {
            "walk": walk_id,
            "worker": fixes.worker_id,
            "day": fixes.day,
            "beside": BESIDE_M,
            "street_id": found.street_id.tolist(),
            "from_m": found.from_m.tolist(),
            "to_m": found.to_m.tolist(),
            "seconds": found.seconds.tolist(),
            "wkb": [bytes(line) for line in shapely.to_wkb(found.lines)],
        },
    )
