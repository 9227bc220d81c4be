"""Local search on a partition: units change sides at the borders, every part staying whole and in its band.

Simulated annealing on the mean Polsby-Popper compactness, with a penalty on parts below a floor (which lifts the worst
twentieth), on people outside the band, on borders that follow no line, on groups (estates) in more parts than they
need, and on people who leave the part they are at home in. A unit may leave its part only if the part stays in one
piece without it.
"""

from math import exp, pi

import numpy as np
from numba import njit

from gis.districting.units import Floats, Ints

BAND_WEIGHT = 20.0
"""Worth of one part's mean people outside the band, in units of one part's compactness."""
OUTSIDE_AT_ALL = 0.02
"""What being outside the band costs whatever the distance, as a share of a part's mean people."""


@njit(cache=True, nogil=True)
def _worth(area_m2: float, perimeter_m: float, floor: float, weight: float) -> float:
    if perimeter_m <= 0.0:
        return 0.0
    compact = 4.0 * pi * area_m2 / (perimeter_m * perimeter_m)
    lack = floor - compact
    return compact - weight * lack * lack if lack > 0.0 else compact


@njit(cache=True, nogil=True)
def _outside(people: float, least: float, most: float, scale: float) -> float:
    if people < least:
        return OUTSIDE_AT_ALL + (least - people) / scale
    if people > most:
        return OUTSIDE_AT_ALL + (people - most) / scale
    return 0.0


@njit(cache=True, nogil=True)
def _lengths(unit: int, indptr: Ints, part: Ints, indices: Ints, border_m: Floats, other: int) -> tuple[float, float]:
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
def _at_border(unit: int, indptr: Ints, indices: Ints, part: Ints) -> bool:
    for at in range(indptr[unit], indptr[unit + 1]):
        if part[indices[at]] != part[unit]:
            return True
    return False


