"""What holds after every edit, whatever the operation: valid ground, no overlap, nothing lost, whole grids."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import shapely

from gis.boundaries.fabric import Edit, Fabric
from gis.boundaries.noding import new_edges
from gis.coverage.measure import area_m2, polygonal
from gis.crs import PRECISION_DEGREES
from gis.errors import ConflictError, InputError

HAIR = 2 * PRECISION_DEGREES
"""Ground narrower than twice this comes from rounding nodes (degrees; some 2 cm)."""

_CUT_M2 = 0.5
_NAMED = 3


def check_edit(fabric: Fabric, edit: Edit) -> None:
    """Make sure that an edit leaves the fabric sound.

    Raises:
        InputError: a grid would be no valid ground or in more pieces, lie over another, leave ground or take ground
            that is not its own, or a border would run through a building.
        ConflictError: it changes a locked grid.
    """
    _check_locks(fabric, edit)
    for code, ground in edit.grounds.items():
        _check_ground(fabric, edit, code, ground)
    _check_overlaps(fabric, edit)
    if edit.outline != "free":
        _check_outline(fabric, edit)
    if not edit.through_buildings:
        _check_buildings(fabric, edit)
    _check_edges(fabric, edit)


def thick(ground: Any) -> Any:
    """Return what of a piece of ground is more than the trace of a rounded node."""
    return shapely.buffer(polygonal(ground), -HAIR, quad_segs=1, join_style="mitre")


def cut_buildings(candidates: Iterable[tuple[int, Any]], before: Iterable[Any], after: Iterable[Any]) -> list[int]:
    """Return the keys of the buildings (key, footprint) that `after` divides and `before` does not."""
    old, new = np.array(list(before), dtype=object), np.array(list(after), dtype=object)
    return [key for key, footprint in candidates if _divides(new, footprint) and not _divides(old, footprint)]


def _divides(grounds: Any, footprint: Any) -> bool:
    """Whether a footprint lies in more than one of some grounds, by more than half a square metre each."""
    near = grounds[shapely.intersects(grounds, footprint)]
    if len(near) == 0:
        return False
    inside = [piece for piece in map(polygonal, shapely.intersection(near, footprint)) if not piece.is_empty]
    open_ground = polygonal(shapely.difference(footprint, shapely.union_all(near)))
    pieces = [*inside, open_ground]
    return sum(area_m2(piece) > _CUT_M2 for piece in pieces if not piece.is_empty) > 1


def _check_locks(fabric: Fabric, edit: Edit) -> None:
    locked = [code for code in (*edit.removed, *edit.renamed) if fabric.cells[code].locked]
    for code, ground in edit.grounds.items():
        cell = fabric.cells.get(code)
        if cell is not None and cell.locked and not thick(shapely.symmetric_difference(cell.ground, ground)).is_empty:
            locked.append(code)
    if locked:
        raise ConflictError(f"Locked and not changed: {named(locked)}. Unlock it first.")


def named(codes: Iterable[str]) -> str:
    """Return the first few codes, and how many more there are."""
    codes = sorted(codes)
    more = f" and {len(codes) - _NAMED} more" if len(codes) > _NAMED else ""
    return ", ".join(codes[:_NAMED]) + more


def _check_ground(fabric: Fabric, edit: Edit, code: str, ground: Any) -> None:
    if ground.is_empty or not ground.is_valid:
        raise InputError(f"Grid {code} would cross itself or vanish there: nothing was changed.")
    pieces = shapely.get_num_geometries(ground)
    before = shapely.get_num_geometries(fabric.cells[code].ground) if code in fabric.cells else 1
    if pieces > before and not edit.in_pieces:
        raise InputError(f"Grid {code} would lie in {pieces} pieces: nothing was changed.")


def _check_overlaps(fabric: Fabric, edit: Edit) -> None:
    after = _after(fabric, edit)
    codes = list(after)
    tree = shapely.STRtree([after[code] for code in codes])
    for code, ground in edit.grounds.items():
        cell = fabric.cells.get(code)
        gained = ground if cell is None else shapely.difference(ground, cell.ground)
        for number in tree.query(gained, predicate="intersects"):
            other = codes[number]
            if other != code and not thick(shapely.intersection(gained, after[other])).is_empty:
                raise InputError(f"Grid {code} would lie over grid {other}: nothing was changed.")


def _check_outline(fabric: Fabric, edit: Edit) -> None:
    touched = [fabric.cells[code].ground for code in (*edit.grounds, *edit.removed) if code in fabric.cells]
    before, after = shapely.union_all(touched), shapely.union_all(list(edit.grounds.values()))
    lost = thick(shapely.difference(before, after))
    if not lost.is_empty and not _held_by_others(fabric, edit, lost):
        raise InputError(
            f"That would leave {area_m2(lost):,.0f} m² in no grid: the outline stays as it is unless `outline` is true."
        )
    gained = thick(shapely.difference(after, before))
    if gained.is_empty:
        return
    if edit.outline == "kept" or not _is_community_ground(fabric, gained):
        raise InputError("That would move the plan's outer border: it stays as it is unless `outline` is true.")


def _held_by_others(fabric: Fabric, edit: Edit, lost: Any) -> bool:
    others = [
        cell.ground for code, cell in fabric.cells.items() if code not in edit.grounds and code not in edit.removed
    ]
    return bool(thick(shapely.difference(lost, shapely.union_all(others))).is_empty)


def _is_community_ground(fabric: Fabric, gained: Any) -> bool:
    whole = shapely.union_all([item.ground for item in fabric.around.communities(gained)])
    return bool(thick(shapely.difference(gained, whole)).is_empty)


def _check_buildings(fabric: Fabric, edit: Edit) -> None:
    lines = new_edges(fabric.grounds, edit.grounds)
    if lines.is_empty:
        return
    candidates = fabric.around.crossing(lines)
    if not candidates:
        return
    before = [cell.ground for cell in fabric.cells.values()]
    cut = cut_buildings(candidates, before, _after(fabric, edit).values())
    if cut:
        raise InputError(
            f"Buildings that the border would cut: {len(cut)}. Draw it around them, or say `through_buildings`."
        )


def _check_edges(fabric: Fabric, edit: Edit) -> None:
    """Neighbours share their edges: no edge is at fault that was not before."""
    after = _after(fabric, edit)
    codes = [code for code in after if any(shapely.intersects(after[code], new) for new in edit.grounds.values())]
    invalid = _invalid_edges([after[code] for code in codes])
    if invalid.is_empty:
        return
    # what all of them together make good may be at fault among those few, and was so before
    few = [fabric.cells[code].ground for code in codes if code in fabric.cells]
    before = shapely.union(_invalid_edges([cell.ground for cell in fabric.cells.values()]), _invalid_edges(few))
    fresh = shapely.difference(invalid, shapely.buffer(before, HAIR, quad_segs=1))
    if shapely.length(fresh) > HAIR and shapely.length(shapely.difference(fresh, _overlapping(fabric))) > HAIR:
        raise InputError("Neighbours would not share their border there: nothing was changed.")


def _overlapping(fabric: Fabric) -> Any:
    """The ground that several grids had before: there edges come to light when one of them leaves."""
    grounds = np.array([cell.ground for cell in fabric.cells.values()], dtype=object)
    one, other = shapely.STRtree(grounds).query(grounds, predicate="intersects")
    one, other = one[one < other], other[one < other]
    common = [polygonal(ground) for ground in shapely.intersection(grounds[one], grounds[other])]
    return shapely.buffer(shapely.union_all(common), HAIR, quad_segs=1)


def _invalid_edges(grounds: list[Any]) -> Any:
    return shapely.union_all(shapely.coverage_invalid_edges(np.array(grounds, dtype=object)))


def _after(fabric: Fabric, edit: Edit) -> Mapping[str, Any]:
    kept = {code: ground for code, ground in fabric.grounds.items() if code not in edit.removed}
    return {**kept, **edit.grounds}
