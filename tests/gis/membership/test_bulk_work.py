"""Much work at once: the triggers rest, one count follows."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from gis.coverage.membership import bulk_work, recount
from gis.database import session_of
from gis.progress import Cancelled

SQUARE = "SRID=4326;MULTIPOLYGON(((0 0, 1 0, 1 1, 0 1, 0 0)))"
SHAPE = text(f"INSERT INTO grid_shape (geom) VALUES ('{SQUARE}')")
BUILDINGS = text("""
    INSERT INTO building (code, population, geom)
    SELECT n, n, ST_SetSRID(ST_Point(n * 0.1, 0.5), 4326) FROM generate_series(1, 20) n
""")


def pairs(session: Session) -> int:
    return int(session.scalar(text("SELECT count(*) FROM building_shape")) or 0)


def test_the_count_follows_the_work(session: Session, derived: Callable, counted: Callable) -> None:
    with bulk_work(session):
        session.execute(SHAPE)
        session.execute(BUILDINGS)
        with bulk_work(session):
            session.execute(text("UPDATE building SET population = 3 WHERE code = '4'"))
        assert pairs(session) == 0
    assert pairs(session) == 9
    assert derived(session) == counted(session)


def test_triggers_work_again_afterwards(session: Session, derived: Callable, counted: Callable) -> None:
    with bulk_work(session):
        session.execute(SHAPE)
    session.execute(BUILDINGS)
    assert pairs(session) == 9
    assert derived(session) == counted(session)


def test_an_exception_leaves_nothing(engine: Engine) -> None:
    def fail() -> None:
        with session_of(engine) as session, bulk_work(session):
            session.execute(BUILDINGS)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with session_of(engine) as session:
        assert session.scalar(text("SELECT count(*) FROM building")) == 0
        assert not session.scalar(text("SELECT bulk_work()"))


def test_nobody_else_writes_meanwhile(engine: Engine) -> None:
    with session_of(engine) as session, bulk_work(session), session_of(engine) as other:
        free = other.scalar(text("SELECT pg_try_advisory_xact_lock_shared(78110001)"))
        assert free is False


def test_a_recount_tells_what_was_wrong(session: Session) -> None:
    session.execute(SHAPE)
    session.execute(BUILDINGS)
    assert recount(session).changed == 0
    session.execute(
        text("DELETE FROM building_shape WHERE building_id = (SELECT min(building_id) FROM building_shape)")
    )
    session.execute(text("UPDATE shape_stat SET population = 1"))
    session.execute(text("DELETE FROM building_place WHERE building_id = (SELECT min(id) FROM building)"))
    told = recount(session)
    assert (told.buildings, told.pairs, told.changed) == (20, 9, 3)
    assert list(told.stages) == ["read", "join", "place", "write"]


def test_an_empty_record_counts_nothing(session: Session) -> None:
    told = recount(session)
    assert (told.buildings, told.pairs, told.changed) == (0, 0, 0)


def test_a_recount_can_be_cancelled(engine: Engine) -> None:
    class Impatient:
        def start(self, label: str, total: int | None = None) -> None:
            """Begin."""

        def advance(self, steps: int = 1) -> None:
            raise Cancelled(steps)

    with pytest.raises(Cancelled), session_of(engine) as session, bulk_work(session, progress=Impatient()):
        session.execute(BUILDINGS)
    with session_of(engine) as session:
        assert session.scalar(text("SELECT count(*) FROM building")) == 0
        assert recount(session).changed == 0


def test_indexes_stand_again_after_a_table_was_filled_anew(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    query = text(
        "SELECT indexdef FROM pg_indexes WHERE tablename IN ('building_shape', 'building_place') ORDER BY indexdef"
    )
    before = session.scalars(query).all()
    monkeypatch.setattr("gis.coverage.membership_writing.REWRITE_SHARE", 0.0)
    with bulk_work(session):
        session.execute(SHAPE)
        session.execute(BUILDINGS)
    assert session.scalars(query).all() == before
    assert len(before) == 5
