"""A community's units → its grids: several beginnings, each improved by local search, the best of them taken."""

from bisect import bisect_right
from dataclasses import dataclass, replace
from math import ceil, floor

import numpy as np

from gis.districting.beginnings import NEW, anew, from_standing, matched
from gis.districting.counting import can_fit, grids_for, shares
from gis.districting.exact import best_partition
from gis.districting.levels import part_of, pieces_of
from gis.districting.partition import BAND_WEIGHT, Wishes, refine
from gis.districting.units import Floats, Ints, Units
from gis.districting.worth import worth
from gis.progress import SILENT, Progress

STEPS = 200_000
"""Moves tried for a beginning of a community, at least."""
STEPS_PER_UNIT = 5_000
KEEPING = 0.6
"""How much less is enough with `keep` 1: a standing grid is a better beginning than a new one."""
TRIES = (2, 8, 32)
"""Beginnings that are tried in any case; at most while people are outside the band; and at most where a number of grids
is known that brings them into it on average."""
ROUGH, TOGETHER, STAY = 1.5, 0.5, 8.0
"""Losses, in units of one part's compactness: a kilometre of border across courtyards, an estate torn once more than
it must be, as many people as a grid has in another grid than before."""
HOT = 1.0
MANY = 0.05
"""Share of moves in which a whole estate, or a unit with what hangs on it, changes sides."""
URGENT = 5
"""How much more the band counts in beginnings after the first ones have missed it, and again in late ones."""
_FULL = 0.985
_BEGIN_ANEW = 0.7


