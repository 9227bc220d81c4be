"""What an edit changes in a plan, and how it is written into a draft: one revision, undone in one step."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.boundaries.rings import as_multi
from gis.errors import ConflictError
from gis.plans import GridInput, plan_of
from gis.plans.given_up import giving_up
from gis.plans.grids import store_grids
from gis.viewer import Viewer

_ASSIGN = """
WITH held AS (
    INSERT INTO assignment (plan_id, grid_code, worker_id, since, assigned_by)
    SELECT :plan, :grid, id, current_date, :author FROM worker WHERE code = :worker
    RETURNING plan_id, grid_code, worker_id, since, assigned_by)
INSERT INTO assignment_step (plan_id, revision, grid_code, worker_id, since, assigned_by)
SELECT plan_id, :step, grid_code, worker_id, since, assigned_by FROM held
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Grids that get other ground, new grids, grids that go, and who holds them.

    Attributes:
        grids: New ground by code (EPSG:4326); a code that the plan does not have makes a new grid.
        names: Names of new grids; of standing ones, where they get another.
        community_id: Community of new grids of which `communities` says nothing.
        communities: Communities of new grids; of standing ones, where they get another.
        dropped: Codes of grids that go. Who holds them is kept for undo, under no grid's code; publishing forgets it.
        renamed: Old code -> new code; whoever holds the grid holds it under the new code.
        workers: Grid code -> worker code, for grids that get a worker.
        summary: What is written down beside the revision, besides the grids' codes.
    """

    grids: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    community_id: int | None = None
    communities: Mapping[str, int | None] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    workers: Mapping[str, str] = field(default_factory=dict)
    summary: Mapping[str, Any] = field(default_factory=dict)


def write_changes(session: Session, plan_id: int, changes: Changes, *, action: str, viewer: Viewer) -> None:
    """Write `changes` into a draft as one step, which undo takes back whole; nothing new makes no step.

    Raises:
        NotFoundError: there is no such plan.
        ConflictError: it is published.
    """
    plan = plan_of(session, plan_id)
    if plan.state != "draft":
        raise ConflictError(f"Plan {plan_id} ({plan.name}) is published and never edited: make a draft of it.")
    touched = list(
        dict.fromkeys([*changes.grids, *changes.dropped, *changes.renamed, *changes.communities, *changes.names])
    )
    workers = _not_yet_held(session, plan_id, changes.workers)
    if not touched and not workers:
        return
    # before the plan's row, so that nobody waits crosswise
    if changes.grids:
        session.execute(text("SELECT membership_lock(true)"))
    given_up = giving_up(session, plan_id, here=plan.revision)
    summary = {**changes.summary, "grids": list(dict.fromkeys([*touched, *workers])), **given_up}
    step = session.scalar(
        text("SELECT next_revision(:plan, :author, :action, CAST(:summary AS jsonb))"),
        {
            "plan": plan_id,
            "author": viewer.name,
            "action": action,
            "summary": orjson.dumps(summary, option=orjson.OPT_SERIALIZE_NUMPY).decode(),
        },
    )
    if touched:
        _write_grids(session, plan_id, changes, touched=touched, step=int(step or 0))
    for grid, worker in workers.items():
        session.execute(text(_ASSIGN), {"plan": plan_id, "grid": grid, "worker": worker, "step": step,
                                        "author": viewer.name})  # fmt: skip


def _not_yet_held(session: Session, plan_id: int, workers: Mapping[str, str]) -> dict[str, str]:
    """Return those of `workers` (grid code -> worker code) who do not hold the grid in the draft already."""
    rows = session.execute(
        text("""
            SELECT asked.grid, asked.worker
            FROM unnest(CAST(:grids AS text[]), CAST(:workers AS text[])) asked (grid, worker)
            JOIN worker w ON w.code = asked.worker
            WHERE NOT EXISTS (SELECT 1 FROM assignment a WHERE a.plan_id = :plan AND a.grid_code = asked.grid
                                AND a.worker_id = w.id AND a.until IS NULL)
        """),
        {"plan": plan_id, "grids": list(workers), "workers": list(workers.values())},
    )
    return {row.grid: row.worker for row in rows}


def _write_grids(session: Session, plan_id: int, changes: Changes, *, touched: list[str], step: int) -> None:
    standing = session.execute(
        text("""
            UPDATE grid SET last_revision = :step
            WHERE plan_id = :plan AND code = ANY (:codes) AND last_revision IS NULL
            RETURNING code, name, community_id, shape_id
        """),
        {"plan": plan_id, "codes": touched, "step": step},
    )
    before = {row.code: row for row in standing}
    store_grids(session, plan_id, _redrawn(changes, before), revision=step)
    kept = [code for code in before if code not in changes.grids and code not in changes.dropped]
    _keep_shapes(session, plan_id, [(before[code], changes) for code in kept], revision=step)
    parked = {code: f"{code}~{step}" for code in changes.dropped if code in before}
    _follow(session, plan_id, {**changes.renamed, **parked}, revision=step)


def _redrawn(changes: Changes, before: Mapping[str, Any]) -> list[GridInput]:
    return [
        GridInput(
            code=changes.renamed.get(code, code),
            name=changes.names.get(code) or (before[code].name if code in before else ""),
            community_id=changes.communities.get(
                code, before[code].community_id if code in before else changes.community_id
            ),
            geom=as_multi(ground),
        )
        for code, ground in changes.grids.items()
    ]


def _keep_shapes(session: Session, plan_id: int, rows: list[tuple[Any, Changes]], *, revision: int) -> None:
    """Grids that keep their ground and get another code, name or community."""
    if rows:
        session.execute(
            text("""
                INSERT INTO grid (plan_id, code, name, community_id, shape_id, first_revision)
                VALUES (:plan, :code, :name, :community, :shape, :revision)
            """),
            [
                {
                    "plan": plan_id,
                    "code": changes.renamed.get(row.code, row.code),
                    "name": changes.names.get(row.code, row.name),
                    "community": changes.communities.get(row.code, row.community_id),
                    "shape": row.shape_id,
                    "revision": revision,
                }
                for row, changes in rows
            ],
        )


def _follow(session: Session, plan_id: int, renamed: Mapping[str, str], *, revision: int) -> None:
    """Who holds a grid, and that it is locked, goes to its new code; undo and redo do the same (`plan_moved`)."""
    if renamed:
        keys = {"plan": plan_id, "step": revision}
        session.execute(
            text("""
                INSERT INTO grid_renumbering (plan_id, revision, old_code, new_code)
                SELECT :plan, :step, * FROM unnest(CAST(:old AS text[]), CAST(:new AS text[]))
            """),
            {**keys, "old": list(renamed), "new": list(renamed.values())},
        )
        session.execute(text("SELECT recode_grids(:plan, :step)"), keys)
