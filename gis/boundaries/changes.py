"""What a proposal changes in a plan, and how it is written into a draft: one revision, undone in one step."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import ConflictError
from gis.plans import GridInput, plan_of
from gis.plans.grids import store_grids
from gis.viewer import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Grids that get other ground, new grids, grids that go, and who holds them.

    Attributes:
        grids: New ground by code (EPSG:4326); a code that the plan does not have makes a new grid.
        names: Names of new grids.
        community_id: Community of new grids.
        dropped: Codes of grids that go.
        workers: Grid code → worker code, for grids that get a worker.
    """

    grids: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    community_id: int | None = None
    dropped: tuple[str, ...] = ()
    workers: Mapping[str, str] = field(default_factory=dict)


def write_changes(session: Session, plan_id: int, changes: Changes, *, action: str, viewer: Viewer) -> None:
    """Write `changes` into a draft.

    Raises:
        NotFoundError: there is no such plan.
        ConflictError: it is published.
    """
    plan = plan_of(session, plan_id)
    if plan.state != "draft":
        raise ConflictError(f"Plan {plan_id} ({plan.name}) is published and never edited: make a draft of it.")
    if changes.grids or changes.dropped:
        _write_grids(session, plan_id, changes, action=action, viewer=viewer)
    for code in changes.dropped:
        session.execute(
            text("DELETE FROM assignment WHERE plan_id = :plan AND grid_code = :code AND until IS NULL"),
            {"plan": plan_id, "code": code},
        )
    for grid, worker in changes.workers.items():
        session.execute(
            text("""
                INSERT INTO assignment (plan_id, grid_code, worker_id, since)
                SELECT :plan, :grid, id, current_date FROM worker WHERE code = :worker
                ON CONFLICT DO NOTHING
            """),
            {"plan": plan_id, "grid": grid, "worker": worker},
        )


def _write_grids(session: Session, plan_id: int, changes: Changes, *, action: str, viewer: Viewer) -> None:
    touched = [*changes.grids, *changes.dropped]
    step = session.scalar(
        text("SELECT next_revision(:plan, :author, :action, jsonb_build_object('grids', CAST(:codes AS text[])))"),
        {"plan": plan_id, "author": viewer.name, "action": action, "codes": touched},
    )
    standing = session.execute(
        text("""
            UPDATE grid SET last_revision = :step
            WHERE plan_id = :plan AND code = ANY (:codes) AND last_revision IS NULL
            RETURNING code, name, community_id
        """),
        {"plan": plan_id, "codes": touched, "step": step},
    )
    before = {row.code: row for row in standing}
    grids = [
        GridInput(
            code=code,
            name=before[code].name if code in before else changes.names.get(code, ""),
            community_id=before[code].community_id if code in before else changes.community_id,
            geom=_multi(ground),
        )
        for code, ground in changes.grids.items()
    ]
    store_grids(session, plan_id, grids, revision=int(step or 0))


def _multi(ground: Any) -> shapely.MultiPolygon:
    return shapely.MultiPolygon(list(shapely.get_parts(ground)))
