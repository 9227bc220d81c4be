"""The units that a partition deals in: what never is divided, with people, ground and shared borders."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """Units and who is whose neighbour, as a symmetric graph in compressed rows (CSR).

    Attributes:
        indptr: Shape (n + 1,); the neighbours of unit u are `indices[indptr[u]:indptr[u + 1]]`.
        indices: Shape (m,); each border stands twice, once from each side.
        border_m: Shape (m,); length of the shared border in metres.
        outer_m: Shape (n,); length of the border with the outside in metres.
        area_m2: Shape (n,); ground of the unit.
        people: Shape (n,); whole numbers.
        rough_m: Shape (m,); how much of the shared border follows no street, water or wall, in metres.
    """

    indptr: Ints
    indices: Ints
    border_m: Floats
    outer_m: Floats
    area_m2: Floats
    people: Ints
    rough_m: Floats

    def __len__(self) -> int:
        """Return the number of units."""
        return len(self.people)

    @classmethod
    def from_borders(
        cls,
        borders: Sequence[tuple[int, int]] | Ints,
        *,
        border_m: Floats,
        outer_m: Floats,
        area_m2: Floats,
        people: Ints,
        rough_m: Floats | None = None,
    ) -> "Units":
        """Build the graph from its borders, shape (b, 2), each named once; lengths beside them, shape (b,).

        Borders named twice are added up; without `rough_m` none is rough. Raises ValueError where a border names a unit
        that is not there.
        """
        pairs = np.asarray(borders, dtype=np.int64).reshape(-1, 2)
        count = len(people)
        if pairs.size and (pairs.min() < 0 or pairs.max() >= count):
            raise ValueError("a border names a unit that is not there")
        rough_m = np.zeros(len(pairs)) if rough_m is None else rough_m
        real = pairs[:, 0] != pairs[:, 1]
        pairs, border_m, rough_m = pairs[real], border_m[real], rough_m[real]
        both = np.concatenate([pairs, pairs[:, ::-1]])
        graph, rough = (
            csr_array((np.concatenate([lengths, lengths]), (both[:, 0], both[:, 1])), shape=(count, count))
            for lengths in (border_m, rough_m)
        )
        graph.sum_duplicates()
        rough.sum_duplicates()
        return cls(
            indptr=graph.indptr.astype(np.int64),
            indices=graph.indices.astype(np.int64),
            border_m=graph.data.astype(np.float64),
            outer_m=outer_m.astype(np.float64),
            area_m2=area_m2.astype(np.float64),
            people=people.astype(np.int64),
            rough_m=rough.data.astype(np.float64),
        )


def count_pieces(units: Units, part: Ints) -> Ints:
    """Return, per part, in how many connected pieces it lies (0 for an empty one).

    Args:
        units: The graph.
        part: Shape (n,); part of each unit, counted from 0.
    """
    owner = np.repeat(np.arange(len(units)), np.diff(units.indptr))
    inside = part[owner] == part[units.indices]
    kept = csr_array((np.ones(inside.sum()), (owner[inside], units.indices[inside])), shape=(len(units), len(units)))
    _, piece = connected_components(kept, directed=False)
    pairs = np.unique(np.stack([part, piece], axis=1), axis=0)
    return np.bincount(pairs[:, 0], minlength=int(part.max()) + 1).astype(np.int64)


def compactness(units: Units, part: Ints) -> Floats:
    """Return the Polsby-Popper compactness of each part: 4 pi area / perimeter^2, 1 for a circle.

    Source: Polsby and Popper, "The Third Criterion", Yale Law & Policy Review 9 (1991).
    """
    parts = int(part.max()) + 1
    owner = np.repeat(np.arange(len(units)), np.diff(units.indptr))
    across = part[owner] != part[units.indices]
    perimeter_m = np.bincount(part, weights=units.outer_m, minlength=parts).astype(np.float64)
    np.add.at(perimeter_m, part[owner[across]], units.border_m[across])
    area_m2 = np.bincount(part, weights=units.area_m2, minlength=parts)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(perimeter_m > 0, 4 * np.pi * area_m2 / perimeter_m**2, 0.0)
