from datetime import date

import numpy as np
import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import NotFoundError
from gis.viewer import LOCAL_OPERATOR
from gis.walks.figures import by_worker, patrol_days
from gis.walks.intake import purge_positions
from gis.walks.streets import unwalked_streets, walked_of_grids
from gis.walks.unwalked import unwalked_spots
from routing.patrol import PatrolRequest, plan_patrols
from routing.patrol_division import street_division
from routing.walks import match_positions

DAY = date(2026, 3, 2)
DEGREE_M = 111_319.49
BLOCK = 0.002
"""Streets run 222 m apart, east to west (A…E) and south to north (1…5), near the equator."""
STREETS = [
    (
        f"{name}{i}",
        [(0, i * BLOCK), (4 * BLOCK, i * BLOCK)] if name == "H" else [(i * BLOCK, 0), (i * BLOCK, 4 * BLOCK)],
    )
    for name in "HV"
    for i in range(5)
]


@pytest.fixture
def town(session: Session) -> Session:
    """Five by five streets; worker W1 holds a grid of the western half."""
    session.execute(text("SET LOCAL TIME ZONE 'Asia/Shanghai'"))
    for code, line in STREETS:
        wkt = ", ".join(f"{x} {y}" for x, y in line)
        session.execute(
            text("INSERT INTO street (code, name, geom) VALUES (:code, :code, ST_Multi(ST_GeomFromText(:wkt, 4326)))"),
            {"code": code, "wkt": f"LINESTRING({wkt})"},
        )
    session.execute(
        text("""
        INSERT INTO worker (id, code, name) VALUES (1, 'W1', '张三');
        INSERT INTO area (id, level, code, name, geom) VALUES
            (1, 'community', '1', 'c', ST_Multi(ST_MakeEnvelope(0, 0, 0.008, 0.008, 4326)));
        INSERT INTO plan (id, name, created_by) VALUES (1, 'p', 't');
        INSERT INTO plan_revision (plan_id, number, author, action) VALUES (1, 0, 't', 'create');
        INSERT INTO grid_shape (id, geom) VALUES
            (1, ST_Multi(ST_MakeEnvelope(0, 0, 0.004, 0.008, 4326))),
            (2, ST_Multi(ST_MakeEnvelope(0.004, 0, 0.008, 0.008, 4326)));
        INSERT INTO grid (plan_id, code, name, community_id, shape_id, first_revision)
            VALUES (1, 'G1', 'west', 1, 1, 0), (1, 'G2', 'east', 1, 2, 0);
        UPDATE plan SET published_at = now(), published_by = 't', effective_from = '2018-05-01';
        INSERT INTO assignment (plan_id, grid_code, worker_id, since) VALUES (1, 'G1', 1, '2018-05-01');
        """)
    )
    return session


def send(
    session: Session, way: list[tuple[float, float]], *, every_s: float = 10.0, noise_m: float = 8.0, hour: int = 9
) -> None:
    """Let W1 walk along crossings (column, row) at 4 km/h from nine o'clock, a fix every few seconds."""
    line = np.array(way) * BLOCK
    run = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))]) * DEGREE_M
    at = np.arange(0, run[-1] / (4 / 3.6), every_s)
    true = np.column_stack([np.interp(at * 4 / 3.6, run, line[:, axis]) for axis in (0, 1)])
    noisy = true + np.random.default_rng(1).normal(0, noise_m / DEGREE_M, true.shape)
    session.execute(
        text("""
        INSERT INTO position (worker_id, at, geom)
        SELECT 1, CAST(:day AS date) + :hour * interval '1 hour' + s * interval '1 second',
               ST_SetSRID(ST_MakePoint(x, y), 4326)
        FROM unnest(CAST(:s AS float8[]), CAST(:x AS float8[]), CAST(:y AS float8[])) g (s, x, y)
        """),
        {"day": DAY, "hour": hour, "s": at.tolist(), "x": noisy[:, 0].tolist(), "y": noisy[:, 1].tolist()},
    )


STREETS_WALKED = """
    SELECT s.code, round(sum(to_m - from_m)) AS m FROM walked w JOIN street s ON s.id = w.street_id
    GROUP BY 1 HAVING sum(to_m - from_m) > 30 ORDER BY 1
"""


