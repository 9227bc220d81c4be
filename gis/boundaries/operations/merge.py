"""Make one grid of several neighbours.

Arguments: `grids`; `into`: the code that stays, else that of the grid with most people.
"""

from typing import Any

import numpy as np
import shapely

from gis.boundaries.arguments import Arguments
from gis.boundaries.fabric import Edit, Fabric
from gis.boundaries.noding import TOLERANCE, noded
from gis.coverage.measure import together
from gis.errors import InputError

_LEAST = 2


def apply(fabric: Fabric, arguments: Arguments) -> Edit:
    """Merge them."""
    codes = arguments.codes("grids", least=_LEAST)
    cells = [fabric.cell(code) for code in codes]
    into = arguments.words("into") or max(codes, key=lambda code: (fabric.people(fabric.cells[code].ground), code))
    if into not in codes:
        raise InputError(f"Grid {into} is not among those to merge: its code cannot stay.")
    homes = {cell.community_id for cell in cells if cell.community_id is not None}
    if len(homes) > 1:
        raise InputError("These grids lie in different communities, and a grid lies in one: they are not merged.")
    ground = merged(fabric, codes)
    name = next(cell.name for cell in cells if cell.code == into)
    return Edit(
        grounds={into: ground},
        removed=tuple(code for code in codes if code != into),
        names={into: name},
        communities={into: next(iter(homes), None)},
    )


def merged(fabric: Fabric, codes: list[str]) -> Any:
    """Return the ground of neighbours together.

    Raises:
        InputError: one of them does not touch the others along a border.
    """
    ours = {code: fabric.cells[code].ground for code in codes}
    ours = noded(ours, around=shapely.union_all([ground.boundary for ground in ours.values()]))
    loose = sorted(set(codes) - _connected(ours))
    if loose:
        raise InputError(f"Grid {loose[0]} does not touch the others along a border: only neighbours can be merged.")
    return together(list(ours.values()))


def _connected(grounds: dict[str, Any]) -> set[str]:
    """The codes of the grids that hang together with the first by borders that are more than a point."""
    found, waiting = set[str](), [next(iter(grounds))]
    while waiting:
        code = waiting.pop()
        found.add(code)
        others = [other for other in grounds if other not in found and other not in waiting]
        common = shapely.intersection(grounds[code], np.array([grounds[other] for other in others], dtype=object))
        lengths = shapely.length(common) + shapely.area(common)
        waiting += [other for other, length in zip(others, lengths, strict=True) if length > TOLERANCE]
    return found
