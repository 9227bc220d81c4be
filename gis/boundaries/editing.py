"""Edit a draft: one operation is one revision, written whole or not at all, and never over somebody else's."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from gis.boundaries.arguments import Arguments
from gis.boundaries.changes import Changes, write_changes
from gis.boundaries.checking import check_around, find_all
from gis.boundaries.collision import NOTHING, CollisionError, Difference, difference, steps_since
from gis.boundaries.fabric import Cell, Edit, Fabric
from gis.boundaries.findings import PlanFinding
from gis.boundaries.neighbourhood import Box, read_fabric, zone_of
from gis.boundaries.performing import lookers, operation_of, perform
from gis.boundaries.picture import read_picture
from gis.boundaries.states import GridState, states_of, states_under_the_hand
from gis.errors import ConflictError, WanggeError
from gis.held import held_on
from gis.parameters import load_parameters
from gis.plans import PlanInfo, plan_of, redo, undo
from gis.viewer import Viewer

_REACH = 1e-6
_DEGREES_PER_M = 2e-5
"""More degrees than a metre is long, at any latitude where grids lie."""

_LONGEST = 20
_PATIENCE = "10s"
_LOCK_NOT_AVAILABLE = "55P03"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """What came of an edit, an undo or a redo.

    Attributes:
        revision: The revision that counts; for a preview the one it was worked out on.
        changed: The grids that differ from what the caller shows: of this edit, and of others in between.
        removed: Codes of grids that are gone.
        findings: What is wrong with the touched grids now.
    """

    plan: int
    revision: int
    operation: str
    changed: list[GridState]
    removed: list[str]
    findings: list[PlanFinding] = field(default_factory=list)

    def with_findings(self, findings: list[PlanFinding]) -> "Edited":
        """Return the same with what was found wrong."""
        return replace(self, findings=findings)

    def as_json(self) -> dict[str, Any]:
        """Return it as the HTTP API has it."""
        return {
            "plan": self.plan,
            "revision": self.revision,
            "operation": self.operation,
            "changed": [grid.as_json() for grid in self.changed],
            "removed": self.removed,
            "findings": [finding.as_json() for finding in self.findings],
        }


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
    try:
        fabric, given = read_neighbourhood(session, plan_id, operation, arguments)
        done = perform(fabric, operation, given)
    except WanggeError:
        # drawn on what is no longer there: then that is what is to be said
        if others.codes and revision is not None:
            raise _collision(session, plan, revision, others) from None
        raise
    touched = {*done.grounds, *done.removed, *done.renamed, *Arguments(arguments).grids()}
    if others.codes & touched and revision is not None:
        raise _collision(session, plan, revision, others)
    if preview:
        return _preview(session, plan, operation, fabric, done)
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


def read_neighbourhood(
    session: Session, plan_id: int, operation: str, arguments: Mapping[str, Any]
) -> tuple[Fabric, Mapping[str, Any]]:
    """Return the grids that an operation's arguments name or point at, with their neighbours, and what it is given."""
    if operation in lookers():
        return lookers()[operation](session, plan_id, arguments)
    asked = Arguments(arguments)
    box, reach = asked.bounds(), _REACH + asked.snap_m() * _DEGREES_PER_M
    if box is not None:
        west, south, east, north = box
        box = (west - reach, south - reach, east + reach, north + reach)
    box = _with_estate_and_spot(session, asked, box)
    return read_fabric(session, plan_id, codes=asked.grids(), box=box), arguments


def _with_estate_and_spot(session: Session, asked: Arguments, box: Box | None) -> Box | None:
    """The box, grown by what the arguments name without coordinates."""
    rows = session.execute(
        text("""
            SELECT min(ST_XMin(geom)) AS west, min(ST_YMin(geom)) AS south,
                   max(ST_XMax(geom)) AS east, max(ST_YMax(geom)) AS north
            FROM (SELECT geom FROM estate WHERE code = :estate
                  UNION ALL SELECT geom FROM building WHERE id = ANY (CAST(:buildings AS bigint[]))
                  UNION ALL SELECT geom FROM blind_spot WHERE id = :spot) g
        """),
        {
            "estate": asked.words("estate") or None,
            "buildings": asked.keys("buildings") if asked.has("buildings") else [],
            "spot": asked.key("spot") if asked.has("spot") else None,
        },
    ).one()
    if rows.west is None:
        return box
    if box is None:
        return (rows.west, rows.south, rows.east, rows.north)
    return (min(box[0], rows.west), min(box[1], rows.south), max(box[2], rows.east), max(box[3], rows.north))


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


def _preview(session: Session, plan: PlanInfo, operation: str, fabric: Fabric, done: Edit) -> Edited:
    parameters = load_parameters(session)
    cells = {
        code: fabric.cells.get(code, Cell(code=code, name=done.names.get(code, ""), ground=ground))
        for code, ground in done.grounds.items()
    }
    about = _about(session, plan.id, cells, done)
    changed = states_under_the_hand(fabric, done.grounds, cells, about, parameters=parameters)
    codes = [code for code in (*done.grounds, *done.removed) if code in fabric.cells]
    picture = read_picture(session, plan.id, touched=codes)
    found = find_all(picture.with_edit(done, {state.code: state.people for state in changed}))
    return Edited(
        plan=plan.id,
        revision=plan.revision,
        operation=operation,
        changed=changed,
        removed=sorted(done.removed),
        findings=found,
    )


def _about(session: Session, plan_id: int, cells: Mapping[str, Cell], done: Edit) -> dict[str, dict[str, Any]]:
    """By code the community's code and the worker's name."""
    homes = {code: done.communities.get(code, cell.community_id) for code, cell in cells.items()}
    rows = session.execute(
        text("SELECT id, code FROM area WHERE id = ANY (CAST(:ids AS bigint[]))"),
        {"ids": [home for home in homes.values() if home is not None]},
    )
    communities = {row.id: row.code for row in rows}
    held = session.execute(
        text(f"""
            SELECT a.grid_code, string_agg(w.name, '、' ORDER BY w.code) AS worker
            FROM assignment a JOIN worker w ON w.id = a.worker_id
            WHERE a.plan_id = :plan AND a.grid_code = ANY (:codes) AND {held_on("current_date", alias="a")}
            GROUP BY a.grid_code
        """),
        {"plan": plan_id, "codes": list(cells)},
    )
    workers = {row.grid_code: row.worker for row in held}
    return {
        code: {"community": communities.get(home) if home is not None else None, "worker": workers.get(code)}
        for code, home in homes.items()
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
    standing = {state.code for state in states}
    return Edited(
        plan=plan_id,
        revision=plan_of(session, plan_id).revision,
        operation=operation,
        changed=states,
        removed=sorted((removed | changed) - standing),
    )
