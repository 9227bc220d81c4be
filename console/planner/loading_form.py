"""Loading a file on the page: choose, look at it on the map, say which column is what, watch, read the report."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from console import amounts
from console.components.attributes import named
from console.components.facts import around, facts, go_row
from console.language import Language, words

KINDS = {
    "grids": "Grids",
    "buildings": "Buildings",
    "areas": "Districts, subdistricts, communities",
    "estates": "Estates",
    "streets": "Streets",
    "workers": "Workers and their grids",
    "resources": "Resources",
    "incidents": "Incidents",
    "water": "Water",
    "greens": "Greens",
    "places": "Place names",
    "categories": "Incident categories",
    "osm": "OpenStreetMap (everything in it)",
}
CRS = {
    "": "as the file says",
    "EPSG:4326": "WGS 84 (EPSG:4326)",
    "EPSG:4490": "CGCS2000 (EPSG:4490)",
    "gcj02": "GCJ-02 (Amap, Tencent)",
    "bd09": "BD-09 (Baidu)",
}
FIELDS = {
    "code": "Code",
    "name": "Name",
    "population": "People",
    "households": "Households",
    "elderly": "People of 60+",
    "levels": "Levels",
    "use": "Use",
    "occupied_since": "Lived in since",
    "estate_code": "Estate",
    "community_code": "Community",
    "community": "Community",
    "level": "Level",
    "parent_code": "Lies in",
    "zone": "Zone",
    "since": "In force since",
    "class": "Class",
    "width_m": "Width (m)",
    "kind": "Kind",
    "capacity": "Capacity",
    "radius_m": "Radius (m)",
    "address": "Address",
    "role": "Role",
    "phone": "Phone",
    "grids": "Grids",
    "lon": "Longitude",
    "lat": "Latitude",
    "category": "Category",
    "description": "Description",
    "reported_at": "Reported",
    "due_at": "Due",
    "closed_at": "Closed",
    "stage": "Stage",
    "source": "Source",
}
SHOWN_REMARKS = 200


def loading_panel(language: Language) -> list[Component]:
    """Return the panel; its parts are filled as the file goes along."""
    _ = words(language)
    return [
        html.Div(
            [
                html.P(_("Drop a file here, or"), className="wg-drop-words"),
                html.Button(
                    _("Choose files …"), className="wg-button wg-button-main", type="button", **named(data_choose="")
                ),
                html.P(
                    _("GeoPackage, Shapefile (zip or all files), GeoJSON, FlatGeobuf, KML, DXF, CSV, XLSX, OSM"),
                    className="wg-muted",
                ),
            ],
            className="wg-drop",
            **named(data_drop=""),
        ),
        html.Div(
            [
                html.Div(className="wg-progress-bar"),
                html.Span(**named(data_percent="")),
                html.Button(_("Cancel"), className="wg-button", type="button", **named(data_stop_upload="")),
            ],
            id="upload-bar",
            className="wg-progress wg-upload-bar",
            role="status",
        ),
        html.Div(
            [
                html.Div(
                    [
                        _choice("load-kind", _("What is it?"), {key: _(title) for key, title in KINDS.items()}),
                        _choice("load-crs", _("Coordinates"), {key: _(title) for key, title in CRS.items()}, value=""),
                    ],
                    className="wg-form-row",
                ),
                html.Div(id="load-about"),
                html.Div(
                    [
                        dcc.Checklist(
                            id="load-strict",
                            options=[{"value": "strict", "label": _("Take nothing if a single row is refused")}],
                            value=[],
                            inputClassName="wg-check",
                        ),
                        html.Button(_("Load it"), id="load-start", className="wg-button wg-button-main", type="button"),
                    ],
                    className="wg-form-end",
                ),
            ],
            id="load-form",
            hidden=True,
            className="wg-load-form",
        ),
        html.Div(id="load-job"),
    ]


def _choice(id: str, label: str, options: Mapping[str, str], *, value: str | None = None) -> Component:  # noqa: A002 - Dash's word
    return html.Label(
        [
            html.Span(label),
            dcc.Dropdown(
                id=id,
                options=[{"value": key, "label": title} for key, title in options.items()],
                value=value,
                clearable=False,
                searchable=False,
                className="wg-dropdown",
            ),
        ],
        className="wg-field wg-field-wide",
    )


def about_file(found: Mapping[str, Any], language: Language) -> list[Component]:
    """Return what a file holds and which of its columns is taken for what, each to be changed."""
    _ = words(language)
    head = facts(
        [
            (_("File"), found["file"]),
            (_("Format"), found["format"]),
            (_("Layer"), found["layer"]),
            (_("Rows"), amounts.whole(found["count"]) if found["count"] is not None else _("not known yet")),
            (_("Coordinates"), found["crs"] or _("the file does not say")),
        ]
    )
    notes = [html.P(note, className="wg-note") for note in found["notes"]]
    if not found["fields"]:
        return [head, *notes]
    columns = [{"value": "", "label": _("— not in the file —")}, *({"value": c, "label": c} for c in found["columns"])]
    rows = [_field(field, columns, found["samples"], language) for field in found["fields"]]
    title = html.H3(_("Which column is what"), className="wg-card-h")
    return [head, *notes, title, html.Div(rows, className="wg-mapping")]


def _field(
    field: Mapping[str, Any],
    columns: Sequence[Mapping[str, str]],
    samples: Mapping[str, Sequence[Any]],
    language: Language,
) -> Component:
    _ = words(language)
    name = field["name"]
    example = " · ".join(str(value)[:24] for value in samples.get(field["column"] or "", ())[:2])
    return html.Div(
        [
            html.Span(_(FIELDS.get(name, name)), className="wg-mapping-ours"),
            dcc.Dropdown(
                id={"type": "load-field", "name": name},
                options=list(columns),
                value=field["column"] or "",
                clearable=False,
                className="wg-dropdown",
            ),
            html.Span(example, className="wg-mapping-example"),
        ],
        className="wg-mapping-row",
    )  # fmt: skip


def job_line(job: Mapping[str, Any], language: Language) -> list[Component]:
    """Return how far a job is: the stage, done of total, the time left, and a button that cancels it."""
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
    bar = {"width": f"{share * 100:.1f}%"} if share is not None else None
    stop = _("Stopping …") if job["cancel_requested"] else _("Cancel")
    return [
        html.Div(
            [
                html.B(job["title"]),
                html.Div(
                    html.Div(className="wg-progress-done", style=bar),
                    className="wg-progress-track" if bar else "wg-progress-track wg-progress-open",
                    role="progressbar",
                    **named(aria_valuenow=str(round((share or 0) * 100)), aria_valuemin="0", aria_valuemax="100"),
                ),
                html.Div(" · ".join(parts), className="wg-progress-words", role="status"),
                html.Button(
                    stop,
                    id={"type": "job-cancel", "id": job["id"]},
                    className="wg-button",
                    type="button",
                    disabled=job["cancel_requested"],
                ),
                html.P(_(job["message"]), className="wg-note") if job["message"] else None,
            ],
            className="wg-job",
        )
    ]


def stage_words(label: str, language: Language) -> str:
    """Return the stage of a load in the reader's language; what it is busy with stays as it is called."""
    _ = words(language)
    for begin in ("Reading the relations of ", "Reading ", "Writing "):
        if label.startswith(begin):
            what = label.removeprefix(begin)
            return _(begin + "{what}").format(what=_(KINDS[what]) if what in KINDS else what)
    return _(label)


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
        return [html.Div([html.B(_("It was not loaded")), html.P(_(job["message"]))], className="wg-error")]
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
        (_("new"), report["inserted"], "good"),
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
    if not report["taken"]:
        lines.append(html.P(_("Nothing was taken, because rows were refused."), className="wg-alert"))
    if report.get("plan"):
        plan = report["plan"]
        made = _("Plan “{name}” is in force from {day}.") if plan["state"] != "draft" else _("Draft “{name}” was made.")
        lines.append(html.P(made.format(name=plan["name"], day=plan.get("effective_from"))))
    lines += [html.P(note, className="wg-note") for note in report["notes"]]
    return html.Div(lines, className="wg-report")


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
