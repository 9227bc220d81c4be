"""Positions come in: what lies within a shift is kept, the rest is only counted. Nobody is followed home."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.parameters import load_parameters

WITHIN_SHIFT = """
    CASE WHEN EXISTS (
             SELECT 1 FROM shift h WHERE h.worker_id = {p}.worker_id
             AND h.begins < date_trunc('day', {p}.at) + interval '1 day' AND h.ends > date_trunc('day', {p}.at))
         THEN EXISTS (
             SELECT 1 FROM shift h WHERE h.worker_id = {p}.worker_id AND {p}.at BETWEEN h.begins AND h.ends)
         ELSE extract(epoch FROM {p}.at::time) BETWEEN :shift_from * 3600 AND :shift_until * 3600 END
"""
"""Whether position `{p}` (worker_id, at) lies in a shift of the worker: of the roster, or on days without, in the hours
of the parameters; days and hours are those of the session's zone."""

ELSEWHERE = """
    NOT ST_DWithin(geography({geom}),
                   (SELECT geography(ST_Envelope(geom)) FROM area WHERE level = 'district' LIMIT 1), 5000)
"""
"""Whether a point lies over 5 km from the district's box, as a file from elsewhere does; null without a district."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of positions.

    Attributes:
        kept: New ones, within a shift.
        known: Of a worker and a moment that the record has already.
        outside_shift: Not kept.
    """

    kept: int
    known: int
    outside_shift: int


def take_positions(session: Session, source: str, values: dict[str, Any] | None = None) -> Taken:
    """Keep the positions that lie within shifts.

    Args:
        session: Its transaction is the caller's.
        source: SELECT of worker_id, at (timestamptz), accuracy_m, geom (point, EPSG:4326).
        values: Bound in it.
    """
    hours = load_parameters(session)
    row = session.execute(
        text(f"""
        WITH given AS MATERIALIZED (
            SELECT DISTINCT ON (worker_id, at) * FROM ({source}) s ORDER BY worker_id, at),
        told AS MATERIALIZED (SELECT *, {WITHIN_SHIFT.format(p="given")} AS on_duty FROM given),
        kept AS (
            INSERT INTO position (worker_id, at, accuracy_m, geom)
            SELECT worker_id, at, accuracy_m, geom FROM told WHERE on_duty
            ON CONFLICT (worker_id, at) DO NOTHING RETURNING 1)
        SELECT (SELECT count(*) FROM kept) AS kept, count(*) FILTER (WHERE on_duty) AS on_duty,
               count(*) FILTER (WHERE NOT on_duty) AS outside FROM told
        """),
        {"shift_from": hours.shift_from, "shift_until": hours.shift_until, **(values or {})},
    ).one()
    if row.outside:
        session.execute(
            text("""
            INSERT INTO position_left_out (day, outside_shift) VALUES (current_date, :outside)
            ON CONFLICT (day) DO UPDATE SET outside_shift = position_left_out.outside_shift + excluded.outside_shift
            """),
            {"outside": row.outside},
        )
    return Taken(kept=row.kept, known=row.on_duty - row.kept, outside_shift=row.outside)


def purge_positions(session: Session, *, days: float | None = None) -> int:
    """Delete positions that are older than may be kept; what they showed stays. Return how many.

    Whole days go: a walk whose day has lost its positions is settled, and never worked out again. Positions that were
    not yet matched are kept until they are.

    Args:
        session: Its transaction is the caller's.
        days: Their age; None: the parameter's.
    """
    most = load_parameters(session).position_days if days is None else days
    session.execute(
        text("""
        UPDATE walk w SET settled = true WHERE NOT settled AND day < current_date - CAST(:days AS integer)
        """),
        {"days": int(most)},
    )
    gone = session.execute(
        text("DELETE FROM position WHERE matched AND at < date_trunc('day', now()) - make_interval(days => :days)"),
        {"days": int(most)},
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]
