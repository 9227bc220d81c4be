from datetime import timedelta
from pathlib import Path

import pytest
from dash.development.base_component import Component
from sqlalchemy import text
from sqlalchemy.orm import Session

from console.patrols.walked import walked
from gis.viewer import LOCAL_OPERATOR

GRID = "110101001001001"


def said(parts: object) -> str:
    """All words of components, in order."""
    if isinstance(parts, str):
        return parts
    if isinstance(parts, Component):
        return said(getattr(parts, "children", None) or "")
    return " ".join(said(part) for part in parts) if isinstance(parts, list | tuple) else str(parts or "")


@pytest.fixture
def record(session: Session) -> Session:
    session.execute(text((Path(__file__).parents[1] / "one_of_each.sql").read_text(encoding="utf-8")))
    return session


def test_the_card_holds_hours_against_those_due_and_what_is_left(record: Session) -> None:
    words = said(walked(record, LOCAL_OPERATOR, GRID, "en"))
    assert "Walked in 7 days" in words
    assert "网格员 0001 · 600 m 1.9 / 6 h" in words
    assert "Not walked 0" in words
    day = record.scalar(text("SELECT current_date"))
    record.execute(text("UPDATE walk SET day = :day"), {"day": day - timedelta(days=30)})
    assert "Nobody who holds this grid was on patrol." in said(walked(record, LOCAL_OPERATOR, GRID, "en"))


def test_nothing_is_said_where_nothing_is_known(record: Session) -> None:
    record.execute(text("DELETE FROM walk"))
    assert walked(record, LOCAL_OPERATOR, GRID, "en") == ()


def test_the_card_says_how_much_of_the_hours_was_stood_and_what_waits(record: Session) -> None:
    record.execute(text("UPDATE walk SET day = current_date, hours = 1, began = current_date, ended = current_date"))
    record.execute(text("DELETE FROM position"))
    record.execute(
        text("""
        INSERT INTO position (worker_id, at, matched, geom)
        SELECT k.worker_id, current_date + interval '9 hours' + n * interval '20 s', n < 90,
               'SRID=4326;POINT(116.001 40.005)' FROM walk k, generate_series(0, 99) n
        """)
    )
    words = said(walked(record, LOCAL_OPERATOR, GRID, "en"))
    assert "standing 50.0 %, 30 min at a time at most" in words
    assert "10 positions wait to be matched to streets." in words
