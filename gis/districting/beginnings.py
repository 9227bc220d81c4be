"""First partitions: the grids that stand, with those too full split and those too many joined; or new ones."""

from dataclasses import replace

import numpy as np
from scipy.optimize import linear_sum_assignment

from gis.districting.levels import joined, make_whole, owners, part_of, pieces_of
from gis.districting.partition import Wishes, first_partition, refine
from gis.districting.units import Floats, Ints, Units
from gis.progress import SILENT, Progress

NEW = -1


def from_standing(units: Units, home: Floats, *, parts: int, seed: int) -> tuple[Ints, Ints]:
    """Return a partition that changes the standing grids as little as the number of parts allows.

    Args:
        units: What is divided; it hangs together.
        home: Shape (n, h); people (and a little of the ground) of each unit by standing grid.
        parts: How many parts to make.
        seed: Of the splits.

    Returns:
        The part of each unit, and the standing grid from which each part goes on, NEW for none.
    """
    part = _flooded(units, np.where(home.max(axis=1, initial=0.0) > 0, home.argmax(axis=1), NEW))
    standing, part = np.unique(part, return_inverse=True)
    label, part = standing.astype(np.int64), part.astype(np.int64)
    make_whole(units, part, parts=len(label))
    while len(label) > parts:
        part, label = _one_fewer(units, part, label)
    while len(label) < parts:
        part, label = _one_more(units, part, label, home, seed=seed)
    return part, label


def anew(
    units: Units,
    wishes: Wishes,
    *,
    parts: int,
    least: float,
    most: float,
    seed: int,
    by_group: bool,
    progress: Progress = SILENT,
) -> Ints:
    """Return METIS's partition of the units; with `by_group`, of whole groups first, improved as such.

    A group that needs several parts is taken by its units.
    """
    one = _by_group(units, wishes) if by_group and len(wishes.group) else np.arange(len(units))
    if one.max(initial=0) + 1 < 2 * parts:
        one = np.arange(len(units))
    coarse = joined(units, one)
    part = first_partition(coarse, parts=parts, seed=seed)
    make_whole(coarse, part, parts=parts)
    if len(coarse) < len(units):
        first = np.unique(one, return_index=True)[1]
        among = replace(wishes, group=wishes.group[first])
        refine(coarse, part, parts=parts, least=least, most=most, wishes=among, hot=2.0, seed=seed, progress=progress)
    return part[one]


def matched(part: Ints, home: Floats, *, parts: int) -> Ints:
    """Return for each part the standing grid with whose people it has most in common, each given once; NEW: none."""
    overlap = np.zeros((parts, home.shape[1]))
    np.add.at(overlap, part, home)
    rows, columns = linear_sum_assignment(overlap, maximize=True)
    label = np.full(parts, NEW, dtype=np.int64)
    label[rows] = np.where(overlap[rows, columns] > 0, columns, NEW)
    return label


def _by_group(units: Units, wishes: Wishes) -> Ints:
    needed = np.append(wishes.needed, 0)  # for group -1
    fits = needed[wishes.group] == 1
    return pieces_of(units, np.where(fits, wishes.group, len(wishes.needed) + np.arange(len(units))))


def _flooded(units: Units, label: Ints) -> Ints:
    """Give units without a label that of the neighbour with the longest border, from the labelled ones outwards."""
    label, owner = label.copy(), owners(units)
    if (label == NEW).all():
        return np.zeros(len(units), dtype=np.int64)
    while (label == NEW).any():
        asks = (label[owner] == NEW) & (label[units.indices] != NEW)
        order = np.lexsort((label[units.indices[asks]], -units.border_m[asks], owner[asks]))
        asking, chosen = owner[asks][order], label[units.indices[asks]][order]
        first = np.unique(asking, return_index=True)[1]
        label[asking[first]] = chosen[first]
    return label


def _one_fewer(units: Units, part: Ints, label: Ints) -> tuple[Ints, Ints]:
    """Join the part with fewest people to the neighbour with the longest shared border."""
    gone = int(np.bincount(part, units.people, len(label)).argmin())
    owner = owners(units)
    across = (part[owner] == gone) & (part[units.indices] != gone)
    into = int(np.bincount(part[units.indices[across]], units.border_m[across] + 1e-9).argmax())
    part = np.where(part == gone, into, part)
    return np.where(part > gone, part - 1, part), np.delete(label, gone)


def _one_more(units: Units, part: Ints, label: Ints, home: Floats, *, seed: int) -> tuple[Ints, Ints]:
    """Split the part with most people in two; the half with fewer people of its standing grid is new."""
    people = np.where(np.bincount(part, minlength=len(label)) > 1, np.bincount(part, units.people, len(label)), -1)
    full = int(people.argmax())
    members = np.flatnonzero(part == full)
    inner = part_of(units, members)
    half = first_partition(inner, parts=2, seed=seed)
    make_whole(inner, half, parts=2)
    if label[full] != NEW:
        stay = np.bincount(half, home[members, label[full]], 2)
        half = half if stay[0] >= stay[1] else 1 - half
    part = part.copy()
    part[members[half == 1]] = len(label)
    return part, np.append(label, NEW)