@njit(cache=True, nogil=True)
def _note_borders(unit: int, indptr: Ints, indices: Ints, part: Ints, edge: Ints, place: Ints, edges: int) -> int:
    """Bring the list of units at a border up to date after `unit` has moved; return its length.

    `edge[:edges]` holds the units, `place` the position of each in it or -1: one can be drawn at random at once.
    """
    for at in range(indptr[unit] - 1, indptr[unit + 1]):
        touched = unit if at < indptr[unit] else indices[at]
        if _at_border(touched, indptr, indices, part):
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
def _sums(
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
def _stays_whole(unit: int, indptr: Ints, indices: Ints, part: Ints, seen: Ints, stamp: int, queue: Ints) -> bool:
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
def _spread(part: Ints, parts: int, group: Ints, groups: int, people: Ints) -> Ints:
    """Return how many units with people each group has in each part, shape (groups, parts)."""
    spread = np.zeros((groups, parts), dtype=np.int64)
    for unit in range(len(part)):
        if group[unit] >= 0 and people[unit] > 0:
            spread[group[unit], part[unit]] += 1
    return spread


@njit(cache=True, nogil=True)
def _parts_of_groups(spread: Ints) -> Ints:
    """Return in how many parts each group lies."""
    held = np.zeros(len(spread), dtype=np.int64)
    for group in range(len(spread)):
        for part in range(spread.shape[1]):
            if spread[group, part] > 0:
                held[group] += 1
    return held


@njit(cache=True, nogil=True)
def _joined(spread: Ints, held: int, needed: int, home: int, other: int) -> int:
    """By how many parts fewer, beyond those it needs, a group lies in when one of its units moves."""
    after = held
    if spread[home] == 1:
        after -= 1
    if spread[other] == 0:
        after += 1
    return max(held - needed, 0) - max(after - needed, 0)


@njit(cache=True, nogil=True)
def anneal(
    indptr: Ints,
    indices: Ints,
    border_m: Floats,
    outer_m: Floats,
    area_m2: Floats,
    people: Ints,
    rough_m: Floats,
    group: Ints,
    needed: Ints,
    at_home: Floats,
    part: Ints,
    parts: int,
    least: Floats,
    most: Floats,
    floor: float,
    weights: Floats,
    hot: float,
    cold: float,
    steps: int,
    seed: int,
) -> int:
    """Improve `part` in place and return how many moves were made.

    Args:
        indptr: Shape (n + 1,); rows of the graph, as in `Units`.
        indices: Shape (m,); neighbours.
        border_m: Shape (m,); shared borders in metres.
        outer_m: Shape (n,); border with the outside in metres.
        area_m2: Shape (n,); ground.
        people: Shape (n,); people.
        rough_m: Shape (m,); the part of `border_m` that follows no line.
        group: Shape (n,); group that shall stay together, -1 for none.
        needed: Shape (g,); parts that a group needs at least.
        at_home: Shape (n, parts), or (1, 1) where nobody is at home; people of each unit who are at home in each part.
        part: Shape (n,); part of each unit, changed in place.
        parts: Number of parts.
        least: Shape (parts,); least people a part may have.
        most: Shape (parts,); most people a part may have.
        floor: Compactness below which a part is penalised.
        weights: Compactness, lack of it below the floor (as a multiple), metres without a line (a thousand), a group in
            a part more, people away from home (a part's mean).
        hot: Temperature at the start, in units of one part's compactness.
        cold: Temperature at the end.
        steps: Moves to try.
        seed: Of the random numbers.
    """
    np.random.seed(seed)  # noqa: NPY002 - the generator that numba compiles
    compact_weight, floor_weight, rough_weight, group_weight, home_weight = weights
    count = len(people)
    area, perimeter, held, around = _sums(indptr, indices, border_m, outer_m, area_m2, people, part, parts)
    spread = _spread(part, parts, group, len(needed), people)
    in_parts = _parts_of_groups(spread)
    scale = max(1.0, held.mean())
    homes = home_weight > 0.0
    edge = np.empty(count, dtype=np.int64)
    place = np.full(count, -1, dtype=np.int64)
    edges = 0
    for unit in range(count):
        if _at_border(unit, indptr, indices, part):
            place[unit] = edges
            edge[edges] = unit
            edges += 1
    seen = np.zeros(count, dtype=np.int64)
    queue = np.empty(count, dtype=np.int64)
    moves = 0
    cooling = (cold / hot) ** (1.0 / max(1, steps))
    heat = hot
    for step in range(steps):
        heat *= cooling
        if edges == 0:
            break
        unit = edge[np.random.randint(edges)]  # noqa: NPY002
        home = part[unit]
        other = part[indices[np.random.randint(indptr[unit], indptr[unit + 1])]]  # noqa: NPY002
        if other == home:
            continue
        with_home, with_other = _lengths(unit, indptr, part, indices, border_m, other)
        home_perimeter = perimeter[home] - around[unit] + 2.0 * with_home
        other_perimeter = perimeter[other] + around[unit] - 2.0 * with_other
        moved = people[unit]
        gain = compact_weight * (
            _worth(area[home] - area_m2[unit], home_perimeter, floor, floor_weight)
            - _worth(area[home], perimeter[home], floor, floor_weight)
            + _worth(area[other] + area_m2[unit], other_perimeter, floor, floor_weight)
            - _worth(area[other], perimeter[other], floor, floor_weight)
        ) + BAND_WEIGHT * (
            _outside(held[home], least[home], most[home], scale)
            - _outside(held[home] - moved, least[home], most[home], scale)
            + _outside(held[other], least[other], most[other], scale)
            - _outside(held[other] + moved, least[other], most[other], scale)
        )
        if rough_weight > 0.0:
            rough_home, rough_other = _lengths(unit, indptr, part, indices, rough_m, other)
            gain += rough_weight * (rough_other - rough_home) / 1000.0
        if group[unit] >= 0 and moved > 0:
            own = group[unit]
            gain += group_weight * _joined(spread[own], in_parts[own], needed[own], home, other)
        if homes:
            gain += home_weight * (at_home[unit, other] - at_home[unit, home]) / scale
        if gain < 0.0 and np.random.random() >= exp(gain / heat):  # noqa: NPY002
            continue
        if not _stays_whole(unit, indptr, indices, part, seen, step + 1, queue):
            continue
        part[unit] = other
        perimeter[home], perimeter[other] = home_perimeter, other_perimeter
        area[home] -= area_m2[unit]
        area[other] += area_m2[unit]
        held[home] -= moved
        held[other] += moved
        if group[unit] >= 0 and moved > 0:
            own = group[unit]
            spread[own, home] -= 1
            spread[own, other] += 1
            if spread[own, home] == 0:
                in_parts[own] -= 1
            if spread[own, other] == 1:
                in_parts[own] += 1
        edges = _note_borders(unit, indptr, indices, part, edge, place, edges)
        moves += 1
    return moves
