"""What a file calls by name or code: codes where the record knows the name, a warning where it knows neither."""

from sqlalchemy import text

from gis.loading.reasons import Reason
from gis.loading.work import Work


def name_to_code(work: Work, column: str, known: str) -> None:
    """Write codes in place of names in a column of `staged`.

    Args:
        work: The file.
        column: The column.
        known: SELECT of code and name; a name that stands twice tells nothing.
    """
    if column in work.present:
        work.session.execute(
            text(f"""
            UPDATE staged s SET {column} = k.code
            FROM (SELECT name, min(code) AS code FROM ({known}) known GROUP BY name HAVING count(*) = 1) k
            WHERE s.{column} = k.name AND NOT EXISTS (SELECT 1 FROM ({known}) c WHERE c.code = s.{column})
            """)
        )


def say_unknown(work: Work, column: str, table: str, reason: Reason) -> None:
    """Warn about codes in a column of `staged` that `table` (with its WHERE) does not hold; where it is empty, once."""
    if column not in work.present:
        return
    if work.session.execute(text(f"SELECT 1 FROM {table} LIMIT 1")).first() is None:
        some = work.session.scalar(text(f"SELECT count(*) FROM staged WHERE {column} IS NOT NULL")) or 0
        if some:
            work.report.notes.append(f"{column} could not be checked: the record holds no {reason_subject(reason)} yet")
        return
    work.staging.say(
        reason,
        f"SELECT row, {column}, NULL::text FROM staged WHERE {column} IS NOT NULL"
        f" AND {column} NOT IN (SELECT code FROM {table})",
    )


def reason_subject(reason: Reason) -> str:
    """Return what a reason is about: the word behind "unknown"."""
    return reason.en.removeprefix("unknown ").split(" {")[0]
