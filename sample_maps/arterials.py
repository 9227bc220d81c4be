"""The main streets: ring, diagonal, and two families of long bending streets, traced through the orientation field."""

import math
from collections import deque
from dataclasses import dataclass

import numpy as np
import shapely

from sample_maps.geometry import Array, on_grid, smooth
from sample_maps.ground import Ground
from sample_maps.orientation import Orientation
from sample_maps.scale import Scale

_STEP_M = 40.0
_Seed = tuple[float, float, int]
_TURNED_BACK = -0.05
_LONGEST = 600
_PRIMARY_SHARE = 0.4
_LARGE_M = 4000.0
"""Districts of a smaller radius have their main streets nearer together, so that they still show a network."""


@dataclass(frozen=True)
class Line:
    """A drawn line before streets are cut at their junctions; `kind` is a street class, or outline, middle, wall."""

    points: Array
    kind: str
    street: int
    """Which street it belongs to: pieces of one street share the number."""


def ring_road(rng: np.random.Generator, ground: Ground) -> Array:
    """Return the closed ring around the centre as (n, 2)."""
    turn = np.linspace(0, 2 * np.pi, 9, endpoint=False)
    r = ground.radius_m * (0.40 + rng.normal(0, 0.028, 9))
    r = r * (1 + 0.12 * np.cos(2 * (turn - 0.3)))
    return smooth(np.column_stack([np.cos(turn) * r, np.sin(turn) * r]), step_m=_STEP_M, closed=True)


def diagonal_avenue(rng: np.random.Generator, ground: Ground) -> Array:
    """Return the avenue that leaves the centre aslant and runs to the outline."""
    angle = math.radians(rng.uniform(33, 57)) + rng.choice([0.0, math.pi / 2])
    out = np.array([math.cos(angle), math.sin(angle)])
    side = np.array([-out[1], out[0]])
    t = np.array([0.05, 0.3, 0.6, 0.95, 1.45]) * ground.radius_m
    bend = np.array([0.0, 0.0, 0.03, 0.02, 0.08]) * ground.radius_m
    return smooth(t[:, None] * out + bend[:, None] * side, step_m=_STEP_M)


class _Family:
    """The points of one family's streets so far, to keep its streets apart."""

    def __init__(self) -> None:
        self._xy = np.empty((60_000, 2))
        self._n = 0

    def add(self, points: Array) -> None:
        self._xy[self._n : self._n + len(points)] = points
        self._n += len(points)

    def distance(self, x: float, y: float) -> float:
        if not self._n:
            return math.inf
        d = self._xy[: self._n] - (x, y)
        return math.sqrt(float(np.min(np.einsum("ij,ij->i", d, d))))


class _Tracer:
    def __init__(self, ground: Ground, orientation: Orientation) -> None:
        self._ground = ground
        self._orientation = orientation
        self._reach = shapely.buffer(ground.outline, 60.0)
        shapely.prepare(self._reach)

    def spacing(self, x: float, y: float) -> float:
        """Return how far apart main streets of one family run at a place, in metres."""
        urban = self._ground.urbanity_at(x, y)
        return (980.0 - 560.0 * min(1.0, urban * 1.25)) * (1.0 if self._ground.radius_m > _LARGE_M else 0.66)

    def trace(self, x: float, y: float, turned: float, apart: _Family) -> Array:
        """Return the street through (x, y), both ways, until it comes near its own family or leaves the district."""
        ahead = self._orientation.at(x, y) + turned
        ways = [self._one_way((x, y), heading, turned, apart) for heading in (ahead, ahead + math.pi)]
        return np.array(ways[1][:0:-1] + ways[0])

    def _one_way(
        self, start: tuple[float, float], heading: float, turned: float, apart: _Family
    ) -> list[tuple[float, float]]:
        x, y = start
        points = [start]
        spacing = self.spacing(x, y)
        first = heading
        while len(points) < _LONGEST:
            middle = self._turn(
                x + math.cos(heading) * _STEP_M / 2, y + math.sin(heading) * _STEP_M / 2, heading, turned
            )
            x, y = x + math.cos(middle) * _STEP_M, y + math.sin(middle) * _STEP_M
            heading = self._turn(x, y, middle, turned)
            points.append((x, y))
            if len(points) % 5 == 0:
                spacing = self.spacing(x, y)
            near = apart.distance(x, y) < 0.52 * spacing
            if near or math.cos(heading - first) < _TURNED_BACK or not shapely.contains_xy(self._reach, x, y):
                break
        return points

    def _turn(self, x: float, y: float, heading: float, turned: float) -> float:
        angle = self._orientation.at(x, y) + turned
        return angle if math.cos(angle - heading) >= 0 else angle + math.pi


def _family_of(points: Array, orientation: Orientation) -> Array:
    """Return which family each point of a line runs with: 0 or 1."""
    along = np.gradient(points, axis=0)
    heading = np.arctan2(along[:, 1], along[:, 0])
    field = np.array([orientation.at(x, y) for x, y in points])
    which: Array = (np.abs(np.cos(heading - field)) < math.cos(math.pi / 4)).astype(float)
    return which


