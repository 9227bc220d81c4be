"""Incidents: stages that the loop knows, categories that the table knows."""

from sqlalchemy import text

from gis.loading.merging import Counts, merge
from gis.loading.reasons import CLOSED_EARLY, NOT_READ, UNKNOWN_CATEGORY
from gis.loading.work import Work

STAGES = ("collect", "file", "dispatch", "handle", "feed_back", "verify", "close")


def write(work: Work) -> Counts:
    """Write the staged incidents; categories that the file names and the record does not know are added."""
    _settle_stages(work)
    _settle_categories(work)
    if {"category", "category_name"} <= work.present:
        added = work.session.execute(
            text("""
            INSERT INTO incident_category (code, name)
            SELECT category, min(category_name) FROM staged WHERE category IS NOT NULL AND category_name IS NOT NULL
            GROUP BY category ON CONFLICT (code) DO NOTHING
            """)
        )
        if added.rowcount:  # type: ignore[attr-defined]
            work.report.notes.append(f"{added.rowcount} categories were added with the names in the file")  # type: ignore[attr-defined]
    elif "category" in work.present:
        work.staging.say(
            UNKNOWN_CATEGORY,
            "SELECT row, category, NULL::text FROM staged WHERE category IS NOT NULL"
            " AND category NOT IN (SELECT code FROM incident_category)"
            " AND EXISTS (SELECT 1 FROM incident_category)",
        )
    work.staging.say(CLOSED_EARLY, "SELECT row, closed_at::text, NULL::text FROM staged WHERE closed_at < reported_at")
    return merge(
        work.staging,
        work.present,
        progress=work.progress,
        extra=("stage", "category") if "category_name" in work.present else ("stage",),
    )


def _settle_categories(work: Work) -> None:
    """Write codes in place of names; where the file has only a name that no category bears, the name stands."""
    if "category" not in work.present:
        work.session.execute(text("UPDATE staged SET category = category_name"))
    work.session.execute(
        text("""
        UPDATE staged s SET category = c.code
        FROM (SELECT name, min(code) AS code FROM incident_category GROUP BY name HAVING count(*) = 1) c
        WHERE s.category = c.name AND NOT EXISTS (SELECT 1 FROM incident_category k WHERE k.code = s.category)
        """)
    )


def _settle_stages(work: Work) -> None:
    """A stage that is not said follows from the closing; one that nobody knows is said and treated alike."""
    work.staging.say(
        NOT_READ,
        "SELECT row, stage, NULL::text FROM staged WHERE stage IS NOT NULL AND NOT stage = ANY (:stages)",
        field="stage",
        stages=list(STAGES),
    )
    work.session.execute(
        text("""
        UPDATE staged SET stage = CASE WHEN closed_at IS NULL THEN 'collect' ELSE 'close' END
        WHERE stage IS NULL OR NOT stage = ANY (:stages)
        """),
        {"stages": list(STAGES)},
    )
