"""Withdrawing: a plan that was published for a day to come becomes a draft again, as if it had not been published."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import ConflictError
from gis.plans.information import PlanInfo, plan_of
from gis.plans.publishing import PUBLISH_LOCK
from gis.viewer import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """A publication that was taken back.

    Attributes:
        at: When it was taken back.
        author: By whom.
        published_at: When the plan had been published.
        published_by: By whom.
        effective_from: The first day on which it was to hold.
    """

    at: datetime
    author: str
    published_at: datetime
    published_by: str
    effective_from: date

    def as_json(self) -> dict[str, Any]:
        """Return it under stable keys."""
        return asdict(self)


def withdraw(session: Session, plan_id: int, *, viewer: Viewer) -> PlanInfo:
    """Make a draft again of a plan that is published and has not begun; the plan before it goes on in its stead.

    Its steps, its locks and who holds which grid stay; what was found when it was published is found anew the next
    time. Nobody sees half of it: all is done in the caller's transaction, and nobody publishes meanwhile.

    Args:
        session: Its transaction must be at READ COMMITTED, PostgreSQL's default.
        plan_id: The plan.
        viewer: Written down as who withdrew it.

    Raises:
        NotFoundError: there is no such plan.
        ConflictError: it is a draft, or its day has come.
    """
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": PUBLISH_LOCK})
    session.execute(text("SELECT 1 FROM plan WHERE id = :id FOR UPDATE"), {"id": plan_id})
    plan = plan_of(session, plan_id)
    if plan.effective_from is None:
        raise ConflictError(f"Plan {plan_id} ({plan.name}) is a draft: there is nothing to withdraw.")
    if session.scalar(text("SELECT CAST(:day AS date) <= current_date"), {"day": plan.effective_from}):
        raise ConflictError(
            f"Plan {plan_id} ({plan.name}) holds from {plan.effective_from}, and what has held stays:"
            " make a draft of it and publish that in its place."
        )
    session.execute(
        text("""
            INSERT INTO plan_withdrawal (plan_id, author, published_at, published_by, effective_from)
            SELECT id, :author, published_at, published_by, effective_from FROM plan WHERE id = :id
        """),
        {"id": plan_id, "author": viewer.name},
    )
    session.execute(text("DELETE FROM plan_check WHERE plan_id = :id"), {"id": plan_id})
    session.execute(
        text("""
            UPDATE plan SET published_at = NULL, published_by = NULL, effective_from = NULL, effective_until = NULL
            WHERE id = :id
        """),
        {"id": plan_id},
    )
    session.execute(
        text("UPDATE plan SET effective_until = :until WHERE published_at IS NOT NULL AND effective_until = :day"),
        {"day": plan.effective_from, "until": plan.effective_until},
    )
    return plan_of(session, plan_id)


def withdrawals_of(session: Session, plan_id: int) -> tuple[Withdrawal, ...]:
    """Return how often a plan was withdrawn, the first time first."""
    rows = session.execute(
        text("""
            SELECT at, author, published_at, published_by, effective_from FROM plan_withdrawal
            WHERE plan_id = :id ORDER BY id
        """),
        {"id": plan_id},
    )
    return tuple(Withdrawal(**row) for row in rows.mappings())
