"""Plans as a reader lists and opens them: where each stands, how much it holds, what was done to it."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import InputError, NotFoundError
from gis.plans.information import PlanInfo, PlanState, plan_in_force, plan_of
from gis.plans.naming import CURRENT
from gis.plans.renumbered import renumbering_of
from gis.plans.withdrawing import Withdrawal, withdrawals_of

# of a day gone by: what was made by then, and what had been published by then
_LINES = """
WITH asked AS (SELECT coalesce(CAST(:as_of AS date), current_date) AS day),
     lines AS (
    SELECT p.id, p.name,
           CASE WHEN p.published_at IS NULL OR (p.effective_from > a.day AND p.published_at::date > a.day) THEN 'draft'
                WHEN p.effective_until <= a.day THEN 'retired' ELSE 'published' END AS state,
           p.effective_from, p.effective_until, p.revision, p.base_id, b.name AS base_name,
           p.published_at IS NOT NULL AND p.effective_from <= a.day
               AND (p.effective_until IS NULL OR p.effective_until > a.day) AS in_force,
           p.created_at, p.created_by, p.published_at, p.published_by, p.note
    FROM asked a, plan p LEFT JOIN plan b ON b.id = p.base_id
    WHERE CAST(:as_of AS date) IS NULL OR least(p.created_at::date, p.effective_from) <= a.day)
SELECT l.*, g.grids, g.people - twice.people AS people
FROM lines l, LATERAL (
    SELECT count(*) AS grids, coalesce(sum(population), 0)::bigint AS people FROM plan_grid WHERE plan_id = l.id) g,
LATERAL (
    SELECT coalesce(sum(b.population * (d.grids - 1)), 0)::bigint AS people FROM (
        SELECT m.building_id, count(*) AS grids FROM plan_grid p JOIN building_shape m USING (shape_id)
        WHERE p.plan_id = l.id GROUP BY m.building_id HAVING count(*) > 1) d
    JOIN building b ON b.id = d.building_id) twice
WHERE CAST(:id AS bigint) IS NULL OR l.id = :id
ORDER BY l.effective_from NULLS LAST, l.published_at, l.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """One plan in the list.

    Attributes:
        in_force: Whether it holds on the day asked about.
        grids: Grids of the plan as it stands.
        people: People in its grids; who lives in two of them counts once.
        base_name: Name of the plan it was made from.
    """

    id: int
    name: str
    state: PlanState
    effective_from: date | None
    effective_until: date | None
    revision: int
    base_id: int | None
    base_name: str | None
    in_force: bool
    created_at: datetime
    created_by: str
    published_at: datetime | None
    published_by: str | None
    note: str
    grids: int
    people: int

    def as_json(self) -> dict[str, Any]:
        """Return the plan under stable keys."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStep:
    """One revision; `undone` ones lie ahead of the revision that counts."""

    number: int
    at: datetime
    author: str
    action: str
    summary: dict[str, Any]
    undone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPlan:
    """A plan with its steps.

    Attributes:
        renumbering: What its grids were called before they were numbered anew: old code → new code.
        withdrawals: When it was published for a day to come, and that was taken back.
    """

    plan: PlanLine
    steps: tuple[PlanStep, ...]
    renumbering: dict[str, str]
    withdrawals: tuple[Withdrawal, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the plan's own keys, its steps under `history`, `renumbering` and `withdrawals`."""
        return {
            **self.plan.as_json(),
            "history": [asdict(step) for step in self.steps],
            "renumbering": self.renumbering,
            "withdrawals": [one.as_json() for one in self.withdrawals],
        }


def find_plan(session: Session, said: str) -> PlanInfo:
    """Return the plan of this number or name; `current` is the one in force today.

    Raises:
        NotFoundError: there is none.
        InputError: several plans have this name.
    """
    if said == CURRENT:
        found = plan_in_force(session)
        if found is None:
            raise NotFoundError("No plan is in force today: name one (`wangge plan list` shows them).")
        return found
    if said.isascii() and said.isdigit() and int(said) < 2**63:
        return plan_of(session, int(said))
    ids = session.scalars(text("SELECT id FROM plan WHERE name = :name ORDER BY id"), {"name": said.strip()}).all()
    if not ids:
        raise NotFoundError(f"There is no plan {said}: `wangge plan list` shows them.")
    if len(ids) > 1:
        raise InputError(f"Several plans are called {said}; give the number: {', '.join(map(str, ids))}.")
    return plan_of(session, ids[0])


def listed_plans(session: Session, *, as_of: date | None = None) -> list[PlanLine]:
    """Return every plan (with `as_of`: those of that day, as they stood), published ones first, then drafts."""
    rows = session.execute(text(_LINES), {"as_of": as_of, "id": None})
    return [PlanLine(**row) for row in rows.mappings()]


def line_of(session: Session, plan_id: int, *, as_of: date | None = None) -> PlanLine:
    """Return one plan as the list has it.

    Raises:
        NotFoundError: there is no such plan, or there was none on that day.
    """
    row = session.execute(text(_LINES), {"as_of": as_of, "id": plan_id}).mappings().one_or_none()
    if row is None:
        raise NotFoundError(f"There is no plan {plan_id}.")
    return PlanLine(**row)


def show_plan(session: Session, plan_id: int) -> ShownPlan:
    """Return one plan with its steps, the first one first.

    Raises:
        NotFoundError: there is no such plan.
    """
    line = line_of(session, plan_id)
    rows = session.execute(
        text("""
            SELECT number, at, author, action, summary, number > :revision AS undone
            FROM plan_revision WHERE plan_id = :id ORDER BY number
        """),
        {"id": plan_id, "revision": line.revision},
    )
    codes = set(session.scalars(text("SELECT code FROM plan_grid WHERE plan_id = :id"), {"id": plan_id}))
    return ShownPlan(
        plan=line,
        steps=tuple(PlanStep(**row) for row in rows.mappings()),
        # without the grids that are gone
        renumbering={old: new for old, new in renumbering_of(session, plan_id).items() if new in codes},
        withdrawals=withdrawals_of(session, plan_id),
    )
