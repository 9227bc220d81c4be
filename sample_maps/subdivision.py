"""Cutting a piece of ground into smaller ones, street by street, each cut running from side to side."""

import math
from dataclasses import dataclass, field, replace

import numpy as np
import shapely

from sample_maps.arterials import Line
from sample_maps.geometry import Array, main_direction, on_grid, ring_area

_CELL_M = 60.0
_ATTEMPTS = 4
_STRAIGHT_M = 60.0
"""Cuts shorter than this are straight."""


class Junctions:
    """Where streets already meet, so that a new street meets them there and not a few steps beside."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[tuple[float, float]]] = {}

    def add(self, x: float, y: float) -> None:
        """Remember a junction."""
        self._cells.setdefault((int(x // _CELL_M), int(y // _CELL_M)), []).append((x, y))

    def near(self, x: float, y: float, within: float) -> list[tuple[float, float]]:
        """Return the junctions within some metres (at most a cell), nearest first."""
        i, j = int(x // _CELL_M), int(y // _CELL_M)
        found = [
            ((a - x) ** 2 + (b - y) ** 2, a, b)
            for di in (-1, 0, 1)
            for dj in (-1, 0, 1)
            for a, b in self._cells.get((i + di, j + dj), ())
        ]
        return [(a, b) for d, a, b in sorted(found) if d <= within * within]


@dataclass(frozen=True)
class Cut:
    """How to cut: what the cut is, and how far it may stray from the straight middle."""

    kind: str
    """A street class, or wall."""
    angle_jitter: float = 0.06
    """Radians."""
    bend: float = 0.0
    """The bulge of the cut as a share of its length."""
    snap_m: float = 25.0
    """How near a junction must be for the cut to end there."""
    balance: float = 0.1
    """How far from half the cut may fall, as a share of the length."""


@dataclass
class Cutter:
    """Cuts rings and collects the lines it cut along."""

    rng: np.random.Generator
    junctions: Junctions
    lines: list[Line] = field(default_factory=list)
    next_street: int = 10_000

    def cut(self, ring: Array, how: Cut) -> tuple[Array, Array] | None:
        """Cut a ring across its longer side in two, or return None when no decent cut is found.

        The cut is added to `lines`.
        """
        for attempt in range(_ATTEMPTS):
            bend = how.bend if attempt < _ATTEMPTS // 2 else 0.0
            halves = self._try(ring, replace(how, angle_jitter=how.angle_jitter * (1 + attempt), bend=bend))
            if halves is not None:
                return halves
        return None

    def _try(self, ring: Array, how: Cut) -> tuple[Array, Array] | None:
        direction = main_direction(ring)
        c, s = math.cos(direction), math.sin(direction)
        axes = np.array([[c, s], [-s, c]])
        local = ring @ axes.T
        low, high = local.min(axis=0), local.max(axis=0)
        long = 0 if high[0] - low[0] >= high[1] - low[1] else 1
        at = 0.5 + self.rng.uniform(-how.balance, how.balance)
        start = low[long] + at * (high[long] - low[long])
        turn = direction + (np.pi / 2 if long == 0 else 0.0) + self.rng.normal(0, how.angle_jitter)
        chord = _chord(ring, axes[long] * start + axes[1 - long] * (low[1 - long] + high[1 - long]) / 2, turn)
        if chord is None:
            return None
        ends = [self._snapped(ring, *end, how.snap_m) for end in chord]
        return self._along(ring, ends, how.kind, how.bend)

    def _snapped(self, ring: Array, point: Array, side: int, snap_m: float) -> tuple[Array, int, bool]:
        """Return the end of a cut, the side of the ring it lies on, and whether it is that side's first corner."""
        for x, y in self.junctions.near(point[0], point[1], snap_m):
            place = _locate(ring, np.array([x, y]))
            if place is not None:
                return np.array([x, y]), *place
        return on_grid(point[None])[0], side, False

    def _along(
        self, ring: Array, ends: list[tuple[Array, int, bool]], kind: str, bend: float
    ) -> tuple[Array, Array] | None:
        (p, i, p_corner), (q, j, q_corner) = ends
        if i == j:
            return None
        length = float(np.hypot(*(q - p)))
        path = np.vstack([p, q])
        if bend and length > _STRAIGHT_M:
            t = np.linspace(0, 1, max(3, int(length / 35)))[:, None]
            normal = np.array([p[1] - q[1], q[0] - p[0]])
            bulge = self.rng.normal(0, bend) * np.sin(np.pi * t) + 0.35 * self.rng.normal(0, bend) * np.sin(
                2 * np.pi * t
            )
            path = on_grid(p + t * (q - p) + bulge * normal)
            path[0], path[-1] = p, q
        halves = _halves(ring, path, (i, p_corner), (j, q_corner))
        whole = abs(ring_area(ring))
        areas = [abs(ring_area(h)) for h in halves]
        if min(areas) < 0.2 * whole or abs(sum(areas) - whole) > 0.01 * whole:
            return None
        if not all(shapely.is_valid(shapely.Polygon(half)) for half in halves):
            return None
        self.lines.append(Line(path, kind, self.next_street))
        self.next_street += 1
        for x, y in (p, q):
            self.junctions.add(float(x), float(y))
        return halves


