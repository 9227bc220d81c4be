"""Grids that stand twice: the second one is set aside before healing, and put back over the first."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.plans.healing.moving import measure_moved

if TYPE_CHECKING:
    from gis.plans.healing.heal import Healed


def twins_of(grids: NDArray[Any], *, within_m: float) -> dict[int, int]:
    """Return which grids stand twice: position of the later one → of the first.

    Args:
        grids: Valid multipolygons in metres.
        within_m: How far at most a corner of either may lie from the border of the other.
    """
    first_of: dict[int, int] = {}
    areas, bounds, borders = shapely.area(grids), shapely.bounds(grids), shapely.boundary(grids)
    for one, other in np.sort(shapely.STRtree(grids).query(grids), axis=0).T.tolist():
        if one == other or other in first_of or one in first_of:
            continue
        if np.abs(bounds[one] - bounds[other]).max() > within_m:
            continue
        if abs(areas[one] - areas[other]) <= within_m * shapely.length(borders[one]) and all(
            shapely.distance(shapely.points(shapely.get_coordinates(grids[mine])), borders[theirs]).max() <= within_m
            for mine, theirs in ((one, other), (other, one))
        ):
            first_of[other] = one
    return first_of


def with_twins(healed: "Healed", twins: dict[int, int], *, drawn: NDArray[Any], metres: NDArray[Any]) -> "Healed":
    """Return what was healed without twins with each of them back, on the ground of its first.

    Args:
        healed: Of the grids but for twins, in their order.
        twins: See `twins_of`; positions among all grids.
        drawn: All grids as they were drawn, in metres.
        metres: The healed grounds in metres.
    """
    alone = np.delete(np.arange(len(drawn)), list(twins))
    number = alone.tolist()
    back = np.zeros(len(drawn), dtype=np.intp)
    back[alone] = np.arange(len(alone))
    for twin, first in twins.items():
        back[twin] = back[first]
    moved = healed.moved_m[back]
    late = list(twins)
    none = np.full(len(late), None, dtype=object)
    moved[late] = measure_moved(drawn[late], metres[back[late]], allowed=none, most_m=np.inf).most_m
    known = {number[place]: tuple(number[other] for other in others) for place, others in healed.duplicates.items()}
    return replace(
        healed,
        grounds=healed.grounds[back],
        moved_m=moved,
        duplicates=dict(sorted({**known, **{twin: (first,) for twin, first in twins.items()}}.items())),
        too_narrow=tuple(number[place] for place in healed.too_narrow),
        pieces={place: healed.pieces[at] for place, at in enumerate(back.tolist()) if at in healed.pieces},
        held=tuple(number[place] for place in healed.held),
        overlaps=tuple(
            replace(one, grids=tuple(number[place] for place in one.grids), kept=number[one.kept])
            for one in healed.overlaps
        ),
    )
