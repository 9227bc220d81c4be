"""Whatever is edited by plain SQL, the derived tables say what a full count says."""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from gis.coverage.membership import recount

STEP = 0.001
RECORD = """
INSERT INTO plan (name, created_by) VALUES ('draft', 'test');
INSERT INTO plan_grid (plan_id, code, geom) SELECT p.id, 'west', {west} FROM plan p;
INSERT INTO plan_grid (plan_id, code, geom) SELECT p.id, 'east', {east} FROM plan p;
INSERT INTO area (level, code, name, geom) VALUES ('district', 'd', 'd', {district}), ('community', 'c', 'c', {west});
INSERT INTO building (code, population, households, geom)
SELECT 'b' || n, n, n, ST_SetSRID(ST_Point(n * 0.001, 0.002), 4326) FROM generate_series(0, 6) n;
"""

lattice = st.integers(0, 6)
halves = st.integers(-1, 13)
small = st.integers(0, 50)


def polygon(x: int, y: int, width: int, height: int, cut: int) -> str:
    """A rectangle on the lattice, as it is, with a corner cut off, with a hole, or with a second part."""
    x0, y0, x1, y1 = (value * STEP for value in (x, y, x + width, y + height))
    whole = f"ST_MakeEnvelope({x0!r}, {y0!r}, {x1!r}, {y1!r}, 4326)"
    if cut == 1:
        return f"ST_GeomFromText('MULTIPOLYGON((({x0!r} {y0!r}, {x1!r} {y0!r}, {x0!r} {y1!r}, {x0!r} {y0!r})))', 4326)"
    if cut == 2:
        middle = f"ST_SetSRID(ST_Point({(x0 + x1) / 2!r}, {(y0 + y1) / 2!r}), 4326)"
        return f"ST_Multi(ST_Difference({whole}, ST_Expand({middle}, {STEP / 4!r})))"
    if cut == 3:
        return f"ST_Multi(ST_Union({whole}, ST_Translate({whole}, {(width + 1) * STEP!r}, 0)))"
    return f"ST_Multi({whole})"


grounds = st.builds(polygon, lattice, lattice, st.integers(1, 4), st.integers(1, 4), st.integers(0, 3))
places = st.one_of(
    st.builds(lambda x, y: f"ST_SetSRID(ST_Point({x * STEP / 2!r}, {y * STEP / 2!r}), 4326)", halves, halves),
    st.builds(
        lambda x, y: f"ST_Multi(ST_Expand(ST_SetSRID(ST_Point({x * STEP / 2!r}, {y * STEP / 2!r}), 4326), 0.0003))",
        halves,
        halves,
    ),
)
# by rank, since ids differ from one try to the next
ranked = "(SELECT id FROM {table} ORDER BY id OFFSET {{salt}} % (SELECT greatest(count(*), 1) FROM {table}) LIMIT 1)"
one, grid, area = (ranked.format(table=table) for table in ("building", "plan_grid", "area"))
new_code = "'n' || nextval('{table}_id_seq')"

