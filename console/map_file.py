"""What the map in one file holds: every layer, of the district or of an area with its surroundings."""

import os
import tempfile
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, text

from console.folium_map import Shown, folium_map, joined, without_detail
from console.layer_rows import Rows, read_rows
from gis.coverage.scope import scope_of
from gis.database import session_of
from gis.errors import InputError, NotFoundError
from gis.extent import extent
from gis.parameters import load_parameters
from gis.viewer import Viewer
from layers import BBox, Layer, find_layers

MANY = 5000
"""A layer of more rows carries only the properties that its tiles carry."""
AROUND = 0.15
"""The surroundings of an area reach this share of its width and height beyond it."""


def check_map_file(path: Path) -> None:
    """Refuse a file that cannot be written, before any work is done.

    Raises:
        InputError: it is no .html file, there is no such folder, or no permission.
    """
    if path.suffix.lower() not in {".html", ".htm"}:
        raise InputError(f"{path.name}: a map goes to a file that ends in .html.")
    folder = path.absolute().parent
    if path.is_dir() or not folder.is_dir():
        raise InputError(f"{path} cannot be written: there is no such folder, or it is one itself.")
    if not os.access(path if path.exists() else folder, os.W_OK):
        raise InputError(f"{path} cannot be written: choose another file, or change its permissions.")


def write_map(engine: Engine, viewer: Viewer, path: Path, *, area_code: str | None = None) -> int:
    """Write the map and return how many layers it holds.

    Raises:
        NotFoundError: the record is empty, or there is no such area.
    """
    with session_of(engine) as session:
        scope = scope_of(session, viewer, area_code=area_code)
        parameters = load_parameters(session)
        box = extent(session, viewer, area_code=area_code)
        plan = session.scalar(text("SELECT name FROM plan WHERE id = plan_in_force()"))
        district = session.scalar(text("SELECT name FROM area WHERE level = 'district'"))
        now: datetime = session.execute(text("SELECT localtimestamp(0)")).scalar_one()
    if box is None:
        raise NotFoundError("The record is empty: load areas, grids or buildings first, or `wangge load sample`.")
    code = scope.code if scope else None
    shown = [Shown(layer, _rows(engine, layer, viewer, area_code=code, box=box)) for layer in find_layers().values()]
    page = folium_map(
        shown,
        extent=box,
        parameters=parameters,
        title=f"{scope.name if scope else district or ''}网格图",
        subtitle=f"{plan or '尚无网格方案'} · 截至 {now:%Y-%m-%d %H:%M}",
    )
    with tempfile.TemporaryDirectory(dir=path.absolute().parent, prefix=".wangge-") as folder:
        made = Path(folder) / "map.html"
        made.write_text(page.get_root().render(), encoding="utf-8")
        made.replace(path)
    return len(shown)


def _rows(engine: Engine, layer: Layer, viewer: Viewer, *, area_code: str | None, box: BBox) -> Rows:
    """Return what the map shows of a layer.

    Within an area: its own rows, and around them the base map and the outlines of the other buildings.
    """
    if area_code is not None and layer.group == "base":
        return _light(layer, read_rows(engine, layer, viewer, bbox=_widened(box)))
    rows = _light(layer, read_rows(engine, layer, viewer, area_code=area_code))
    if area_code is None or layer.id != "buildings":
        return rows
    around = read_rows(engine, layer, viewer, bbox=_widened(box))
    return joined(rows, without_detail(around, known=rows.outlines))


def _light(layer: Layer, rows: Rows) -> Rows:
    many = len(rows.outlines) > MANY or layer.group == "base" or layer.cluster
    return rows.only(layer.drawn or layer.properties) if many else rows


def _widened(box: BBox) -> BBox:
    west, south, east, north = box
    across, up = (east - west) * AROUND, (north - south) * AROUND
    return (west - across, south - up, east + across, north + up)
