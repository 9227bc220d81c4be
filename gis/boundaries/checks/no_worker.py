"""Grids that no worker holds."""

from collections.abc import Iterator

import shapely

from gis.boundaries.allotting import Allotted
from gis.boundaries.findings import Mend, PlanFinding
from gis.boundaries.picture import Picture

KIND = "no_worker"


def find(picture: Picture) -> Iterator[PlanFinding]:
    """Yield one warning per grid, each with who should take it when all of them are shared out.

    Where no worker is loaded at all there is one thing to do, and one warning for the whole plan.
    """
    if not picture.has_workers:
        yield from _nobody(picture)
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


def _nobody(picture: Picture) -> Iterator[PlanFinding]:
    """Yield the one for the whole plan; of the few grids around an edit it says nothing."""
    grids = picture.standing.grids
    if picture.touched is not None or not grids:
        return
    number = f"{len(grids):,}"
    yield PlanFinding(
        key=KIND,
        kind=KIND,
        severity="warning",
        grids=(),
        people=sum(grid.people for grid in grids),
        area_m2=round(sum(picture.sizes_m2.values()), 1),
        geom=shapely.box(*shapely.total_bounds(picture.standing.grounds)),
        text={
            "zh": f"尚未导入网格员：{number} 个网格均无人负责。",
            "en": f"No workers are loaded: {number} {'grid has' if len(grids) == 1 else 'grids have'} none.",
        },
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
