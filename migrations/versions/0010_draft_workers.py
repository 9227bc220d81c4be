"""Workers whom a step of a draft gives to grids go with it: undo takes them away, redo gives them again.

Revision ID: 0010
Revises: 0009
"""

from pathlib import Path

from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | None = None
depends_on: str | None = None

FOLDER = Path(__file__).parent.parent / "record_0010"
# functions find the record's own tables, whatever search_path a session has
PLAN_MOVED = """
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION plan_moved SET search_path = %I, pg_temp', current_schema());
END $$;
"""
SEARCH_PATH = """
DO $$
DECLARE
    named text;
BEGIN
    FOREACH named IN ARRAY ARRAY['step_again', 'step_back', 'plan_moved'] LOOP
        EXECUTE format('ALTER FUNCTION %I SET search_path = %I, pg_temp', named, current_schema());
    END LOOP;
END $$;
"""


def execute(sql: str) -> None:
    """Run several statements as they stand."""
    op.get_bind().exec_driver_sql(sql.replace("%", "%%"))


def upgrade() -> None:
    execute((FOLDER / "assigning.sql").read_text(encoding="utf-8"))
    execute(SEARCH_PATH)


def downgrade() -> None:
    execute((FOLDER / "down.sql").read_text(encoding="utf-8"))
    execute(PLAN_MOVED)