def test_a_walk_becomes_stretches_of_streets(town: Session) -> None:
    send(town, [(0, 0), (2, 0), (2, 1), (0, 1)])
    assert match_positions(town) == 1
    found = dict(tuple(row) for row in town.execute(text(STREETS_WALKED)))
    assert set(found) == {"H0", "H1", "V2"}
    assert found["H0"] == pytest.approx(445, abs=15)
    assert found["V2"] == pytest.approx(222, abs=26)
    walk = town.execute(text("SELECT * FROM walk")).one()
    assert (walk.day, walk.off_street, walk.settled) == (DAY, 0, False)
    assert walk.walked_m == pytest.approx(1113, rel=0.05)
    assert walk.hours == pytest.approx(1113 / 4000, rel=0.02)
    assert match_positions(town) == 0


def test_stretches_say_whose_grid_they_lie_in(town: Session) -> None:
    send(town, [(0, 1), (4, 1)])
    match_positions(town)
    metres = {
        (row.grid_code, row.own): row.m
        for row in town.execute(text("SELECT grid_code, own, sum(to_m - from_m) AS m FROM walked GROUP BY 1, 2"))
    }
    assert metres["G1", True] == pytest.approx(445, abs=30)
    assert metres["G2", False] == pytest.approx(445, abs=30)


def test_positions_that_arrive_later_renew_the_day(town: Session) -> None:
    send(town, [(0, 0), (2, 0)])
    match_positions(town)
    town.execute(
        text("""
        INSERT INTO position (worker_id, at, geom)
        SELECT 1, CAST(:day AS date) + interval '8 hours' + n * interval '10 s',
               ST_SetSRID(ST_MakePoint(0, 0.008 - n * 1e-4), 4326)
        FROM generate_series(0, 75) n
        """),
        {"day": DAY},
    )
    assert match_positions(town) == 1
    assert {row[0] for row in town.execute(text(STREETS_WALKED))} == {"H0", "V0"}
    assert town.scalar(text("SELECT count(*) FROM walk")) == 1


def test_what_was_walked_outlives_positions_network_and_street(town: Session) -> None:
    send(town, [(0, 0), (2, 0)])
    match_positions(town)
    before = town.execute(text(STREETS_WALKED)).all()
    assert purge_positions(town, days=0) > 0
    assert town.scalar(text("SELECT count(*) FROM position")) == 0
    town.execute(text("DELETE FROM network"))
    assert town.execute(text(STREETS_WALKED)).all() == before
    send(town, [(0, 0), (2, 0)])
    send(town, [(0, 4), (2, 4)], hour=15)
    match_positions(town)
    assert town.scalar(text("SELECT sum(walked_m) FROM walk")) == pytest.approx(890, rel=0.05)
    assert {row[0] for row in town.execute(text(STREETS_WALKED))} == {"H0", "H4"}


def test_positions_in_the_sea_are_counted_and_show_nothing(town: Session) -> None:
    send(town, [(40, 40), (41, 40)])
    match_positions(town)
    walk = town.execute(text("SELECT fixes, off_street, walked_m FROM walk")).one()
    assert walk.fixes == walk.off_street > 0
    assert walk.walked_m == 0
    assert town.scalar(text("SELECT count(*) FROM walked")) == 0


def test_a_record_without_streets_takes_positions_all_the_same(session: Session) -> None:
    session.execute(text("INSERT INTO worker (id, code, name) VALUES (1, 'W1', '张三')"))
    send(session, [(0, 0), (1, 0)])
    assert match_positions(session) == 1
    assert session.execute(text("SELECT walked_m FROM walk")).scalar_one() == 0


def test_figures_of_a_grid_and_its_worker(town: Session) -> None:
    town.execute(
        text(
            "INSERT INTO resource (code, name, kind, geom) VALUES"
            " ('R1', 'a', 'clinic', 'SRID=4326;POINT(0.003 0.0001)'),"
            " ('R2', 'b', 'clinic', 'SRID=4326;POINT(0.003 0.003)')"
        )
    )
    send(town, [(0, 0), (2, 0), (2, 0.5)])
    match_positions(town)
    (west,) = walked_of_grids(town, LOCAL_OPERATOR, street_division(town), since=DAY, grid="G1")
    assert (west.walked, west.key_places, west.passed) == (2, 2, 1)
    assert west.half in (0, 1)
    assert west.walked + west.half + west.not_walked == west.streets
    assert west.share == pytest.approx(445 / west.streets_m, abs=0.08)
    assert (
        walked_of_grids(town, LOCAL_OPERATOR, street_division(town), since=date(2026, 3, 3), grid="G1")[0].walked == 0
    )
    left = unwalked_streets(town, LOCAL_OPERATOR, street_division(town), since=DAY, grid="G1")
    assert len(left) == west.not_walked
    assert {street.last_day for street in left} <= {None, DAY}
    later = unwalked_streets(town, LOCAL_OPERATOR, street_division(town), since=date(2026, 3, 3), grid="G1")
    assert DAY in {street.last_day for street in later if street.street == "H0"}
    (day,) = patrol_days(town, LOCAL_OPERATOR, since=DAY, grid="G1")
    assert (day.worker, day.enough) == ("W1", False)
    assert day.off_route_m < 40
    assert by_worker([day])[0].hours_a_day == day.hours
    assert patrol_days(town, LOCAL_OPERATOR, since=DAY, grid="G2") == []


