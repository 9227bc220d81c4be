"""Who holds a grid, and who held it before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.held import held_on

HOLDERS = f"""
SELECT t.id AS assignment_id, t.grid_code, w.code AS worker_code, w.name AS worker_name, w.role,
       t.since, t.until, t.assigned_by, t.released_by, {held_on("current_date", alias="t")} AS holds
FROM assignment t JOIN worker w ON w.id = t.worker_id
WHERE t.plan_id = coalesce(:plan_id, plan_in_force()) AND t.grid_code = ANY (:codes)
  AND ({held_on("current_date", alias="t")} OR :past)
  -- what was taken back on its first day never held
  AND (t.until IS NULL OR t.until > t.since)
ORDER BY t.grid_code, t.until DESC NULLS FIRST, t.since, w.code
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A worker who holds a grid, or held it until a day.

    Attributes:
        until: First day on which it is no longer held; None while no end is set.
        assigned_by: Who wrote that down; None where a file did.
        released_by: Who ended it; None while no end is set, or where a file did.
        holds: Whether it is held today.
    """

    assignment_id: int
    grid_code: str
    worker_code: str
    worker_name: str
    role: str
    since: date
    until: date | None
    assigned_by: str | None
    released_by: str | None
    holds: bool

    @property
    def last_day(self) -> date | None:
        """The last day of holding it; None while no end is set."""
        return self.until and self.until - timedelta(days=1)


def holders_of(
    session: Session, grid_codes: Sequence[str], *, plan_id: int | None = None, past: bool = False
) -> dict[str, list[Holder]]:
    """Return the workers of each grid of a plan (None: the one in force), by its code.

    With `past`, those who held it before come after them.
    """
    rows = session.execute(text(HOLDERS), {"codes": list(grid_codes), "plan_id": plan_id, "past": past})
    holders: dict[str, list[Holder]] = {code: [] for code in grid_codes}
    for row in rows.mappings():
        holders[row["grid_code"]].append(Holder(**row))
    return holders
