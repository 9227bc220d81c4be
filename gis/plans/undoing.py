"""Undo and redo in a draft: the pointer moves between the revisions that were made."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import ConflictError
from gis.plans.information import PlanInfo, plan_of
from gis.plans.renaming import named_as_of


def undo(session: Session, plan_id: int) -> PlanInfo:
    """Move a draft one revision back.

    Raises:
        NotFoundError: there is no such plan.
        ConflictError: it is published, or stands at its first revision.
    """
    before = "SELECT max(number) FROM plan_revision WHERE plan_id = :id AND number < :here"
    return _move(session, plan_id, to=before, nothing="nothing to undo")


def redo(session: Session, plan_id: int) -> PlanInfo:
    """Move a draft one revision forward again.

    Raises:
        NotFoundError: there is no such plan.
        ConflictError: it is published, or stands at its last revision.
    """
    after = "SELECT min(number) FROM plan_revision WHERE plan_id = :id AND number > :here"
    return _move(session, plan_id, to=after, nothing="nothing to redo")


def _move(session: Session, plan_id: int, *, to: str, nothing: str) -> PlanInfo:
    session.execute(text("SELECT 1 FROM plan WHERE id = :id FOR UPDATE"), {"id": plan_id})
    plan = plan_of(session, plan_id)
    if plan.state != "draft":
        raise ConflictError(f"Plan {plan_id} ({plan.name}) is published and never edited: make a draft of it.")
    # numbers are given once, so that they may have gaps
    number = session.scalar(text(to), {"id": plan_id, "here": plan.revision})
    if number is None:
        raise ConflictError(f"Plan {plan_id} ({plan.name}) has {nothing}.")
    session.execute(text("UPDATE plan SET revision = :number WHERE id = :id"), {"id": plan_id, "number": number})
    named_as_of(session, plan_id, revision=int(number))
    return plan_of(session, plan_id)
