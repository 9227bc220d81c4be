"""The patrol that a worker was to walk on a day, leg by leg: what lies between two positions, most likely."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

SHARE = 0.2
"""A grid in which so many of a day's positions lie may be what was walked, whoever holds it."""

_LEGS = """
SELECT l.edge, least(l.from_m, l.to_m) AS from_m, greatest(l.from_m, l.to_m) AS to_m,
       ST_LineLocatePoint(e.geom, ST_LineInterpolatePoint(l.geom, 0.4))
           > ST_LineLocatePoint(e.geom, ST_LineInterpolatePoint(l.geom, 0.6)) AS back
FROM (SELECT grid_code FROM assignment WHERE worker_id = :worker AND plan_id = plan_in_force(:day)
      AND since <= :day AND (until IS NULL OR until > :day)
      UNION
      SELECT g.code FROM plan_grid g JOIN position f ON ST_Intersects(g.geom, f.geom)
      WHERE g.plan_id = plan_in_force(:day) AND f.worker_id = :worker
        AND f.at >= CAST(:day AS date) AND f.at < CAST(:day AS date) + 1
      GROUP BY g.code HAVING count(*) >= :share * (
          SELECT count(*) FROM position WHERE worker_id = :worker
          AND at >= CAST(:day AS date) AND at < CAST(:day AS date) + 1)) a
JOIN patrol p ON p.plan_id = plan_in_force(:day) AND p.grid_code = a.grid_code AND p.network_id = :network
JOIN patrol_leg l ON l.patrol_id = p.id
JOIN network_edge e ON e.network_id = p.network_id AND e.number = l.edge
ORDER BY p.grid_code, l.shift, l.number
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedLegs:
    """The legs in order: edge of the network, between which metres from the edge's first node, and if from its end."""

    edge: NDArray[np.int64]
    from_m: NDArray[np.float64]
    to_m: NDArray[np.float64]
    back: NDArray[np.bool_]


def read_planned(session: Session, worker_id: int, day: date, *, network: int | None) -> PlannedLegs | None:
    """Return the patrols of the grids that a worker held on a day, or was in, one after the other.

    None: there is none on this version of the network.
    """
    if network is None:
        return None
    rows = session.execute(text(_LEGS), {"worker": worker_id, "day": day, "network": network, "share": SHARE}).all()
    if not rows:
        return None
    return PlannedLegs(
        edge=np.array([row.edge for row in rows], dtype=np.int64),
        from_m=np.array([row.from_m for row in rows], dtype=np.float64),
        to_m=np.array([row.to_m for row in rows], dtype=np.float64),
        back=np.array([row.back for row in rows], dtype=np.bool_),
    )