def main_streets(rng: np.random.Generator, ground: Ground, scale: Scale) -> list[Line]:
    """Draw ring, diagonal and the two families of main streets; some ends still hang loose."""
    ring, diagonal = ring_road(rng, ground), diagonal_avenue(rng, ground)
    orientation = Orientation(rng, ground, ring, quarter_m=scale.quarter_m)
    banks = [shapely.get_coordinates(r) for r in shapely.get_parts(shapely.boundary(ground.corridor))]
    families = (_Family(), _Family())
    for line in [
        ring,
        diagonal,
        *(shapely.get_coordinates(shapely.segmentize(shapely.LineString(b), 50.0)) for b in banks),
    ]:
        which = _family_of(line, orientation)
        for k in (0, 1):
            families[k].add(line[which == k])
    lines = [Line(ring, "trunk", 0), Line(diagonal, "primary", 1)]
    tracer = _Tracer(ground, orientation)
    first = _first_seeds(rng, ground)
    seeds: deque[_Seed] = deque()
    while seeds or first:
        x, y, k = seeds.popleft() if seeds else first.popleft()
        spacing = tracer.spacing(x, y)
        if not shapely.contains_xy(ground.outline, x, y) or families[k].distance(x, y) < 0.9 * spacing:
            continue
        points = tracer.trace(x, y, k * math.pi / 2, families[k])
        if len(points) * _STEP_M < 1.1 * spacing:
            continue
        families[k].add(points)
        long = len(points) * _STEP_M > 0.9 * ground.radius_m
        lines.append(Line(points, "primary" if long and rng.random() < _PRIMARY_SHARE else "secondary", len(lines)))
        seeds.extend(_neighbours(points, k, tracer))
    return _joined(lines, banks, tracer)


def _first_seeds(rng: np.random.Generator, ground: Ground) -> deque[_Seed]:
    """Return where streets may start that no other street leads to: near the centre first, then anywhere."""
    centre = rng.normal(0, 0.06 * ground.radius_m, (3, 2))
    anywhere = rng.uniform(-1.2 * ground.radius_m, 1.2 * ground.radius_m, (400, 2))
    return deque((x, y, k) for x, y in np.vstack([centre, anywhere]).tolist() for k in (0, 1))


def _neighbours(points: Array, k: int, tracer: _Tracer) -> list[_Seed]:
    """Return places beside a street where the next streets of its family, and those across, may start."""
    seeds: list[_Seed] = []
    for i in range(3, len(points) - 3, 9):
        x, y = points[i]
        dx, dy = points[i + 1] - points[i - 1]
        length = math.hypot(dx, dy)
        gap = tracer.spacing(x, y)
        seeds.extend((x - dy / length * side, y + dx / length * side, k) for side in (gap, -gap))
        seeds.append((x, y, 1 - k))
    return seeds


def _joined(lines: list[Line], banks: list[Array], tracer: _Tracer) -> list[Line]:
    """Lengthen streets that end in the open until they meet another one, where there is one ahead."""
    shapes = [shapely.LineString(li.points) for li in lines] + [shapely.LineString(b) for b in banks]
    tree = shapely.STRtree(shapes)
    out = lines[:1]
    for number, line in enumerate(lines[1:], start=1):
        points = line.points
        for _ in range(2):
            points = points[::-1]
            ahead = (points[-1] - points[-3]) / np.hypot(*(points[-1] - points[-3]))
            reach = 0.8 * tracer.spacing(*points[-1])
            ray = shapely.LineString([points[-1], points[-1] + ahead * reach])
            hits = [
                shapely.intersection(ray, shapes[i]) for i in tree.query(ray, predicate="intersects") if i != number
            ]
            met = [float(np.min(np.hypot(*(shapely.get_coordinates(h) - points[-1]).T))) for h in hits]
            if met:
                points = np.vstack([points, points[-1] + ahead * (min(met) + 6.0)])
        out.append(Line(points, line.kind, line.street))
    return out


def without_river(lines: list[Line], ground: Ground) -> list[Line]:
    """Cut the lines at the river's corridor; a line passes it only straight across, and not too near another bridge."""
    out: list[Line] = []
    bridges: list[Array] = []
    shapely.prepare(ground.corridor)
    for line in sorted(lines, key=lambda li: ("trunk", "primary", "secondary").index(li.kind)):
        whole = shapely.intersection(shapely.LineString(on_grid(line.points)), ground.outline)
        pieces = [p for p in shapely.get_parts(shapely.difference(whole, ground.corridor)) if p.length > 1]
        for piece in shapely.get_parts(shapely.intersection(whole, ground.corridor)):
            if _is_bridge(piece, line, ground, bridges):
                bridges.append(shapely.get_coordinates(piece).mean(axis=0))
                pieces.append(piece)
        out.extend(Line(shapely.get_coordinates(p), line.kind, line.street) for p in pieces)
    return out


def _is_bridge(piece: shapely.LineString, line: Line, ground: Ground, bridges: list[Array]) -> bool:
    if piece.length < 1:
        return False
    xy = shapely.get_coordinates(piece)
    straight = float(np.hypot(*(xy[-1] - xy[0])))
    river = ground.watercourses[0]
    broad = shapely.intersects(piece, river.water)
    width = 2 * 34 + 2 * (80.0 if ground.radius_m > _LARGE_M else 42.0) if broad else 60.0
    crosses = any(shapely.crosses(piece, shapely.LineString(c.middle)) for c in ground.watercourses)
    if not crosses or piece.length > 1.9 * width or straight < 0.9 * piece.length:
        return False
    apart = (0.11 * ground.radius_m + 150) if broad else 260.0
    apart = apart * (0.5 if line.kind == "trunk" else 1.0)
    return all(np.hypot(*(xy.mean(axis=0) - b)) > apart for b in bridges)
