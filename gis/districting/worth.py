"""What a partition is worth: the figure that the local search improves, from scratch."""

import numpy as np

from gis.districting.levels import owners
from gis.districting.partition import FLOOR, FLOOR_WEIGHT, Wishes
from gis.districting.tallies import OUTSIDE_AT_ALL
from gis.districting.units import Ints, Units, compactness


def worth(units: Units, part: Ints, *, parts: int, least: float, most: float, wishes: Wishes) -> float:
    """Return how good a partition is, in units of one part's compactness; see `Wishes`."""
    people = np.bincount(part, units.people, parts)
    scale = max(1.0, float(people.mean()))
    compact = compactness(units, part)
    lack = np.maximum(FLOOR - compact, 0.0)
    outside = (np.maximum(least - people, 0.0) + np.maximum(people - most, 0.0)) / scale
    outside[outside > 0] += OUTSIDE_AT_ALL
    owner = owners(units)
    rough_m = units.rough_m[part[owner] != part[units.indices]].sum() / 2
    total = wishes.compact * float((compact - FLOOR_WEIGHT * lack**2).sum()) - wishes.band * float(outside.sum())
    total -= wishes.rough * float(rough_m) / 1000
    total -= wishes.together * int(torn(units, part, wishes).sum())
    if wishes.at_home is not None:
        total += wishes.stay * float(wishes.at_home[np.arange(len(units)), part].sum()) / scale
    return total


def torn(units: Units, part: Ints, wishes: Wishes) -> Ints:
    """Return for each group in how many parts more than it needs its people live."""
    grouped = (units.people > 0) & (wishes.group >= 0) if len(wishes.group) else np.zeros(len(units), dtype=bool)
    if not grouped.any():
        return np.zeros(len(wishes.needed), dtype=np.int64)
    pairs = np.unique(np.stack([wishes.group[grouped], part[grouped]], axis=1), axis=0)
    return np.asarray(np.maximum(np.bincount(pairs[:, 0], minlength=len(wishes.needed)) - wishes.needed, 0))
