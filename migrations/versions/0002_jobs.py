"""Long work in the background, who assigned whom, and the indexes that searching by name and code needs.

Revision ID: 0002
Revises: 0001
"""

from alembic import op
from procrastinate.schema import SchemaManager

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None

TABLES = """
CREATE TABLE job_progress (
    job_id bigint PRIMARY KEY REFERENCES procrastinate_jobs ON DELETE CASCADE,
    kind text NOT NULL,
    title text NOT NULL DEFAULT '',
    author text NOT NULL,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
    label text NOT NULL DEFAULT '',
    done bigint NOT NULL DEFAULT 0,
    total bigint,
    stage_at timestamptz,
    message text NOT NULL DEFAULT '',
    cancel_requested boolean NOT NULL DEFAULT false,
    kills integer NOT NULL DEFAULT 0,
    report jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    finished_at timestamptz
);
COMMENT ON TABLE job_progress IS
    'How far each job is; written beside the job''s own transaction, so that others see it.';

ALTER TABLE assignment ADD assigned_by text, ADD released_by text;
COMMENT ON COLUMN assignment.assigned_by IS 'Who wrote it down on a page; null where a file did.';

-- which buildings have a name, a code, that begins so? the names alone also answer which ones hold these words
CREATE INDEX building_name ON building (name text_pattern_ops);
CREATE INDEX building_code_start ON building (code text_pattern_ops);
"""

DOWN = """
DROP INDEX building_code_start, building_name;
ALTER TABLE assignment DROP released_by, DROP assigned_by;
DROP TABLE job_progress;
"""

# the queue's own schema comes from its package, which may name its things anew in a later version: find them
DROP_QUEUE = """
DO $$
DECLARE
    thing record;
BEGIN
    FOR thing IN SELECT oid::regclass AS name FROM pg_class
                 WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
                   AND relname LIKE 'procrastinate\\_%'
    LOOP EXECUTE format('DROP TABLE %s CASCADE', thing.name); END LOOP;
    FOR thing IN SELECT oid::regprocedure AS name FROM pg_proc
                 WHERE pronamespace = current_schema()::regnamespace AND proname LIKE 'procrastinate\\_%'
    LOOP EXECUTE format('DROP FUNCTION %s CASCADE', thing.name); END LOOP;
    FOR thing IN SELECT oid::regtype AS name FROM pg_type
                 WHERE typnamespace = current_schema()::regnamespace AND typtype IN ('e', 'c')
                   AND typname LIKE 'procrastinate\\_%'
    LOOP EXECUTE format('DROP TYPE %s CASCADE', thing.name); END LOOP;
END $$;
"""


def upgrade() -> None:
    """Add the job queue and what is said about its jobs."""
    connection = op.get_bind()
    # from the package, not a copy here: its schema and its code are one version's, and pyproject.toml bounds that
    connection.exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
    connection.exec_driver_sql(TABLES)


def downgrade() -> None:
    """Drop the queue; what it still had to do is given up."""
    connection = op.get_bind()
    connection.exec_driver_sql(DOWN)
    connection.exec_driver_sql(DROP_QUEUE.replace("%", "%%"))
