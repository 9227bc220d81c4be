"""Loading a file on the page: choose, look at it on the map, say which column is what, watch, read the report."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from console import amounts
from console.components.attributes import named
from console.components.facts import facts
from console.language import Language, words
from console.loader_words import KINDS, note_words
from gis.loading import FileInfo

CRS = {
    "": "as the file says",
    "EPSG:4326": "WGS 84 (EPSG:4326)",
    "EPSG:4490": "CGCS2000 (EPSG:4490)",
    "gcj02": "GCJ-02 (Amap, Tencent)",
    "bd09": "BD-09 (Baidu)",
}
LEVELS = {"district": "District", "subdistrict": "Subdistrict", "community": "Community"}
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
    "start_date": "In force since",
    "category_name": "Category",
    "name_en": "English name",
    "class_name": "Class",
    "foot": "On foot",
    "oneway": "One way",
    "bridge": "Bridge",
    "tunnel": "Tunnel",
    "layer": "Height level",
    "wkt": "Geometry (WKT)",
}
UNSHOWN = frozenset({"population_estimated", "source", "levels_assumed"})
"""Fields of the loader's own, which no reader's file has."""


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
                html.Div(id="load-problem", role="status"),
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


def _choice(id: str | dict[str, str], label: str, options: Mapping[str, str], *, value: str | None = None) -> Component:  # noqa: A002 - Dash's word
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


def chosen_options(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the form's own switches say, as a job's options have it."""
    return {**said, "lat_lon": bool(said.get("lat_lon"))}


def about_file(found: FileInfo, language: Language, chosen: Mapping[str, Any]) -> list[Component]:
    """Return what a file holds and which of its columns is taken for what, each to be changed.

    Args:
        found: What was found in it.
        language: Of the page.
        chosen: What the form said when it was looked at, as `chosen_options` returns it.
    """
    _ = words(language)
    head = facts(
        [
            (_("File"), found.file),
            (_("Format"), found.format),
            (_("Rows"), amounts.whole(found.count) if found.count is not None else _("not known yet")),
            (_("Coordinates"), found.crs or _("the file does not say")),
        ]
    )
    parts: list[Component] = [head]
    if len(found.layers) > 1:
        key = {"type": "load-option", "name": "layer"}
        parts.append(_choice(key, _("Layer"), {name: name for name in found.layers}, value=found.layer))
    parts += _options(found, language, chosen)
    parts += [html.P(note_words(note, language), className="wg-note") for note in found.notes]
    known = [name for name in found.known_fields if name not in UNSHOWN]
    if known:
        columns = [{"value": "", "label": "—"}, *({"value": c.name, "label": c.name} for c in found.columns)]
        samples = {column.name: column.samples for column in found.columns}
        # what was found comes first, so that what is missing is seen at a glance below it
        known.sort(key=lambda name: name not in found.fields)
        rows = [_field(name, found.fields.get(name), columns, samples, language) for name in known]
        parts.append(html.H3(_("Which column is what"), className="wg-card-h"))
        parts.append(html.Div(rows, className="wg-mapping"))
    return parts


def _options(found: FileInfo, language: Language, chosen: Mapping[str, Any]) -> list[Component]:
    """Return what only some kinds need to be told: the level of areas, the day of the first grids, lat before lon."""
    _ = words(language)
    parts: list[Component] = []
    if found.kind == "areas":
        levels = {"": _("as the file says"), **{key: _(title) for key, title in LEVELS.items()}}
        key = {"type": "load-option", "name": "level"}
        parts.append(_choice(key, _("Level, where the file does not say it"), levels, value=chosen.get("level") or ""))
    if found.kind == "grids":
        day = dcc.Input(
            id={"type": "load-option", "name": "since"},
            type="text",
            value=chosen.get("since") or "",
            debounce=True,
            placeholder=_("as the file says, else today"),
            pattern=r"\d{4}-\d\d-\d\d",
            className="wg-input",
        )
        label = html.Span(_("The first plan is in force since (YYYY-MM-DD)"))
        parts.append(html.Label([label, day], className="wg-field wg-field-wide"))
    if found.kind != "osm":
        parts.append(
            dcc.Checklist(
                id={"type": "load-option", "name": "lat_lon"},
                options=[{"value": "yes", "label": _("Latitude stands before longitude")}],
                value=["yes"] if chosen.get("lat_lon") else [],
                inputClassName="wg-check",
            )
        )
    return parts


def _field(
    name: str,
    column: str | None,
    columns: Sequence[Mapping[str, str]],
    samples: Mapping[str, Sequence[Any]],
    language: Language,
) -> Component:
    _ = words(language)
    example = " · ".join(str(value)[:24] for value in samples.get(column or "", ())[:2])
    return html.Div(
        [
            html.Span(_(FIELDS.get(name, name)), className="wg-mapping-ours"),
            dcc.Dropdown(
                id={"type": "load-field", "name": name},
                options=list(columns),
                value=column or "",
                clearable=False,
                className="wg-dropdown",
            ),
            html.Span(example, className="wg-mapping-example"),
        ],
        className="wg-mapping-row" if column else "wg-mapping-row wg-mapping-missing",
    )  # fmt: skip
