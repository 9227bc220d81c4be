from pathlib import Path

from sqlalchemy import Engine, text

from console.jobs import cancel
from console.jobs.kinds import walks
from console.state import AppState
from console.walk_keeping import hand_in_if_due
from gis.database import session_of
from gis.progress import SILENT
from gis.settings import Settings
from gis.viewer import LOCAL_OPERATOR


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