building_edits = st.one_of(
    st.builds(
        "INSERT INTO building (code, population, elderly, households, population_estimated, geom) VALUES"
        " ({code}, {people}, {people} / 5, {households}, {estimated}, {place}),"
        " ({code} || 'x', 1, 1, 1, true, {place})".format,
        code=st.just(new_code.format(table="building")),
        people=small,
        households=st.one_of(st.just("NULL"), small),
        estimated=st.booleans(),
        place=places,
    ),
    st.builds(f"UPDATE building SET geom = {{place}} WHERE id = {one}".format, place=places, salt=small),
    st.builds(f"UPDATE building SET geom = {{place}} WHERE id % 2 = 0 OR id = {one}".format, place=places, salt=small),
    st.builds(
        f"UPDATE building SET population = {{people}}, households = NULL, population_estimated = {{flag}}"
        f" WHERE id <= {one}".format,
        people=small,
        flag=st.booleans(),
        salt=small,
    ),
    st.builds(f"UPDATE building SET name = 'x' WHERE id = {one}".format, salt=small),
    st.builds(
        f"UPDATE building SET id = (SELECT max(id) + 1000000 FROM building), population = {{people}}"
        f" WHERE id = {one}".format,
        people=small,
        salt=small,
    ),
    st.builds(f"DELETE FROM building WHERE id = {one}".format, salt=small),
    st.builds(
        "INSERT INTO building (code, population, geom) VALUES ('b1', {people}, {place}), ('b99', 3, {place})"
        " ON CONFLICT (code) DO UPDATE SET population = excluded.population, geom = excluded.geom".format,
        people=small,
        place=places,
    ),
    st.builds(
        "MERGE INTO building b USING (VALUES ('b2', {people}), ('b3', 0), ('m{people}', 7)) AS g (code, people)"
        " ON b.code = g.code WHEN MATCHED AND g.people = 0 THEN DELETE"
        " WHEN MATCHED THEN UPDATE SET population = g.people, geom = {place}"
        " WHEN NOT MATCHED THEN INSERT (code, population, geom) VALUES (g.code, g.people, {place})".format,
        people=st.integers(1, 50),
        place=places,
    ),
    st.builds(
        f"WITH gone AS (DELETE FROM building WHERE id = {one} RETURNING code, geom)"
        " INSERT INTO building (code, geom, population)"
        " SELECT 'n' || nextval('building_id_seq'), geom, 5 FROM gone".format,
        salt=small,
    ),
    st.just("TRUNCATE building"),
)
grid_edits = st.one_of(
    st.builds(f"UPDATE plan_grid SET geom = {{ground}} WHERE id = {grid}".format, ground=grounds, salt=small),
    st.builds(
        "INSERT INTO plan_grid (plan_id, code, geom) SELECT id, {code}, {ground} FROM plan".format,
        code=st.just(new_code.format(table="grid")),
        ground=grounds,
    ),
    st.builds(f"DELETE FROM plan_grid WHERE id = {grid}".format, salt=small),
    st.just("UPDATE plan SET revision = greatest(revision - 1, 0)"),
    st.just("UPDATE plan_grid SET geom = ST_Translate(geom, 0.001, 0.0005)"),
    st.builds("INSERT INTO grid_shape (geom) VALUES ({ground}), ({ground})".format, ground=grounds),
    st.just("DELETE FROM grid_shape s WHERE NOT EXISTS (SELECT 1 FROM grid g WHERE g.shape_id = s.id)"),
)
area_edits = st.one_of(
    st.builds(
        "INSERT INTO area (level, code, name, geom) VALUES ('{level}', {code}, 'a', {ground})".format,
        level=st.sampled_from(["subdistrict", "community"]),
        code=st.just(new_code.format(table="area")),
        ground=grounds,
    ),
    st.builds(f"UPDATE area SET geom = {{ground}} WHERE id = {area}".format, ground=grounds, salt=small),
    st.builds(f"UPDATE area SET geom = {{ground}} WHERE id <> {area}".format, ground=grounds, salt=small),
    st.builds(f"UPDATE area SET level = 'community' WHERE id = {area}".format, salt=small),
    st.builds(
        f"UPDATE area SET id = (SELECT max(id) + 1000000 FROM area), name = 'y'"
        f" WHERE id = {area} AND id NOT IN (SELECT coalesce(community_id, 0) FROM grid)".format,
        salt=small,
    ),
    st.builds(f"DELETE FROM area WHERE id = {area}".format, salt=small),
    st.just("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE area CASCADE"),
)
# TRUNCATE area CASCADE empties grid as well: the plan stays, without grids
edits = st.lists(st.one_of(building_edits, building_edits, grid_edits, area_edits), min_size=1, max_size=12)


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        connection.execute(
            text(
                RECORD.format(west=polygon(0, 0, 3, 4, 0), east=polygon(3, 0, 3, 4, 0), district=polygon(0, 0, 6, 4, 0))
            )
        )
        connection.commit()
        yield connection


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(statements=edits)
def test_triggers_say_what_a_full_count_says(
    connection: Connection, statements: list[str], derived: Callable, counted: Callable
) -> None:
    transaction = connection.begin()
    try:
        for statement in statements:
            connection.exec_driver_sql(statement.replace("%", "%%"))
        assert derived(connection) == counted(connection)
    finally:
        transaction.rollback()


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(statements=edits, share=st.sampled_from([0.0, 0.2, 1e9]))
def test_a_recount_says_what_the_triggers_would(
    connection: Connection,
    *,
    statements: list[str],
    share: float,
    derived: Callable,
    counted: Callable,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # both ways of writing back: differences alone, and an emptied table filled anew
    monkeypatch.setattr("gis.coverage.membership_writing.REWRITE_SHARE", share)

    transaction = connection.begin()
    try:
        connection.execute(text("SET LOCAL wangge.bulk = 'on'"))
        for statement in statements:
            connection.exec_driver_sql(statement.replace("%", "%%"))
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            first = recount(session)
            assert derived(session) == counted(session)
            assert first.pairs == len(counted(session)[0])
            assert recount(session).changed == 0
    finally:
        transaction.rollback()
