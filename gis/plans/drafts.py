"""New plans: from grids, or as a copy of a plan that stands."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import ConflictError, InputError
from gis.plans.grids import GridInput, store_grids
from gis.plans.information import PlanInfo, plan_of
from gis.plans.naming import told_apart
from gis.viewer import Viewer

# as an edit does with the grids that it removes
_GONE = """
INSERT INTO grid_renumbering (plan_id, revision, old_code, new_code)
SELECT :draft, 0, code, code || '~0' FROM plan_grid g
WHERE plan_id = :base AND NOT EXISTS (SELECT 1 FROM plan_grid n WHERE n.plan_id = :draft AND n.code = g.code)
"""


def create_plan(
    session: Session,
    *,
    name: str,
    grids: Sequence[GridInput],
    viewer: Viewer,
    base_id: int | None = None,
    note: str = "",
) -> PlanInfo:
    """Make a draft of these grids, at revision 0; shapes that the record holds already are used again.

    With `base_id` the draft takes over who holds which grid, by code. Grids that it does not go on with are
    remembered as gone, so that another that is given their code later is not taken for them.

    Raises:
        InputError: no name, or grids that cannot be taken (see `GridInput`).
        NotFoundError: there is no plan `base_id`.
    """
    plan_id = _new_plan(session, name=name, viewer=viewer, base_id=base_id, note=note, action="create")
    store_grids(session, plan_id, grids)
    if base_id is not None:
        _copy_assignments(session, plan_id, base_id)
        session.execute(text(_GONE), {"draft": plan_id, "base": base_id})
    return plan_of(session, plan_id)


def make_draft(session: Session, base_id: int, *, name: str, viewer: Viewer, note: str = "") -> PlanInfo:
    """Make a draft that is plan `base_id` as it stands: same shapes, same assignments.

    Raises:
        InputError: no name, or one that would be taken for a plan's number or the plan in force.
        NotFoundError: there is no plan `base_id`.
    """
    plan_id = _new_plan(session, name=told_apart(name), viewer=viewer, base_id=base_id, note=note, action="copy")
    session.execute(
        text("""
            INSERT INTO grid (plan_id, code, name, community_id, shape_id, first_revision)
            SELECT :draft, code, name, community_id, shape_id, 0 FROM plan_grid WHERE plan_id = :base ORDER BY code
        """),
        {"draft": plan_id, "base": base_id},
    )
    _copy_assignments(session, plan_id, base_id)
    return plan_of(session, plan_id)


def _new_plan(session: Session, *, name: str, viewer: Viewer, base_id: int | None, note: str, action: str) -> int:
    if not name.strip():
        raise InputError("A plan needs a name.")
    if base_id is not None:
        plan_of(session, base_id)
    plan_id = session.scalar(
        text("INSERT INTO plan (name, base_id, created_by, note) VALUES (:name, :base, :author, :note) RETURNING id"),
        {"name": name.strip(), "base": base_id, "author": viewer.name, "note": note},
    )
    session.execute(
        text("INSERT INTO plan_revision (plan_id, number, author, action) VALUES (:id, 0, :author, :action)"),
        {"id": plan_id, "author": viewer.name, "action": action},
    )
    return int(plan_id or 0)


def _copy_assignments(session: Session, plan_id: int, base_id: int) -> None:
    session.execute(
        text("""
            INSERT INTO assignment (plan_id, grid_code, worker_id, since, assigned_by)
            SELECT :draft, a.grid_code, a.worker_id, a.since, a.assigned_by
            FROM assignment a JOIN plan_grid g ON g.plan_id = :draft AND g.code = a.grid_code
            WHERE a.plan_id = :base AND a.until IS NULL
        """),
        {"draft": plan_id, "base": base_id},
    )


def drop_draft(session: Session, plan_id: int) -> None:
    """Remove a draft with all its revisions; shapes that other plans have stay.

    Raises:
        NotFoundError: there is no such plan.
        ConflictError: it is published: history stays.
    """
    session.execute(text("SELECT 1 FROM plan WHERE id = :id FOR UPDATE"), {"id": plan_id})
    plan = plan_of(session, plan_id)
    if plan.state != "draft":
        raise ConflictError(f"Plan {plan_id} ({plan.name}) is published and is not removed: history stays.")
    session.execute(text("DELETE FROM plan WHERE id = :id"), {"id": plan_id})
