"""What became of a file of grids: how far each moved, what was cut, what stays open."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import shapely

from gis.loading.polygons import FileGrid
from gis.plans.healing import Healed
from gis.plans.information import PlanInfo


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
        valid: Whether the draft's grids are a coverage: none lies over another, borders are shared. Not so where there
            are `duplicates` or `too_narrow` ones. Gaps do not count: `gaps` names them.
        duplicates: Code → codes of the grids that have all of its ground already. It is in the draft, over them.
        too_narrow: Codes of grids that are nowhere wider than the tolerance. They are in the draft as they came.
        in_pieces: Code → how many pieces, where it lies in several.
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
    duplicates: dict[str, tuple[str, ...]]
    too_narrow: tuple[str, ...]
    in_pieces: dict[str, int]
    overlaps: tuple[dict[str, Any], ...]
    gaps: tuple[dict[str, Any], ...]
    refused: tuple[dict[str, Any], ...]
    notes: tuple[str, ...]
    by_grid: tuple[ImportedGrid, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the report under stable keys."""
        return asdict(self)


def report_of(
    plan: PlanInfo, grids: Sequence[FileGrid], healed: Healed, codes: Sequence[str], tolerance_m: float
) -> ImportReport:
    """Return the report on a draft; what the file itself said is filled in by whoever read it.

    Args:
        plan: The draft.
        grids: As the file has them.
        healed: What came of them, in the same order.
        codes: Of the draft's grids, in the same order.
        tolerance_m: How far apart what is meant to be one might lie.
    """
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
        duplicates={
            codes[place]: tuple(codes[other] for other in others) for place, others in healed.duplicates.items()
        },
        too_narrow=tuple(codes[place] for place in healed.too_narrow),
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
            ("others have all its ground", place in healed.duplicates),
            ("narrower than the tolerance", place in healed.too_narrow),
            ("gave up an overlap", place in gave_up),
            ("in several pieces", place in healed.pieces),
            ("held together by a strip of 0.2 m", place in healed.held),
        )
        if holds
    ]


def _inside(ground: Any) -> list[float]:
    point = shapely.point_on_surface(ground)
    return [round(float(point.x), 7), round(float(point.y), 7)]
