"""Grids that belong to no community."""

from collections.abc import Iterator

from gis.boundaries.findings import Mend, PlanFinding
from gis.boundaries.picture import Picture

KIND = "no_community"


def find(picture: Picture) -> Iterator[PlanFinding]:
    """Yield one warning per grid, where communities are loaded at all."""
    if not picture.communities:
        return
    for grid in picture.asked_grids():
        if grid.community_id is not None:
            continue
        inside = picture.around.communities(grid.geom)
        yield PlanFinding(
            key=f"{KIND}:{grid.code}",
            kind=KIND,
            severity="warning",
            grids=(grid.code,),
            people=grid.people,
            area_m2=picture.sizes_m2[grid.code],
            geom=grid.geom,
            text={"zh": f"网格 {grid.code} 不属于任何社区。", "en": f"Grid {grid.code} belongs to no community."},
            mend=Mend(
                operation="settle",
                arguments={"grid": grid.code},
                text={"zh": "归入所在的社区。", "en": "Let it belong to the community in which it lies."},
            )
            if inside
            else None,
        )
