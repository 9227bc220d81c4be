import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from gis.coverage.derived import renewal


def needed(session: Session, *, subjects: tuple[str, ...] = ("estate",), version: str = "1", wait: bool = True) -> bool:
    with renewal(session, "thing", subjects, version=version, wait=wait) as answer:
        return answer


ESTATE = "INSERT INTO estate (code, name, geom) VALUES ('E', 'E', 'SRID=4326;MULTIPOLYGON(((0 0,1 0,1 1,0 0)))')"


def test_it_is_made_once_and_again_after_a_change_of_what_it_depends_on(session: Session) -> None:
    assert needed(session)
    assert not needed(session)
    session.execute(text("INSERT INTO worker (code, name) VALUES ('W', 'W')"))
    assert not needed(session)
    session.execute(text(ESTATE))
    assert needed(session)
    assert not needed(session)


def test_new_rules_make_it_anew(session: Session) -> None:
    assert needed(session)
    assert needed(session, version="2")


def test_while_another_session_makes_it_nobody_else_does(engine: Engine) -> None:
    with Session(engine) as first, Session(engine) as second:
        with renewal(first, "thing", ("estate",), version="1", wait=True) as answer:
            assert answer
            assert not needed(second, wait=False)
            second.rollback()
        first.commit()
        assert not needed(second)


def test_what_changes_while_it_is_made_makes_it_stale(engine: Engine) -> None:
    with Session(engine) as first, Session(engine) as second:
        with renewal(first, "thing", ("estate",), version="1", wait=True) as answer:
            assert answer
            second.execute(text(ESTATE))
            second.commit()
        first.commit()
        assert needed(second)


def test_an_error_leaves_it_stale(session: Session) -> None:
    with pytest.raises(ZeroDivisionError), renewal(session, "thing", ("estate",), version="1", wait=True):
        _ = 1 / 0
    assert needed(session)
