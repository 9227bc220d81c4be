"""Styles inside a GeoPackage: table `layer_styles`, which QGIS reads when it opens the file."""

import sqlite3
from collections.abc import Collection, Sequence
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

from gis.parameters import Parameters
from gis.plans.sheet import BANDS
from layers import Paint, find_layer

_TABLE = """
CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256),
    styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30),
    ui TEXT(30), update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')));
INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id)
VALUES ('layer_styles', 'attributes', 'layer_styles', '', 0);
"""
_ADD = """
INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML,
                          styleSLD, useAsDefault, description, owner)
SELECT '', '', table_name, column_name, ?, ?, '', 1, ?, '' FROM gpkg_geometry_columns WHERE table_name = ?
"""
_DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_VERSION = "3.28.0-Firenze"


def add_styles(path: Path, parameters: Parameters, *, communities: bool, bands: Collection[str]) -> None:
    """Add the looks of the grids (by the band of their people) and of the communities to a GeoPackage.

    Args:
        path: A GeoPackage with a layer `grids`, whose column `band` names the class.
        parameters: They name the limits in the legend.
        communities: Whether there is a layer `communities` too.
        bands: The classes that occur; the others are in the legend as well, and off.
    """
    styles = [("grids", _grids(parameters, bands), "按人口标准着色 · by people against the band")]
    if communities:
        styles.append(("communities", _communities(), "社区界 · borders of communities"))
    # the with-statement of sqlite3 commits, and leaves the file open
    connection = sqlite3.connect(path)
    try:
        with connection:
            connection.executescript(_TABLE)
            for layer, qml, words in styles:
                connection.execute(_ADD, (layer, qml, words, layer))
    finally:
        connection.close()


def _grids(parameters: Parameters, bands: Collection[str]) -> str:
    style = find_layer("grids").style(parameters)
    legend = style.legend()
    root = Element("qgis", version=_VERSION, styleCategories="Symbology|Labeling")
    renderer = SubElement(root, "renderer-v2", type="categorizedSymbol", attr="band", symbollevels="0", forceraster="0")
    categories, symbols = SubElement(renderer, "categories"), SubElement(renderer, "symbols")
    for number, (band, item, entry) in enumerate(zip(BANDS, style.classes, legend, strict=True)):
        label = entry["label"]["zh"]
        SubElement(
            categories, "category", value=band, symbol=str(number), label=label, type="string",
            render="true" if band in bands else "false",
        )  # fmt: skip
        _fill(symbols, str(number), item.light)
    _labels(root, "concat(right(\"code\", 3), '\\n', \"people\", '人')")
    return _DOCTYPE + tostring(root, encoding="unicode")


def _communities() -> str:
    root = Element("qgis", version=_VERSION, styleCategories="Symbology|Labeling")
    renderer = SubElement(root, "renderer-v2", type="singleSymbol", symbollevels="0", forceraster="0")
    _fill(SubElement(renderer, "symbols"), "0", Paint(fill=None, stroke="#1d2733", width=2.5))
    _labels(root, '"name"')
    return _DOCTYPE + tostring(root, encoding="unicode")


def _fill(symbols: Element, name: str, paint: Paint) -> None:
    symbol = SubElement(symbols, "symbol", type="fill", name=name, alpha="1", clip_to_extent="1", force_rhr="0")
    layer = SubElement(symbol, "layer", {"class": "SimpleFill", "enabled": "1", "locked": "0", "pass": "0"})
    values = {
        "color": _rgba(paint.fill or "#ffffff", paint.fill_opacity if paint.fill else 0),
        "style": "solid" if paint.fill else "no",
        "outline_color": _rgba(paint.stroke or "#66727f", 1),
        "outline_style": "solid",
        "outline_width": f"{paint.width * 0.2:.2f}",
        "outline_width_unit": "MM",
        "joinstyle": "round",
    }
    options = SubElement(layer, "Option", type="Map")
    for key, value in values.items():
        SubElement(options, "Option", name=key, type="QString", value=value)
    # QGIS before 3.26 reads these
    for key, value in values.items():
        SubElement(layer, "prop", k=key, v=value)


def _labels(root: Element, expression: str) -> None:
    labeling = SubElement(root, "labeling", type="simple")
    settings = SubElement(labeling, "settings", calloutType="simple")
    style = SubElement(
        settings, "text-style", fieldName=expression, isExpression="1", fontSize="8", fontSizeUnit="Point",
        textColor="29,39,51,255", fontFamily="Noto Sans CJK SC", namedStyle="Regular",
    )  # fmt: skip
    SubElement(
        style, "text-buffer", bufferDraw="1", bufferSize="0.8", bufferSizeUnits="MM", bufferColor="255,255,255,255"
    )
    SubElement(settings, "placement", placement="1", centroidInside="1", centroidWhole="1")


def _rgba(colour: str, opacity: float) -> str:
    parts: Sequence[int] = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    return ",".join(str(part) for part in (*parts, round(opacity * 255)))
