"""A graph of units seen from further away: units that belong together are one."""

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from gis.districting.units import Bools, Ints, Units


def owners(units: Units) -> Ints:
    """Return the unit from whose side each entry of `units.indices` is seen; shape (m,)."""
    return np.repeat(np.arange(len(units)), np.diff(units.indptr))


def pieces_of(units: Units, label: Ints) -> Ints:
    """Return the connected piece in which each unit lies, among units of its own label; counted from 0."""
    owner = owners(units)
    inside = label[owner] == label[units.indices]
    graph = csr_array((np.ones(inside.sum()), (owner[inside], units.indices[inside])), shape=(len(units), len(units)))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def joined(units: Units, one: Ints) -> Units:
    """Return the graph in which units of an equal number in `one` (counted from 0, none left out) are one unit."""
    count = int(one.max(initial=-1)) + 1
    owner = owners(units)
    once = owner < units.indices
    return Units.from_borders(
        np.stack([one[owner[once]], one[units.indices[once]]], axis=1),
        border_m=units.border_m[once],
        rough_m=units.rough_m[once],
        outer_m=np.bincount(one, units.outer_m, count).astype(np.float64),
        area_m2=np.bincount(one, units.area_m2, count).astype(np.float64),
        people=np.rint(np.bincount(one, units.people, count)).astype(np.int64),
    )


def part_of(units: Units, chosen: Ints) -> Units:
    """Return the graph of the units `chosen` alone; borders with the others become borders with the outside."""
    place = np.full(len(units), -1, dtype=np.int64)
    place[chosen] = np.arange(len(chosen))
    owner = owners(units)
    once = (owner < units.indices) & (place[owner] >= 0) & (place[units.indices] >= 0)
    lost = (place[owner] >= 0) & (place[units.indices] < 0)
    outer_m = units.outer_m + np.bincount(owner[lost], units.border_m[lost], len(units))
    return Units.from_borders(
        np.stack([place[owner[once]], place[units.indices[once]]], axis=1),
        border_m=units.border_m[once],
        rough_m=units.rough_m[once],
        outer_m=outer_m[chosen],
        area_m2=units.area_m2[chosen],
        people=units.people[chosen],
    )


def make_whole(units: Units, part: Ints, *, parts: int) -> None:
    """Bring every part into one piece and give each at least one unit, in place.

    Pieces but the one with most people (then most units) go to the neighbour with the longest shared border; an empty
    part takes a unit at the rim of the part with most people.

    Raises:
        ValueError: the units do not hang together, or are fewer than the parts.
    """
    for _ in range(len(units)):
        piece = pieces_of(units, part)
        stray = _strays(units, part, piece)
        if stray is None:
            break
        part[piece == stray] = _neighbour(units, part, piece == stray)
    for empty in np.setdiff1d(np.arange(parts), part):
        sizes = np.bincount(part, minlength=parts)
        people = np.where(sizes > 1, np.bincount(part, units.people, parts), -1)
        if people.max() < 0:
            raise ValueError(f"{len(units)} units cannot make {parts} parts")
        part[_last_reached(units, np.flatnonzero(part == people.argmax()))] = empty


def _strays(units: Units, part: Ints, piece: Ints) -> int | None:
    """The smallest piece that is not the main one of its part; None where all are whole."""
    count = piece.max() + 1
    of_piece = np.zeros(count, dtype=np.int64)
    of_piece[piece] = part
    people, size = np.bincount(piece, units.people, count), np.bincount(piece, minlength=count)
    order = np.lexsort((np.arange(count), -size, -people, of_piece))
    main = order[np.append(True, of_piece[order][1:] != of_piece[order][:-1])]
    strays = np.setdiff1d(np.arange(count), main)
    if not len(strays):
        return None
    return int(strays[np.lexsort((strays, size[strays], people[strays]))[0]])


def _neighbour(units: Units, part: Ints, here: Bools) -> int:
    owner = owners(units)
    across = here[owner] & ~here[units.indices]
    if not across.any():
        raise ValueError("the units do not hang together")
    shared = np.bincount(part[units.indices[across]], units.border_m[across] + 1e-9)
    return int(shared.argmax())


def _last_reached(units: Units, members: Ints) -> int:
    """A unit without which the others of a whole part still hang together."""
    inner = part_of(units, members)
    graph = csr_array((np.ones(len(inner.indices)), inner.indices, inner.indptr), shape=(len(inner), len(inner)))
    return int(members[breadth_first_order(graph, 0, directed=False, return_predecessors=False)[-1]])
