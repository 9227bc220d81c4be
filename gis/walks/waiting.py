"""How far positions were matched to streets: what figures of walks hold already, and what they do not yet."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """What figures of walks hold.

    Attributes:
        waiting: Positions that were kept and not matched yet.
        as_of: Time of the latest position that is in the figures; None: none is.
    """

    waiting: int
    as_of: datetime | None


def matched_so_far(session: Session) -> Matched:
    """Return how many positions wait to be matched, and as of when the figures are."""
    row = session.execute(
        text("""
        SELECT (SELECT count(*) FROM position WHERE NOT matched) AS waiting, (SELECT max(ended) FROM walk) AS as_of
        """)
    ).one()
    return Matched(waiting=row.waiting, as_of=row.as_of)
