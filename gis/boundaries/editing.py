"""Edit a draft: one operation is one revision, written whole or not at all, and never over somebody else's."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from gis.boundaries.arguments import Arguments
from gis.boundaries.changes import Changes, write_changes
from gis.boundaries.checking import check_around
from gis.boundaries.collision import NOTHING, CollisionError, Difference, difference, steps_since
from gis.boundaries.edited import Edited
from gis.boundaries.fabric import Edit, Fabric
from gis.boundaries.looking import read_neighbourhood
from gis.boundaries.neighbourhood import zone_of
from gis.boundaries.performing import operation_of, perform
from gis.boundaries.previewing import preview_of
from gis.boundaries.states import states_of
from gis.errors import ConflictError, WanggeError
from gis.parameters import load_parameters
from gis.plans import PlanInfo, plan_of, redo, undo
from gis.viewer import Viewer

_LONGEST = 20
_PATIENCE = "10s"
_LOCK_NOT_AVAILABLE = "55P03"


def edit(
    session: Session,
    plan_id: int,
    *,
    operation: str,
    arguments: Mapping[str, Any],
    viewer: Viewer,
    revision: int | None = None,
    preview: bool = False,
    findings: bool = True,
) -> Edited:
    """Do an operation in a draft, as one revision of it.

    What others saved since `revision` is kept: where it concerns other grids, the edit is done on top of it.

    Args:
        session: Its transaction must be at READ COMMITTED; nothing is seen by others until it commits.
        plan_id: The draft.
        operation: See `gis.boundaries.operations`.
        arguments: What the operation takes; coordinates are lon, lat (EPSG:4326).
        viewer: Written down as who did it.
        revision: The revision that the caller shows; None: the one that stands.
        preview: Work it out, check it, and write nothing.
        findings: Say what is wrong with the touched grids afterwards.

    Raises:
        NotFoundError: there is no such plan, grid or blind spot.
        CollisionError: somebody saved in between, and it concerns the touched grids.
        ConflictError: the plan is published, or a grid is locked.
        InputError: the arguments cannot be taken, or the edit would leave the plan unsound.
    """
    operation_of(operation)
    plan = _draft(session, plan_id, writing=not preview)
    others = NOTHING if revision is None else difference(session, plan, revision)
    near = set(Arguments(arguments).grids())
    try:
        fabric, given = read_neighbourhood(session, plan_id, operation, arguments)
        near |= set(fabric.cells)
        done = perform(fabric, operation, given)
    except WanggeError:
        # drawn on what is no longer there: then that is what is to be said
        if (others.removed or others.codes & near) and revision is not None:
            raise _collision(session, plan, revision, others) from None
        raise
    touched = {*done.grounds, *done.removed, *done.renamed, *Arguments(arguments).grids()}
    if others.codes & touched and revision is not None:
        raise _collision(session, plan, revision, others)
    if preview:
        return preview_of(session, plan, operation, fabric, done)
    write_changes(session, plan_id, _changes(fabric, operation, arguments, done), action=operation, viewer=viewer)
    ours = {done.renamed.get(code, code) for code in (*done.grounds, *done.renamed, *done.communities, *done.workers)}
    gone = {*done.removed, *done.renamed}
    answer = _answer(session, plan_id, operation, ours | others.changed, gone | others.removed)
    return answer.with_findings(check_around(session, plan_id, ours)) if findings else answer


def check_revision(session: Session, plan_id: int, shown: int | None) -> int:
    """Lock a draft for writing, and return the revision that stands.

    Raises:
        NotFoundError: there is no such plan.
        CollisionError: it is not the one that the caller shows.
        ConflictError: the plan is published.
    """
    plan = _draft(session, plan_id, writing=True)
    if shown is not None and shown != plan.revision:
        raise _collision(session, plan, shown, difference(session, plan, shown))
    return plan.revision


def answer_since(session: Session, plan_id: int, operation: str, shown: int) -> Edited:
    """Return what differs between a revision and what stands, as the answer to an operation."""
    others = difference(session, plan_of(session, plan_id), shown)
    return _answer(session, plan_id, operation, set(others.changed), set(others.removed))


def step_back(session: Session, plan_id: int, *, revision: int | None = None) -> Edited:
    """Undo the last revision of a draft; what it was is in the answer.

    Raises:
        NotFoundError: there is no such plan.
        CollisionError: somebody saved since `revision`.
        ConflictError: it is published, or stands at its first revision.
    """
    return _step(session, plan_id, "undo", revision=revision)


def step_forward(session: Session, plan_id: int, *, revision: int | None = None) -> Edited:
    """Do the next revision of a draft again; see `step_back`."""
    return _step(session, plan_id, "redo", revision=revision)


def _draft(session: Session, plan_id: int, *, writing: bool) -> PlanInfo:
    if writing:
        _wait_for_others(session, plan_id)
    plan = plan_of(session, plan_id)
    if plan.state != "draft":
        raise ConflictError(f"Plan {plan_id} ({plan.name}) is published and never edited: make a draft of it.")
    return plan


def _wait_for_others(session: Session, plan_id: int) -> None:
    """Be the only one who writes shapes and this draft, until the transaction ends.

    Raises:
        ConflictError: others have been writing all the while.
    """
    try:
        session.execute(text("SELECT set_config('lock_timeout', :patience, true)"), {"patience": _PATIENCE})
        # who writes shapes holds this lock before the plan's row, so that nobody waits crosswise
        session.execute(text("SELECT membership_lock(true)"))
        session.execute(text("SELECT 1 FROM plan WHERE id = :id FOR NO KEY UPDATE"), {"id": plan_id})
    except OperationalError as error:
        if getattr(error.orig, "pgcode", None) != _LOCK_NOT_AVAILABLE:
            raise
        raise ConflictError("The record is being written by a load: try again when it is done.") from error


def _collision(session: Session, plan: PlanInfo, shown: int, others: Difference) -> CollisionError:
    return CollisionError(
        revision=plan.revision,
        changed=states_of(
            session, plan.id, codes=others.changed, zone=zone_of(session), parameters=load_parameters(session)
        ),
        removed=sorted(others.removed),
        by=steps_since(session, plan, shown),
    )


def _changes(fabric: Fabric, operation: str, arguments: Mapping[str, Any], done: Edit) -> Changes:
    summary: dict[str, Any] = {"operation": operation, "arguments": short(arguments)}
    if done.removed:
        summary["removed"] = list(done.removed)
    if done.renamed:
        summary["renamed"] = dict(done.renamed)
    new = [code for code in done.grounds if code not in fabric.cells]
    if new:
        summary["new"] = new
    return Changes(
        grids=done.grounds,
        names=done.names,
        communities=done.communities,
        dropped=done.removed,
        renamed=done.renamed,
        workers=done.workers,
        summary=summary,
    )


def short(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments as they are written down: long lines by their number of points."""
    return {
        name: f"{len(value)} points" if isinstance(value, list | tuple) and len(value) > _LONGEST else value
        for name, value in arguments.items()
    }


def _step(session: Session, plan_id: int, operation: str, *, revision: int | None) -> Edited:
    session.execute(text("SELECT 1 FROM plan WHERE id = :id FOR UPDATE"), {"id": plan_id})
    plan = plan_of(session, plan_id)
    if revision is not None and revision != plan.revision:
        raise _collision(session, plan, revision, difference(session, plan, revision))
    moved = undo(session, plan_id) if operation == "undo" else redo(session, plan_id)
    others = difference(session, moved, plan.revision)
    return _answer(session, plan_id, operation, set(others.changed), set(others.removed))


def _answer(session: Session, plan_id: int, operation: str, changed: set[str], removed: set[str]) -> Edited:
    states = states_of(session, plan_id, codes=changed, zone=zone_of(session), parameters=load_parameters(session))
    standing, plan = {state.code for state in states}, plan_of(session, plan_id)
    return Edited(
        plan=plan_id,
        name=plan.name,
        revision=plan.revision,
        operation=operation,
        changed=states,
        removed=sorted((removed | changed) - standing),
    )
