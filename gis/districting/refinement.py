"""Local search on a partition: units change sides at the borders, every part staying whole and in its band.

Simulated annealing on the mean Polsby-Popper compactness, with a penalty on parts below a floor (which lifts the worst
twentieth), on people outside the band, on borders that follow no line, on groups (estates) in more parts than they
need, and on people who leave the part they are at home in. A unit may leave its part only if the part stays in one
piece without it.
"""

from math import exp

import numpy as np
from numba import njit

from gis.districting.moving_many import by_group, group_in_part, lengths_of_many, stay_whole, with_cut_off
from gis.districting.tallies import (
    at_border,
    lengths,
    note_borders,
    outside,
    parts_of_groups,
    regroup,
    spread,
    stays_whole,
    sums,
    worth,
)
from gis.districting.units import Floats, Ints


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
    group_share: float,
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
            a part more, people away from home (a part's mean), people outside the band (a part's mean).
        group_share: Share of the moves in which several units change sides at once.
        hot: Temperature at the start, in units of one part's compactness.
        cold: Temperature at the end.
        steps: Moves to try.
        seed: Of the random numbers.
    """
    np.random.seed(seed)  # noqa: NPY002 - the generator that numba compiles
    compact_weight, floor_weight, rough_weight, group_weight, home_weight, band_weight = weights
    count = len(people)
    area, perimeter, held, around = sums(indptr, indices, border_m, outer_m, area_m2, people, part, parts)
    scattered = spread(part, parts, group, len(needed), people)
    in_parts = parts_of_groups(scattered)
    members, begins = by_group(group, len(needed))
    size = np.bincount(part, minlength=parts)
    scale = max(1.0, held.mean())
    homes = home_weight > 0.0
    no_outer = np.zeros(count)
    edge, place = np.empty(count, dtype=np.int64), np.full(count, -1, dtype=np.int64)
    edges = 0
    for unit in range(count):
        if at_border(unit, indptr, indices, part):
            place[unit] = edges
            edge[edges] = unit
            edges += 1
    mark, queue, chosen = np.zeros(count, dtype=np.int64), np.empty(count, dtype=np.int64), np.empty(count, np.int64)
    stamp = 0
    moves = 0
    cooling = (cold / hot) ** (1.0 / max(1, steps))
    heat = hot
    for _ in range(steps):
        heat *= cooling
        if edges == 0:
            break
        unit = edge[np.random.randint(edges)]  # noqa: NPY002
        home = part[unit]
        other = part[indices[np.random.randint(indptr[unit], indptr[unit + 1])]]  # noqa: NPY002
        if other == home:
            continue
        many = 1
        chosen[0] = unit
        stamp += 4
        draw = np.random.random() if group_share > 0.0 else 1.0  # noqa: NPY002
        if draw < group_share:
            if draw < group_share / 2 and group[unit] >= 0:
                many = group_in_part(unit, part, group, members, begins, chosen)
            else:
                many = with_cut_off(unit, indptr, indices, part, people, mark, stamp, queue, chosen)
            if many == 0:
                continue
            stamp += 1
        moved_area = 0.0
        moved = 0
        if many == 1:
            with_home, with_other = lengths(chosen[0], indptr, part, indices, border_m, other)
            with_else = around[chosen[0]] - with_home - with_other
            moved_area, moved = area_m2[chosen[0]], people[chosen[0]]
        else:
            for at in range(many):
                mark[chosen[at]] = stamp
                moved_area += area_m2[chosen[at]]
                moved += people[chosen[at]]
            with_home, with_other, with_else = lengths_of_many(
                chosen, many, indptr, indices, part, border_m, outer_m, home, other, mark, stamp
            )
        home_perimeter = perimeter[home] - with_else - with_other + with_home
        other_perimeter = perimeter[other] + with_else + with_home - with_other
        gain = compact_weight * (
            worth(area[home] - moved_area, home_perimeter, floor, floor_weight)
            - worth(area[home], perimeter[home], floor, floor_weight)
            + worth(area[other] + moved_area, other_perimeter, floor, floor_weight)
            - worth(area[other], perimeter[other], floor, floor_weight)
        ) + band_weight * (
            outside(held[home], least[home], most[home], scale)
            - outside(held[home] - moved, least[home], most[home], scale)
            + outside(held[other], least[other], most[other], scale)
            - outside(held[other] + moved, least[other], most[other], scale)
        )
        if rough_weight > 0.0:
            if many == 1:
                rough_home, rough_other = lengths(chosen[0], indptr, part, indices, rough_m, other)
            else:
                rough_home, rough_other, _else = lengths_of_many(
                    chosen, many, indptr, indices, part, rough_m, no_outer, home, other, mark, stamp
                )
            gain += rough_weight * (rough_other - rough_home) / 1000.0
        if homes:
            for at in range(many):
                gain += home_weight * (at_home[chosen[at], other] - at_home[chosen[at], home]) / scale
        for at in range(many):
            gain += group_weight * regroup(chosen[at], group, people, scattered, in_parts, needed, home, other)
        taken = gain >= 0.0 or np.random.random() < exp(gain / heat)  # noqa: NPY002
        if taken and many == 1:
            taken = stays_whole(chosen[0], indptr, indices, part, mark, stamp + 1, queue)
            part[chosen[0]] = other if taken else home
        elif taken:
            for at in range(many):
                part[chosen[at]] = other
            taken = stay_whole(chosen, many, indptr, indices, part, size, home, other, mark, stamp + 1, queue)
            if not taken:
                for at in range(many):
                    part[chosen[at]] = home
        if not taken:
            for at in range(many - 1, -1, -1):
                regroup(chosen[at], group, people, scattered, in_parts, needed, other, home)
            continue
        perimeter[home], perimeter[other] = home_perimeter, other_perimeter
        area[home] -= moved_area
        area[other] += moved_area
        held[home] -= moved
        held[other] += moved
        size[home] -= many
        size[other] += many
        for at in range(many):
            edges = note_borders(chosen[at], indptr, indices, part, edge, place, edges)
        moves += many
    return moves
