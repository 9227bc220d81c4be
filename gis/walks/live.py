"""The live feed: positions taken from devices, and who is on duty where right now."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.coverage.scope import scope_of
from gis.parameters import load_parameters
from gis.viewer import Viewer
from gis.walks.intake import ELSEWHERE, WITHIN_SHIFT, take_positions
from gis.walks.waiting import matched_so_far

SEEN_MIN = 30
"""Who was not heard of for so many minutes is not shown."""

_LATEST = f"""
SELECT w.code AS worker, w.name, round(ST_X(l.geom)::numeric, 6)::float8 AS lon,
       round(ST_Y(l.geom)::numeric, 6)::float8 AS lat, l.at, l.accuracy_m
FROM worker w
CROSS JOIN LATERAL (SELECT p.* FROM position p WHERE p.worker_id = w.id ORDER BY p.at DESC LIMIT 1) l
CROSS JOIN LATERAL (SELECT w.id AS worker_id, now() AS at) n
WHERE l.at > now() - make_interval(mins => {SEEN_MIN}) AND ({WITHIN_SHIFT.format(p="n")})
  AND (CAST(:area AS bigint) IS NULL OR EXISTS (
      SELECT 1 FROM area a WHERE a.id = :area AND ground_holds(a.geom, l.geom)))
ORDER BY w.code
"""
_GIVEN = "ST_SetSRID(ST_MakePoint(g.lon, g.lat), 4326)"
_ROWS = """unnest(CAST(:codes AS text[]), CAST(:at AS timestamptz[]), CAST(:lon AS float8[]), CAST(:lat AS float8[]),
                    CAST(:accuracy AS float8[])) AS g (code, at, lon, lat, accuracy)"""
_AHEAD = "(g.at > now() + interval '10 minutes')"
_OLD = "(g.at < date_trunc('day', now()) - make_interval(days => :days))"
"""Older than positions are kept: it would be deleted at once (see purge_positions)."""


def take_live(session: Session, positions: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Keep positions within shifts; return how many became what.

    They are kept, known, outside a shift, of an unknown worker, ahead of time, too old to be kept, or elsewhere: far
    from the district, as a device's bad fix is. Those that wait to be matched to streets are counted as well.

    Args:
        session: Its transaction is the caller's.
        positions: worker (code), at (with its zone), lon, lat (EPSG:4326), accuracy_m (may be None).
    """
    given = {
        "codes": [position["worker"] for position in positions],
        "at": [position["at"] for position in positions],
        "lon": [position["lon"] for position in positions],
        "lat": [position["lat"] for position in positions],
        "accuracy": [position.get("accuracy_m") for position in positions],
        "days": int(load_parameters(session).position_days),
    }
    source = f"""
        SELECT w.id AS worker_id, g.at, g.accuracy AS accuracy_m, {_GIVEN} AS geom
        FROM {_ROWS} JOIN worker w ON w.code = g.code
        WHERE NOT {_AHEAD} AND NOT {_OLD} AND ({ELSEWHERE.format(geom=_GIVEN)}) IS NOT TRUE
    """
    counted = session.execute(
        text(f"""
        SELECT count(*) FILTER (WHERE w.id IS NULL) AS unknown_worker,
               count(*) FILTER (WHERE w.id IS NOT NULL AND {_AHEAD}) AS ahead,
               count(*) FILTER (WHERE w.id IS NOT NULL AND {_OLD}) AS too_old,
               count(*) FILTER (WHERE w.id IS NOT NULL AND NOT {_AHEAD} AND NOT {_OLD}
                                AND {ELSEWHERE.format(geom=_GIVEN)}) AS elsewhere
        FROM {_ROWS} LEFT JOIN worker w ON w.code = g.code
        """),
        given,
    ).one()
    taken = take_positions(session, source, given)
    return {
        "kept": taken.kept,
        "known": taken.known,
        "outside_shift": taken.outside_shift,
        "unknown_worker": counted.unknown_worker,
        "ahead": counted.ahead,
        "too_old": counted.too_old,
        "elsewhere": counted.elsewhere,
        "waiting": matched_so_far(session).waiting,
    }


def on_duty(session: Session, viewer: Viewer) -> list[dict[str, Any]]:
    """Return who is within a shift now and was heard of in the last half hour, and where: code, name, lon, lat, at."""
    hours, scope = load_parameters(session), scope_of(session, viewer, area_code=None)
    rows = session.execute(
        text(_LATEST),
        {"shift_from": hours.shift_from, "shift_until": hours.shift_until, "area": None if scope is None else scope.id},
    )
    return [dict(row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name
