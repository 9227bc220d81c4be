import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.routing.patrol_record import LEFT, post, town
from tests.routing.test_patrol import about, between, planned, resources


def test_shifts_that_differ_are_said_by_what_is_walked_in_the_end(session: Session) -> None:
    town(session, streets=["LINESTRING(100 20, 200 20)", "LINESTRING(100 20, 100 300)"])
    post(session, LEFT, "POINT(100 20)")
    resources(session, A="POINT(200 25)", N="POINT(107 25)", B="POINT(198 25)")
    (free,) = planned(session, grids=[LEFT], hours=0.15)
    assert free.remarks == [{"about": "uneven_far", "spread": free.as_json()["spread"], "metres": 560}]
    # one end of the short street twice, and its other end in between
    windows = {"A": between("08:01", "08:02"), "N": between("08:02", "08:04"), "B": between("08:04", "08:06")}
    (timed,) = planned(session, grids=[LEFT], hours=0.15, windows=windows)
    assert timed.shift_m == pytest.approx([400, 560], abs=0.1)
    assert timed.remarks[0] == {"about": "uneven_far", "spread": 0.3333, "metres": 560}
    assert timed.as_json()["spread"] == timed.remarks[0]["spread"]
    session.execute(text("INSERT INTO parameter VALUES ('patrol_uneven', 0.4)"))
    (even,) = planned(session, grids=[LEFT], hours=0.15, windows=windows)
    assert about(even) == ["added"]
