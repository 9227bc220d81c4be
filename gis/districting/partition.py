"""Units → grids of about equal people: METIS makes the first partition, annealing makes it compact."""

import numpy as np
import pymetis

from gis.districting.refinement import anneal
from gis.districting.units import Ints, Units
from gis.progress import SILENT, Progress

STEPS_PER_UNIT = 1_600
"""Moves tried per unit; twice as many gain less than 0.01 of compactness on 20,000 units."""
ROUNDS = 20
HOT, COLD = 0.1, 0.0005
FLOOR, FLOOR_WEIGHT = 0.6, 6.0


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
    if parts == 1:
        return part
    progress.start("refine", ROUNDS)
    cooling = (COLD / HOT) ** (1 / ROUNDS)
    for number in range(ROUNDS):
        anneal(
            units.indptr,
            units.indices,
            units.border_m,
            units.outer_m,
            units.area_m2,
            units.people,
            part,
            parts,
            float(least),
            float(most),
            FLOOR,
            FLOOR_WEIGHT,
            HOT * cooling**number,
            HOT * cooling ** (number + 1),
            len(units) * steps_per_unit // ROUNDS,
            seed + number,
        )
        progress.advance()
    return part


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
        vweights=units.people.astype(np.int32),
        eweights=weights,
        recursive=False,
        options=options,
    )
    return np.asarray(part, dtype=np.int64)
