"""Positions and what was walked.

Its tables stand in the folder `walks_0008`.

Revision ID: 0008
Revises: 0007
"""

from pathlib import Path

from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | None = None
depends_on: str | None = None

TABLES = Path(__file__).parent.parent / "walks_0008" / "tables.sql"
ANNOUNCED = ("position", "walked")


def announcing(table: str) -> str:
    """Return the SQL that announces what is added to `table` with its ground, and that it was changed otherwise."""
    search_path = f"""
DO $$ BEGIN
    EXECUTE format('ALTER FUNCTION announce_{table}() SET search_path = %I, %s, pg_temp', current_schema(),
        (SELECT extnamespace FROM pg_extension WHERE extname = 'postgis')::regnamespace);
END $$;
"""
    return f"""
CREATE FUNCTION announce_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF EXISTS (SELECT 1 FROM new_rows) THEN
            PERFORM announce('{table}', (SELECT ST_Extent(geom) FROM new_rows));
        END IF;
    ELSIF TG_OP = 'DELETE' THEN
        IF EXISTS (SELECT 1 FROM old_rows) THEN
            PERFORM announce('{table}', (SELECT ST_Extent(geom) FROM old_rows));
        END IF;
    ELSE
        PERFORM announce('{table}', NULL::box2d);
    END IF;
    RETURN NULL;
END $$;
{search_path}
CREATE TRIGGER announce_{table}_insert AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announce_{table}();
CREATE TRIGGER announce_{table}_delete AFTER DELETE ON {table}
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION announce_{table}();
CREATE TRIGGER announce_{table}_truncate AFTER TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION announce_{table}();
"""


def execute(sql: str) -> None:
    """Run several statements as they stand."""
    op.get_bind().exec_driver_sql(sql.replace("%", "%%"))


def upgrade() -> None:
    """Create the tables."""
    execute(TABLES.read_text(encoding="utf-8"))
    for table in ANNOUNCED:
        execute(announcing(table))


def downgrade() -> None:
    """Drop them."""
    execute("DROP TABLE walked, walk, position_left_out, position, shift")
    for table in ANNOUNCED:
        execute(f"DROP FUNCTION announce_{table}")
