"""Grids that lie in several pieces."""

from collections.abc import Iterator

import numpy as np
import shapely

from gis.boundaries.findings import Mend, PlanFinding
from gis.boundaries.picture import Picture
from gis.coverage.measure import areas_m2

KIND = "pieces"


def find(picture: Picture) -> Iterator[PlanFinding]:
    """Yield one error per piece that is not the grid's largest."""
    for grid in picture.asked_grids():
        parts = shapely.get_parts(grid.geom)
        if len(parts) == 1:
            continue
        sizes = areas_m2(parts)
        for number in np.argsort(-sizes, kind="stable")[1:]:
            part, size = parts[number], float(sizes[number])
            buildings = picture.around.buildings(part)
            people = int(buildings.people[buildings.held_by(part)].sum())
            point = shapely.point_on_surface(part)
            at = [round(float(point.x), 7), round(float(point.y), 7)]
            yield PlanFinding(
                key=f"{KIND}:{grid.code}:{at[0]:.4f},{at[1]:.4f}",
                kind=KIND,
                severity="error",
                grids=(grid.code,),
                people=people,
                area_m2=round(size, 1),
                geom=part,
                text={
                    "zh": f"网格 {grid.code} 分为 {len(parts)} 片；此片 {size:,.0f} m²，{people:,} 人。",
                    "en": f"Grid {grid.code} is in {len(parts)} pieces; this one: {size:,.0f} m², {people:,} people.",
                },
                mend=Mend(
                    operation="attach",
                    arguments={"grid": grid.code, "at": at},
                    text={
                        "zh": "划归接壤最长的网格。",
                        "en": "Give the piece to the grid with the longest border on it.",
                    },
                ),
            )
