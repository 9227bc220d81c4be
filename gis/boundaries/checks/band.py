"""Grids with fewer or more people than a grid should have (§2.1)."""

from collections.abc import Iterator

import shapely

from gis.boundaries.findings import Mend, PlanFinding
from gis.boundaries.picture import Picture
from gis.coverage.standing import Grid

KIND = "band"


def find(picture: Picture) -> Iterator[PlanFinding]:
    """Yield one warning per grid out of the band."""
    least, most = picture.parameters.grid_people_min, picture.parameters.grid_people_max
    for grid in picture.asked_grids():
        if least <= grid.people <= most:
            continue
        low = grid.people < least
        yield PlanFinding(
            key=f"{KIND}:{grid.code}",
            kind=KIND,
            severity="warning",
            grids=(grid.code,),
            people=grid.people,
            area_m2=picture.sizes_m2[grid.code],
            geom=grid.geom,
            text={
                "zh": f"网格 {grid.code} 有 {grid.people:,} 人，"
                + (f"不足下限 {least:,.0f} 人。" if low else f"超过上限 {most:,.0f} 人。"),
                "en": f"Grid {grid.code} has {grid.people:,} people, "
                + (f"fewer than {least:,.0f}." if low else f"more than {most:,.0f}."),
            },
            mend=_merge(picture, grid) if low else None,
        )


def _merge(picture: Picture, grid: Grid) -> Mend | None:
    """With the neighbour of the same community with which it comes nearest to the middle of the band, within it."""
    least, most = picture.parameters.grid_people_min, picture.parameters.grid_people_max
    fitting = [
        other
        for other in picture.beside(grid.geom)
        if other.code != grid.code
        and other.community_id == grid.community_id
        and least <= other.people + grid.people <= most
        and shapely.length(shapely.intersection(other.geom, grid.geom)) > 0
    ]
    if not fitting:
        return None
    other = min(fitting, key=lambda one: (abs(one.people + grid.people - (least + most) / 2), one.code))
    both = grid.people + other.people
    return Mend(
        operation="merge",
        arguments={"grids": [grid.code, other.code]},
        text={
            "zh": f"与网格 {other.code} 合并，合并后 {both:,} 人。",
            "en": f"Merge it with grid {other.code}: {both:,} people together.",
        },
    )
