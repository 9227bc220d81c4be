"""A closed walk over edges that meet evenly at every node: straight on where it can, turning back only at dead ends."""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
TURNING_BACK = 10.0
"""Price of walking an edge and the same edge back at once, in radians of turning."""


def euler_tour(ends: Ints, start: int, *, way: Ints | None = None, heading: Floats | None = None) -> Ints:
    """Return a closed walk from `start` over every edge once.

    At each node the edges that arrive are joined with those that leave, the straightest pairs first; the rings that
    come of it are then joined into one where that bends the walk the least.

    Args:
        ends: Shape (n, 2); end nodes of each edge. Parallel edges and loops are taken.
        start: Node where the walk begins and ends; some edge touches it.
        way: Shape (n,); number of the street that each edge walks; two edges of one street are the way there and back.
        heading: Shape (n, 2); direction in radians in which each edge leaves its first and its second end.

    Returns:
        Shape (n, 2): the edges in order, and 1 where an edge is walked from its second end.

    Raises:
        ValueError: a node has an odd number of edges, the edges are in several pieces, or none touches `start`.
    """
    if not len(ends):
        raise ValueError("there is nothing to walk")
    if (np.bincount(ends.ravel()) % 2).any():
        raise ValueError("a node has an odd number of edges")
    at_node: dict[int, list[int]] = {}
    for half, node in enumerate(ends.ravel().tolist()):  # half edge 2 e + s leaves end s of edge e
        at_node.setdefault(node, []).append(half)
    if start not in at_node:
        raise ValueError("no edge touches the start")
    street = (np.arange(len(ends)) if way is None else way).tolist()
    angle = None if heading is None else heading.ravel().tolist()
    mate = [-1] * (2 * len(ends))
    for halves in at_node.values():
        _pair(halves, mate, street, angle)
    _join_rings(at_node, mate, street, angle)
    walk = _follow(min(at_node[start]), mate)
    if len(walk) != len(ends):
        raise ValueError("the edges are in several pieces")
    return walk


def _bend(one: int, two: int, street: list[int], angle: list[float] | None) -> float:
    """Return how much a walk bends that arrives by one half edge and leaves by the other; 0: straight on."""
    price = TURNING_BACK if street[one >> 1] == street[two >> 1] else 0.0
    if angle is None:
        return price
    apart = abs(angle[one] - angle[two]) % (2 * np.pi)
    return float(price + np.pi - min(apart, 2 * np.pi - apart))


def _pair(halves: list[int], mate: list[int], street: list[int], angle: list[float] | None) -> None:
    if len(halves) == 2:  # noqa: PLR2004 - one way in, one way out
        mate[halves[0]], mate[halves[1]] = halves[1], halves[0]
        return
    choices = sorted((_bend(one, two, street, angle), one, two) for one, two in combinations(halves, 2))
    for _, one, two in choices:
        if mate[one] < 0 and mate[two] < 0:
            mate[one], mate[two] = two, one
    _untwist(halves, mate, street, angle)


def _untwist(halves: list[int], mate: list[int], street: list[int], angle: list[float] | None) -> None:
    """Exchange partners while that bends less: the greedy choice may leave a turning back for the last pair."""
    better = True
    while better:
        better = False
        for one, two in combinations(halves, 2):
            a, b = mate[one], mate[two]
            if two == a:
                continue
            before = _bend(one, a, street, angle) + _bend(two, b, street, angle)
            if _bend(one, two, street, angle) + _bend(a, b, street, angle) < before - 1e-9:
                mate[one], mate[two], mate[a], mate[b] = two, one, b, a
                better = True


def _join_rings(at_node: dict[int, list[int]], mate: list[int], street: list[int], angle: list[float] | None) -> None:
    ring = _rings(mate)
    choices = []
    for halves in at_node.values():
        if len({ring[half] for half in halves}) > 1:
            for one, two in combinations(halves, 2):
                if ring[one] != ring[two]:
                    a, b = mate[one], mate[two]
                    more = _bend(one, two, street, angle) + _bend(a, b, street, angle)
                    more -= _bend(one, a, street, angle) + _bend(two, b, street, angle)
                    choices.append((more, one, two))
    choices.sort()
    root = list(range(max(ring) + 1))

    def find(number: int) -> int:
        while root[number] != number:
            root[number] = root[root[number]]
            number = root[number]
        return number

    for _, one, two in choices:
        mine, theirs = find(ring[one]), find(ring[two])
        if mine != theirs:
            root[theirs] = mine
            a, b = mate[one], mate[two]
            mate[one], mate[two], mate[a], mate[b] = two, one, b, a


def _rings(mate: list[int]) -> list[int]:
    """Return the ring that each half edge is in."""
    ring = [-1] * len(mate)
    count = 0
    for first in range(len(mate)):
        half = first
        if ring[half] >= 0:
            continue
        while ring[half] < 0:
            ring[half] = ring[half ^ 1] = count
            half = mate[half ^ 1]
        count += 1
    return ring


def _follow(first: int, mate: list[int]) -> Ints:
    walk = []
    half = first
    while True:
        walk.append((half >> 1, half & 1))
        half = mate[half ^ 1]
        if half == first:
            return np.array(walk, dtype=np.int64)
