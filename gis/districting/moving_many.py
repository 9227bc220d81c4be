"""Several units that change sides at once: a whole group, or a unit with what would be cut off by its leaving."""

import numpy as np
from numba import njit

from gis.districting.units import Floats, Ints

NONE = -1


@njit(cache=True, nogil=True)
def reached(start: int, indptr: Ints, indices: Ints, part: Ints, mark: Ints, stamp: int, queue: Ints) -> int:
    """Return how many units of the part of `start` it reaches, `queue[:n]`; those already marked `stamp` are walls."""
    home = part[start]
    mark[start] = stamp
    queue[0] = start
    head, tail = 0, 1
    while head < tail:
        here = queue[head]
        head += 1
        for at in range(indptr[here], indptr[here + 1]):
            there = indices[at]
            if part[there] == home and mark[there] != stamp:
                mark[there] = stamp
                queue[tail] = there
                tail += 1
    return tail


@njit(cache=True, nogil=True)
def with_cut_off(
    unit: int, indptr: Ints, indices: Ints, part: Ints, people: Ints, mark: Ints, stamp: int, queue: Ints, chosen: Ints
) -> int:
    """Put a unit and all that hangs on the rest of its part by it alone into `chosen`; return how many they are.

    What stays is the piece with most people. 0 where nothing would stay.
    """
    home = part[unit]
    best_people, best_first, best_last = -1, 0, 0
    filled = 1
    chosen[0] = unit
    mark[unit] = stamp
    for at in range(indptr[unit], indptr[unit + 1]):
        there = indices[at]
        if part[there] != home or mark[there] == stamp:
            continue
        count = reached(there, indptr, indices, part, mark, stamp, queue)
        held = 0
        for place in range(count):
            chosen[filled + place] = queue[place]
            held += people[queue[place]]
        if held > best_people:
            best_people, best_first, best_last = held, filled, filled + count
        filled += count
    if best_people < 0:
        return 0
    # close the gap where the piece that stays stood
    for place in range(best_last, filled):
        chosen[best_first + place - best_last] = chosen[place]
    return filled - (best_last - best_first)


@njit(cache=True, nogil=True)
def group_in_part(unit: int, part: Ints, group: Ints, members: Ints, begins: Ints, chosen: Ints) -> int:
    """Put the units of a unit's group in its part into `chosen`; return how many they are."""
    filled = 0
    own = group[unit]
    for place in range(begins[own], begins[own + 1]):
        if part[members[place]] == part[unit]:
            chosen[filled] = members[place]
            filled += 1
    return filled


@njit(cache=True, nogil=True)
def lengths_of_many(
    chosen: Ints, count: int, indptr: Ints, indices: Ints, part: Ints, border_m: Floats, outer_m: Floats,
    home: int, other: int, mark: Ints, stamp: int,
) -> tuple[float, float, float]:  # fmt: skip
    """Return the border of the chosen units with the rest of their part, with part `other`, and with all else.

    The chosen ones carry `stamp` in `mark`, nothing else does.
    """
    with_home = with_other = with_else = 0.0
    for place in range(count):
        unit = chosen[place]
        with_else += outer_m[unit]
        for at in range(indptr[unit], indptr[unit + 1]):
            there = indices[at]
            if mark[there] == stamp:
                continue
            if part[there] == home:
                with_home += border_m[at]
            elif part[there] == other:
                with_other += border_m[at]
            else:
                with_else += border_m[at]
    return with_home, with_other, with_else


@njit(cache=True, nogil=True)
def stay_whole(
    chosen: Ints, count: int, indptr: Ints, indices: Ints, part: Ints, size: Ints, home: int, other: int,
    mark: Ints, stamp: int, queue: Ints,
) -> bool:  # fmt: skip
    """Whether both parts are whole once the chosen units are in `other`, where they stand already.

    Args:
        chosen: The units that moved, `chosen[:count]`.
        count: How many.
        indptr: Rows of the graph.
        indices: Neighbours.
        part: Part of each unit, with the move made.
        size: Units of each part before the move.
        home: The part they left.
        other: The part they are in.
        mark: Scratch; `stamp` and `stamp + 1` are used.
        stamp: Used for nothing else yet.
        queue: Scratch.
    """
    if size[home] <= count:
        return False
    whole: int = reached(chosen[0], indptr, indices, part, mark, stamp, queue)
    if whole != size[other] + count:
        return False
    for place in range(count):
        unit = chosen[place]
        for at in range(indptr[unit], indptr[unit + 1]):
            if part[indices[at]] == home:
                left: int = reached(indices[at], indptr, indices, part, mark, stamp + 1, queue)
                return left == int(size[home]) - count
    return False


@njit(cache=True, nogil=True)
def by_group(group: Ints, groups: int) -> tuple[Ints, Ints]:
    """Return the units in the order of their groups, and where each group begins, shape (groups + 1,)."""
    begins = np.zeros(groups + 1, dtype=np.int64)
    for unit in range(len(group)):
        if group[unit] != NONE:
            begins[group[unit] + 1] += 1
    for number in range(groups):
        begins[number + 1] += begins[number]
    members = np.empty(begins[groups], dtype=np.int64)
    fill = begins.copy()
    for unit in range(len(group)):
        if group[unit] != NONE:
            members[fill[group[unit]]] = unit
            fill[group[unit]] += 1
    return members, begins
