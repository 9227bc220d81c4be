"""Every grid of a plan without its ground: whose it is, and how many live there."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.coverage.standing import Standing

_ROLL = """
SELECT g.code, g.community_id, t.population AS people
FROM plan p
JOIN grid g ON g.plan_id = p.id AND g.first_revision <= p.revision
           AND (g.last_revision IS NULL OR g.last_revision > p.revision)
JOIN shape_stat t ON t.shape_id = g.shape_id
WHERE p.id = :plan ORDER BY g.code
"""


class Listed(NamedTuple):
    """A grid's community, and its people."""

    community_id: int | None
    people: int


def read_roll(session: Session, standing: Standing) -> Mapping[str, Listed]:
    """Return every grid of the plan by code, in order."""
    if standing.near is None:
        return {grid.code: Listed(grid.community_id, grid.people) for grid in standing.grids}
    rows = session.execute(text(_ROLL), {"plan": standing.plan_id}).all()
    return {row.code: Listed(row.community_id, row.people) for row in rows}
