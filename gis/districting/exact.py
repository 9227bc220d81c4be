"""The best partition there is, where units are so few that every possible grid can be written down."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array, vstack

from gis.districting.levels import owners
from gis.districting.partition import FLOOR, FLOOR_WEIGHT, Wishes
from gis.districting.subsets import possible_parts
from gis.districting.units import Bools, Floats, Ints, Units

AT_MOST = 3_000
"""Possible grids up to which the best choice among them is looked for; it is found in about a second."""
_NODES = 300
"""Branches of the search; seldom more than a few are needed."""
_HALF = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What there is to choose from: possible grids, some of them several times, as going on from this grid or that.

    Attributes:
        sets: Shape (c, n); the units of each.
        label: Shape (c,); the standing grid that goes on in it, -1 for none.
        value: Shape (c,); what it is worth.
    """

    sets: Bools
    label: Ints
    value: Floats


def best_partition(
    units: Units, home: Floats, *, numbers: Sequence[int], least: float, most: float, wishes: Wishes
) -> Ints | None:
    """Return the best partition into parts that are all in the band; None: none, or too many to choose of.

    It is a set partitioning: of all possible parts those are taken that hold each unit once and are worth most.

    Args:
        units: What is divided.
        home: Shape (n, h); people of each unit by standing grid.
        numbers: How many parts there may be, the first that is possible is taken.
        least: Least people of a part.
        most: Most people of a part.
        wishes: What is wanted; `at_home` is not looked at, since `home` says it.
    """
    sets = possible_parts(units, least=least, most=most, at_most=AT_MOST)
    if sets is None or not len(sets) or not sets.any(axis=0).all():
        return None
    mean = max(1.0, float(units.people.sum()) / numbers[0])
    choice = _labelled(sets, _values(units, sets, wishes), home, stay=wishes.stay / mean)
    for parts in numbers:
        taken = _choose(choice, parts=parts, labels=home.shape[1])
        if taken is not None:
            return np.asarray(choice.sets[taken].argmax(axis=0), dtype=np.int64)
    return None


def _values(units: Units, sets: Bools, wishes: Wishes) -> Floats:
    """What each set is worth as a part, whoever lives in it; as `gis.districting.worth` counts it."""
    owner, inside = owners(units), sets.astype(np.float64)
    border_m, rough_m = np.zeros(len(sets)), np.zeros(len(sets))
    for at in range(len(owner)):
        across = inside[:, owner[at]] * (1 - inside[:, units.indices[at]])
        border_m += across * units.border_m[at]
        rough_m += across * units.rough_m[at]
    perimeter_m = np.maximum(inside @ units.outer_m + border_m, 1e-9)
    compact = 4 * np.pi * (inside @ units.area_m2) / perimeter_m**2
    lack = np.maximum(FLOOR - compact, 0.0)
    value = wishes.compact * (compact - FLOOR_WEIGHT * lack**2) - wishes.rough * _HALF * rough_m / 1000
    for group in range(len(wishes.needed)):
        value -= wishes.together * sets[:, (wishes.group == group) & (units.people > 0)].any(axis=1)
    return np.asarray(value)


def _labelled(sets: Bools, value: Floats, home: Floats, *, stay: float) -> Choice:
    """Each set as a new grid, and once more for every standing grid from which people would stay."""
    if stay <= 0 or not home.shape[1]:
        return Choice(sets=sets, label=np.full(len(sets), -1, dtype=np.int64), value=value)
    overlap = sets @ home
    which, label = np.nonzero(overlap > 0)
    return Choice(
        sets=np.concatenate([sets, sets[which]]),
        label=np.concatenate([np.full(len(sets), -1), label]).astype(np.int64),
        value=np.concatenate([value, value[which] + stay * overlap[which, label]]),
    )


def _choose(choice: Choice, *, parts: int, labels: int) -> Ints | None:
    """Return which of the choice make up the best partition into so many parts, or None."""
    count, units = choice.sets.shape
    once = csr_array(choice.sets.T.astype(np.float64))
    number = csr_array(np.ones((1, count)))
    named = np.flatnonzero(choice.label >= 0)
    names = coo_array((np.ones(len(named)), (choice.label[named], named)), shape=(labels, count))
    upper = np.concatenate([np.ones(units), [parts], np.ones(labels)])
    lower = np.concatenate([np.ones(units), [parts], np.zeros(labels)])
    found = milp(
        -choice.value,
        integrality=np.ones(count),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(vstack([once, number, names]).tocsc(), lower, upper),
        options={"node_limit": _NODES, "mip_rel_gap": 0.0, "presolve": False},
    )
    return None if found.x is None else np.flatnonzero(found.x > _HALF)
