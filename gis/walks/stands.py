"""Standing: how much of the hours on patrol a worker spent on one spot, and for how long at a time.

Told from the positions, by spans of five minutes: gone with them once they are deleted.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

SPAN_S = 300
SPREAD_M = 20.0
"""Positions of a span this near their middle (root mean square) stand: twice what a device is off by, or less."""
MOVED_M = 30.0
"""Two spans whose middles are no farther apart are one stand."""

_STANDS = f"""
WITH span AS (
    SELECT worker_id, at::date AS day, floor(extract(epoch FROM at) / {SPAN_S})::bigint AS number,
           avg(ST_X(geom)) AS lon, avg(ST_Y(geom)) AS lat,
           -- degrees of a sphere: within half a per cent of the ellipsoid's
           111195 * sqrt(var_pop(ST_X(geom)) * cos(radians(avg(ST_Y(geom)))) ^ 2 + var_pop(ST_Y(geom))) AS spread_m
    FROM position WHERE matched AND worker_id = ANY(CAST(:workers AS bigint[])) AND at >= CAST(:since AS date)
    GROUP BY 1, 2, 3 HAVING count(*) > 1
), still AS (
    SELECT worker_id, day, number, spread_m <= {SPREAD_M} AS stands,
           geography(ST_SetSRID(ST_MakePoint(lon, lat), 4326)) AS middle
    FROM span
), step AS (
    SELECT worker_id, day, number, stands,
           NOT coalesce(lag(number) OVER days = number - 1 AND lag(stands) OVER days
                        AND ST_Distance(lag(middle) OVER days, middle) <= {MOVED_M}, false) AS begins
    FROM still WINDOW days AS (PARTITION BY worker_id, day ORDER BY number)
), stand AS (
    SELECT worker_id, day, stands,
           count(*) FILTER (WHERE begins) OVER (PARTITION BY worker_id, day ORDER BY number) AS number
    FROM step
), run AS (
    SELECT worker_id, day, number, count(*) FILTER (WHERE stands) AS spans FROM stand GROUP BY 1, 2, 3
)
SELECT worker_id, day, sum(spans) AS spans, max(spans) AS longest FROM run GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """How long a worker stood on a day: in all, and on one spot at a time."""

    hours: float
    longest_min: int


def stands(session: Session, workers: Collection[int], *, since: date) -> dict[tuple[int, date], Stand]:
    """Return how long workers stood, by their ids and the days since a day of which positions are kept."""
    rows = session.execute(text(_STANDS), {"workers": list(workers), "since": since})
    return {
        (row.worker_id, row.day): Stand(
            hours=int(row.spans) * SPAN_S / 3600, longest_min=int(row.longest) * SPAN_S // 60
        )
        for row in rows
    }
