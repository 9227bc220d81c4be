from collections import Counter
from datetime import time

import numpy as np
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import InputError, NotFoundError
from gis.patrols.patrol import OFF_STREET, Patrol, Window
from gis.viewer import LOCAL_OPERATOR
from routing.network import current_network
from routing.patrol import PatrolRequest, plan_patrols
from tests.routing.patrol_record import LEFT, RIGHT, placed, post, town


def planned(session: Session, **request: object) -> list[Patrol]:
    return plan_patrols(session, LOCAL_OPERATOR, PatrolRequest(**request))  # type: ignore[arg-type]


def about(patrol: Patrol) -> list[str]:
    return [remark["about"] for remark in patrol.remarks]


def check(patrol: Patrol) -> None:
    """A walk is connected, begins and ends at its post, and is as long as its legs and never under its bound."""
    assert sum(leg.length_m for leg in patrol.legs) == pytest.approx(patrol.length_m)
    assert sum(patrol.shift_m) == pytest.approx(patrol.length_m)
    assert patrol.length_m >= patrol.bound_m - 1e-9
    assert patrol.length_m >= patrol.required_m
    for shift in {leg.shift for leg in patrol.legs}:
        legs = [leg for leg in patrol.legs if leg.shift == shift]
        for one, two in zip(legs, legs[1:] + legs[:1], strict=True):
            assert np.allclose(one.line[-1], two.line[0], atol=2e-7)
        assert np.allclose(legs[0].line[0], patrol.post, atol=2e-7)
        assert [leg.number for leg in legs] == list(range(1, len(legs) + 1))


def test_all_grids_walk_the_whole_network_and_each_street_once_for_its_grid(session: Session) -> None:
    town(session)
    patrols = planned(session)
    network = current_network(session).length_m.sum()
    assert [patrol.grid for patrol in patrols] == [LEFT, RIGHT]
    assert sum(patrol.streets_m for patrol in patrols) == pytest.approx(network, abs=0.01)
    walked = Counter((leg.edge, leg.from_m) for patrol in patrols for leg in patrol.legs if leg.kind == "walk")
    assert set(walked.values()) == {1}
    for patrol in patrols:
        check(patrol)
        assert patrol.optimal
        assert sum(leg.length_m for leg in patrol.legs if leg.kind == "walk") == pytest.approx(patrol.streets_m)


def test_what_was_worked_out_stands_in_the_record_until_it_is_made_anew(session: Session) -> None:
    town(session)
    planned(session)
    planned(session, grids=[LEFT])
    rows = session.execute(
        text("""
            SELECT p.grid_code, count(*) AS legs, sum(l.length_m) = p.length_m AS whole,
                   abs(sum(ST_Length(geography(l.geom))) - p.length_m) < 0.5 AS drawn
            FROM patrol p JOIN patrol_leg l ON l.patrol_id = p.id GROUP BY p.id ORDER BY 1
        """)
    ).all()
    assert [row.grid_code for row in rows] == [LEFT, RIGHT]
    assert all(row.drawn for row in rows)


def test_the_walk_begins_at_the_workers_post_and_goes_to_the_grid_from_outside(session: Session) -> None:
    town(session)
    post(session, RIGHT, "POINT(120 210)")
    left, right = planned(session)
    assert about(left) == ["no_worker"]
    assert right.remarks == [{"about": "post_outside", "metres": 280}]
    check(right)
    assert any(leg.kind == "way" for leg in right.legs)
    assert right.optimal


def test_a_long_walk_is_split_into_shifts_that_are_nearly_equal(session: Session) -> None:
    town(session)
    post(session, LEFT, "POINT(50 60)")
    (patrol,) = planned(session, grids=[LEFT], hours=0.4)
    check(patrol)
    assert len(patrol.shift_m) > 1
    assert max(patrol.shift_m) <= 1600
    walked = sorted((leg.edge, leg.from_m) for leg in patrol.legs if leg.kind == "walk")
    assert len(walked) == len(set(walked))
    assert sum(leg.length_m for leg in patrol.legs if leg.kind == "walk") == pytest.approx(patrol.streets_m)
    assert not patrol.optimal


def test_a_shift_too_short_for_one_street_says_so(session: Session) -> None:
    town(session)
    (patrol,) = planned(session, grids=[LEFT], hours=0.01)
    check(patrol)
    assert "too_long_for_a_shift" in about(patrol)


def test_streets_that_hang_together_with_no_other_are_walked_in_the_same_shift(session: Session) -> None:
    town(session, streets=["LINESTRING(20 20, 300 20)", "LINESTRING(20 300, 300 300)"])
    left, right = planned(session)
    check(left)
    assert left.remarks[1:] == [{"about": "island", "metres": 560}]
    assert not left.optimal
    assert len(left.shift_m) == 1
    assert left.length_m == pytest.approx(left.streets_m + 560, abs=0.5)
    across = [leg for leg in left.legs if leg.edge == OFF_STREET]
    assert [(leg.kind, leg.street) for leg in across] == [("way", 0)] * 2
    assert [leg.length_m for leg in across] == pytest.approx([280, 280], abs=0.5)
    assert "no_streets" in about(right)
    assert (right.streets_m, right.length_m, right.hours, len(right.shift_m)) == (0, 0, 0, 0)


def test_streets_are_walked_as_often_as_asked(session: Session) -> None:
    town(session)
    (once,) = planned(session, grids=[LEFT])
    (twice,) = planned(session, grids=[LEFT], frequency={"residential": 2})
    assert twice.required_m == pytest.approx(2 * once.streets_m)
    assert twice.length_m == twice.bound_m == pytest.approx(2 * once.streets_m)
    (never,) = planned(session, grids=[LEFT], frequency={"": 0})
    assert never.length_m == 0


