import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.reach.unserved import unserved_spots
from gis.viewer import LOCAL_OPERATOR
from routing.reach_keeping import keep_reach
from tests.routing.conftest import add_resource, draw_river


@pytest.fixture
def session(session: Session) -> Session:
    draw_river(session)
    return session


def test_reach_is_kept_until_something_changes(session: Session) -> None:
    assert keep_reach(session, wait=True)
    rows = session.execute(
        text("SELECT b.code, round(r.walk_m), round(r.straight_m) FROM reach r JOIN building b ON b.id = building_id"
             " ORDER BY 1")
    ).all()  # fmt: skip
    assert [tuple(row) for row in rows] == [("A", 110, 100), ("B", 710, 110), ("C", 690, 590)]
    assert not keep_reach(session, wait=True)
    add_resource(session, "R2", 0, 110)
    assert keep_reach(session, wait=True)
    assert session.scalar(text("SELECT round(r.walk_m) FROM reach r JOIN building b ON b.id = building_id"
                               " WHERE b.code = 'B'")) == 20  # fmt: skip


def test_areas_hold_those_they_serve(session: Session) -> None:
    keep_reach(session, wait=True)
    areas = session.execute(
        text("""
            SELECT radius_m, people, elderly, misplaced,
                   (SELECT sum(population) FROM building b WHERE ST_Intersects(a.geom, b.point)) AS inside
            FROM service_area a ORDER BY radius_m
        """)
    ).all()
    assert [tuple(row) for row in areas] == [(500, 40, 8, 0, 40), (1000, 200, 40, 0, 200), (1500, 200, 40, 0, 200)]


def test_those_outside_are_a_blind_spot(session: Session) -> None:
    keep_reach(session, wait=True)
    (spot,) = unserved_spots(session, LOCAL_OPERATOR)
    said = spot.as_json()
    assert (said["kind"], said["people"], said["people_60"], said["buildings"]) == ("unserved", 160, 32, 2)
    assert said["mean_m"] == pytest.approx((60 * 710 + 100 * 690) / 160, abs=1)
    assert "697 m" in spot.words["en"] or "698 m" in spot.words["en"]


def test_no_resource_of_the_kind_is_left(session: Session) -> None:
    keep_reach(session, wait=True)
    session.execute(text("DELETE FROM resource"))
    assert keep_reach(session, wait=True)
    assert session.scalar(text("SELECT count(*) FROM reach")) == 0
    assert unserved_spots(session, LOCAL_OPERATOR) == []