def _chord(ring: Array, centre: Array, turn: float) -> tuple[tuple[Array, int], tuple[Array, int]] | None:
    """Return where the line through `centre` enters and leaves the ring around it, with the sides it meets."""
    d = np.array([np.cos(turn), np.sin(turn)])
    rel = ring - centre
    off = d[0] * rel[:, 1] - d[1] * rel[:, 0]
    nxt = np.roll(off, -1)
    sides = np.flatnonzero((off > 0) != (nxt > 0))
    if len(sides) < 2:  # noqa: PLR2004 - a line meets a ring at least twice, or misses it
        return None
    share = off[sides] / (off[sides] - nxt[sides])
    points = ring[sides] + share[:, None] * (ring[(sides + 1) % len(ring)] - ring[sides])
    along = (points - centre) @ d
    order = np.argsort(along)
    after = int(np.searchsorted(along[order], 0.0))
    if after % 2 == 0:
        # The centre lies outside a bent ring: take the longest stretch inside.
        stretches = along[order][1::2] - along[order][0::2]
        after = 2 * int(np.argmax(stretches)) + 1
    a, b = order[after - 1], order[after]
    return (points[a], int(sides[a])), (points[b], int(sides[b]))


def _locate(ring: Array, point: Array) -> tuple[int, bool] | None:
    """Return the side of the ring that a point lies on, and whether it is the side's first corner."""
    to = np.roll(ring, -1, axis=0) - ring
    rel = point - ring
    length = np.hypot(to[:, 0], to[:, 1])
    along = np.einsum("ij,ij->i", rel, to) / np.maximum(length, 1e-9)
    off = np.abs(to[:, 0] * rel[:, 1] - to[:, 1] * rel[:, 0]) / np.maximum(length, 1e-9)
    corner = np.flatnonzero(np.hypot(rel[:, 0], rel[:, 1]) < 0.02)  # noqa: PLR2004 - two steps of the grid
    if len(corner):
        return int(corner[0]), True
    on = np.flatnonzero((off < 0.02) & (along > 0) & (along < length))  # noqa: PLR2004
    return (int(on[0]), False) if len(on) else None


def _halves(ring: Array, path: Array, start: tuple[int, bool], end: tuple[int, bool]) -> tuple[Array, Array]:
    """Return the two rings on either side of a path; `start` and `end` say on which sides of the ring it ends.

    Their second value tells that the end is that side's first corner.
    """
    n = len(ring)

    def between(a: int, to: tuple[int, bool]) -> list[int]:
        last = to[0] - 1 if to[1] else to[0]
        return [(a + 1 + k) % n for k in range((last - a) % n)]

    return np.vstack([path, ring[between(end[0], start)]]), np.vstack([path[::-1], ring[between(start[0], end)]])
