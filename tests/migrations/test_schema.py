"""The schema that the migrations make is the one that gis.tables defines."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, text

from gis.database import migrate, open_engine
from gis.tables import metadata

LEFT = """
    SELECT 'relation' AS kind, c.relname::text AS name FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('e', 'i'))
      AND c.relkind IN ('r', 'v', 'S', 'm')
    UNION ALL
    SELECT 'function', p.proname FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    UNION ALL
    SELECT 'type', t.typname FROM pg_type t
    WHERE t.typnamespace = 'public'::regnamespace AND t.typrelid = 0
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = t.oid AND d.deptype IN ('e', 'i'))
    ORDER BY 1, 2
"""
COLUMNS = """
    SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity::text, a.attgenerated::text,
           pg_get_expr(d.adbin, d.adrelid), col_description(a.attrelid, a.attnum)
    FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attrelid = to_regclass(:name) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""
INDEXES = "SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = to_regclass(:name) ORDER BY 1"
CONSTRAINTS = """
    SELECT contype::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = to_regclass(:name) ORDER BY 1, 2
"""
COMMENT = "SELECT obj_description(to_regclass(:name))"


@pytest.fixture
def defined(engine: Engine, database_url: str) -> Iterator[Connection]:
    """A connection to a schema of its own that was made from the definition alone."""
    with engine.begin() as connection:
        connection.execute(text("CREATE SCHEMA defined"))
    other = open_engine(database_url)
    with other.connect() as connection:
        connection.execute(text("SET search_path = defined, public"))
        metadata.create_all(connection, checkfirst=False)
        connection.execute(text("SET search_path = defined, public"))
        yield connection
    other.dispose()


def told(connection: Connection, query: str, name: str) -> list[tuple[object, ...]]:
    return [
        tuple(value.replace("defined.", "public.") if isinstance(value, str) else value for value in row)
        for row in connection.execute(text(query), {"name": name})
    ]


@pytest.mark.parametrize(
    "query", [COLUMNS, INDEXES, CONSTRAINTS, COMMENT], ids=["columns", "indexes", "constraints", "comment"]
)
def test_tables_are_as_defined(defined: Connection, engine: Engine, query: str) -> None:
    with engine.connect() as made:
        for name in sorted(metadata.tables):
            assert told(defined, query, f'defined."{name}"') == told(made, query, f'public."{name}"'), name


def test_every_table_is_defined(engine: Engine) -> None:
    with engine.connect() as connection:
        made = set(connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")))
    # the job queue is no part of the record, and brings its own definition
    others = {name for name in made if name.startswith(("procrastinate_", "job_"))}
    assert made - others - {"alembic_version", "spatial_ref_sys"} == set(metadata.tables)


def test_down_leaves_nothing(engine: Engine) -> None:
    migrate(engine, revision="base")
    with engine.connect() as connection:
        left = connection.execute(text(LEFT)).all()
    assert [tuple(row) for row in left] == [("relation", "alembic_version")]


def test_down_and_up_again(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO place (code, name, geom) VALUES ('1', 'p', 'SRID=4326;POINT(1 1)')"))
    migrate(engine, revision="base")
    migrate(engine)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM place")) == 0
        assert connection.scalar(text("SELECT plan_in_force()")) is None
