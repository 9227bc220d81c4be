"""While the console runs, positions become walks, and old ones go: a job, handed in when there is something to do."""

import asyncio
import logging

from sqlalchemy import text

from console.jobs import defer
from console.state import AppState
from gis.database import session_of
from gis.parameters import load_parameters
from gis.viewer import LOCAL_OPERATOR

KIND = "walks"
EVERY_S = 600.0

_DUE = """
SELECT (EXISTS (SELECT 1 FROM position WHERE NOT matched)
        OR EXISTS (SELECT 1 FROM position WHERE at < date_trunc('day', now()) - make_interval(days => :days)))
   AND NOT EXISTS (SELECT 1 FROM job_progress WHERE kind = :kind AND finished_at IS NULL)
"""

logger = logging.getLogger(__name__)


async def keep_walks(state: AppState) -> None:
    """Hand in the job every few minutes, for good, where positions wait for it."""
    while True:
        try:
            await asyncio.to_thread(hand_in_if_due, state)
        except Exception:
            # nothing is lost: positions wait, and the next round tries again
            logger.exception("Positions could not be handed in to be matched.")
        await asyncio.sleep(EVERY_S)


def hand_in_if_due(state: AppState) -> int | None:
    """Hand the job in unless nothing waits for it or one is under way; return its id."""
    with session_of(state.engine) as session:
        days = int(load_parameters(session).position_days)
        due = session.execute(text(_DUE), {"kind": KIND, "days": days}).scalar_one()
    if not due:
        return None
    return defer(state.engine, LOCAL_OPERATOR, kind=KIND, title="巡查轨迹 / Patrol tracks", arguments={})
