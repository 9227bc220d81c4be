"""Emptying the record, and whether it is empty."""

import time

from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from gis.errors import ConflictError

RECORD_TABLES = """
SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
WHERE schemaname = 'public'
  -- the schema's own bookkeeping, the queue's, and the feed, whose last number tells open pages what is new
  AND tablename NOT IN ('alembic_version', 'change') AND tablename NOT LIKE 'procrastinate%'
  -- what the triggers of building empty
  AND tablename NOT IN ('building_shape', 'building_place')
  -- what came with an extension, as PostGIS's list of coordinate systems
  AND NOT EXISTS (
      SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.deptype = 'e'
          AND d.objid = format('%I.%I', schemaname, tablename)::regclass)
ORDER BY tablename
"""


LOCK_NOT_AVAILABLE = "55P03"
PATIENCE_S = 60


def clear_record(engine: Engine) -> None:
    """Empty every table of the record in one transaction; the schema stays, and open pages are told.

    Raises:
        ConflictError: others kept changing the record all the while.
    """
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            _truncate(engine)
        except OperationalError as error:
            if getattr(error.orig, "pgcode", None) != LOCK_NOT_AVAILABLE:
                raise
            if time.monotonic() > deadline:
                raise ConflictError(
                    "The record is being changed by others: run it again when they are done."
                ) from error
            time.sleep(0.2)
        else:
            return


def _truncate(engine: Engine) -> None:
    with engine.begin() as connection:
        # no order of locks suits every writer: this transaction steps back before another is called deadlocked
        connection.execute(text("SET LOCAL lock_timeout = '500ms'"))
        connection.execute(text("SELECT membership_lock(true)"))
        tables = connection.scalars(text(RECORD_TABLES)).all()
        connection.execute(text(f"TRUNCATE {', '.join(tables)} CASCADE"))


def is_empty(engine: Engine) -> bool:
    """Return whether nobody has loaded anything yet."""
    question = (
        "SELECT NOT EXISTS (SELECT FROM area) AND NOT EXISTS (SELECT FROM building) AND NOT EXISTS (SELECT FROM plan)"
    )
    with engine.connect() as connection:
        return bool(connection.scalar(text(question)))
