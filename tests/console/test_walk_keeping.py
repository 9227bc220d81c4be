from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from console.jobs import cancel
from console.jobs.kinds import walks
from console.state import AppState
from console.walk_keeping import catch_up, hand_in_if_due
from gis.database import session_of
from gis.progress import SILENT
from gis.settings import Settings
from gis.viewer import LOCAL_OPERATOR
from gis.walks.keeping import Stretches
from gis.walks.waiting import matched_so_far
from routing.walks import walked_on


def test_positions_are_handed_in_once_matched_and_deleted_when_old(engine: Engine, settings: Settings) -> None:
    state = AppState(settings=settings, engine=engine)
    with session_of(engine) as session:
        session.execute(text((Path(__file__).parents[1] / "one_of_each.sql").read_text(encoding="utf-8")))
    assert hand_in_if_due(state) is None
    with session_of(engine) as session:
        session.execute(
            text("""
            INSERT INTO position (worker_id, at, geom)
            SELECT 2, current_date - d + n * interval '20 s',
                   ST_SetSRID(ST_MakePoint(116.001 + n * 0.0002, 40.005), 4326)
            FROM generate_series(0, 20) n, unnest(ARRAY[1, 90]) d
            """)
        )
    job = hand_in_if_due(state)
    assert job is not None
    assert hand_in_if_due(state) is None
    cancel(engine, job)
    with session_of(engine) as session:
        told = walks.run(session, arguments={}, viewer=LOCAL_OPERATOR, progress=SILENT, settings=settings)
    assert told == {"walks": 2, "deleted": 21}
    assert hand_in_if_due(state) is None


def test_positions_are_matched_without_a_job_and_while_others_come_in(
    engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = AppState(settings=settings, engine=engine)
    with session_of(engine) as session:
        session.execute(text((Path(__file__).parents[1] / "one_of_each.sql").read_text(encoding="utf-8")))

    def come_in(first: int) -> None:
        with session_of(engine) as session:
            session.execute(
                text("""
                INSERT INTO position (worker_id, at, geom)
                SELECT id, current_date - 1 + n * interval '20 s',
                       ST_SetSRID(ST_MakePoint(116.001 + n * 0.0002, 40.005), 4326)
                FROM worker, generate_series(:first, :first + 9) n
                """),
                {"first": first},
            )

    def meanwhile(*given: Any, **named: Any) -> Stretches:
        come_in(100 + next(numbers))
        return walked_on(*given, **named)

    come_in(0)
    with session_of(engine) as session:
        workers = session.scalar(text("SELECT count(*) FROM worker")) or 0
        waited = matched_so_far(session).waiting
    assert workers > 1
    assert waited == 10 * workers
    assert hand_in_if_due(state) is None
    with engine.begin() as other:
        other.execute(text("SELECT pg_advisory_xact_lock(78110008)"))
        assert catch_up(state) == 0
    numbers = count(step=10)
    with monkeypatch.context() as patched:
        patched.setattr("routing.walks.walked_on", meanwhile)
        assert catch_up(state) == workers
    with session_of(engine) as session:
        assert matched_so_far(session).waiting > 0
    assert catch_up(state) == workers
    with session_of(engine) as session:
        assert matched_so_far(session).waiting == 0
        fixes = session.scalars(text("SELECT fixes FROM walk WHERE day = current_date - 1")).all()
    assert fixes == [10 + 10 * workers] * workers
    assert catch_up(state) == 0
