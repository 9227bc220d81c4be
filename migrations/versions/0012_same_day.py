"""A plan may be replaced on the day on which it began: then it held on none, and its row says so.

Revision ID: 0012
Revises: 0011
"""

from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | None = None
depends_on: str | None = None

# the constraint never had a name of its own
EXCHANGED = """
DO $$
DECLARE
    known text := (SELECT conname FROM pg_constraint
                   WHERE conrelid = 'plan'::regclass AND contype = 'c'
                     AND pg_get_constraintdef(oid) ~ 'effective_until >=? effective_from');
BEGIN
    EXECUTE format('ALTER TABLE plan DROP CONSTRAINT %I', known);
    EXECUTE format('ALTER TABLE plan ADD CONSTRAINT %I'
                   ' CHECK (effective_until IS NULL OR effective_until {than} effective_from){rows}', known);
END $$;
"""


def execute(sql: str) -> None:
    """Run several statements as they stand."""
    op.get_bind().exec_driver_sql(sql.replace("%", "%%"))


def upgrade() -> None:
    execute(EXCHANGED.replace("{than}", ">=").replace("{rows}", ""))


def downgrade() -> None:
    """Rows that stand stay as they are: history is not thrown away."""
    asked = "SELECT EXISTS (SELECT 1 FROM plan WHERE effective_until = effective_from)"
    kept = op.get_bind().exec_driver_sql(asked).scalar()
    execute(EXCHANGED.replace("{than}", ">").replace("{rows}", " NOT VALID" if kept else ""))
