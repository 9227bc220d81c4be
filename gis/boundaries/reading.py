"""A plan's grids as an editor shows them, and who did what to them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.boundaries.collision import difference
from gis.boundaries.neighbourhood import zone_of
from gis.boundaries.states import GridState, states_of
from gis.parameters import load_parameters
from gis.plans import PlanInfo, plan_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanGrids:
    """The grids of a plan as it stands, or those that differ from an earlier revision.

    Attributes:
        locked: Codes of all locked grids: a lock is no step, and belongs to no revision.
    """

    plan: PlanInfo
    grids: list[GridState]
    removed: list[str]
    locked: list[str]

    def as_json(self) -> dict[str, Any]:
        """Return them as the HTTP API has them."""
        return {
            "plan": self.plan.id,
            "name": self.plan.name,
            "revision": self.plan.revision,
            "state": self.plan.state,
            "grids": [grid.as_json() for grid in self.grids],
            "removed": self.removed,
            "locked": self.locked,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryStep:
    """One revision: who, when, what.

    Attributes:
        summary: What was done, with the codes of the grids under `grids`.
        undone: Whether it lies ahead: undone, and to be done again.
        standing: Whether it is the one that counts.
    """

    number: int
    at: datetime
    author: str
    action: str
    summary: dict[str, Any]
    undone: bool
    standing: bool


def plan_grids(session: Session, plan_id: int, *, since: int | None = None) -> PlanGrids:
    """Return the grids of a plan; with `since`, what differs from that revision.

    Raises:
        NotFoundError: there is no such plan.
    """
    plan = plan_of(session, plan_id)
    differing = None if since is None else difference(session, plan, since)
    grids = states_of(
        session,
        plan_id,
        codes=None if differing is None else differing.changed,
        zone=zone_of(session),
        parameters=load_parameters(session),
    )
    locked = session.execute(
        text("SELECT grid_code FROM grid_lock WHERE plan_id = :plan ORDER BY grid_code"), {"plan": plan_id}
    ).scalars()
    removed = [] if differing is None else sorted(differing.removed)
    return PlanGrids(plan=plan, grids=grids, removed=removed, locked=list(locked))


def history(session: Session, plan_id: int) -> list[HistoryStep]:
    """Return the revisions of a plan, the first one first; undone ones that can be done again are among them.

    Raises:
        NotFoundError: there is no such plan.
    """
    here = plan_of(session, plan_id).revision
    rows = session.execute(
        text("SELECT number, at, author, action, summary FROM plan_revision WHERE plan_id = :id ORDER BY number"),
        {"id": plan_id},
    )
    return [HistoryStep(**row._mapping, undone=row.number > here, standing=row.number == here) for row in rows]  # noqa: SLF001
