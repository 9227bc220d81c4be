"""What a plan is called, where it stands, and from when to when it holds."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from gis.errors import NotFoundError

PlanState = Literal["draft", "published", "retired"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanInfo:
    """One plan.

    Attributes:
        id: Key in table `plan`.
        name: As the planner called it.
        state: `draft`, `published` (in force, or to be from a later day) or `retired`.
        effective_from: First day on which it holds; None for a draft.
        effective_until: First day on which it no longer holds; None while nothing ends it.
        revision: The revision that counts; 0 is the plan as it was made.
        base_id: The plan it was made from.
    """

    id: int
    name: str
    state: PlanState
    effective_from: date | None
    effective_until: date | None
    revision: int
    base_id: int | None = None


COLUMNS = "p.id, p.name, plan_state(p) AS state, p.effective_from, p.effective_until, p.revision, p.base_id"


def plan_from(row: Row[tuple[object, ...]]) -> PlanInfo:
    """Return the plan of one row of `COLUMNS`."""
    values = row._asdict()
    if values["state"] not in get_args(PlanState):
        raise ValueError(f"unknown state of a plan: {values['state']!r}")
    return PlanInfo(**values)


def plan_in_force(session: Session, *, day: date | None = None) -> PlanInfo | None:
    """Return the plan in force on `day` (None: today in the session's zone), or None when there is none.

    The state is that of today: of a day long past it may be `retired`.
    """
    row = session.execute(
        text(f"SELECT {COLUMNS} FROM plan p WHERE p.id = plan_in_force(coalesce(CAST(:day AS date), current_date))"),
        {"day": day},
    ).one_or_none()
    return None if row is None else plan_from(row)


def plan_of(session: Session, plan_id: int) -> PlanInfo:
    """Return one plan.

    Raises:
        NotFoundError: there is no such plan.
    """
    row = session.execute(text(f"SELECT {COLUMNS} FROM plan p WHERE p.id = :id"), {"id": plan_id}).one_or_none()
    if row is None:
        raise NotFoundError(f"There is no plan {plan_id}.")
    return plan_from(row)


def list_plans(session: Session) -> list[PlanInfo]:
    """Return every plan: published ones by the day they begin, then drafts in the order they were made."""
    return [
        plan_from(row)
        for row in session.execute(
            text(f"SELECT {COLUMNS} FROM plan p ORDER BY p.effective_from NULLS LAST, p.published_at, p.id")
        )
    ]
