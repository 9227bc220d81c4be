"""Patrol routes.

Their tables stand in the folder `patrols_0007`.

Revision ID: 0007
Revises: 0006
"""

from pathlib import Path

from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | None = None
depends_on: str | None = None

TABLES = Path(__file__).parent.parent / "patrols_0007" / "tables.sql"
ANNOUNCED = """
CREATE FUNCTION announce_patrol() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM announce('patrol', NULL::box2d);
    RETURN NULL;
END $$;
DO $$ BEGIN
    EXECUTE format('ALTER FUNCTION announce_patrol() SET search_path = %I, %s, pg_temp', current_schema(),
        (SELECT extnamespace FROM pg_extension WHERE extname = 'postgis')::regnamespace);
END $$;
CREATE TRIGGER announce_patrol_any AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON patrol
    FOR EACH STATEMENT EXECUTE FUNCTION announce_patrol();
"""


def execute(sql: str) -> None:
    """Run several statements as they stand."""
    op.get_bind().exec_driver_sql(sql.replace("%", "%%"))


def upgrade() -> None:
    """Create the tables."""
    execute(TABLES.read_text(encoding="utf-8"))
    execute(ANNOUNCED)


def downgrade() -> None:
    """Drop them; patrols are worked out anew."""
    execute("DROP TABLE patrol_stop, patrol_leg, patrol")
    execute("DROP FUNCTION announce_patrol")