Loss = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What is wanted of the grids.

    Attributes:
        least: Least people of a grid.
        most: Most people of a grid.
        keep: 0 to 1: how much it counts that people stay in their grid.
        compact: Weight of compactness, 1 as a rule.
        seed: Equal seeds give equal grids.
    """

    least: float
    most: float
    keep: float = 0.0
    compact: float = 1.0
    seed: int = 0


def divide(
    units: Units, estate: Ints, home: Floats, aim: Aim, *, grids: int | None = None, progress: Progress = SILENT
) -> Ints:
    """Return the grid of each unit, counted from 0.

    Every grid is in one piece; where the units lie in several pieces, each has grids of its own.

    Args:
        units: The community's units.
        estate: Shape (u,); estate of each unit, -1 for none.
        home: Shape (u, h); people (and a little of the ground) of each unit by the grid that stands there.
        aim: What is wanted.
        grids: How many grids to make; None: as many as the people ask for.
        progress: Asked several times in a second whether to go on.
    """
    piece = pieces_of(units, np.zeros(len(units), dtype=np.int64))
    people = np.bincount(piece, units.people)
    asked = [None] * len(people) if grids is None else shares(people.tolist(), max(grids, len(people)))
    grid, made = np.zeros(len(units), dtype=np.int64), 0
    for number in range(len(people)):
        members = np.flatnonzero(piece == number)
        inner = part_of(units, members)
        part = _divide_piece(inner, estate[members], home[members], aim, grids=asked[number], progress=progress)
        grid[members] = part + made
        made += int(part.max()) + 1
    return grid


def _divide_piece(units: Units, estate: Ints, home: Floats, aim: Aim, *, grids: int | None, progress: Progress) -> Ints:
    parts = min(len(units), grids or _how_many(units, home, aim))
    if parts == 1:
        return np.zeros(len(units), dtype=np.int64)
    if grids:
        aim = _about_the_mean(aim, int(units.people.sum()) / parts)
    numbers = [parts] if grids else _others(parts, units, aim)
    best = _of_all(units, estate, home, aim, numbers)
    steps = round((1 - KEEPING * aim.keep) * max(STEPS_PER_UNIT, STEPS // len(units)))
    fits = can_fit(int(units.people.sum()), least=aim.least, most=aim.most)
    for attempt in range(TRIES[2] if fits else TRIES[1]):
        seed = aim.seed * 1000 + attempt
        parts = numbers[0] if attempt < TRIES[0] else numbers[attempt % len(numbers)]
        progress.advance(0)
        part, wishes = _beginning(units, estate, home, aim, parts=parts, seed=seed, attempt=attempt, progress=progress)
        refine(units, part, parts=parts, least=aim.least, most=aim.most, wishes=wishes, hot=HOT, seed=seed,
               steps_per_unit=steps, progress=progress)  # fmt: skip
        loss = _loss(units, part, aim, wishes, parts=parts)
        if best is None or loss < best[0]:
            best = (loss, part)
        if best[0][0] == 0 and attempt + 1 >= TRIES[0]:
            break
    return best[1] if best is not None else part


def _about_the_mean(aim: Aim, mean: float) -> Aim:
    """Return the aim with its band about the mean, as wide in proportion, where the mean is not in the band."""
    if aim.least <= mean <= aim.most:
        return aim
    share = mean / ((aim.least + aim.most) / 2)
    return replace(aim, least=aim.least * share, most=aim.most * share)


def _of_all(units: Units, estate: Ints, home: Floats, aim: Aim, numbers: list[int]) -> tuple[Loss, Ints] | None:
    """Return the best partition where the units are so few that all possible grids can be gone through."""
    wishes = _wishes(units, estate, aim)
    stay = STAY * aim.keep
    part = best_partition(
        units, home, numbers=numbers, least=aim.least, most=aim.most, wishes=replace(wishes, stay=stay)
    )
    if part is None:
        return None
    parts = int(part.max()) + 1
    if stay > 0 and home.shape[1] > 0:
        wishes = _at_home(wishes, home, matched(part, home, parts=parts), aim)
    return _loss(units, part, aim, wishes, parts=parts), part


def _loss(units: Units, part: Ints, aim: Aim, wishes: Wishes, *, parts: int) -> Loss:
    """People outside the band before all, then what the partition is worth."""
    held = np.bincount(part, units.people, parts)
    outside = float((np.maximum(aim.least - held, 0) + np.maximum(held - aim.most, 0)).sum())
    return outside, -worth(units, part, parts=parts, least=aim.least, most=aim.most, wishes=wishes)


def _others(parts: int, units: Units, aim: Aim) -> list[int]:
    """Return the number of grids, and its neighbours where they divide the people into the band as well."""
    people = int(units.people.sum())
    near = [count for count in (parts - 1, parts + 1) if 1 < count <= len(units)]
    return [parts, *(count for count in near if aim.least * count <= people <= aim.most * count)]


def _beginning(
    units: Units,
    estate: Ints,
    home: Floats,
    aim: Aim,
    *,
    parts: int,
    seed: int,
    attempt: int,
    progress: Progress,
) -> tuple[Ints, Wishes]:
    """Return a first partition, and what is wanted of it."""
    wishes = _wishes(units, estate, aim, attempt=attempt)
    stands = home.shape[1] > 0 and aim.keep > 0
    late = attempt >= TRIES[1]
    if stands and (attempt % 2 == 0 or (aim.keep > _BEGIN_ANEW and not late)):
        part, label = from_standing(units, home, parts=parts, seed=seed)
        return part, _at_home(wishes, home, label, aim)
    part = anew(
        units, wishes, parts=parts, least=aim.least, most=aim.most, seed=seed, by_group=attempt % 2 == 0,
        progress=progress,
    )  # fmt: skip
    if stands:
        wishes = _at_home(wishes, home, matched(part, home, parts=parts), aim)
    return part, wishes


def _wishes(units: Units, estate: Ints, aim: Aim, *, attempt: int = 0) -> Wishes:
    people = np.bincount(estate[estate >= 0], units.people[estate >= 0], int(estate.max(initial=-1)) + 1)
    return Wishes(
        compact=aim.compact,
        band=BAND_WEIGHT * URGENT ** bisect_right(TRIES, attempt),
        rough=ROUGH,
        together=TOGETHER,
        group=estate,
        needed=np.maximum(1, np.ceil(people / aim.most)).astype(np.int64),
        many=MANY,
    )


def _at_home(wishes: Wishes, home: Floats, label: Ints, aim: Aim) -> Wishes:
    """Return the wishes with people at home in the part that goes on from their grid."""
    at_home = np.where(label == NEW, 0.0, home[:, np.maximum(label, 0)])
    return replace(wishes, stay=STAY * aim.keep, at_home=np.ascontiguousarray(at_home))


def _how_many(units: Units, home: Floats, aim: Aim) -> int:
    """How many grids the people ask for; with `keep`, as many as stand, or as few more or less as can be."""
    people = int(units.people.sum())
    biggest = units.people[units.people > aim.most].tolist()
    number = grids_for(people, least=aim.least, most=aim.most, biggest=biggest)
    standing = home.sum(axis=0)
    standing = standing[standing >= aim.least / 2]
    if aim.keep == 0 or not len(standing) or biggest:
        return number
    fewest, largest = ceil(people / aim.most / _FULL), floor(people / aim.least)
    if fewest > largest:
        return number
    # whoever lives in a new grid has moved: as few new ones as can be
    kept = min(max(len(standing), fewest), largest)
    return round(number + aim.keep * (kept - number))
