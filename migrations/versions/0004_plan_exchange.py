"""Plans in and out: what grids were called before they were numbered anew.

Revision ID: 0004
Revises: 0003
"""

from pathlib import Path

from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | None = None
depends_on: str | None = None

FOLDER = Path(__file__).parent.parent / "record_0004"
# functions find the record's own tables, whatever search_path a session has
SEARCH_PATH = """
DO $$
DECLARE
    named text;
BEGIN
    FOREACH named IN ARRAY ARRAY['recode_grids', 'plan_moved'] LOOP
        EXECUTE format('ALTER FUNCTION %I SET search_path = %I, pg_temp', named, current_schema());
    END LOOP;
END $$;
"""


def execute(sql: str) -> None:
    """Run several statements as they stand."""
    op.get_bind().exec_driver_sql(sql.replace("%", "%%"))


def upgrade() -> None:
    execute((FOLDER / "renumbering.sql").read_text(encoding="utf-8"))
    execute(SEARCH_PATH)


def downgrade() -> None:
    execute((FOLDER / "down.sql").read_text(encoding="utf-8"))
