"""Writing a plan to a file: GeoPackage, Shapefile, GeoJSON, KML, tables and the map series."""

import errno
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyogrio.raw
import shapely
from sqlalchemy.orm import Session

from console.layer_file import WRITERS, check_writable
from console.layer_rows import Column, Kind, Rows
from console.plan_files.qgis_style import add_styles
from gis.errors import InputError
from gis.parameters import Parameters, load_parameters
from gis.plans.map_ground import communities_of
from gis.plans.sheet import SheetRow, sheet_of
from gis.progress import SILENT, Progress
from layers import find_layer

ENDINGS = (".gpkg", ".zip", ".shp", ".geojson", ".json", ".kml", ".pdf", ".xlsx", ".csv")
TABLES = (".xlsx", ".csv")
COLUMNS: tuple[tuple[str, Kind], ...] = (
    ("code", "text"), ("name", "text"), ("community", "text"), ("community_name", "text"), ("people", "integer"),
    ("elderly", "integer"), ("households", "integer"), ("buildings", "integer"), ("area_m2", "number"),
    ("worker", "text"), ("band", "text"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written.

    Attributes:
        grids: How many grids.
        pages: Of a map series; None for any other file.
        renamed: Columns that the format could not name as the record does, with the names they have there.
        notes: What is worth saying.
    """

    file: str
    plan: int
    grids: int
    pages: int | None = None
    renamed: dict[str, str]
    notes: tuple[str, ...] = ()


def check_plan_file(path: Path) -> None:
    """Refuse a file that cannot be written, before any work is done.

    Raises:
        InputError: an ending that is no format, no such folder, or no permission.
    """
    if path.suffix.lower() not in ENDINGS:
        raise InputError(f"{path.name}: a plan goes to a file that ends in {', '.join(ENDINGS)}.")
    check_writable(path)


def write_plan(
    session: Session, plan_id: int, path: Path, *, language: str = "zh", progress: Progress = SILENT
) -> Written:
    """Write a plan, draft or retired as well, to a file; one that is there is replaced whole, or stays as it was.

    Grids are the file's first layer. Coordinates are WGS 84 (lon, lat). Phone numbers are never written.

    Args:
        session: On the record.
        plan_id: The plan.
        path: Its ending names the format.
        language: Of a map series: `zh` or `en`.
        progress: Told of the pages of a map series.

    Raises:
        NotFoundError: there is no such plan.
        InputError: it has no grids, or the file cannot be written.
        MissingError: a map series needs a Chinese font and none is installed.
        Cancelled: the user asked for it; no file is left.
    """
    grids = sheet_of(session, plan_id)
    if not grids:
        raise InputError(f"Plan {plan_id} has no grids: there is nothing to export.")
    try:
        with tempfile.TemporaryDirectory(dir=path.absolute().parent, prefix=".wangge-") as folder:
            made = Path(folder) / f"grids{path.suffix.lower()}"
            written = _write(session, plan_id, grids, made, language=language, progress=progress)
            for piece in sorted(Path(folder).iterdir()):
                piece.replace(path.with_suffix(piece.suffix) if piece != made else path)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise
        raise InputError(f"{path} cannot be written ({error.strerror or error}): choose another place.") from error
    return replace(written, file=str(path))


def _write(
    session: Session, plan_id: int, grids: Sequence[SheetRow], path: Path, *, language: str, progress: Progress
) -> Written:
    written = Written(file=path.name, plan=plan_id, grids=len(grids), renamed={})
    if path.suffix == ".pdf":
        from console.plan_files.map_series import write_series  # noqa: PLC0415 - loads fonts and fpdf

        series = write_series(session, plan_id, path, language=language, progress=progress)
        return replace(written, pages=series.pages, notes=series.notes)
    layer = find_layer("grids")
    if path.suffix in TABLES:
        # a table for people: a point inside each grid, no outline
        layer = replace(layer, geometry="point")
    rows = _rows(grids, points=path.suffix in TABLES)
    if path.suffix == ".kml":
        rows.columns.append(Column("description", "text", [_described(grid) for grid in grids]))
    if path.suffix == ".shp":
        return replace(written, renamed=_unzipped_shapefile(layer, rows, path))
    renamed = dict(WRITERS[path.suffix](layer, rows, path))
    if path.suffix == ".gpkg":
        _complete_geopackage(session, grids, path, load_parameters(session))
    return replace(written, renamed=renamed)


def _rows(grids: Sequence[SheetRow], *, points: bool) -> Rows:
    outlines = [shapely.point_on_surface(grid.geom) if points else grid.geom for grid in grids]
    values: dict[str, list[Any]] = {
        name: [getattr(grid, "community_code" if name == "community" else name) for grid in grids]
        for name, _ in COLUMNS
    }
    return Rows(
        [shapely.to_wkb(outline) for outline in outlines],
        [Column(name, kind, values[name]) for name, kind in COLUMNS],
    )


def _described(grid: SheetRow) -> str:
    held = grid.worker or "无网格员"
    households = f"{grid.households:,} 户" if grid.households or not grid.people else "户数不详"
    return f"{grid.code} · {grid.people:,} 人（60 岁以上 {grid.elderly:,}），{households} · {held}"


def _unzipped_shapefile(layer: Any, rows: Rows, path: Path) -> dict[str, str]:
    import zipfile  # noqa: PLC0415 - only here

    packed = path.with_suffix(".zip")
    renamed = dict(WRITERS[".zip"](layer, rows, packed))
    for piece in path.parent.glob("grids.*"):
        if piece != packed:
            piece.unlink()
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(path.parent)
    packed.unlink()
    return renamed


def _complete_geopackage(session: Session, grids: Sequence[SheetRow], path: Path, parameters: Parameters) -> None:
    """Add the communities behind the grids, and the styles that QGIS reads."""
    rows = communities_of(session)
    if rows:
        pyogrio.raw.write(
            path,
            geometry=_objects([_whole(row.geom) for row in rows]),
            field_data=[_objects([getattr(row, name) for row in rows]) for name in ("code", "name", "subdistrict")],
            fields=["code", "name", "subdistrict"],
            layer="communities",
            driver="GPKG",
            crs="EPSG:4326",
            geometry_type="MultiPolygon",
            append=True,
        )
    add_styles(path, parameters, communities=bool(rows), bands={grid.band for grid in grids})


def _whole(ground: Any) -> bytes:
    return bytes(shapely.to_wkb(shapely.MultiPolygon(list(shapely.get_parts(ground)))))


def _objects(values: Sequence[Any]) -> Any:
    import numpy as np  # noqa: PLC0415

    return np.array([*values, None], dtype=object)[:-1]