def test_streets_nobody_walked_are_a_blind_spot_of_each_grid(town: Session) -> None:
    town.execute(text("INSERT INTO parameter (name, value) VALUES ('unwalked_days', 100000)"))
    send(town, [(0, 0), (2, 0), (2, 1), (0, 1)])
    match_positions(town)
    west, east = sorted(unwalked_spots(town, LOCAL_OPERATOR, street_division(town)), key=lambda spot: spot.grid)
    assert west.streets_m - west.length_m == pytest.approx(5 * 222.6, abs=15)
    assert east.length_m <= east.streets_m
    assert west.as_json()["kind"] == "unwalked"
    assert west.as_blind_spot().geom.length > 0
    assert {spot.name for spot in (west, east)} == {"west", "east"}


def test_what_was_walked_off_the_planned_route(town: Session) -> None:
    send(town, [(0, 1), (4, 1), (4, 2)])
    match_positions(town)
    assert patrol_days(town, LOCAL_OPERATOR, since=DAY)[0].off_plan_m is None
    plan_patrols(town, LOCAL_OPERATOR, PatrolRequest())
    (day,) = patrol_days(town, LOCAL_OPERATOR, since=DAY)
    # from 50 m behind the border on: 395 m along the street, 222 m across
    assert day.off_plan_m == pytest.approx(395 + 222, abs=40)
    town.execute(text("INSERT INTO parameter (name, value) VALUES ('patrol_off_route', 5000)"))
    assert by_worker(patrol_days(town, LOCAL_OPERATOR, since=DAY))[0].off_plan_m == 0


def test_the_metres_of_the_grids_are_those_of_their_patrols_and_of_the_network(town: Session) -> None:
    plan_patrols(town, LOCAL_OPERATOR, PatrolRequest())
    planned = dict(tuple(row) for row in town.execute(text("SELECT grid_code, streets_m FROM patrol")))
    division = street_division(town)
    found = {row.grid: row.streets_m for row in walked_of_grids(town, LOCAL_OPERATOR, division, since=DAY)}
    assert found == {grid: round(metres) for grid, metres in planned.items()}
    network_m = town.scalar(text("SELECT sum(length_m) FROM network_edge"))
    assert sum(planned.values()) == pytest.approx(network_m, abs=0.1)
    left = unwalked_streets(town, LOCAL_OPERATOR, division, since=DAY, grid="G1")
    assert sum(street.length_m for street in left) == pytest.approx(planned["G1"], abs=len(left) * 0.1)
    assert street_division(town) is division


@pytest.mark.parametrize("seconds", [[*range(0, 5000, 5)], [0, 3600], [0, 3300, *range(3360, 6900, 60)]])
def test_who_stands_at_the_post_has_walked_nothing(town: Session, seconds: list[int]) -> None:
    plan_patrols(town, LOCAL_OPERATOR, PatrolRequest())
    town.execute(
        text("""
        INSERT INTO position (worker_id, at, geom)
        SELECT 1, CAST(:day AS date) + interval '9 hours' + s * interval '1 second', 'SRID=4326;POINT(0.002 0.002)'
        FROM unnest(CAST(:seconds AS integer[])) s
        """),
        {"day": DAY, "seconds": seconds},
    )
    match_positions(town)
    assert town.execute(text("SELECT walked_m, off_street FROM walk")).one() == (0, 0)
    assert town.scalar(text("SELECT count(*) FROM walked")) == 0


