"""What grids were called before they were numbered anew, and from one plan to another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

_LINE = """
WITH RECURSIVE line AS (
    SELECT id, base_id, created_at, 0 AS depth FROM plan WHERE id = :plan
    UNION ALL
    SELECT p.id, p.base_id, p.created_at, line.depth + 1 FROM line JOIN plan p ON p.id = line.base_id)
CYCLE id SET again USING path
SELECT id, lag(created_at) OVER (ORDER BY depth) AS copied_at FROM line WHERE NOT again ORDER BY depth
"""

_NAMES = """
SELECT n.revision, n.old_code, n.new_code
FROM grid_renumbering n JOIN plan p ON p.id = n.plan_id
JOIN plan_revision r ON r.plan_id = n.plan_id AND r.number = n.revision
WHERE n.plan_id = :plan AND n.revision <= p.revision
  AND (CAST(:after AS timestamptz) IS NULL OR r.at > :after) AND (CAST(:until AS timestamptz) IS NULL OR r.at <= :until)
ORDER BY n.revision
"""


@dataclass(frozen=True, slots=True)
class _Ancestor:
    """A plan, and when the next plan of the line was made of it (None: it is the line's own end)."""

    id: int
    copied_at: datetime | None


def renumbering_of(
    session: Session, plan_id: int, *, after: datetime | None = None, until: datetime | None = None
) -> dict[str, str]:
    """Return old code → new code of a plan's own renumberings, all of them taken together.

    Args:
        session: On the record.
        plan_id: The plan.
        after: Only renumberings after this moment.
        until: Only renumberings up to this moment (a draft made then has the codes of its day).
    """
    steps: dict[int, dict[str, str]] = {}
    for row in session.execute(text(_NAMES), {"plan": plan_id, "after": after, "until": until}):
        steps.setdefault(row.revision, {})[row.old_code] = row.new_code
    whole: dict[str, str] = {}
    for step in steps.values():
        whole = then(whole, step)
    return whole


def renamed_between(session: Session, plan_a: int, plan_b: int) -> dict[str, str]:
    """Return codes of `plan_a` → what the same grids are called in `plan_b`, where that differs.

    It is known where both come from one plan, through the renumberings since.
    """
    line_a, line_b = _line(session, plan_a), _line(session, plan_b)
    places = {plan.id: place for place, plan in enumerate(line_b)}
    met = next((place for place, plan in enumerate(line_a) if plan.id in places), None)
    if met is None:
        return {}
    common_a, common_b = line_a[met], line_b[places[line_a[met].id]]
    back = _inverse(_down(session, line_a[:met]))
    across = _across(session, common_a, common_b)
    renamed = then(then(back, across), _down(session, line_b[: places[common_a.id]]))
    return {old: new for old, new in renamed.items() if old != new}


def stand_in_line(session: Session, plan_a: int, plan_b: int) -> bool:
    """Whether one of two plans was made of the other, at once or through plans between."""
    return any(plan.id == plan_a for plan in _line(session, plan_b)) or any(
        plan.id == plan_b for plan in _line(session, plan_a)
    )


def made_of(session: Session, plan_id: int, base_id: int, *, since: datetime) -> bool:
    """Whether a plan was made of another as that stood from a moment on, at once or through drafts of it."""
    return any(
        plan.id == base_id and plan.copied_at is not None and plan.copied_at >= since
        for plan in _line(session, plan_id)
    )


def then(first: Mapping[str, str], second: Mapping[str, str]) -> dict[str, str]:
    """Return what codes are called after two renumberings, one after the other."""
    whole = {old: second.get(new, new) for old, new in first.items()}
    # a code that the first step gave away belongs to another grid now
    given = set(first.values())
    return whole | {old: new for old, new in second.items() if old not in given and old not in whole}


def _inverse(names: Mapping[str, str]) -> dict[str, str]:
    return {new: old for old, new in names.items()}


def _line(session: Session, plan_id: int) -> list[_Ancestor]:
    """Return a plan, the plan it was made of, and so on."""
    return [_Ancestor(row.id, row.copied_at) for row in session.execute(text(_LINE), {"plan": plan_id})]


def _across(session: Session, start: _Ancestor, end: _Ancestor) -> dict[str, str]:
    """Return the renumberings of one plan between the moments at which two others were made of it."""
    if start.copied_at is not None and (end.copied_at is None or start.copied_at <= end.copied_at):
        return renumbering_of(session, start.id, after=start.copied_at, until=end.copied_at)
    if end.copied_at is None:
        return {}
    return _inverse(renumbering_of(session, start.id, after=end.copied_at, until=start.copied_at))


def _down(session: Session, line: list[_Ancestor]) -> dict[str, str]:
    """Return the renumberings along a line of plans, the oldest first."""
    names: dict[str, str] = {}
    for plan in reversed(line):
        names = then(names, renumbering_of(session, plan.id, until=plan.copied_at))
    return names
