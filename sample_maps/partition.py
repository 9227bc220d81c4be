"""Dividing pieces of ground into connected parts of wanted weights: communities, subdistricts and grids alike.

Sets of pieces are kept as the bits of whole numbers, which makes the many questions of connectedness cheap.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sample_maps.geometry import Array, Ints

_DIRECTIONS = 8
_FINALISTS = 3


@dataclass(frozen=True)
class Pieces:
    """Pieces of ground: weights, places (n, 2), and what cutting between two neighbours costs."""

    weight: list[float]
    xy: Array
    border: list[dict[int, float]]

    def masks(self) -> list[int]:
        """Return each piece's neighbours as bits."""
        return [sum(1 << j for j in border) for border in self.border]


def pieces_of(weight: Array, xy: Array, left: Ints, right: Ints, cost: Array) -> Pieces:
    """Return pieces whose neighbours are told by edges between piece `left` and piece `right` of some cost."""
    border: list[dict[int, float]] = [{} for _ in weight]
    for a, b, c in zip(left.tolist(), right.tolist(), cost.tolist(), strict=True):
        if a >= 0 and b >= 0 and a != b:
            border[a][b] = border[a].get(b, 0.0) + c
            border[b][a] = border[b].get(a, 0.0) + c
    return Pieces(weight.tolist(), xy, border)


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


