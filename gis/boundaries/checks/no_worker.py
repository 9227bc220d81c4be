"""Grids that no worker holds."""

from collections.abc import Iterator

from gis.boundaries.allotting import Allotted
from gis.boundaries.findings import Mend, PlanFinding
from gis.boundaries.picture import Picture

KIND = "no_worker"


def find(picture: Picture) -> Iterator[PlanFinding]:
    """Yield one warning per grid, each with who should take it when all of them are shared out."""
    if not picture.has_workers:
        return
    for grid in picture.asked_grids():
        if grid.code in picture.held:
            continue
        allotted = picture.allotted.get(grid.code)
        yield PlanFinding(
            key=f"{KIND}:{grid.code}",
            kind=KIND,
            severity="warning",
            grids=(grid.code,),
            people=grid.people,
            area_m2=picture.sizes_m2[grid.code],
            geom=grid.geom,
            text={
                "zh": f"网格 {grid.code}（{grid.people:,} 人）无网格员。",
                "en": f"Nobody answers for grid {grid.code} ({grid.people:,} people).",
            },
            # a grid that an edit would make is not written yet, and shared out with nothing
            mend=None if allotted is None else _mend(grid.code, allotted),
        )


def _mend(code: str, allotted: Allotted) -> Mend:
    worker, grids, people = allotted.worker, allotted.grids, allotted.people
    return Mend(
        operation="assign",
        arguments={"grid": code, "worker": worker},
        text={
            "zh": f"由网格员 {worker} 负责（全部分派后共 {grids} 个网格、{people:,} 人）。",
            "en": f"Let worker {worker} take it (with all that is shared out here: {grids} "
            f"{'grid' if grids == 1 else 'grids'}, {people:,} people).",
        },
    )
