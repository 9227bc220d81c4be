"""Grids of a draft that no edit may change."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import ConflictError, NotFoundError
from gis.plans import plan_of
from gis.viewer import Viewer


def lock_grid(session: Session, plan_id: int, code: str, *, viewer: Viewer) -> None:
    """Lock a grid of a draft: edits that would change it are refused until it is unlocked.

    Raises:
        NotFoundError: there is no such plan, or it has no such grid.
        ConflictError: the plan is published.
    """
    _check(session, plan_id, code)
    session.execute(
        text("""
            INSERT INTO grid_lock (plan_id, grid_code, author) VALUES (:plan, :code, :author)
            ON CONFLICT DO NOTHING
        """),
        {"plan": plan_id, "code": code, "author": viewer.name},
    )


def unlock_grid(session: Session, plan_id: int, code: str) -> None:
    """Unlock a grid of a draft; one that is not locked stays so.

    Raises:
        NotFoundError: there is no such plan, or it has no such grid.
        ConflictError: the plan is published.
    """
    _check(session, plan_id, code)
    session.execute(
        text("DELETE FROM grid_lock WHERE plan_id = :plan AND grid_code = :code"), {"plan": plan_id, "code": code}
    )


def _check(session: Session, plan_id: int, code: str) -> None:
    plan = plan_of(session, plan_id)
    if plan.state != "draft":
        raise ConflictError(f"Plan {plan_id} ({plan.name}) is published and never edited: make a draft of it.")
    known = session.scalar(
        text("SELECT EXISTS (SELECT 1 FROM plan_grid WHERE plan_id = :plan AND code = :code)"),
        {"plan": plan_id, "code": code},
    )
    if not known:
        raise NotFoundError(f"The draft has no grid {code}.")
