"""The grids of a file as they stand in it, without any record: for whoever looks at them before they are loaded."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely

from gis.errors import InputError
from gis.loading.door import Door
from gis.loading.fields import map_fields
from gis.loading.kinds import kind_of
from gis.loading.opening import open_source
from gis.loading.options import LoadOptions
from gis.loading.reasons import SELF_CROSSING
from gis.loading.rows import read_rows
from gis.loading.shapes import Said, fit_shapes
from gis.loading.source import Batch
from gis.progress import SILENT, Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class FileGrid:
    """One grid of a file; `geom` is valid, in EPSG:4326. What the file does not say is None.

    Attributes:
        drawn: As the file has it, in EPSG:4326: its outline may cross itself.
        parts: In how many pieces it was drawn; what repairing its outline cut off does not count.
        repaired: Whether its outline crossed itself.
    """

    row: int
    code: str | None
    name: str | None
    community: str | None
    geom: Any
    drawn: Any
    parts: int
    repaired: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FileGrids:
    """The grids of a file.

    Attributes:
        crs: What its coordinates were taken to be in.
        rows: Rows of the file.
        refused: Rows without a grid: row, code, reason.
        notes: What is worth saying about the file.
    """

    grids: tuple[FileGrid, ...]
    crs: str | None
    rows: int
    refused: tuple[dict[str, Any], ...]
    notes: tuple[str, ...]


def read_grids(path: Path, *, options: LoadOptions, progress: Progress = SILENT) -> FileGrids:
    """Return the grids of any file that the loader takes.

    Raises:
        InputError: the file cannot be taken as a whole.
    """
    kind = kind_of("grids")
    grids: list[FileGrid] = []
    refused: list[dict[str, Any]] = []
    rows = 0
    with open_source(path, kind=kind, layer=options.layer, encoding=options.encoding) as source:
        mapped = map_fields(kind, source.columns, options.fields, dbf=source.dbf, placed=source.geometry is not None)
        if source.geometry is None and "wkt" not in mapped.columns:
            raise InputError(f"{path.name} has no polygons: a plan comes from a vector file, or a table with WKT.")
        door = Door(source, mapped.columns, options)
        progress.start(f"Reading {path.name}", source.count)
        for batch in source.batches(list(dict.fromkeys(mapped.columns.values()))):
            taken, left = _take(batch, door, mapped.columns, options)
            grids += taken
            refused += left
            rows += len(batch)
            progress.advance(len(batch))
        notes = (*source.notes, *mapped.notes, *door.notes)
    return FileGrids(
        grids=tuple(grids), crs=door.crs.name if door.crs else None, rows=rows, refused=tuple(refused), notes=notes
    )


def _take(
    batch: Batch, door: Door, columns: Mapping[str, str], options: LoadOptions
) -> tuple[list[FileGrid], list[dict[str, Any]]]:
    """Return the grids of a batch, and the rows without one."""
    kind, said = kind_of("grids"), Said()
    for place, reason, words in batch.said:
        (said.refuse if reason.verdict == "refused" else said.remark)(place, reason, **words)
    values = read_rows(kind, batch, columns, said)
    moved, raw = door.geometries(batch, said)
    shapes = fit_shapes(moved, kind.geometry, said, needed=True, originals=raw)
    repaired = {place for place, reason, _ in said.remarks if reason is SELF_CROSSING}
    nothing = [None] * len(batch)
    taken, left = list[FileGrid](), list[dict[str, Any]]()
    for place in range(len(batch)):
        fields: dict[str, Any] = {name: (values.get(name) or nothing)[place] for name in ("code", "name", "community")}
        if place in said.refused:
            reason, given = said.refused[place]
            why = reason.say(options.language, **{name: str(value) for name, value in given.items()})
            left.append({"row": batch.first + place, "code": fields["code"], "reason": why})
        else:
            drawn = _as_drawn(moved[place], shapes[place])
            taken.append(
                FileGrid(
                    row=batch.first + place,
                    geom=shapes[place],
                    drawn=drawn,
                    parts=int(shapely.get_num_geometries(drawn)),
                    repaired=place in repaired,
                    **fields,
                )
            )
    return taken, left


def _as_drawn(drawn: Any, ground: Any) -> Any:
    """Return a grid as it was drawn, before repairs; a drawing of other than polygons is the ground it encloses."""
    return shapely.force_2d(drawn) if drawn.geom_type in {"Polygon", "MultiPolygon"} else ground