class _Divider:
    def __init__(self, pieces: Pieces) -> None:
        self.pieces = pieces
        self.near = pieces.masks()
        self.total_border = sum(sum(b.values()) for b in pieces.border) / max(1, len(pieces.border))

    def weight(self, mask: int) -> float:
        weight = self.pieces.weight
        return sum(weight[i] for i in _bits(mask))

    def flood(self, start: int, mask: int) -> int:
        """Return what hangs together with `start` inside `mask`."""
        seen = fresh = start
        while fresh:
            reached = 0
            for i in _bits(fresh):
                reached |= self.near[i]
            fresh = reached & mask & ~seen
            seen |= fresh
        return seen

    def components(self, mask: int) -> list[int]:
        parts = []
        while mask:
            part = self.flood(mask & -mask, mask)
            parts.append(part)
            mask &= ~part
        return parts

    def holds_together(self, mask: int) -> bool:
        return not mask or self.flood(mask & -mask, mask) == mask

    def cut(self, one: int, other: int) -> float:
        return sum(c for i in _bits(one) for j, c in self.pieces.border[i].items() if other >> j & 1)

    def divide(self, mask: int, targets: list[float]) -> list[tuple[int, float]]:
        """Return connected parts with the target each was made for."""
        if len(targets) == 1 or mask.bit_count() <= 1:
            return [(mask, targets[0])]
        half = len(targets) // 2
        share = sum(targets[:half]) / sum(targets)
        one = self._grown(mask, share, half)
        other = mask & ~one
        if not one or not other:
            return [(mask, sum(targets))]
        return self.divide(one, targets[:half]) + self.divide(other, targets[half:])

    def _grown(self, mask: int, share: float, least: int) -> int:
        members = np.fromiter(_bits(mask), dtype=int)
        xy = self.pieces.xy[members]
        whole = self.weight(mask)
        tries: list[tuple[float, int]] = []
        for turn in np.arange(_DIRECTIONS) * 2 * math.pi / _DIRECTIONS:
            order = dict(zip(members.tolist(), (xy @ [math.cos(turn), math.sin(turn)]).tolist(), strict=True))
            one = self._sweep(mask, order, share * whole)
            if mask & ~one and one.bit_count() >= least:
                tries.append((self._cost(one, mask, share, whole), one))
        best, best_cost = 0, math.inf
        for _, rough in sorted(tries)[:_FINALISTS]:
            one, _ = self.refine([rough, mask & ~rough], [share * whole, (1 - share) * whole])
            cost = self._cost(one, mask, share, whole)
            if cost < best_cost:
                best, best_cost = one, cost
        return best

    def _cost(self, one: int, mask: int, share: float, whole: float) -> float:
        miss = abs(self.weight(one) - share * whole) / max(whole * min(share, 1 - share), 1e-9)
        cut = self.cut(one, mask & ~one) / (self.total_border * math.sqrt(mask.bit_count()))
        return float(6.0 * miss**1.5 + 0.5 * cut)

    def _sweep(self, mask: int, order: dict[int, float], wanted: float) -> int:
        """Grow a part from one side until it weighs what is wanted; what it cuts off goes to the smaller side."""
        start = min(order, key=order.__getitem__)
        one, have = 1 << start, self.pieces.weight[start]
        fringe = self.near[start] & mask
        while fringe:
            near = min(_bits(fringe), key=order.__getitem__)
            gain = self.pieces.weight[near]
            if have + gain / 2 > wanted:
                break
            one |= 1 << near
            have += gain
            fringe = (fringe | self.near[near]) & mask & ~one
        rest = self.components(mask & ~one)
        if len(rest) > 1:
            largest = max(rest, key=lambda part: (self.weight(part), part.bit_count()))
            one = mask & ~largest
        return one

    def refine(self, parts: list[int], targets: list[float], passes: int = 8) -> list[int]:
        """Hand pieces at the borders over from part to part while that brings the weights nearer to their targets."""
        owner = {i: k for k, part in enumerate(parts) for i in _bits(part)}
        weights = [self.weight(part) for part in parts]
        for _ in range(passes):
            moved = False
            for i in sorted(owner):
                moved |= self._hand_over(i, owner, parts, weights, targets)
            if not moved:
                break
        return parts

    def _hand_over(
        self, i: int, owner: dict[int, int], parts: list[int], weights: list[float], targets: list[float]
    ) -> bool:
        home, w = owner[i], self.pieces.weight[i]
        shared: dict[int, float] = {}
        for j, c in self.pieces.border[i].items():
            if j in owner:
                shared[owner[j]] = shared.get(owner[j], 0.0) + c
        best, best_gain = -1, 1e-4
        for to, border in shared.items():
            if to == home:
                continue
            gain = _miss(weights[home], targets[home]) + _miss(weights[to], targets[to])
            gain -= _miss(weights[home] - w, targets[home]) + _miss(weights[to] + w, targets[to])
            gain += 0.02 * (border - shared.get(home, 0.0)) / self.total_border
            if gain > best_gain:
                best, best_gain = to, gain
        if best < 0:
            return False
        left = parts[home] & ~(1 << i)
        if not left or not self.holds_together(left):
            return False
        parts[home], parts[best] = left, parts[best] | 1 << i
        weights[home] -= w
        weights[best] += w
        owner[i] = best
        return True


def _miss(weight: float, target: float) -> float:
    return ((weight - target) / max(target, 1e-9)) ** 2


def divide(pieces: Pieces, targets: list[float]) -> Ints:
    """Return for each piece the number of its part; parts are connected and near their targets in weight.

    Pieces that do not hang together with the rest are divided apart; each such group is one part at least, so there can
    be more parts than targets.
    """
    divider = _Divider(pieces)
    out = np.full(len(pieces.weight), -1)
    groups = divider.components((1 << len(pieces.weight)) - 1)
    groups.sort(key=lambda g: (-divider.weight(g), -g.bit_count()))
    left = list(targets)
    number = 0
    for k, group in enumerate(groups):
        wanted: list[float] = []
        room = divider.weight(group)
        last = k == len(groups) - 1
        while left and (last or not wanted or sum(wanted) + left[0] / 2 < room):
            wanted.append(left.pop(0))
        made = divider.divide(group, wanted or [max(room, 1e-9)])
        scale = room / max(sum(t for _, t in made), 1e-9)
        for part in divider.refine([m for m, _ in made], [t * scale for _, t in made]):
            out[list(_bits(part))] = number
            number += 1
    return out
