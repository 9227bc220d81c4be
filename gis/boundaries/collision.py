"""Two people in one draft: what one of them did while the other was drawing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.boundaries.states import GridState
from gis.errors import ConflictError
from gis.plans import PlanInfo
from gis.plans.given_up import back_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One revision that somebody saved."""

    author: str
    at: datetime
    action: str

    def as_json(self) -> dict[str, str]:
        """Return the step as the HTTP API has it."""
        return {"author": self.author, "at": self.at.isoformat(), "action": self.action}


class CollisionError(ConflictError):
    """Somebody saved in between, and it concerns the same grids: nothing was written.

    Attributes:
        revision: The revision that counts now.
        changed: The grids that differ from what was shown, as they stand.
        removed: Codes of grids that are gone.
        by: Who did what, the latest last.
    """

    def __init__(self, *, revision: int, changed: list[GridState], removed: list[str], by: list[Step]) -> None:
        who = "、".join(dict.fromkeys(step.author for step in by)) or "somebody"
        super().__init__(f"The draft was changed meanwhile by {who}: look at it and draw again; nothing was written.")
        self.revision, self.changed, self.removed, self.by = revision, changed, removed, by

    def as_json(self) -> dict[str, Any]:
        """Return what the HTTP API answers."""
        return {
            "detail": str(self),
            "revision": self.revision,
            "changed": [grid.as_json() for grid in self.changed],
            "removed": self.removed,
            "by": [step.as_json() for step in self.by],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What differs between what somebody shows and what stands.

    Attributes:
        changed: Codes of grids that are other or new.
        removed: Codes of grids that are gone.
        known: False where the shown revision was given up and nothing is known of it: every grid counts as changed.
    """

    changed: frozenset[str]
    removed: frozenset[str]
    known: bool = True

    @property
    def codes(self) -> frozenset[str]:
        """All of them."""
        return self.changed | self.removed


NOTHING = Difference(changed=frozenset(), removed=frozenset())

_DIFFERENCE = """
WITH states AS (
    SELECT code, id, name, community_id, shape_id,
           first_revision <= :shown AND (last_revision IS NULL OR last_revision > :shown) AS shown,
           first_revision <= :here AND (last_revision IS NULL OR last_revision > :here) AS stands
    FROM grid WHERE plan_id = :plan
), shown AS (SELECT * FROM states WHERE shown), stands AS (SELECT * FROM states WHERE stands)
SELECT code, n.id IS NULL AS removed
FROM shown o FULL JOIN stands n USING (code)
WHERE (o.name, o.community_id, o.shape_id) IS DISTINCT FROM (n.name, n.community_id, n.shape_id)
   OR code IN (SELECT grid_code FROM assignment_step
               WHERE plan_id = :plan AND revision > least(:shown, :here) AND revision <= greatest(:shown, :here))
"""


def difference(session: Session, plan: PlanInfo, shown: int) -> Difference:
    """Return what differs between revision `shown` of a plan and what stands.

    Where `shown` was undone and given up, it is what differs from the last step before it that still is, and all that
    was given up since: so much may have changed at most.
    """
    if shown == plan.revision:
        return NOTHING
    back = back_from(session, plan.id, shown)
    standing = frozenset[str]()
    if back is None or back[1]:
        standing = frozenset(
            session.scalars(text("SELECT code FROM plan_grid WHERE plan_id = :plan"), {"plan": plan.id})
        )
    if back is None:
        return Difference(changed=standing, removed=frozenset(), known=False)
    place, given_up = back
    rows = session.execute(text(_DIFFERENCE), {"plan": plan.id, "shown": place, "here": plan.revision}).all()
    return Difference(
        changed=frozenset(row.code for row in rows if not row.removed) | (given_up & standing),
        removed=frozenset(row.code for row in rows if row.removed) | (given_up - standing),
    )


def steps_since(session: Session, plan: PlanInfo, shown: int) -> list[Step]:
    """Return the revisions between the shown one and the one that stands; where it was given up, the last one."""
    rows = session.execute(
        text("""
            SELECT author, at, action FROM plan_revision
            WHERE plan_id = :plan AND (number > least(:shown, :here) AND number <= greatest(:shown, :here)
                                       OR number = :here AND :here < :shown)
            ORDER BY number
        """),
        {"plan": plan.id, "shown": shown, "here": plan.revision},
    )
    return [Step(author=row.author, at=row.at, action=row.action) for row in rows]
