"""Derived tables that are made anew only when what they depend on has changed."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.database import fingerprint

# one for all derived tables: who makes one may make another, in any order
_LOCK = 78110004


@contextmanager
def renewal(session: Session, name: str, subjects: tuple[str, ...], *, version: str, wait: bool) -> Iterator[bool]:
    """Yield whether derived table `name` must be made anew; when the block is left, it counts as up to date.

    Only one session makes it at a time, until its transaction ends. The day is part of what it depends on, because a
    plan may come into force by itself.

    Args:
        session: At READ COMMITTED, so that after waiting it sees what the other session made.
        name: Its name in table `derived`.
        subjects: The tables it depends on.
        version: Changes with the rules by which it is made.
        wait: Wait for another session that is making it; otherwise leave it alone (False is yielded).
    """
    if _state(session, subjects, version) == _kept(session, name):
        yield False
        return
    lock = "pg_advisory_xact_lock" if wait else "pg_try_advisory_xact_lock"
    answer = session.scalar(text(f"SELECT {lock}(:key)"), {"key": _LOCK})
    # taken before anything is read: what changes meanwhile makes the result stale, never wrongly fresh
    state = _state(session, subjects, version)
    if answer is False or state == _kept(session, name):
        yield False
        return
    yield True
    session.execute(
        text("""
            INSERT INTO derived (name, fingerprint) VALUES (:name, :state)
            ON CONFLICT (name) DO UPDATE SET fingerprint = excluded.fingerprint, at = now()
        """),
        {"name": name, "state": state},
    )


def _state(session: Session, subjects: tuple[str, ...], version: str) -> str:
    day = session.scalar(text("SELECT current_date"))
    return f"{version} {day} {fingerprint(session, *subjects)}"


def _kept(session: Session, name: str) -> str | None:
    kept: str | None = session.scalar(text("SELECT fingerprint FROM derived WHERE name = :name"), {"name": name})
    return kept
