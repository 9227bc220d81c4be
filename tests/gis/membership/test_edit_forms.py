"""Every way in which psql, QGIS or a script may write."""

from collections.abc import Callable
from io import StringIO

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

SQUARE = "SRID=4326;MULTIPOLYGON(((0 0, 1 0, 1 1, 0 1, 0 0)))"
RECORD = f"""
INSERT INTO area (level, code, name, geom) VALUES ('community', 'c', 'c', '{SQUARE}');
INSERT INTO grid_shape (geom) VALUES ('{SQUARE}');
INSERT INTO building (code, population, households, geom) VALUES
    ('in', 10, NULL, 'SRID=4326;POINT(0.5 0.5)'), ('out', 5, 2, 'SRID=4326;POINT(1.5 0.5)');
"""


@pytest.fixture
def record(session: Session) -> Session:
    session.execute(text(RECORD))
    return session


def people(session: Session) -> tuple[int, int, int]:
    row = session.execute(text("SELECT buildings, households, population FROM shape_stat")).one()
    return (row.buildings, row.households, row.population)


def test_copy_counts(record: Session, derived: Callable, counted: Callable) -> None:
    driver = record.connection().connection.dbapi_connection
    assert driver is not None
    with driver.cursor() as cursor:
        cursor.copy_expert(
            "COPY building (code, population, geom) FROM STDIN",
            StringIO("a\t1\tSRID=4326;POINT(0.1 0.1)\nb\t2\tSRID=4326;POINT(3 3)\n"),
        )
    assert people(record) == (2, 0, 11)
    assert derived(record) == counted(record)


def test_a_statement_may_touch_nothing(record: Session) -> None:
    record.execute(text("INSERT INTO building (code, geom) SELECT code, geom FROM building WHERE false"))
    record.execute(text("UPDATE building SET population = 3 WHERE false"))
    record.execute(text("DELETE FROM building WHERE false"))
    assert people(record) == (1, 0, 10)


def test_unknown_households_count_as_none(record: Session) -> None:
    record.execute(text("UPDATE building SET households = 4 WHERE code = 'in'"))
    assert people(record) == (1, 4, 10)
    record.execute(text("UPDATE building SET households = NULL WHERE code = 'in'"))
    assert people(record) == (1, 0, 10)


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE building",
        "TRUNCATE area CASCADE",
        "TRUNCATE grid_shape CASCADE",
        "TRUNCATE building, area, grid_shape, grid, plan CASCADE",
    ],
)
def test_truncate_counts(record: Session, derived: Callable, counted: Callable, statement: str) -> None:
    record.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    record.execute(text(statement))
    assert derived(record) == counted(record)


def test_a_building_keeps_what_it_is_in_when_its_number_changes(
    record: Session, derived: Callable, counted: Callable
) -> None:
    record.execute(text("UPDATE building SET id = id + 1000"))
    assert derived(record) == counted(record)
    record.execute(text("UPDATE building SET id = 5000 - id"))
    assert derived(record) == counted(record)


def test_a_shape_never_changes(record: Session) -> None:
    with pytest.raises(DBAPIError, match="a grid shape never changes"):
        record.execute(text("UPDATE grid_shape SET geom = ST_Translate(geom, 1, 0)"))


@pytest.mark.parametrize(
    "table", ["area (level, code, name, geom) VALUES ('community', 'x', 'x',", "grid_shape (geom) VALUES ("]
)
@pytest.mark.parametrize("ground", ["MULTIPOLYGON(((0 0, 1 1, 1 0, 0 1, 0 0)))", "MULTIPOLYGON EMPTY"])
def test_ground_that_crosses_itself_or_is_none_is_refused(session: Session, table: str, ground: str) -> None:
    with pytest.raises(DBAPIError, match="geom_valid"):
        session.execute(text(f"INSERT INTO {table} 'SRID=4326;{ground}')"))


def test_a_building_without_a_place_is_refused(session: Session) -> None:
    with pytest.raises(DBAPIError, match="building_geom_check"):
        session.execute(text("INSERT INTO building (code, geom) VALUES ('a', 'SRID=4326;MULTIPOLYGON EMPTY')"))


