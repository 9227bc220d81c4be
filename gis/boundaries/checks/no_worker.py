"""Grids that no worker holds."""

from collections.abc import Iterator

from gis.boundaries.findings import Mend, PlanFinding
from gis.boundaries.picture import Helper, Picture

KIND = "no_worker"


def find(picture: Picture) -> Iterator[PlanFinding]:
    """Yield one warning per grid, where workers are loaded at all."""
    if not picture.has_workers:
        return
    for grid in picture.asked_grids():
        if grid.code in picture.held:
            continue
        helper = _helper(picture, grid.community_id)
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
            mend=Mend(
                operation="assign",
                arguments={"grid": grid.code, "worker": helper.code},
                text={
                    "zh": f"由网格员 {helper.code} 负责（现有 {helper.grids} 个网格、{helper.people:,} 人）。",
                    "en": f"Let worker {helper.code} take it (holds {helper.grids} grids, {helper.people:,} people).",
                },
            ),
        )


def _helper(picture: Picture, community_id: int | None) -> Helper:
    near = [helper for helper in picture.helpers if community_id in helper.communities]
    return (near or picture.helpers)[0]
