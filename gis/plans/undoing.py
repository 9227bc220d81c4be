"""Undo and redo in a draft: the pointer moves between the revisions that were made."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import ConflictError
from gis.plans.information import PlanInfo, plan_of


def undo(session: Session, plan_id: int) -> PlanInfo:
    """Move a draft one revision back.

    Raises:
        NotFoundError: there is no such plan.
        ConflictError: it is published, or stands at its first revision.
    """
    return _move(session, plan_id, steps=-1, nothing="nothing to undo")


def redo(session: Session, plan_id: int) -> PlanInfo:
    """Move a draft one revision forward again.

    Raises:
        NotFoundError: there is no such plan.
        ConflictError: it is published, or stands at its last revision.
    """
    return _move(session, plan_id, steps=1, nothing="nothing to redo")


def _move(session: Session, plan_id: int, *, steps: int, nothing: str) -> PlanInfo:
    session.execute(text("SELECT 1 FROM plan WHERE id = :id FOR UPDATE"), {"id": plan_id})
    plan = plan_of(session, plan_id)
    if plan.state != "draft":
        raise ConflictError(f"Plan {plan_id} ({plan.name}) is published and never edited: make a draft of it.")
    known = session.scalar(
        text("SELECT EXISTS (SELECT 1 FROM plan_revision WHERE plan_id = :id AND number = :number)"),
        {"id": plan_id, "number": plan.revision + steps},
    )
    if not known:
        raise ConflictError(f"Plan {plan_id} ({plan.name}) has {nothing}.")
    session.execute(
        text("UPDATE plan SET revision = :number WHERE id = :id"), {"id": plan_id, "number": plan.revision + steps}
    )
    return plan_of(session, plan_id)
