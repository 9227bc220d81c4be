"""Units → grids of about equal people: METIS makes the first partition, annealing makes it compact."""

from dataclasses import dataclass, field

import numpy as np
import pymetis

from gis.districting.refinement import anneal
from gis.districting.units import Floats, Ints, Units
from gis.progress import SILENT, Progress

STEPS_PER_UNIT = 600
"""Moves tried per unit; three times as many gain 0.01 of compactness on 20,000 units."""
ROUNDS = 20
HOT, COLD = 0.1, 0.0005
FLOOR, FLOOR_WEIGHT = 0.6, 6.0
BAND_WEIGHT = 20.0


def _nothing() -> Ints:
    return np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What is wanted of a partition beside compact parts in the band; by default nothing.

    Attributes:
        compact: Weight of compactness.
        band: Loss of a part's mean people outside the band, in units of one part's compactness.
        rough: Loss of a kilometre of border that follows no line, in units of one part's compactness.
        together: Loss of a group in one part more than it needs.
        group: Shape (n,); group that shall stay together, -1 for none; empty: no groups.
        needed: Shape (g,); parts that a group needs at least.
        stay: Loss of a part's mean people away from home.
        at_home: Shape (n, parts); people of each unit at home in each part; None: nobody is at home anywhere.
        many: Share of the moves in which several units change sides at once.
    """

    compact: float = 1.0
    band: float = BAND_WEIGHT
    rough: float = 0.0
    together: float = 0.0
    group: Ints = field(default_factory=_nothing)
    needed: Ints = field(default_factory=_nothing)
    stay: float = 0.0
    at_home: Floats | None = None
    many: float = 0.0


NO_WISHES = Wishes()


def partition(
    units: Units,
    *,
    parts: int,
    least: float,
    most: float,
    seed: int = 0,
    steps_per_unit: int = STEPS_PER_UNIT,
    progress: Progress = SILENT,
) -> Ints:
    """Return the part of each unit, shape (n,), counted from 0: whole, in the band where the units allow it, compact.

    Args:
        units: What is divided; it must hang together.
        parts: Number of parts, 1 to n.
        least: Least people of a part.
        most: Most people of a part.
        seed: Equal seeds give equal partitions.
        steps_per_unit: Effort of the refinement.
        progress: Told of each round of the refinement.

    Raises:
        ValueError: more parts than units, or fewer than one.
    """
    if not 1 <= parts <= len(units):
        raise ValueError(f"{len(units)} units cannot make {parts} parts")
    part = first_partition(units, parts=parts, seed=seed)
    refine(
        units, part, parts=parts, least=least, most=most, seed=seed, steps_per_unit=steps_per_unit, progress=progress
    )
    return part


def refine(
    units: Units,
    part: Ints,
    *,
    parts: int,
    least: float,
    most: float,
    wishes: Wishes = NO_WISHES,
    hot: float = HOT,
    seed: int = 0,
    steps_per_unit: int = STEPS_PER_UNIT,
    progress: Progress = SILENT,
) -> None:
    """Improve a partition in place; its parts must be whole, and stay so.

    Args:
        units: What is divided.
        part: Shape (n,); part of each unit.
        parts: Number of parts.
        least: Least people of a part.
        most: Most people of a part.
        wishes: What else counts.
        hot: Temperature at the start: the cooler, the less of the first partition is given up.
        seed: Equal seeds give equal partitions.
        steps_per_unit: Effort.
        progress: Told of each round.
    """
    if parts == 1:
        return
    progress.start("refine", ROUNDS)
    cooling = (COLD / hot) ** (1 / ROUNDS)
    group = wishes.group if len(wishes.group) else np.full(len(units), -1, dtype=np.int64)
    at_home = np.zeros((1, 1)) if wishes.at_home is None else wishes.at_home
    stay = 0.0 if wishes.at_home is None else wishes.stay
    weights = np.array([wishes.compact, FLOOR_WEIGHT, wishes.rough, wishes.together, stay, wishes.band])
    for number in range(ROUNDS):
        anneal(
            units.indptr,
            units.indices,
            units.border_m,
            units.outer_m,
            units.area_m2,
            units.people,
            units.rough_m,
            group,
            wishes.needed,
            at_home,
            part,
            parts,
            np.full(parts, float(least)),
            np.full(parts, float(most)),
            FLOOR,
            weights,
            wishes.many,
            hot * cooling**number,
            hot * cooling ** (number + 1),
            len(units) * steps_per_unit // ROUNDS,
            seed + number,
        )
        progress.advance()


def first_partition(units: Units, *, parts: int, seed: int = 0) -> Ints:
    """Return METIS's k-way partition of the units by people, cutting as little border as it can; shape (n,)."""
    if parts == 1:
        return np.zeros(len(units), dtype=np.int64)
    longest = max(float(units.border_m.max(initial=0.0)), 1e-9)
    weights = np.maximum(1, np.rint(units.border_m * (1_000_000 / longest))).astype(np.int32)
    options = pymetis.Options(seed=seed, contig=True)
    adjacency = pymetis.CSRAdjacency(units.indptr.astype(np.int32), units.indices.astype(np.int32))
    _, part = pymetis.part_graph(
        parts,
        adjacency=adjacency,
        vweights=(units.people if units.people.any() else np.ones(len(units))).astype(np.int32),
        eweights=weights,
        recursive=False,
        options=options,
    )
    return np.asarray(part, dtype=np.int64)
