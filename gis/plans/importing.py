"""A plan from any vector file: read, healed into a coverage, and made a draft, with a report of what moved."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
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
from gis.plans.information import PlanInfo
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedGrid:
    """One grid of the file.

    Attributes:
        row: Number of its row in the file, the first one being 1.
        moved_m: How far its farthest corner moved.
        remarks: What was found about it, in a few words.
    """

    code: str
    row: int
    moved_m: float
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What became of a file of grids.

    Attributes:
        plan: The draft.
        moved_max_m: How far the farthest corner moved; grids that gave up a wide overlap do not count.
        moved: How many grids have a corner that moved by more than a centimetre.
        valid: Whether the grids (but for `lost`) are a coverage: no gaps, no overlaps, borders shared.
        lost: Codes of grids without ground of their own: the same as another's, or none wider than the tolerance.
            They are in the draft as they came, over others.
        in_pieces: Code → how many pieces, where it came in fewer.
        overlaps: Wide overlaps: which grids, which one kept the ground, m² and width.
        gaps: Wide gaps, which stay: m², width and a point (lon, lat) in it.
        refused: Rows that hold no grid, with the reason.
    """

    plan: int
    name: str
    file: str
    crs: str | None
    tolerance_m: float
    rows: int
    grids: int
    moved: int
    moved_max_m: float
    valid: bool
    slivers_m2: float
    closed_m2: float
    lost: tuple[str, ...]
    in_pieces: dict[str, int]
    overlaps: tuple[dict[str, Any], ...]
    gaps: tuple[dict[str, Any], ...]
    refused: tuple[dict[str, Any], ...]
    notes: tuple[str, ...]
    by_grid: tuple[ImportedGrid, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the report under stable keys."""
        return asdict(self)


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
        InputError: the file cannot be taken as a whole, holds no grid, or the tolerance makes no sense.
        Cancelled: the user asked for it; roll back.
    """
    if not 0 < tolerance_m <= _LARGEST_TOLERANCE_M:
        raise InputError(
            f"The tolerance must be more than 0 and at most {_LARGEST_TOLERANCE_M:g} m, not {tolerance_m:g}."
        )
    found = read_grids(path, options=options or LoadOptions(), progress=progress)
    if not found.grids:
        raise InputError(f"{path.name} holds no grids: each row must have a polygon.")
    healed = heal(_grounds(found.grids), tolerance_m=tolerance_m, progress=progress)
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
    report = _report(plan, found.grids, healed, codes, tolerance_m)
    return replace(
        report,
        file=path.name,
        crs=found.crs,
        rows=found.rows,
        refused=found.refused,
        notes=(*found.notes, *notes),
    )


def _grounds(grids: Sequence[FileGrid]) -> Any:
    grounds = np.empty(len(grids), dtype=object)
    grounds[:] = [grid.geom for grid in grids]
    return grounds


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
    notes, nameless, seen = list[str](), set[str](), Counter[str]()
    inputs = []
    for grid, ground, home in zip(grids, healed.grounds, homes, strict=True):
        code = grid.code or f"\x00{grid.row}"
        if not grid.code:
            nameless.add(code)
        seen[code] += 1
        if seen[code] > 1:
            notes.append(f"row {grid.row}: code {code} stands there already, this one is {code}-{seen[code]} now")
            code = f"{code}-{seen[code]}"
        inputs.append(GridInput(code=code, name=grid.name or "", community_id=home.community_id, geom=ground))
    if nameless:
        communities = {row.id: row.code for row in session.execute(text("SELECT id, code FROM area"))}
        inputs = with_codes(inputs, nameless, communities, {}, set())
        notes.append(f"{len(nameless)} grids without a code were given one")
    return inputs, notes


def _report(
    plan: PlanInfo, grids: Sequence[FileGrid], healed: Healed, codes: Sequence[str], tolerance_m: float
) -> ImportReport:
    gave_up = {place for overlap in healed.overlaps for place in overlap.grids if place != overlap.kept}
    gave_up -= set(healed.restored)
    counted = [moved for place, moved in enumerate(healed.moved_m.tolist()) if place not in gave_up]
    return ImportReport(
        plan=plan.id,
        name=plan.name,
        file="",
        crs=None,
        tolerance_m=tolerance_m,
        rows=len(grids),
        grids=len(grids),
        moved=int((healed.moved_m > 0.01).sum()),  # noqa: PLR2004 - the record's precision
        moved_max_m=max(counted, default=0.0),
        valid=healed.valid,
        slivers_m2=healed.slivers_m2,
        closed_m2=healed.closed_m2,
        lost=tuple(codes[place] for place in healed.restored),
        in_pieces={codes[place]: count for place, count in healed.pieces.items()},
        overlaps=tuple(
            {
                "grids": [codes[place] for place in overlap.grids],
                "kept": codes[overlap.kept],
                "area_m2": overlap.area_m2,
                "width_m": overlap.width_m,
                "at": _inside(overlap.geom),
            }
            for overlap in healed.overlaps
        ),
        gaps=tuple({"area_m2": gap.area_m2, "width_m": gap.width_m, "at": _inside(gap.geom)} for gap in healed.gaps),
        refused=(),
        notes=(),
        by_grid=tuple(
            ImportedGrid(
                code=code,
                row=grid.row,
                moved_m=float(healed.moved_m[place]),
                remarks=tuple(_remarks(place, grid, healed, gave_up)),
            )
            for place, (code, grid) in enumerate(zip(codes, grids, strict=True))
        ),
    )


def _remarks(place: int, grid: FileGrid, healed: Healed, gave_up: set[int]) -> list[str]:
    return [
        word
        for word, holds in (
            ("crossed itself", grid.repaired or place in healed.repaired),
            ("no ground of its own", place in healed.restored),
            ("gave up an overlap", place in gave_up),
            ("in more pieces", place in healed.pieces),
        )
        if holds
    ]


def _inside(ground: Any) -> list[float]:
    point = shapely.point_on_surface(ground)
    return [round(float(point.x), 7), round(float(point.y), 7)]
