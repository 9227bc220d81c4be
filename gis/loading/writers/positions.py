"""Positions of workers: kept within shifts only; nothing that is said about a row says where it was."""

from sqlalchemy import text

from gis.loading.merging import Counts
from gis.loading.reasons import AHEAD, FAR_AWAY, NO_MOMENT, NO_WORKER
from gis.loading.work import Work
from gis.walks.intake import ELSEWHERE, take_positions

_AHEAD = "at > now() + interval '10 minutes'"


def write(work: Work) -> Counts:
    """Write the staged positions; the worker is named by code, or by a name that only one bears.

    Where the file does not say whose they are, they are those of the worker that the options name, else of the one
    whose code is the file's name.
    """
    session, staging = work.session, work.staging
    if work.run.options.worker is not None or "worker" not in work.present or work.report.format == "GPX":
        whose = work.run.options.worker or work.report.file.rsplit(".", 1)[0]
        session.execute(text("UPDATE staged SET worker = :whose"), {"whose": whose})
    session.execute(
        text("""
        UPDATE staged s SET worker = w.code FROM (
            SELECT name, min(code) AS code FROM worker GROUP BY name HAVING count(*) = 1) w
        WHERE s.worker = w.name AND NOT EXISTS (SELECT 1 FROM worker k WHERE k.code = s.worker)
        """)
    )
    staging.say(
        NO_WORKER,
        "SELECT row, coalesce(worker, ''), NULL::text FROM staged s"
        " WHERE NOT EXISTS (SELECT 1 FROM worker w WHERE w.code = s.worker)",
    )
    staging.say(NO_MOMENT, "SELECT row, NULL::text, NULL::text FROM staged WHERE at IS NULL")
    staging.say(AHEAD, f"SELECT row, at::text, NULL::text FROM staged WHERE {_AHEAD}")
    staging.say(
        FAR_AWAY, f"SELECT row, NULL::text, NULL::text FROM staged WHERE {ELSEWHERE.format(geom='staged.geom')}"
    )
    work.progress.start("Writing positions", None)
    taken = take_positions(
        session,
        "SELECT w.id AS worker_id, p.at, CASE WHEN p.accuracy_m >= 0 THEN p.accuracy_m END AS accuracy_m, p.geom"
        " FROM staged p JOIN worker w ON w.code = p.worker",
    )
    if taken.outside_shift:
        work.report.notes.append(f"{taken.outside_shift:,} outside any shift: not kept")
    session.execute(text("UPDATE staged_remark SET geom = NULL"))
    return Counts(inserted=taken.kept, unchanged=taken.known)
