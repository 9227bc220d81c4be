"""What the local search counts: compactness, people, borders, pieces and groups of the parts."""

from math import pi

import numpy as np
from numba import njit

from gis.districting.units import Floats, Ints

OUTSIDE_AT_ALL = 0.02
"""What being outside the band costs whatever the distance, as a share of a part's mean people."""


@njit(cache=True, nogil=True)
def worth(area_m2: float, perimeter_m: float, floor: float, weight: float) -> float:
    """Return the compactness of a part, less what is lost where it is below the floor."""
    if perimeter_m <= 0.0:
        return 0.0
    compact = 4.0 * pi * area_m2 / (perimeter_m * perimeter_m)
    lack = floor - compact
    return compact - weight * lack * lack if lack > 0.0 else compact


@njit(cache=True, nogil=True)
def outside(people: float, least: float, most: float, scale: float) -> float:
    """Return by how many people a part misses the band, as a share of the mean, and something for missing it at all."""
    if people < least:
        return OUTSIDE_AT_ALL + (least - people) / scale
    if people > most:
        return OUTSIDE_AT_ALL + (people - most) / scale
    return 0.0


@njit(cache=True, nogil=True)
def lengths(unit: int, indptr: Ints, part: Ints, indices: Ints, border_m: Floats, other: int) -> tuple[float, float]:
    """Return the border that `unit` shares with its own part and with part `other`, in metres."""
    with_home = 0.0
    with_other = 0.0
    for at in range(indptr[unit], indptr[unit + 1]):
        if part[indices[at]] == part[unit]:
            with_home += border_m[at]
        elif part[indices[at]] == other:
            with_other += border_m[at]
    return with_home, with_other


@njit(cache=True, nogil=True)
def at_border(unit: int, indptr: Ints, indices: Ints, part: Ints) -> bool:
    """Whether a unit has a neighbour in another part."""
    for at in range(indptr[unit], indptr[unit + 1]):
        if part[indices[at]] != part[unit]:
            return True
    return False


@njit(cache=True, nogil=True)
def note_borders(unit: int, indptr: Ints, indices: Ints, part: Ints, edge: Ints, place: Ints, edges: int) -> int:
    """Bring the list of units at a border up to date after `unit` has moved; return its length.

    `edge[:edges]` holds the units, `place` the position of each in it or -1: one can be drawn at random at once.
    """
    for at in range(indptr[unit] - 1, indptr[unit + 1]):
        touched = unit if at < indptr[unit] else indices[at]
        if at_border(touched, indptr, indices, part):
            if place[touched] < 0:
                place[touched] = edges
                edge[edges] = touched
                edges += 1
        elif place[touched] >= 0:
            edges -= 1
            edge[place[touched]] = edge[edges]
            place[edge[edges]] = place[touched]
            place[touched] = -1
    return edges


@njit(cache=True, nogil=True)
def sums(
    indptr: Ints,
    indices: Ints,
    border_m: Floats,
    outer_m: Floats,
    area_m2: Floats,
    people: Ints,
    part: Ints,
    parts: int,
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return area, perimeter and people of each part, and the whole border of each unit."""
    area = np.zeros(parts)
    perimeter = np.zeros(parts)
    held = np.zeros(parts)
    around = outer_m.copy()
    for unit in range(len(people)):
        home = part[unit]
        area[home] += area_m2[unit]
        held[home] += people[unit]
        perimeter[home] += outer_m[unit]
        for at in range(indptr[unit], indptr[unit + 1]):
            around[unit] += border_m[at]
            if part[indices[at]] != home:
                perimeter[home] += border_m[at]
    return area, perimeter, held, around


@njit(cache=True, nogil=True)
def stays_whole(unit: int, indptr: Ints, indices: Ints, part: Ints, seen: Ints, stamp: int, queue: Ints) -> bool:
    """Whether the neighbours of `unit` in its own part reach one another without it."""
    home = part[unit]
    wanted = 0
    first = -1
    for at in range(indptr[unit], indptr[unit + 1]):
        if part[indices[at]] == home:
            wanted += 1
            first = indices[at]
    if wanted == 0:
        return False  # the part would be empty
    if wanted == 1:
        return True
    for at in range(indptr[unit], indptr[unit + 1]):  # mark what is looked for with the stamp's negative
        if part[indices[at]] == home:
            seen[indices[at]] = -stamp
    seen[unit] = stamp
    seen[first] = stamp
    found = 1
    queue[0] = first
    head, tail = 0, 1
    while head < tail:
        here = queue[head]
        head += 1
        for at in range(indptr[here], indptr[here + 1]):
            there = indices[at]
            if part[there] != home or seen[there] == stamp:
                continue
            if seen[there] == -stamp:
                found += 1
                if found == wanted:
                    return True
            seen[there] = stamp
            queue[tail] = there
            tail += 1
    return False


@njit(cache=True, nogil=True)
def spread(part: Ints, parts: int, group: Ints, groups: int, people: Ints) -> Ints:
    """Return how many units with people each group has in each part, shape (groups, parts)."""
    spread = np.zeros((groups, parts), dtype=np.int64)
    for unit in range(len(part)):
        if group[unit] >= 0 and people[unit] > 0:
            spread[group[unit], part[unit]] += 1
    return spread


@njit(cache=True, nogil=True)
def parts_of_groups(spread: Ints) -> Ints:
    """Return in how many parts each group lies."""
    held = np.zeros(len(spread), dtype=np.int64)
    for group in range(len(spread)):
        for part in range(spread.shape[1]):
            if spread[group, part] > 0:
                held[group] += 1
    return held


@njit(cache=True, nogil=True)
def regroup(
    unit: int, group: Ints, people: Ints, scattered: Ints, in_parts: Ints, needed: Ints, home: int, other: int
) -> int:
    """Count a unit's group in `other` instead of `home`; return by how many parts fewer it lies, beyond those it needs.

    Args:
        unit: The unit that moves.
        group: Group of each unit, -1 for none.
        people: People of each unit; a unit without any does not count.
        scattered: As `spread` returns it, changed in place.
        in_parts: As `parts_of_groups` returns it, changed in place.
        needed: Parts each group needs.
        home: The part it leaves.
        other: The part it comes to.
    """
    own = group[unit]
    if own < 0 or people[unit] == 0:
        return 0
    before = max(in_parts[own] - needed[own], 0)
    scattered[own, home] -= 1
    scattered[own, other] += 1
    if scattered[own, home] == 0:
        in_parts[own] -= 1
    if scattered[own, other] == 1:
        in_parts[own] += 1
    return int(before - max(in_parts[own] - needed[own], 0))
