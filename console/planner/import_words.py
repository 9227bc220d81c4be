"""What became of a plan's file: how far grids moved, what was cut, what is left to look at, each with its place."""

from collections.abc import Iterator, Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component

from console import amounts
from console.components.attributes import named
from console.components.facts import around, go_row
from console.language import Language, words
from console.loader_words import note_words
from console.refusals import refusal_words

SHOWN = 30
"""Lines of a kind at most; the report of `wangge plan import --json` has them all."""


def import_end(job: Mapping[str, Any], language: Language) -> list[Component]:
    """Return how the import of a plan ended."""
    _ = words(language)
    if job["state"] == "cancelled":
        return [html.P(_("Cancelled: nothing was changed."), className="wg-note")]
    if job["state"] == "failed":
        said = refusal_words(job["message"], language)
        return [html.Div([html.B(_("No draft was made")), html.P(said)], className="wg-error")]
    report = job["report"] or {}
    opening = html.Button(
        _("Open the draft"), className="wg-button wg-button-main", type="button",
        **named(data_draft_open=str(report["plan"])),
    )  # fmt: skip
    return [
        html.Div([html.B(report["name"], className="wg-row-name"), opening], className="wg-plan-line wg-proposal-head"),
        html.P(_moved(report, language), className="wg-note"),
        *_left(report, language),
        *_farthest(report, language),
    ]


def _moved(report: Mapping[str, Any], language: Language) -> str:
    _ = words(language)
    moved = _("{grids} grids; {n} were moved, {far} m at most (tolerance {tolerance} m).").format(
        grids=amounts.whole(report["grids"]),
        n=amounts.whole(report["moved"]),
        far=f"{report['moved_max_m']:.2f}",
        tolerance=f"{report['tolerance_m']:g}",
    )
    closed, cut = amounts.area(report["closed_m2"]), amounts.area(report["slivers_m2"])
    return moved + " " + _("Slivers closed: {closed}; overlaps cut: {cut}.").format(closed=closed, cut=cut)


def _left(report: Mapping[str, Any], language: Language) -> list[Component]:
    lines = [_line(number, line, at) for number, (line, at) in enumerate(_to_look_at(report, language))]
    return [html.H3(words(language)("To look at"), className="wg-card-h"), *lines] if lines else []


def _to_look_at(report: Mapping[str, Any], language: Language) -> Iterator[tuple[str, list[float] | None]]:
    """Yield what has to be looked at, and where (lon, lat) it is."""
    _ = words(language)
    if not report["valid"]:
        yield _("Some grids lie over others or do not meet them: the draft's checks list where."), None
    for one in report["overlaps"][:SHOWN]:
        line = _("Overlap of {area}, {width} m wide, of {grids}: {kept} keeps it.")
        size = {"area": amounts.area(one["area_m2"]), "width": f"{one['width_m']:.1f}"}
        yield line.format(**size, grids="、".join(one["grids"]), kept=one["kept"]), one["at"]
    for gap in report["gaps"][:SHOWN]:
        size = {"area": amounts.area(gap["area_m2"]), "width": f"{gap['width_m']:.1f}"}
        yield _("Gap of {area}, {width} m wide: it stays open.").format(**size), gap["at"]
    for code, others in report.get("duplicates", {}).items():
        line = _("Grid {code} has the same ground as {others}: both are in the draft, one over the other.")
        yield line.format(code=code, others="、".join(others)), None
    for code in report.get("too_narrow", ()):
        yield (
            _("Grid {code} is nowhere wider than the tolerance and is in the draft as it came.").format(code=code),
            None,
        )
    for code, count in list(report["in_pieces"].items())[:SHOWN]:
        yield _("Grid {code} lies in {n} pieces.").format(code=code, n=count), None
    for row in report["refused"][:SHOWN]:
        reason = refusal_words(row["reason"], language)
        yield _("Row {row} holds no grid: {reason}").format(row=row["row"], reason=reason), None
    for note in report["notes"]:
        yield note_words(note, language), None


def _line(number: int, line: str, at: list[float] | None) -> Component:
    if at is None:
        return html.P(line, className="wg-muted")
    box, said = around((at[0], at[1], at[0], at[1])), html.Span(line, className="wg-remark-note")
    return go_row([said], layer="load_remarks", id=number, bbox=box, class_name="wg-row wg-remark")


def _farthest(report: Mapping[str, Any], language: Language) -> list[Component]:
    _ = words(language)
    moved = sorted(report["by_grid"], key=lambda grid: -grid["moved_m"])
    moved = [grid for grid in moved if grid["moved_m"] > 0.01 or grid["remarks"]][:SHOWN]  # noqa: PLR2004 - the record's precision
    if not moved:
        return [html.P(_("No grid moved by more than a centimetre."), className="wg-muted")]
    head = html.Tr([html.Th(_("Grid")), html.Th(_("Moved (m)")), html.Th(_("What was found"))])
    body = [
        html.Tr([
            html.Th(grid["code"], scope="row"),
            html.Td(f"{grid['moved_m']:.2f}"),
            html.Td("、".join(_(remark) for remark in grid["remarks"])),
        ])
        for grid in moved
    ]  # fmt: skip
    return [html.Table([html.Thead(head), html.Tbody(body)], className="wg-table wg-proposal-figures")]
