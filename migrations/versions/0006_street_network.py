"""The walking network and service radii.

Its tables stand in the folder `network_0006`.

Revision ID: 0006
Revises: 0004
"""

from pathlib import Path

from alembic import op

revision: str = "0006"
down_revision: str | None = "0004"
branch_labels: str | None = None
depends_on: str | None = None

TABLES = Path(__file__).parent.parent / "network_0006" / "tables.sql"
ANNOUNCED = ("network", "reach", "service_area")


def announcing(table: str) -> str:
    """Return the SQL that announces each statement's change of `table`, wherever it was."""
    name = f"announce_{table}"
    return f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM announce('{table}', NULL::box2d);
    RETURN NULL;
END $$;
DO $$ BEGIN
    EXECUTE format('ALTER FUNCTION {name}() SET search_path = %I, %s, pg_temp', current_schema(),
        (SELECT extnamespace FROM pg_extension WHERE extname = 'postgis')::regnamespace);
END $$;
CREATE TRIGGER {name}_any AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION {name}();
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
    """Drop them; the network is built anew from the streets."""
    execute("DROP TABLE service_area, reach, network_edge, network")
    for table in ANNOUNCED:
        execute(f"DROP FUNCTION announce_{table}")
