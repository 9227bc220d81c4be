from datetime import date, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.coverage.days import coverage_by_day
from gis.coverage.figures import coverage
from gis.viewer import LOCAL_OPERATOR

SQUARE = "MULTIPOLYGON(((116.30 39.90, 116.31 39.90, 116.31 39.91, 116.30 39.91, 116.30 39.90)))"


def add_building(session: Session, code: str, *, lon: float, people: int, since: date | None = None) -> None:
    session.execute(
        text(
            "INSERT INTO building (code, population, occupied_since, geom)"
            " VALUES (:code, :people, :since, ST_SetSRID(ST_MakePoint(:lon, 39.905), 4326))"
        ),
        {"code": code, "lon": lon, "people": people, "since": since},
    )


def add_plan(session: Session, *, since: date) -> None:
    session.execute(
        text("""
            WITH p AS (INSERT INTO plan (name, created_by) VALUES ('p', 't') RETURNING id),
                 s AS (INSERT INTO grid_shape (geom) VALUES (ST_GeomFromText(:square, 4326)) RETURNING id)
            INSERT INTO grid (plan_id, code, shape_id, first_revision) SELECT p.id, 'G1', s.id, 0 FROM p, s
        """),
        {"square": SQUARE},
    )
    session.execute(
        text(
            "UPDATE plan SET published_at = now(), published_by = 't', effective_from = :since"
            " WHERE effective_from IS NULL"
        ),
        {"since": since},
    )


def test_every_day_is_what_coverage_says_of_it(session: Session) -> None:
    today = session.scalar(text("SELECT current_date"))
    add_building(session, "in", lon=116.305, people=60)
    add_building(session, "out", lon=116.32, people=30, since=today - timedelta(days=2))
    add_building(session, "later", lon=116.33, people=500, since=today + timedelta(days=1))
    add_plan(session, since=today - timedelta(days=4))

    days = coverage_by_day(session, LOCAL_OPERATOR, days=7)

    assert [day.day for day in days] == [today - timedelta(days=n) for n in range(6, -1, -1)]
    assert [day.people for day in days] == [60, 60, 60, 60, 90, 90, 90]
    assert [day.covered for day in days] == [0, 0, 60, 60, 60, 60, 60]
    assert days[0].plan_id is None
    for day in days:
        assert day.coverage == coverage(session, LOCAL_OPERATOR, as_of=day.day).coverage


def test_empty_record_has_days_without_a_share(session: Session) -> None:
    days = coverage_by_day(session, LOCAL_OPERATOR)
    assert len(days) == 30
    assert {day.coverage for day in days} == {None}


def test_days_of_an_area(session: Session) -> None:
    session.execute(
        text(
            "INSERT INTO area (level, code, name, geom) VALUES ('community', 'C1', 'c', ST_GeomFromText(:square, 4326))"
        ),
        {"square": SQUARE},
    )
    add_building(session, "in", lon=116.305, people=60)
    add_building(session, "out", lon=116.32, people=30)
    assert coverage_by_day(session, LOCAL_OPERATOR, days=1, area_code="C1")[0].people == 60
