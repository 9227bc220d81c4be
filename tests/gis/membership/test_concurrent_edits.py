"""Two sessions at once: neither misses what the other writes, and neither waits for ever."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from time import sleep

import pytest
from sqlalchemy import Connection, Engine, text

SQUARE = "SRID=4326;MULTIPOLYGON(((0 0, 1 0, 1 1, 0 1, 0 0)))"
BUILDING = "INSERT INTO building (code, population, geom) VALUES ('{code}', {people}, 'SRID=4326;POINT(0.5 0.5)')"
SHAPE = f"INSERT INTO grid_shape (geom) VALUES ('{SQUARE}')"
AREA = f"INSERT INTO area (level, code, name, geom) VALUES ('community', 'c', 'c', '{SQUARE}')"


@pytest.fixture
def base(engine: Engine) -> Engine:
    with engine.begin() as connection:
        connection.exec_driver_sql(SHAPE)
        connection.exec_driver_sql(BUILDING.format(code="a", people=10))
        connection.exec_driver_sql(BUILDING.format(code="b", people=20))
    return engine


def run_and_commit(connection: Connection, statement: str) -> None:
    connection.exec_driver_sql(statement)
    connection.commit()


def wait_until_blocked(connection: Connection, running: Future[None]) -> None:
    for _ in range(500):
        if running.done():
            return
        waiting = connection.execute(
            text(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
        ).scalar()
        connection.rollback()
        if waiting:
            return
        sleep(0.01)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            "UPDATE building SET population = population + 1 WHERE code = 'a'",
            "UPDATE building SET population = 0 WHERE code = 'b'",
        ),
        (
            "UPDATE building SET population = 7 WHERE code = 'a'",
            "UPDATE building SET population = population * 2 WHERE code = 'a'",
        ),
        (
            "UPDATE building SET geom = ST_Translate(geom, 5, 0) WHERE code = 'a'",
            "UPDATE building SET population = 3 WHERE code = 'a'",
        ),
        ("DELETE FROM building WHERE code = 'a'", "UPDATE building SET population = 3 WHERE code = 'a'"),
        (BUILDING.format(code="n", people=5), SHAPE),
        (SHAPE, BUILDING.format(code="n", people=5)),
        (BUILDING.format(code="n", people=5), AREA),
        (AREA, BUILDING.format(code="n", people=5)),
        (SHAPE, "UPDATE building SET population = 99"),
        ("UPDATE building SET population = 99", SHAPE),
        (AREA, "DELETE FROM building"),
        ("TRUNCATE building", BUILDING.format(code="n", people=5)),
        (BUILDING.format(code="n", people=5), "TRUNCATE building"),
        (
            BUILDING.format(code="n", people=5),
            BUILDING.format(code="n", people=6) + " ON CONFLICT (code) DO UPDATE SET population = 6",
        ),
    ],
)
def test_neither_misses_the_other(base: Engine, derived: Callable, counted: Callable, first: str, second: str) -> None:
    with base.connect() as one, base.connect() as two, base.connect() as watcher, ThreadPoolExecutor(1) as pool:
        one.exec_driver_sql(first)
        running = pool.submit(run_and_commit, two, second)
        wait_until_blocked(watcher, running)
        one.commit()
        running.result(timeout=30)
    with base.connect() as connection:
        assert derived(connection) == counted(connection)


def test_many_writers_of_one_shape(base: Engine, derived: Callable, counted: Callable) -> None:
    def write(writer: int) -> None:
        with base.connect() as connection:
            for step in range(15):
                run_and_commit(connection, BUILDING.format(code=f"{writer}-{step}", people=step))
                run_and_commit(connection, "UPDATE building SET population = population + 1 WHERE code IN ('a', 'b')")
                if step % 5 == writer:
                    run_and_commit(connection, SHAPE)
                if step % 4 == 3:
                    run_and_commit(connection, f"DELETE FROM building WHERE code = '{writer}-{step - 1}'")

    with ThreadPoolExecutor(3) as pool:
        for running in [pool.submit(write, writer) for writer in range(3)]:
            running.result(timeout=60)
    with base.connect() as connection:
        assert derived(connection) == counted(connection)


def test_two_who_change_the_same_buildings_in_one_statement_each_do_not_lock_up(base: Engine) -> None:
    with base.begin() as connection:
        for n in range(5):
            connection.exec_driver_sql(SHAPE.replace("0 0,", f"0 -{n}.5,").replace(", 0 0)", f", 0 -{n}.5)"))

    def move(offset: float) -> None:
        with base.connect() as connection:
            for _ in range(10):
                run_and_commit(
                    connection, f"UPDATE building SET population = population + 1 WHERE code = '{'ab'[offset > 0]}'"
                )

    with ThreadPoolExecutor(2) as pool:
        for running in [pool.submit(move, offset) for offset in (0, 1)]:
            running.result(timeout=60)
    with base.connect() as connection:
        assert connection.scalar(
            text("SELECT min(population) = max(population) AND min(population) = 50 FROM shape_stat")
        )
