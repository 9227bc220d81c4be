"""Steps that were undone and then given up by another: which grids they concerned, for whoever still shows one."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

GAVE_UP = "gave_up"
"""Under this key the summary of a step says which steps it gave up; numbers are given once, and so are theirs."""
_MOST = 200
"""Steps remembered, the latest; whoever shows an older one reads the whole draft anew."""

_AHEAD = """
SELECT r.number, r.summary -> 'gave_up' AS before,
       array(SELECT code FROM grid
             WHERE plan_id = :plan AND (first_revision = r.number OR last_revision = r.number)
             UNION SELECT grid_code FROM assignment_step WHERE plan_id = :plan AND revision = r.number
             ORDER BY 1) AS codes
FROM plan p JOIN plan_revision r ON r.plan_id = p.id AND r.number > p.revision
WHERE p.id = :plan ORDER BY r.number
"""

_REMEMBERED = """
SELECT (each ->> 'number')::integer AS number, (each ->> 'back_to')::integer AS back_to, each -> 'grids' AS codes
FROM plan_revision r, jsonb_array_elements(r.summary -> 'gave_up') each
WHERE r.plan_id = :plan AND jsonb_typeof(r.summary -> 'gave_up') = 'array'
"""


def giving_up(session: Session, plan_id: int, *, here: int) -> dict[str, Any]:
    """Return what the summary of the next step of a draft is to say of the undone ones that it gives up.

    To be asked before the step is made.

    Args:
        session: It holds the draft's row.
        plan_id: The draft.
        here: The revision that stands.
    """
    steps: list[dict[str, Any]] = []
    for row in session.execute(text(_AHEAD), {"plan": plan_id}):
        steps += row.before or []
        steps.append({"number": row.number, "back_to": here, "grids": list(row.codes)})
    return {GAVE_UP: sorted(steps, key=lambda step: step["number"])[-_MOST:]} if steps else {}


def back_from(session: Session, plan_id: int, shown: int) -> tuple[int, frozenset[str]] | None:
    """Return the last step before a given-up one that still is, and the codes that those given up after it concerned.

    More codes may be among them than lie on the way; none is missing. None: nothing is known of that step, or of one
    on the way, since SQL gave it up or too many have come since.
    """
    keys = {"plan": plan_id}
    alive = set(session.scalars(text("SELECT number FROM plan_revision WHERE plan_id = :plan"), keys))
    known = {row.number: row for row in session.execute(text(_REMEMBERED), keys)}
    place = shown
    while place not in alive:
        if place not in known:
            return None
        place = known[place].back_to
    codes = (known[number].codes for number in known if place < number <= shown)
    return place, frozenset().union(*codes)
