"""Buildings through which a border runs."""

from collections.abc import Iterator
from typing import Any

import shapely

from gis.boundaries.findings import Mend, PlanFinding
from gis.boundaries.picture import Picture
from gis.coverage.measure import area_m2

KIND = "cut_building"

_CUT_M2 = 0.5


def find(picture: Picture) -> Iterator[PlanFinding]:
    """Yield one warning per building that lies in two grids by more than half a square metre each."""
    for code, key, name, footprint in picture.protruding():
        size = area_m2(footprint)
        held = [grid for grid in picture.beside(footprint) if size * _share(grid.geom, footprint) > _CUT_M2]
        if len(held) < 2:  # noqa: PLR2004 - cut is what two have
            continue
        others = tuple(grid.code for grid in held if grid.code != code)
        yield PlanFinding(
            key=f"{KIND}:{key}",
            kind=KIND,
            severity="warning",
            grids=(code, *others),
            area_m2=round(size, 1),
            geom=footprint,
            text={
                "zh": f"{name} 被网格 {code} 与 {others[0]} 的边界切开。",
                "en": f"The border of grids {code} and {others[0]} runs through {name}.",
            },
            mend=_mend(code, footprint),
        )


def _share(ground: Any, footprint: Any) -> float:
    """Which share of a footprint lies on a piece of ground."""
    return float(shapely.area(shapely.intersection(ground, footprint)) / max(shapely.area(footprint), 1e-18))


def _mend(code: str, footprint: Any) -> Mend | None:
    parts = shapely.get_parts(footprint)
    if len(parts) > 1:
        return None
    ring = shapely.get_coordinates(parts[0].exterior).tolist()[:-1]
    return Mend(
        operation="give",
        arguments={"to": code, "polygon": ring},
        text={"zh": f"整栋划归网格 {code}。", "en": f"Give all of it to grid {code}."},
    )
