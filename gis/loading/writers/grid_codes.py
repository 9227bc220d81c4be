"""Codes of grids that have none: that of their community and a number, from west to east, then north to south."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import shapely

from gis.plans import GridInput, GridRow

_DIGITS = 3
_WITHOUT_COMMUNITY = "G"


def with_codes(
    grids: Sequence[GridInput],
    nameless: Collection[str],
    communities: Mapping[int, str],
    standing: Mapping[str, GridRow],
    taken: Collection[str],
) -> list[GridInput]:
    """Return `grids`, those whose code is in `nameless` with one of fifteen digits as the standard wants it.

    A grid of the same ground in the plan that stands keeps its code, so that a file without codes can come again.

    Args:
        grids: All grids of a file.
        nameless: Codes that were only made to tell rows apart.
        communities: Codes of communities by key.
        standing: Grids of the plan in force by code.
        taken: Codes that are no longer free.
    """
    known = {shapely.normalize(row.geom).wkb: code for code, row in standing.items()}
    used = {grid.code for grid in grids if grid.code not in nameless} | set(standing) | set(taken)
    kept: set[str] = set()
    out: dict[str, GridInput] = {}
    for grid in sorted(grids, key=_place):
        if grid.code not in nameless:
            out[grid.code] = grid
            continue
        code = known.get(shapely.normalize(grid.geom).wkb)
        if code is None or code in kept:
            code = _next_code(communities.get(grid.community_id or 0, _WITHOUT_COMMUNITY), used)
        used.add(code)
        kept.add(code)
        out[grid.code] = replace(grid, code=code)
    return [out[grid.code] for grid in grids]


def _place(grid: GridInput) -> tuple[float, float]:
    centre = grid.geom.centroid
    return round(centre.x, 4), -centre.y


def _next_code(start: str, used: Collection[str]) -> str:
    number = 1
    while f"{start}{number:0{_DIGITS}}" in used:
        number += 1
    return f"{start}{number:0{_DIGITS}}"