def test_wide_streets_are_walked_on_both_sides_where_the_parameter_says_so(session: Session) -> None:
    town(session)
    (one_side,) = planned(session, grids=[LEFT])
    session.execute(text("INSERT INTO parameter VALUES ('patrol_both_sides_width', 20)"))
    (both,) = planned(session, grids=[LEFT])
    assert both.required_m == pytest.approx(one_side.required_m + 400, abs=1)


def test_key_places_are_passed_and_repeated_incidents_are_one(session: Session) -> None:
    town(session)
    session.execute(
        text(
            "INSERT INTO resource (code, name, kind, geom) VALUES ('R1', '养老', 'clinic', ST_GeomFromText(:w, 4326))"
        ),
        {"w": placed("POINT(210 120)")},
    )
    session.execute(text("INSERT INTO incident_category (code, name) VALUES ('09009', '乱停')"))
    for number in range(5):
        session.execute(
            text("""
                INSERT INTO incident (code, category, reported_at, geom)
                VALUES (:code, '09009', now() - interval '3 days', ST_GeomFromText(:w, 4326))
            """),
            {"code": f"I{number}", "w": placed(f"POINT({600 + number} 195)")},
        )
    left, right = planned(session)
    assert [(place.kind, place.ref, place.shift) for place in left.places] == [("resource", "R1", 1)]
    assert [(place.kind, place.name) for place in right.places] == [("repeated", "乱停 ×5")]
    assert left.places[0].off_m == pytest.approx(10, abs=0.5)
    leg = max(leg for leg in ((leg.begins_m, leg.street) for leg in left.legs) if leg[0] <= left.places[0].begins_m)
    assert leg[1] == session.scalar(text("SELECT id FROM street WHERE code = 'S005'"))


def test_a_blind_spot_is_passed_by_whoever_walks_the_nearest_street(session: Session) -> None:
    town(session)
    session.execute(
        text("""
            INSERT INTO building (code, population, geom)
            SELECT 'B' || n, 30, ST_Multi(ST_Buffer(ST_Translate(ST_GeomFromText(:w, 4326), n * 1e-4, 0), 3e-5))
            FROM generate_series(1, 4) n
        """),
        {"w": placed("POINT(830 350)")},
    )
    _, right = planned(session)
    assert [place.kind for place in right.places] == ["blind_spot"]


def resources(session: Session, **places: str) -> None:
    for code, spot in places.items():
        session.execute(
            text("INSERT INTO resource (code, name, kind, geom) VALUES (:c, 'r', 'clinic', ST_GeomFromText(:w, 4326))"),
            {"c": code, "w": placed(spot)},
        )


def between(opens: str, closes: str) -> Window:
    return Window(opens=time.fromisoformat(opens), closes=time.fromisoformat(closes))


def test_a_place_with_hours_is_passed_within_them_by_another_order_or_setting_out_later(session: Session) -> None:
    town(session)
    post(session, LEFT, "POINT(50 50)")
    resources(session, R1="POINT(300 350)")
    (free,) = planned(session, grids=[LEFT])
    for opens, closes in [("08:04", "08:10"), ("08:25", "08:32"), ("11:00", "11:05")]:
        (timed,) = planned(session, grids=[LEFT], windows={"R1": between(opens, closes)}, seed=3)
        check(timed)
        assert timed.places[0].in_time
        assert time.fromisoformat(opens) <= timed.places[0].arrives <= time.fromisoformat(closes)
        assert (timed.length_m, timed.optimal, timed.hours) == (free.length_m, True, pytest.approx(free.hours))
    (late,) = [remark for remark in timed.remarks if remark["about"] == "sets_out"]
    assert late["shift"] == 1
    assert "10:20" < late["at"] < "11:00"


def test_between_two_places_with_hours_the_walk_waits_or_comes_again(session: Session) -> None:
    town(session)
    post(session, LEFT, "POINT(50 50)")
    resources(session, R1="POINT(300 350)", R2="POINT(60 200)")
    windows = {"R1": between("08:05", "08:20"), "R2": between("12:00", "12:05")}
    (timed,) = planned(session, grids=[LEFT], windows=windows)
    check(timed)
    assert [place.in_time for place in timed.places] == [True, True]
    waited = timed.as_json()["waiting_h"]
    assert 2.5 < waited < 4
    assert timed.hours == pytest.approx(timed.length_m / 4_000 + waited, abs=1e-3)
    assert "waits" in about(timed)


def test_a_way_is_added_where_no_order_passes_all_in_their_hours(session: Session) -> None:
    town(session, streets=["LINESTRING(20 20, 380 20)"])
    post(session, LEFT, "POINT(20 20)")
    resources(session, R1="POINT(380 25)", R2="POINT(375 25)", R3="POINT(300 25)")
    windows = {"R1": between("08:05", "08:06"), "R2": between("08:20", "08:21"), "R3": between("20:00", "21:00")}
    (timed,) = planned(session, grids=[LEFT], windows=windows)
    check(timed)
    late = {remark["about"]: remark for remark in timed.remarks}
    assert late["out_of_shift"]["places"] == ["R3"]
    assert "out_of_time" not in late
    assert timed.length_m >= timed.bound_m


def test_without_streets_plan_or_grid_it_is_said_what_to_do(session: Session) -> None:
    with pytest.raises(InputError, match="No plan is in force"):
        planned(session)
    town(session, streets=[])
    with pytest.raises(InputError, match="no streets"):
        planned(session)
    with pytest.raises(NotFoundError, match="no grid 999"):
        planned(session, grids=["999"])
    with pytest.raises(InputError, match="--hours"):
        planned(session, hours=0)
    with pytest.raises(InputError, match="--speed"):
        planned(session, speed_kmh=-1)
