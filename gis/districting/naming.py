"""Codes and names of proposed grids: those that go on keep theirs, new ones continue what exists."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from scipy.optimize import linear_sum_assignment

from gis.districting.site import Shapes
from gis.districting.units import Floats, Ints

SAME = 0.6
"""Share of all who live in the old or the new grid that must live in both for it to be the same one."""
_DIGITS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A grid that stands: its code, name, and all who live in it, wherever."""

    code: str
    name: str
    people: int


def goes_on_from(overlap: Floats, people: Floats, standing_people: Floats, *, keep: float) -> Ints:
    """Return for each grid the standing grid that goes on in it, -1 for none; each goes on once at most.

    It is the same grid when three in five of all who live in the one or the other live in both. The more it
    counts that people stay, the less is asked: with `keep` 1 any that has people in common may go on. As many people
    as possible stay.

    Args:
        overlap: Shape (g, h); people of each grid by standing grid, plus a little for their ground.
        people: Shape (g,); all of each grid, counted so.
        standing_people: Shape (h,); all of each standing grid, counted so.
        keep: 0 to 1.
    """
    found = np.full(len(overlap), -1, dtype=np.int64)
    if not overlap.size:
        return found
    either = people[:, None] + standing_people[None, :] - overlap
    same = (overlap > 0) & (overlap > SAME * (1 - keep) * either)
    grid, standing = linear_sum_assignment(np.where(same, overlap, 0.0), maximize=True)
    found[grid] = np.where(same[grid, standing], standing, -1)
    return found


def name_grids(
    grounds: Shapes, goes_on: Ints, standing: Sequence[Standing], *, community: str, taken: Collection[str]
) -> tuple[list[str], list[str]]:
    """Return the code and the name of each grid of a community.

    New codes are the community's, with the numbers that are free: west to east, then north to south.
    A new name is the community's word for its grids with the new number, where all names are such; else empty.

    Args:
        grounds: Shape (g,); polygons, EPSG:4326.
        goes_on: Shape (g,); position in `standing`, -1 for a new grid.
        standing: The grids that stand in the community.
        community: Its code, 12 digits.
        taken: Codes that are not free.
    """
    codes, names = [""] * len(grounds), [""] * len(grounds)
    for number in np.flatnonzero(goes_on >= 0):
        codes[number], names[number] = standing[goes_on[number]].code, standing[goes_on[number]].name
    used = set(taken) | set(codes)
    pattern = _pattern_of(standing)
    new = np.flatnonzero(goes_on < 0)
    centres = shapely.get_coordinates(shapely.centroid(grounds[new])) if len(new) else np.empty((0, 2))
    for number in new[np.lexsort((-centres[:, 1], np.round(centres[:, 0], 4)))]:
        sequence = next(n for n in range(1, 10**6) if f"{community}{n:0{_DIGITS}}" not in used)
        codes[number] = f"{community}{sequence:0{_DIGITS}}"
        names[number] = pattern.get("before", "") + _number(sequence, pattern) + pattern["after"] if pattern else ""
        used.add(codes[number])
    return codes, names


def _number(sequence: int, pattern: Mapping[str, str]) -> str:
    return f"{sequence:0{int(pattern['digits'])}}"


def _pattern_of(standing: Sequence[Standing]) -> dict[str, str]:
    """How the standing grids are named around the number of their code; empty where they are not named so."""
    found: dict[str, str] = {}
    for grid in standing:
        tail = grid.code[-_DIGITS:]
        for said in (tail, tail.lstrip("0")):
            before, number, after = grid.name.rpartition(said) if said else ("", "", "")
            if number:
                padded = said == tail and tail[0] == "0"
                here = {"before": before, "after": after, "digits": str(len(said) if padded else 1)}
                break
        else:
            return {}
        found = found or here
        if (here["before"], here["after"]) != (found["before"], found["after"]):
            return {}
    return found
