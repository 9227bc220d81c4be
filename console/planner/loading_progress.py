"""How far a load is, how it ended, and the rows it could not take."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from console import amounts
from console.components.attributes import named
from console.components.facts import around, go_row
from console.language import Language, words
from console.loader_words import KINDS, note_words, stage_words
from console.refusals import refusal_words

SHOWN_REMARKS = 200


PARTS = ("track", "done", "words", "cancel", "message")
"""The parts of a job's line that change while it runs; each has the id `{"type": "job-…", "id": the job's}`."""


def part_of(job: Mapping[str, Any], part: str) -> dict[str, Any]:
    """Return the id of a part of a job's line."""
    return {"type": f"job-{part}", "id": job["id"]}


def job_line(job: Mapping[str, Any], language: Language) -> list[Component]:
    """Return how far a job is: the stage, done of total, the time left, and a button that cancels it."""
    says = job_says(job, language)
    return [
        html.Div(
            [
                html.B(job["title"]),
                html.Div(
                    html.Div(id=part_of(job, "done"), **says["done"]),
                    id=part_of(job, "track"),
                    role="progressbar",
                    **says["track"],
                    **named(aria_valuemin="0", aria_valuemax="100"),
                ),
                html.Div(id=part_of(job, "words"), className="wg-progress-words", role="status", **says["words"]),
                html.Button(id=part_of(job, "cancel"), className="wg-button", type="button", **says["cancel"]),
                html.P(id=part_of(job, "message"), className="wg-note", **says["message"]),
            ],
            className="wg-job",
        )
    ]


def job_says(job: Mapping[str, Any], language: Language) -> dict[str, dict[str, Any]]:
    """Return what a job's line says now: for each of its parts the properties that differ from time to time."""
    _ = words(language)
    total, done = job["total"], job["done"]
    share = done / total if total else None
    parts = [stage_words(job["label"], language) if job["label"] else _("Waiting for its turn")]
    if job["state"] == "waiting" and not job["worker_runs"]:
        parts = [_("Waiting: no worker is running. It starts with `wangge serve`.")]
    if total:
        parts.append(_("{done} of {total}").format(done=amounts.whole(done), total=amounts.whole(total)))
    elif done:
        parts.append(amounts.whole(done))
    if job["seconds_left"] is not None:
        parts.append(_("{time} left").format(time=duration(job["seconds_left"], language)))
    stop = _("Stopping …") if job["cancel_requested"] else _("Cancel")
    message = job["message"]
    return {
        "track": {
            "className": "wg-progress-track" if share is not None else "wg-progress-track wg-progress-open",
            **named(aria_valuenow=str(round((share or 0) * 100))),
        },
        "done": {"className": "wg-progress-done", "style": {} if share is None else {"width": f"{share * 100:.1f}%"}},
        "words": {"children": " · ".join(parts)},
        "cancel": {"children": stop, "disabled": bool(job["cancel_requested"])},
        "message": {"children": refusal_words(message, language) if message else "", "hidden": not message},
    }


def duration(seconds: float, language: Language) -> str:
    """Return a time as a reader waits for it."""
    whole = max(round(seconds), 1)
    if whole < 90:  # noqa: PLR2004 - beyond, minutes are said
        return f"{whole} 秒" if language == "zh" else f"{whole} s"
    minutes = round(whole / 60)
    return f"{minutes} 分钟" if language == "zh" else f"{minutes} min"


def job_end(job: Mapping[str, Any], remarks: Sequence[Mapping[str, Any]], language: Language) -> list[Component]:
    """Return how a job ended: its figures, and each row that was refused, repaired or is odd, with its place."""
    _ = words(language)
    if job["state"] == "cancelled":
        return [html.P(_("Cancelled: nothing was changed."), className="wg-note")]
    if job["state"] == "failed":
        return [
            html.Div(
                [html.B(_("It was not loaded")), html.P(refusal_words(job["message"], language))], className="wg-error"
            )
        ]
    parts = [_report(report, language) for report in (job["report"] or {}).get("reports", [])]
    if remarks:
        parts.append(html.H3(_("Rows to look at"), className="wg-card-h"))
        parts += [_remark(remark, language) for remark in remarks[:SHOWN_REMARKS]]
        if len(remarks) > SHOWN_REMARKS:
            parts.append(html.P(_("All of them stand in the report file."), className="wg-muted"))
    return parts


def _report(report: Mapping[str, Any], language: Language) -> Component:
    _ = words(language)
    counts = [
        (_("new"), report["inserted"], "good" if report["inserted"] else "plain"),
        (_("changed"), report["updated"], "plain"),
        (_("unchanged"), report["unchanged"], "plain"),
        (_("repaired"), report["repaired"], "plain"),
        (_("odd"), report["warned"], "plain"),
        (_("refused"), report["refused"], "alert"),
    ]
    shown = [
        html.Span([html.B(amounts.whole(count)), f" {name}"], className=f"wg-count wg-count-{mood}")
        for name, count, mood in counts
        if count or name == _("new")
    ]
    lines: list[Component] = [
        html.B(f"{report['file']} · {_(KINDS.get(report['kind'], report['kind']))}"),
        html.Div(shown, className="wg-counts"),
    ]
    took = report["taken"] and any(report[name] for name in ("inserted", "updated", "unchanged"))
    if not report["taken"]:
        lines.append(html.P(_("Nothing was taken, because rows were refused."), className="wg-alert"))
    if report.get("plan"):
        plan = report["plan"]
        made = _("Plan “{name}” is in force from {day}.") if plan["state"] != "draft" else _("Draft “{name}” was made.")
        lines.append(html.P(made.format(name=plan["name"], day=plan.get("effective_from"))))
    # the plan that was made stands above already
    notes = [note for note in report["notes"] if not note.startswith("plan ")]
    lines += [html.P(note_words(note, language), className="wg-note") for note in notes]
    return html.Div(lines, className="wg-report" if took else "wg-report wg-report-nothing")


def _remark(remark: Mapping[str, Any], language: Language) -> Component:
    _ = words(language)
    verdicts = {"refused": _("refused"), "repaired": _("repaired"), "warned": _("odd")}
    box = None if remark["lon"] is None else around((remark["lon"], remark["lat"]) * 2)
    return go_row(
        [
            html.Span(verdicts[remark["verdict"]], className=f"wg-chip wg-verdict-{remark['verdict']}"),
            html.Span(_("row {n}").format(n=remark["row"]) + (f" · {remark['code']}" if remark["code"] else ""),
                      className="wg-row-name"),
            html.Span("●" if box else "", className="wg-muted"),
            html.Span(remark["reason"], className="wg-remark-note"),
        ],
        layer="load_remarks",
        id=remark["id"],
        bbox=box,
        class_name="wg-row wg-remark",
    )  # fmt: skip
