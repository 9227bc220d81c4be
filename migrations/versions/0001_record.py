"""The record of one district: tables, derived facts kept up by triggers, and the change feed.

Its SQL stands in the folder `record_0001`, a file per subject.

Revision ID: 0001
Revises:
"""

from pathlib import Path

from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | None = None
depends_on: str | None = None

FOLDER = Path(__file__).parent.parent / "record_0001"
PARTS = ("tables", "questions", "membership", "editing", "feed")
SPATIAL = (
    ("area", "geom"), ("estate", "geom"), ("building", "geom"), ("street", "geom"), ("water", "geom"),
    ("green", "geom"), ("place", "geom"), ("resource", "geom"), ("worker", "post"), ("incident", "geom"),
    ("remark", "geom"), ("blind_spot", "geom"),
)  # fmt: skip
PLAIN = ("parameter", "incident_category", "blind_spot_exception", "load")
BY_HAND = ("plan", "grid", "assignment")


def feed_of(table: str, column: str | None) -> str:
    """Return the SQL of the function that announces each statement's changes of `table`."""
    old_extent = f"(SELECT ST_Extent({column}) FROM old_rows)" if column else "NULL::box2d"
    new_extent = f"(SELECT ST_Extent({column}) FROM new_rows)" if column else "NULL::box2d"
    both = (
        f"(SELECT ST_Extent(g) FROM (SELECT {column} AS g FROM old_rows UNION ALL SELECT {column} FROM new_rows) r)"
        if column
        else "NULL::box2d"
    )
    return f"""
CREATE FUNCTION announce_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF EXISTS (SELECT 1 FROM new_rows) THEN PERFORM announce('{table}', {new_extent}); END IF;
    ELSIF TG_OP = 'UPDATE' THEN
        IF EXISTS (SELECT 1 FROM new_rows) THEN PERFORM announce('{table}', {both}); END IF;
    ELSIF TG_OP = 'DELETE' THEN
        IF EXISTS (SELECT 1 FROM old_rows) THEN PERFORM announce('{table}', {old_extent}); END IF;
    ELSE
        PERFORM announce('{table}', NULL::box2d);
    END IF;
    RETURN NULL;
END $$;
"""


def listen_to(table: str) -> str:
    """Return the SQL of the triggers that call the function which announces changes of `table`."""
    name = f"announce_{table}"
    return f"""
CREATE TRIGGER {name}_insert AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION {name}();
CREATE TRIGGER {name}_update AFTER UPDATE ON {table}
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION {name}();
CREATE TRIGGER {name}_delete AFTER DELETE ON {table}
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION {name}();
CREATE TRIGGER {name}_truncate AFTER TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION {name}();
"""


def execute(sql: str) -> None:
    """Run several statements as they stand."""
    op.get_bind().exec_driver_sql(sql.replace("%", "%%"))


def upgrade() -> None:
    """Create the record."""
    for part in PARTS:
        execute((FOLDER / f"{part}.sql").read_text(encoding="utf-8"))
    for table, column in (*SPATIAL, *((table, None) for table in PLAIN)):
        execute(feed_of(table, column))
    for table in (*(table for table, _ in SPATIAL), *PLAIN, *BY_HAND):
        execute(listen_to(table))
    fix_search_path()


def fix_search_path() -> None:
    """Let functions find the record's own tables, whatever temporary tables or search_path a session has."""
    postgis = "(SELECT extnamespace FROM pg_extension WHERE extname = 'postgis')::regnamespace"
    execute(f"""
DO $$
DECLARE
    each regprocedure;
BEGIN
    FOR each IN
        SELECT p.oid FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
        WHERE p.xmin = pg_current_xact_id()::xid AND l.lanname = 'plpgsql'
          AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, %s, pg_temp', each, current_schema(), {postgis});
    END LOOP;
END $$;
""")


def downgrade() -> None:
    """Drop the record; the extension stays, since others may use it."""
    execute((FOLDER / "down.sql").read_text(encoding="utf-8"))
    for table in (*(table for table, _ in SPATIAL), *PLAIN, *BY_HAND):
        execute(f"DROP FUNCTION announce_{table}")