def test_an_older_snapshot_is_refused(engine: Engine) -> None:
    with (
        engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection,
        pytest.raises(DBAPIError, match="READ COMMITTED"),
    ):
        connection.execute(text("INSERT INTO building (code, geom) VALUES ('a', 'SRID=4326;POINT(0 0)')"))


def test_temporary_tables_of_the_same_name_mislead_nobody(
    record: Session, derived: Callable, counted: Callable
) -> None:
    for name in ("grid_shape", "area", "building_shape", "building_place", "shape_stat", "change"):
        record.execute(text(f"CREATE TEMP TABLE {name} (id bigint)"))
    record.execute(
        text("INSERT INTO public.building (code, population, geom) VALUES ('t', 1, 'SRID=4326;POINT(0.2 0.2)')")
    )
    record.execute(text("UPDATE public.building SET population = 2 WHERE code = 't'"))
    record.execute(text(f"INSERT INTO public.grid_shape (geom) VALUES ('{SQUARE}')"))
    record.execute(text("DELETE FROM public.area"))
    record.execute(text("SET LOCAL search_path = public, pg_temp"))
    assert derived(record) == counted(record)


def test_an_empty_search_path_misleads_nobody(record: Session, derived: Callable, counted: Callable) -> None:
    record.execute(text("SET LOCAL search_path = ''"))
    record.execute(text("UPDATE public.building SET geom = public.ST_Translate(geom, -1, 0) WHERE code = 'out'"))
    record.execute(text("UPDATE public.area SET geom = public.ST_Translate(geom, 0.7, 0)"))
    assert record.scalar(text("SELECT public.plan_in_force()")) is None
    record.execute(text("SET LOCAL search_path = public"))
    assert people(record) == (2, 2, 15)
    assert derived(record) == counted(record)


def test_a_new_name_is_no_reason_to_count(record: Session) -> None:
    before = record.execute(text("SELECT xmin::text FROM shape_stat")).all()
    record.execute(text("UPDATE building SET name = 'x'"))
    record.execute(text("UPDATE area SET name = 'x'"))
    assert record.execute(text("SELECT xmin::text FROM shape_stat")).all() == before


def test_a_point_on_a_border_belongs_to_one_neighbour(session: Session) -> None:
    # four grids that meet in (1, 1), a building on each border, on the corner and on the outline
    session.execute(
        text("""
            INSERT INTO grid_shape (geom)
            SELECT ST_Multi(ST_MakeEnvelope(x, y, x + 1, y + 1, 4326))
            FROM generate_series(0, 1) x, generate_series(0, 1) y
        """)
    )
    session.execute(
        text("""
            INSERT INTO building (code, geom)
            SELECT x || ' ' || y, ST_SetSRID(ST_Point(x, y), 4326)
            FROM (VALUES (1, 0.5), (1, 1.5), (0.5, 1), (1.5, 1), (1, 1),
                         (0, 0), (0, 1), (1, 0), (0, 0.5), (0.5, 0)) p (x, y)
        """)
    )
    holders = session.execute(
        text("SELECT code, count(shape_id) FROM building LEFT JOIN building_shape ON building_id = id GROUP BY code")
    ).all()
    assert {code: n for code, n in holders if n != 1} == {}


def test_a_point_on_a_slanting_border_belongs_to_one_neighbour(session: Session) -> None:
    session.execute(
        text("""
            INSERT INTO grid_shape (geom) VALUES
                ('SRID=4326;MULTIPOLYGON(((0 0, 4 0, 4 4, 0 0)))'), ('SRID=4326;MULTIPOLYGON(((0 0, 4 4, 0 4, 0 0)))'),
                ('SRID=4326;MULTIPOLYGON(((0 0, 0 4, -4 4, 0 0)))')
        """)
    )
    session.execute(
        text("""
            INSERT INTO building (code, geom) SELECT n, ST_SetSRID(ST_Point(n / 2.0, n / 2.0), 4326)
            FROM generate_series(1, 7) n
        """)
    )
    assert set(
        session.scalars(
            text("SELECT count(shape_id) FROM building LEFT JOIN building_shape ON building_id = id GROUP BY id")
        )
    ) == {1}
