"""The ground that changes grid between two plans, as pieces to draw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.coverage.measure import areas_m2, polygonal
from gis.coverage.standing import Grid

LEAST_M2 = 1.0
"""A smaller piece is what rounding leaves of a border that runs where it ran."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedGround:
    """Ground (EPSG:4326) that goes from one grid to another; None: from or to no grid."""

    from_grid: str | None
    to_grid: str | None
    area_m2: float
    geom: Any


def moved_ground(before: Sequence[Grid], after: Sequence[Grid], *, renamed: Mapping[str, str]) -> list[MovedGround]:
    """Return what lies in another grid after than before, by (from, to): the code before, the code after.

    Grids of the same code and the same shape are not looked at. Pieces smaller than `LEAST_M2` are left out.
    """
    same = {(renamed.get(grid.code, grid.code), grid.shape_id) for grid in before} & {
        (grid.code, grid.shape_id) for grid in after
    }
    old = [grid for grid in before if (renamed.get(grid.code, grid.code), grid.shape_id) not in same]
    new = [grid for grid in after if (grid.code, grid.shape_id) not in same]
    old_codes = [grid.code for grid in old]
    called = [renamed.get(code, code) for code in old_codes]
    new_codes = [grid.code for grid in new]
    was, will = _grounds(old), _grounds(new)
    first, second = shapely.STRtree(will).query(was, predicate="intersects") if old else ([], [])
    found: dict[tuple[str | None, str | None], Any] = {}
    for start, end, piece in zip(first, second, shapely.intersection(was[first], will[second]), strict=True):
        if called[start] != new_codes[end]:
            found[old_codes[start], new_codes[end]] = polygonal(piece)
    found |= {(code, None): ground for code, ground in zip(old_codes, _without(was, _grounds(after)), strict=True)}
    found |= {(None, code): ground for code, ground in zip(new_codes, _without(will, _grounds(before)), strict=True)}
    sizes = areas_m2(list(found.values())) if found else np.zeros(0)
    pieces = [
        MovedGround(from_grid=start, to_grid=end, area_m2=round(float(size), 1), geom=ground)
        for ((start, end), ground), size in zip(found.items(), sizes, strict=True)
        if size >= LEAST_M2
    ]
    return sorted(pieces, key=lambda piece: (piece.from_grid or "", piece.to_grid or ""))


def _without(grounds: NDArray[Any], others: NDArray[Any]) -> list[Any]:
    """Return what of each ground lies in none of the others."""
    tree = shapely.STRtree(others)
    left = []
    for ground in grounds:
        near = others[np.sort(tree.query(ground, predicate="intersects"))]
        left.append(polygonal(shapely.difference(ground, shapely.union_all(near))))
    return left


def _grounds(grids: Sequence[Grid]) -> NDArray[Any]:
    grounds = np.empty(len(grids), dtype=object)
    grounds[:] = [grid.geom for grid in grids]
    return grounds