def test_a_place_far_off_every_street_is_passed_on_the_nearest_one(town: Session) -> None:
    # 78 m from the nearest street, which is walked; 45 m from one that is not
    town.execute(
        text("""
        INSERT INTO resource (code, name, kind, geom) VALUES
            ('R1', 'a', 'clinic', 'SRID=4326;POINT(0.001 0.0027)'),
            ('R2', 'b', 'clinic', 'SRID=4326;POINT(0.001 0.0064)')
        """)
    )
    send(town, [(0, 1), (1, 1)])
    match_positions(town)
    found = {row.grid: row for row in walked_of_grids(town, LOCAL_OPERATOR, street_division(town), since=DAY)}
    assert (found["G1"].key_places, found["G1"].passed) == (2, 1)


def test_figures_of_what_is_not_there(town: Session) -> None:
    with pytest.raises(NotFoundError):
        walked_of_grids(town, LOCAL_OPERATOR, street_division(town), since=DAY, grid="G9")
    with pytest.raises(NotFoundError):
        patrol_days(town, LOCAL_OPERATOR, since=DAY, worker="W9")


@pytest.mark.parametrize("worker", [1, 2])
def test_a_planned_patrol_is_known_again_across_gaps_of_two_minutes(town: Session, worker: int) -> None:
    town.execute(text("INSERT INTO worker (id, code, name) VALUES (2, 'W2', '李四')"))
    town.execute(text("UPDATE plan SET effective_from = '2018-05-01'"))
    plan_patrols(town, LOCAL_OPERATOR, PatrolRequest(grids=["G1"]))
    legs = town.scalars(
        text("SELECT ST_AsText(l.geom) FROM patrol_leg l JOIN patrol p ON p.id = patrol_id ORDER BY shift, number")
    ).all()
    way = np.concatenate([shapely.get_coordinates(shapely.from_wkt(leg)) for leg in legs]) / BLOCK
    send(town, [(x, y) for x, y in way.tolist()], noise_m=10)
    town.execute(text("UPDATE position SET worker_id = :worker"), {"worker": worker})
    # two minutes of every five are lost
    town.execute(text("DELETE FROM position WHERE extract(minute FROM at)::int % 5 > 2"))
    match_positions(town)
    planned, walked = town.execute(
        text("""
        SELECT (SELECT sum(upper(p) - lower(p)) FROM (
                    SELECT unnest(range_agg(numrange(least(from_m, to_m)::numeric, greatest(from_m, to_m)::numeric))) p
                    FROM patrol_leg GROUP BY edge) parts)::float8,
               (SELECT sum(to_m - from_m) FROM walked)
        """)
    ).one()
    assert walked == pytest.approx(planned, rel=0.01)


def test_standing_is_seen_beside_the_hours(town: Session) -> None:
    """83 minutes on one spot, 10 m of noise, then an hour of walking: hours of both, and how much of them was stood."""
    rng = np.random.default_rng(5)
    seconds = np.arange(0, 143 * 60, 20)
    walked_m = np.maximum(0, seconds - 83 * 60) * 4 / 3.6
    x = 111.3 + np.abs((walked_m + 600) % 1200 - 600) + rng.normal(0, 10, len(seconds))
    y = 222.6 + rng.normal(0, 10, len(seconds))
    town.execute(
        text("""
        INSERT INTO position (worker_id, at, geom)
        SELECT (SELECT min(id) FROM worker), CAST(:day AS date) + interval '8 hours' + make_interval(secs => s),
               ST_SetSRID(ST_MakePoint(x / 111320, y / 110574), 4326)
        FROM unnest(CAST(:s AS float8[]), CAST(:x AS float8[]), CAST(:y AS float8[])) AS g (s, x, y)
        """),
        {"day": DAY, "s": seconds.astype(float).tolist(), "x": x.tolist(), "y": y.tolist()},
    )
    assert patrol_days(town, LOCAL_OPERATOR, since=DAY) == []
    match_positions(town)
    (day,) = patrol_days(town, LOCAL_OPERATOR, since=DAY)
    assert day.hours == pytest.approx(143 / 60, abs=0.02)
    assert day.longest_stand_min in (75, 80, 85)
    assert day.standing_share == pytest.approx(83 / 143, abs=0.05)
    (worker,) = by_worker([day])
    assert (worker.standing_share, worker.longest_stand_min) == (day.standing_share, day.longest_stand_min)
    purge_positions(town, days=0)
    (day,) = patrol_days(town, LOCAL_OPERATOR, since=DAY)
    assert (day.standing_share, day.longest_stand_min) == (None, None)
    assert by_worker([day])[0].standing_share is None
