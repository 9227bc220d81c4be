"""Grids that reach across their community's border."""

from collections.abc import Iterator

import shapely

from gis.boundaries.findings import Mend, PlanFinding
from gis.boundaries.picture import Picture
from gis.boundaries.soundness import thick
from gis.coverage.measure import area_m2, cut

KIND = "crossing"


def find(picture: Picture) -> Iterator[PlanFinding]:
    """Yield one finding per grid; an error where buildings stand beyond the border, a warning where none does."""
    for community in picture.communities.values():
        shapely.prepare(community.geom)
    for grid in picture.asked_grids():
        home = picture.communities.get(grid.community_id or 0)
        if home is None or shapely.covers(home.geom, grid.geom):
            continue
        beyond = cut(grid.geom, home.geom)
        size = area_m2(beyond) if not beyond.is_empty else 0.0
        if size < picture.parameters.spot_area_min or thick(beyond).is_empty:
            continue
        buildings = picture.around.buildings(beyond)
        there = buildings.held_by(beyond)
        people = int(buildings.people[there].sum())
        yield PlanFinding(
            key=f"{KIND}:{grid.code}",
            kind=KIND,
            severity="error" if there.any() else "warning",
            grids=(grid.code,),
            people=people,
            area_m2=round(size, 1),
            geom=beyond,
            text={
                "zh": f"网格 {grid.code} 越出{home.name}：{size:,.0f} m²，{people:,} 人。",
                "en": f"Grid {grid.code} reaches out of {home.name}: {size:,.0f} m², {people:,} people.",
            },
            mend=Mend(
                operation="clip",
                arguments={"grid": grid.code},
                text={"zh": "越界部分划归对方社区的网格。", "en": "Give what lies beyond to the grids there."},
            ),
        )
