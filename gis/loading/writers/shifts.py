"""The roster: when which worker is on duty."""

from sqlalchemy import text

from gis.loading.merging import Counts, merge
from gis.loading.reasons import ENDS_EARLY, NO_MOMENT, NO_WORKER
from gis.loading.work import Work


def write(work: Work) -> Counts:
    """Write the staged shifts; the worker is named by code, or by a name that only one bears."""
    session, staging = work.session, work.staging
    staging.say(
        NO_WORKER,
        "SELECT row, coalesce(name, ''), NULL::text FROM staged s"
        " WHERE NOT EXISTS (SELECT 1 FROM worker w WHERE s.name IN (w.code, w.name))",
    )
    staging.say(NO_MOMENT, "SELECT row, NULL::text, NULL::text FROM staged WHERE begins IS NULL OR ends IS NULL")
    staging.say(ENDS_EARLY, "SELECT row, ends::text, begins::text FROM staged WHERE ends <= begins")
    session.execute(
        text("""
        UPDATE staged s SET worker_id = w.id, code = CASE WHEN s.coded THEN s.code ELSE
            w.code || ' ' || to_char(s.begins AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI"Z"') END
        FROM worker w WHERE w.id = (
            SELECT k.id FROM worker k WHERE s.name IN (k.code, k.name) ORDER BY k.code <> s.name, k.id LIMIT 1)
        """)
    )
    session.execute(text("DELETE FROM staged s USING staged o WHERE s.code = o.code AND s.row < o.row"))
    return merge(staging, work.present, progress=work.progress, extra=("worker_id",))
