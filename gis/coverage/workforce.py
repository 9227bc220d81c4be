"""The workers against what they answer for: who holds a grid, who holds too many."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.held import held_on

_WORKFORCE = f"""
WITH held AS (
    SELECT t.worker_id, count(*) AS grids
    FROM assignment t JOIN plan_grid g ON g.plan_id = t.plan_id AND g.code = t.grid_code
    WHERE t.plan_id = plan_in_force() AND {held_on("current_date", alias="t")}
    GROUP BY t.worker_id)
SELECT count(*) AS workers, count(h.worker_id) AS holding, count(*) FILTER (WHERE h.grids >= 3) AS overloaded,
       (SELECT coalesce(sum(population), 0) FROM building) AS people
FROM worker w LEFT JOIN held h ON h.worker_id = w.id WHERE w.role IN ('worker', 'head')
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workforce:
    """Grid workers and heads, how many of them hold a grid today, and how many hold three or more."""

    workers: int
    holding: int
    overloaded: int
    people: int

    @property
    def people_per_worker(self) -> float | None:
        """People of the district per worker; None where there is no worker."""
        return self.people / self.workers if self.workers else None


def workforce(session: Session) -> Workforce:
    """Return the workers of the whole record under the plan in force today."""
    row = session.execute(text(_WORKFORCE)).one()
    return Workforce(workers=row.workers, holding=row.holding, overloaded=row.overloaded, people=int(row.people))
