"""A plan from any vector file: read, healed into a coverage, and made a draft, with a report of what moved."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import InputError
from gis.loading.merging import following
from gis.loading.options import LoadOptions
from gis.loading.polygons import FileGrid, read_grids
from gis.loading.writers.grid_codes import with_codes
from gis.plans import GridInput, create_plan, plan_in_force
from gis.plans.healing import Healed, heal
from gis.plans.import_place import grids_outside
from gis.plans.import_report import ImportReport, report_of
from gis.progress import SILENT, Progress
from gis.viewer import Viewer

TOLERANCE_M = 2.0
_LARGEST_TOLERANCE_M = 50.0

_HOMES = """
SELECT g.place, (
    SELECT a.id FROM area a
    WHERE a.level = 'community' AND a.geom && g.geom AND ST_Intersects(a.geom, g.geom)
    ORDER BY (a.code = g.said OR a.name = g.said) DESC, ST_Area(ST_Intersection(a.geom, g.geom)) DESC, a.id LIMIT 1
) AS community_id
FROM (SELECT place, said, ST_GeomFromWKB(decode(ground, 'hex'), 4326) AS geom
      FROM unnest(CAST(:places AS integer[]), CAST(:said AS text[]), CAST(:grounds AS text[]))
          AS t (place, said, ground)) g
ORDER BY g.place
"""


def import_plan(
    session: Session,
    path: Path,
    *,
    viewer: Viewer,
    name: str = "",
    tolerance_m: float = TOLERANCE_M,
    options: LoadOptions | None = None,
    progress: Progress = SILENT,
) -> ImportReport:
    """Read the grids of a file, heal them into a coverage, and make a draft of them; the caller commits.

    Grids keep their codes; those without one get the next of their community. Who holds a grid of the same code in the
    plan in force holds it in the draft.

    Args:
        session: On the record.
        path: Any vector file that GDAL reads, or a table with WKT.
        viewer: Written down as the author.
        name: Of the draft; empty: that of the file.
        tolerance_m: How far apart borders and corners that are meant to be one may lie.
        options: How the file is to be read.
        progress: Told of the stages.

    Raises:
        InputError: the file cannot be taken as a whole, holds no grid, none that touches the district, or the tolerance
            makes no sense.
        Cancelled: the user asked for it; roll back.
    """
    if not 0 < tolerance_m <= _LARGEST_TOLERANCE_M:
        raise InputError(
            f"The tolerance must be more than 0 and at most {_LARGEST_TOLERANCE_M:g} m, not {tolerance_m:g}."
        )
    found = read_grids(path, options=options or LoadOptions(), progress=progress)
    if not found.grids:
        raise InputError(f"{path.name} holds no grids: each row must have a polygon.")
    outside = grids_outside(session, found.grids, file=path.name, crs=found.crs)
    healed = heal(
        _array([grid.geom for grid in found.grids]),
        tolerance_m=tolerance_m,
        parts=np.array([grid.parts for grid in found.grids]),
        drawn=_array([grid.drawn for grid in found.grids]),
        progress=progress,
    )
    grids, notes = _inputs(session, found.grids, healed)
    base = plan_in_force(session)
    progress.start("Making the plan", None)
    with following(session, len(grids), table="grid", progress=progress):
        plan = create_plan(
            session,
            name=name.strip() or path.stem,
            grids=grids,
            viewer=viewer,
            base_id=None if base is None else base.id,
            note=path.name,
        )
    codes = [grid.code for grid in grids]
    report = report_of(plan, found.grids, healed, codes, tolerance_m)
    return replace(
        report,
        file=path.name,
        crs=found.crs,
        rows=found.rows,
        refused=found.refused,
        notes=(*found.notes, *outside, *notes),
    )


def _array(grounds: Sequence[Any]) -> Any:
    array = np.empty(len(grounds), dtype=object)
    array[:] = grounds
    return array


def _inputs(session: Session, grids: Sequence[FileGrid], healed: Healed) -> tuple[list[GridInput], list[str]]:
    """Return the grids as a plan takes them, each with a code of its own and its community."""
    homes = session.execute(
        text(_HOMES),
        {
            "places": list(range(len(grids))),
            "said": [grid.community or "" for grid in grids],
            "grounds": [str(shapely.to_wkb(ground, hex=True)) for ground in healed.grounds],
        },
    ).all()
    notes, nameless = list[str](), set[str]()
    taken = {grid.code for grid in grids if grid.code}
    seen = set[str]()
    inputs = []
    for grid, ground, home in zip(grids, healed.grounds, homes, strict=True):
        code = grid.code or f"\x00{grid.row}"
        if not grid.code:
            nameless.add(code)
        if code in seen:
            free = next(other for other in (f"{code}-{number}" for number in count(2)) if other not in taken)
            notes.append(f"row {grid.row}: code {code} stands there already, this one is {free} now")
            taken.add(free)
            code = free
        seen.add(code)
        inputs.append(GridInput(code=code, name=grid.name or "", community_id=home.community_id, geom=ground))
    if nameless:
        communities = {row.id: row.code for row in session.execute(text("SELECT id, code FROM area"))}
        inputs = with_codes(inputs, nameless, communities, {}, set())
        notes.append(f"{len(nameless)} grids without a code were given one")
    return inputs, notes
