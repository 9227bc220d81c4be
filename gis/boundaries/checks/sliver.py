"""Grids that are only the leftover of an overlay: a strip or a splinter on which nobody lives."""

from collections.abc import Iterator

import numpy as np
import shapely

from gis.boundaries.findings import Mend, PlanFinding
from gis.boundaries.picture import Picture

KIND = "sliver"

_NARROW_M = 5.0
"""Mean width (2 x area / perimeter) below which ground is no grid."""

_SMALL_M2 = 200.0


def find(picture: Picture) -> Iterator[PlanFinding]:
    """Yield one warning per grid without people that is narrow or tiny."""
    grids = [grid for grid in picture.asked_grids() if not grid.people]
    if not grids:
        return
    flat = picture.zone.to_metres(np.array([grid.geom for grid in grids], dtype=object))
    sizes = shapely.area(flat)
    widths = 2 * sizes / np.maximum(shapely.length(flat), 1e-9)
    for grid, size, width in zip(grids, sizes.tolist(), widths.tolist(), strict=True):
        if width >= _NARROW_M and size >= _SMALL_M2:
            continue
        yield PlanFinding(
            key=f"{KIND}:{grid.code}",
            kind=KIND,
            severity="warning",
            grids=(grid.code,),
            area_m2=round(size, 1),
            geom=grid.geom,
            text={
                "zh": f"网格 {grid.code} 是碎片：{size:,.0f} m²，平均宽 {width:.1f} m，无人居住。",
                "en": f"Grid {grid.code} is a sliver: {size:,.0f} m², {width:.1f} m wide, nobody lives in it.",
            },
            mend=Mend(
                operation="heal",
                arguments={"grid": grid.code},
                text={"zh": "并入接壤最长的网格。", "en": "Give it to the grid with the longest border on it."},
            ),
        )
