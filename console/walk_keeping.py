"""While the console runs, positions become walks within seconds, and old ones go.

A few walks at a time are worked out here. What a whole file brought and what is to be deleted is a job.
"""

import asyncio
import logging
import time

from sqlalchemy import text

from console.jobs import defer
from console.state import AppState
from gis.database import session_of
from gis.parameters import load_parameters
from gis.viewer import LOCAL_OPERATOR

KIND = "walks"
EVERY_S = 600.0
"""How often it is looked whether a job is due."""
REST_S = 3.0
"""How long positions wait at most when little comes in; it is rested as long as was worked when that is longer."""
AT_ONCE = 20
"""Walks that are worked out in one go: each is a worker's day, and takes hundredths of a second."""
MANY = 200
"""So many that wait are a job."""

_DUE = """
SELECT ((SELECT count(*) FROM (SELECT DISTINCT worker_id, at::date FROM position WHERE NOT matched) w) >= :many
        OR EXISTS (SELECT 1 FROM position WHERE at < date_trunc('day', now()) - make_interval(days => :days)))
   AND NOT EXISTS (SELECT 1 FROM job_progress WHERE kind = :kind AND finished_at IS NULL)
"""

logger = logging.getLogger(__name__)


async def keep_walks(state: AppState) -> None:
    """Match what came in, for good, and hand in the job every few minutes where there is one to do."""
    looked = -EVERY_S
    while True:
        began = time.monotonic()
        try:
            if began - looked >= EVERY_S:
                looked = began
                await asyncio.to_thread(hand_in_if_due, state)
            await asyncio.to_thread(catch_up, state)
        except Exception:
            # nothing is lost: positions wait, and the next round tries again
            logger.exception("Positions could not be matched.")
        await asyncio.sleep(max(REST_S, time.monotonic() - began))


def catch_up(state: AppState) -> int:
    """Match some of the positions that wait, unless another process does; return how many walks were worked out."""
    with session_of(state.engine) as session:
        if not session.scalar(text("SELECT EXISTS (SELECT 1 FROM position WHERE NOT matched)")):
            return 0
        from routing.walks import match_positions  # noqa: PLC0415 - numba takes a second to load

        return match_positions(session, most=AT_ONCE, wait=False)


def hand_in_if_due(state: AppState) -> int | None:
    """Hand the job in unless too little waits for it or one is under way; return its id."""
    with session_of(state.engine) as session:
        days = int(load_parameters(session).position_days)
        due = session.execute(text(_DUE), {"kind": KIND, "days": days, "many": MANY}).scalar_one()
    if not due:
        return None
    return defer(state.engine, LOCAL_OPERATOR, kind=KIND, title="巡查轨迹 / Patrol tracks", arguments={})
