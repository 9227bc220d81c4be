"""All connected sets of units with so many people: the grids that are possible at all where units are few."""

import numpy as np
from numba import njit

from gis.districting.units import Bools, Ints, Units

STEPS_PER_SET = 100


def possible_parts(units: Units, *, least: float, most: float, at_most: int) -> Bools | None:
    """Return every connected set of units whose people are in the band, shape (sets, n); None beyond `at_most` sets.

    None as well where the search for them takes too long.

    Source: the ESU enumeration of Wernicke, "A faster algorithm for detecting network motifs" (2005): a set is grown
    from its lowest unit, by neighbours that none of its earlier units had.
    """
    found = np.zeros((at_most, len(units)), dtype=np.bool_)
    count = _grow_all(units.indptr, units.indices, units.people, float(least), float(most), found)
    return found[:count] if count >= 0 else None


@njit(cache=True, nogil=True)
def _grow_all(indptr: Ints, indices: Ints, people: Ints, least: float, most: float, found: Bools) -> int:
    """Write the sets into the rows of `found` and return their number, -1 where rows or steps do not suffice."""
    count, filled, steps = len(people), 0, 0
    waiting = np.empty(count * count + count, dtype=np.int64)  # of each level of the search, behind one another
    begin, end = np.zeros(count + 1, dtype=np.int64), np.zeros(count + 1, dtype=np.int64)
    next_one, chosen = np.zeros(count + 1, dtype=np.int64), np.empty(count, dtype=np.int64)
    for root in range(count):
        met = np.zeros(count, dtype=np.bool_)
        inside = np.zeros(count, dtype=np.bool_)
        met[: root + 1] = True
        inside[root] = True
        held = people[root]
        if held > most:
            continue
        chosen[0], level = root, 0
        begin[0], next_one[0] = 0, 0
        end[0] = _await_neighbours(root, indptr, indices, met, waiting, 0)
        if held >= least:
            if filled == len(found):
                return -1
            found[filled] = inside
            filled += 1
        while level >= 0:
            steps += 1
            if steps > STEPS_PER_SET * len(found):
                return -1
            if next_one[level] == end[level]:  # nothing more to add at this level: undo it
                for at in range(begin[level], end[level]):
                    met[waiting[at]] = False
                if level > 0:
                    inside[chosen[level]] = False
                    held -= people[chosen[level]]
                level -= 1
                continue
            unit = waiting[next_one[level]]
            next_one[level] += 1
            if held + people[unit] > most:
                continue
            first = end[level]
            kept = end[level] - next_one[level]
            waiting[first : first + kept] = waiting[next_one[level] : end[level]]
            level += 1
            next_one[level], begin[level] = first, first + kept
            end[level] = _await_neighbours(unit, indptr, indices, met, waiting, first + kept)
            chosen[level] = unit
            inside[unit] = True
            held += people[unit]
            if held >= least:
                if filled == len(found):
                    return -1
                found[filled] = inside
                filled += 1
    return filled


@njit(cache=True, nogil=True)
def _await_neighbours(unit: int, indptr: Ints, indices: Ints, met: Bools, waiting: Ints, end: int) -> int:
    """Put the neighbours of a unit that were not met yet behind the others that wait; return the new end."""
    for at in range(indptr[unit], indptr[unit + 1]):
        there = indices[at]
        if not met[there]:
            met[there] = True
            waiting[end] = there
            end += 1
    return end
