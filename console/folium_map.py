"""The record as a map in one HTML file: folium, with its scripts, its base map and all it shows inside.

The file asks nothing of any server, so it can be mailed, copied to a closed network, and opened in ten years.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import folium
import numpy as np
import shapely
from branca.element import Element
from folium.map import Layer as FoliumLayer
from folium.template import Template

from console.layer_rows import Column, Rows
from gis.errors import MissingError
from gis.parameters import Parameters
from layers import BBox, Layer

ASSETS = Path(__file__).parent / "web" / "dist"
MILLIONTHS = 1_000_000
SHOWN = frozenset({"buildings", "grids", "communities", "subdistricts", "blind_spots"})
"""Switched on when the file is opened, beside the base map."""
SORTS = {
    "Point": "point",
    "MultiPoint": "point",
    "LineString": "line",
    "MultiLineString": "line",
    "Polygon": "polygon",
    "MultiPolygon": "polygon",
}
LEAST_STEP = 2e-6
"""Degrees: outlines are thinned by no more than this, some 20 cm."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One layer with the rows that the map holds of it."""

    layer: Layer
    rows: Rows


def folium_map(
    layers: Sequence[Shown], *, extent: BBox, parameters: Parameters, title: str, subtitle: str = ""
) -> folium.Map:
    """Return the map; `map.get_root().render()` is the file.

    Args:
        layers: What it holds, in drawing order.
        extent: (min_lon, min_lat, max_lon, max_lat) that it shows first.
        parameters: Thresholds that colour the layers.
        title: The page's title.
        subtitle: What else its reader should know: as of when.

    Raises:
        MissingError: the browser's part was not built.
    """
    west, south, east, north = extent
    middle = ((south + north) / 2, (west + east) / 2)
    options: dict[str, Any] = {"max_zoom": 20, "zoom_snap": 0.25, "attribution_control": False, "prefer_canvas": True}
    page = folium.Map(location=middle, tiles=None, **options)
    # folium would load these from elsewhere
    page.default_js, page.default_css = [], []
    root: Any = page.get_root()
    head = root.header
    head.add_child(_Text(f"<title>{escape(title)}</title>"), name="title")
    head.add_child(_Text(f"<style>{_asset('offline_map.css')}</style>"), name="style")
    head.add_child(_Text(f"<script>{_asset('offline_map.js')}</script>"), name="script")
    heading = f"<b>{escape(title)}</b><span>{escape(subtitle)}</span>"
    root.html.add_child(_Text(f'<div class="wangge-title"><div>{heading}</div></div>'), name="heading")
    for shown in layers:
        RecordLayer(shown, parameters).add_to(page)
    page.fit_bounds([(south, west), (north, east)])
    folium.LayerControl(collapsed=True).add_to(page)
    _Legend().add_to(page)  # type: ignore[no-untyped-call]
    return page


def _asset(name: str) -> str:
    try:
        text = (ASSETS / name).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise MissingError("The browser's part of the map is not built: run `make install`.") from error
    # what stands inside a script ends at the first such mark
    return text.replace("</script", "<\\/script")


class RecordLayer(FoliumLayer):
    """A layer of the record in folium's words: its rows are in the page, the browser draws them."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = wanggeMap.layer({{ this.description }}, {{ this.packed }});
        {% endmacro %}
        """,
    )

    def __init__(self, shown: Shown, parameters: Parameters) -> None:
        layer = shown.layer
        on = layer.group == "base" or layer.id in SHOWN
        super().__init__(name=f"{layer.title.zh} {layer.title.en}", overlay=True, control=True, show=on)
        self._name = f"Layer_{layer.id}"
        self.description = in_script(layer.as_json(parameters))
        self.packed = in_script(packed(shown.rows))


class _Legend(folium.MacroElement):
    """The legend of what is switched on."""

    _template = Template(
        "{% macro script(this, kwargs) %}wanggeMap.legend({{ this._parent.get_name() }});{% endmacro %}"
    )


class _Text(Element):
    """Text that stands in the page as it is: no template, whatever braces are in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def render(self, **_kwargs: Any) -> str:
        """Return the text."""
        return self._text


def in_script(value: Any) -> str:
    """Return JSON that can stand in a script: no text of the record can end the script."""
    said = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    return said.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def packed(rows: Rows) -> dict[str, Any]:
    """Return rows as the browser unpacks them (`offline/rows.js`).

    Each row is its sort, its parts (each a list of rings or one line), and its values. Coordinates are millionths of a
    degree (11 cm), each the step from the one before.
    """
    shapes = shapely.from_wkb(np.array([*rows.outlines, None], dtype=object))[:-1]
    thin = np.where(np.isin(shapely.get_type_id(shapes), (0, 4)), shapes, shapely.simplify(shapes, LEAST_STEP))
    values = list(zip(*(map(_said, column.values) for column in rows.columns), strict=True)) or [()] * len(shapes)
    return {
        "columns": [column.name for column in rows.columns],
        "rows": [
            [SORTS[shape.geom_type], [_rings(part) for part in shapely.get_parts(shape)], *held]
            for shape, held in zip(thin, values, strict=True)
        ],
    }


def _rings(part: Any) -> list[list[int]]:
    rings = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
    return [_steps(shapely.get_coordinates(ring)) for ring in rings]


def _steps(coordinates: Any) -> list[int]:
    whole = np.rint(coordinates * MILLIONTHS).astype(np.int64)
    steps: list[int] = np.diff(whole, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)).ravel().tolist()
    return steps


def _said(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 1)
    return value.isoformat(" ", "minutes") if hasattr(value, "hour") else value


def without_detail(rows: Rows, *, known: Iterable[bytes]) -> Rows:
    """Return the outlines of `rows` that are not among `known`, with no properties: surroundings to find one's way."""
    inside = set(known)
    return Rows([outline for outline in rows.outlines if outline not in inside], [])


def joined(rows: Rows, surroundings: Rows) -> Rows:
    """Return both, the surroundings first, which have no value in any column."""
    none = [None] * len(surroundings.outlines)
    return Rows(
        [*surroundings.outlines, *rows.outlines],
        [Column(column.name, column.kind, [*none, *column.values]) for column in rows.columns],
    )
