"""Mend what checks found: one by one or all alike, as one revision."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.boundaries.changes import Changes, write_changes
from gis.boundaries.checking import check_around, find_all
from gis.boundaries.edited import Edited
from gis.boundaries.editing import answer_since, check_revision, edit
from gis.boundaries.findings import PlanFinding
from gis.boundaries.picture_reading import read_picture
from gis.errors import InputError, WanggeError
from gis.plans.renumbered import then
from gis.progress import SILENT, Progress
from gis.viewer import Viewer

_ASSIGN = "assign"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """What came of it.

    Attributes:
        edited: The grids that changed, as after an edit.
        keys: The findings that were mended.
        left: Those that were not, each with the reason.
    """

    edited: Edited
    keys: list[str]
    left: list[tuple[str, str]]

    def as_json(self) -> dict[str, Any]:
        """Return it as the HTTP API has it."""
        left = [{"key": key, "detail": detail} for key, detail in self.left]
        return {**self.edited.as_json(), "mended": self.keys, "left": left}


def mend(
    session: Session,
    plan_id: int,
    *,
    viewer: Viewer,
    keys: Collection[str] | None = None,
    kind: str | None = None,
    revision: int | None = None,
    progress: Progress = SILENT,
) -> Mended:
    """Mend findings of a draft by their keys, or all of a kind; undone in one step.

    A mend that cannot be done, because another one changed the place before it, is left out and said so.

    Raises:
        NotFoundError: there is no such plan.
        CollisionError: somebody saved since `revision`.
        ConflictError: it is published.
        InputError: neither keys nor a kind, or none of the findings has a mend.
    """
    if (keys is None) == (kind is None):
        raise InputError("Say which findings to mend: keys, or a kind.")
    standing = check_revision(session, plan_id, revision)
    found = _asked(find_all(read_picture(session, plan_id)), keys, kind)
    progress.start("mending", len(found))
    done: list[str] = []
    left: list[tuple[str, str]] = []
    for finding, refusal in _each(session, plan_id, found, viewer):
        progress.advance()
        if refusal is None:
            done.append(finding.key)
        else:
            left.append((finding.key, refusal))
    if not done:
        raise InputError(left[0][1])
    _as_one(session, plan_id, standing, what=kind or "", keys=done)
    edited = answer_since(session, plan_id, "mend", standing)
    findings = check_around(session, plan_id, [grid.code for grid in edited.changed])
    return Mended(edited=edited.with_findings(findings), keys=done, left=left)


def _asked(found: list[PlanFinding], keys: Collection[str] | None, kind: str | None) -> list[PlanFinding]:
    asked = [one for one in found if (one.kind == kind if keys is None else one.key in keys)]
    mendable = [one for one in asked if one.mend is not None]
    if not mendable:
        raise InputError(
            "No single operation mends that: it takes a planner's hand."
            if asked
            else "That is no longer found: look again."
        )
    return mendable


def _each(
    session: Session, plan_id: int, found: list[PlanFinding], viewer: Viewer
) -> Iterator[tuple[PlanFinding, str | None]]:
    """Mend them one after the other, workers last and all at once; say of each why not, where it was refused."""
    handing = {one.mend.arguments["grid"]: one for one in found if one.mend and one.mend.operation == _ASSIGN}
    for finding in found:
        if finding.mend is None or finding.mend.operation != _ASSIGN:
            yield finding, _mend(session, plan_id, finding, viewer)
    asked = {"plan": plan_id, "codes": list(handing)}
    standing = session.scalars(text("SELECT code FROM plan_grid WHERE plan_id = :plan AND code = ANY (:codes)"), asked)
    here = set(standing)
    workers = {code: one.mend.arguments["worker"] for code, one in handing.items() if one.mend and code in here}
    if workers:
        write_changes(session, plan_id, Changes(workers=workers), action=_ASSIGN, viewer=viewer)
    for code, finding in handing.items():
        yield finding, None if code in here else f"The draft has no grid {code}."


def _mend(session: Session, plan_id: int, finding: PlanFinding, viewer: Viewer) -> str | None:
    """Do it; return why not, where it was refused."""
    if finding.mend is None:
        return "No single operation mends that: it takes a planner's hand."
    try:
        with session.begin_nested():
            edit(
                session,
                plan_id,
                operation=finding.mend.operation,
                arguments=finding.mend.arguments,
                viewer=viewer,
                findings=False,
            )
    except WanggeError as error:
        return str(error)
    return None


def _as_one(session: Session, plan_id: int, standing: int, *, what: str, keys: list[str]) -> None:
    """Make one revision of all since `standing`: what lay between is nobody's step."""
    asked: dict[str, Any] = {"plan": plan_id, "standing": standing, "kind": what, "keys": keys}
    first = session.scalar(
        text("SELECT min(number) FROM plan_revision WHERE plan_id = :plan AND number > :standing"), asked
    )
    if first is None:  # all of it was so already
        return
    asked["first"] = first
    _rename_as_one(session, asked)
    for statement in (
        "UPDATE assignment_step SET revision = :first WHERE plan_id = :plan AND revision > :first",
        "DELETE FROM grid WHERE plan_id = :plan AND first_revision >= :first AND last_revision IS NOT NULL",
        "UPDATE grid SET first_revision = :first WHERE plan_id = :plan AND first_revision > :first",
        "UPDATE grid SET last_revision = :first WHERE plan_id = :plan AND last_revision > :first",
        """
        UPDATE plan_revision
        SET action = 'mend', summary = jsonb_strip_nulls(jsonb_build_object('gave_up', summary -> 'gave_up')) ||
            jsonb_build_object('operation', 'mend', 'kind', CAST(:kind AS text), 'keys', CAST(:keys AS text[]),
            'grids', (SELECT coalesce(jsonb_agg(DISTINCT code), '[]') FROM grid
                      WHERE plan_id = :plan AND (first_revision = :first OR last_revision = :first OR code IN (
                          SELECT grid_code FROM assignment_step WHERE plan_id = :plan AND revision = :first))))
        WHERE plan_id = :plan AND number = :first
        """,
        "UPDATE plan SET revision = :first WHERE id = :plan AND revision <> :first",
        "DELETE FROM plan_revision WHERE plan_id = :plan AND number > :first",
    ):
        session.execute(text(statement), asked)


def _rename_as_one(session: Session, asked: dict[str, Any]) -> None:
    """What codes became from step to step, as one step."""
    rows = session.execute(
        text("""
            DELETE FROM grid_renumbering WHERE plan_id = :plan AND revision >= :first
            RETURNING revision, old_code, new_code
        """),
        asked,
    ).all()
    steps: dict[int, dict[str, str]] = {}
    for row in sorted(rows):
        steps.setdefault(row.revision, {})[row.old_code] = row.new_code
    whole: dict[str, str] = {}
    for names in steps.values():
        whole = then(whole, names)
    if whole:
        session.execute(
            text("""
                INSERT INTO grid_renumbering (plan_id, revision, old_code, new_code)
                SELECT :plan, :first, * FROM unnest(CAST(:old AS text[]), CAST(:new AS text[]))
            """),
            {**asked, "old": list(whole), "new": list(whole.values())},
        )
