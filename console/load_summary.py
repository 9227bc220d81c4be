"""What became of a loaded file, in a few lines on the terminal."""

from console.language import Language, words
from console.refusals import refusal_words
from gis.loading import LoadReport

SHOWN = 5
"""Refused rows that are printed, and half the reasons; the report file holds all."""


def summary_of(report: LoadReport, language: Language) -> list[str]:
    """Return the lines: figures, each reason with the first row it fell on, notes, and where all rows stand."""
    _ = words(language)
    figures = [
        _(wording).format(count=f"{count:,}")
        for wording, count in (
            ("{count} inserted", report.inserted),
            ("{count} updated", report.updated),
            ("{count} unchanged", report.unchanged),
            ("{count} joined", report.joined),
            ("{count} refused", report.refused),
            ("{count} repaired", report.repaired),
            ("{count} with a warning", report.warned),
        )
        if count
    ]
    told = (", " if language == "en" else "，").join(figures) or _("nothing to take")
    kind = refusal_words(report.kind, language)
    lines = [_("{file}: {rows} {kind}: {told}").format(file=report.file, rows=f"{report.rows:,}", kind=kind, told=told)]
    lines += _reasons(report, language)
    lines += [f"  {refusal_words(note, language)}" for note in report.notes]
    if report.report_file:
        lines.append("  " + _("rows with reasons: {file}").format(file=report.report_file))
    if not report.taken:
        lines.append("  " + _("--strict: nothing was taken"))
    return lines


def _reasons(report: LoadReport, language: Language) -> list[str]:
    _ = words(language)
    lines = []
    for reason in report.reasons[: SHOWN * 2]:
        first = _("(first: row {n})").format(n=reason["first_row"])
        lines.append(f"  {_(reason['verdict']):8} {reason['count']:>7,} × {reason['first']} {first}")
    for remark in [item for item in report.remarks if item.verdict == "refused"][:SHOWN]:
        code = f" ({remark.code})" if remark.code else ""
        lines.append("    " + _("row {n}{code}: {reason}").format(n=remark.row, code=code, reason=remark.reason))
    return lines
