"""Some days of patrols: a few workers walk the streets of their grids, and their terminals say where they are."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import shapely

from sample_maps.geometry import Array, Ints, Shapes
from sample_maps.grids import Grids
from sample_maps.streets import Streets
from sample_maps.workers import Workers

WALKERS = 6
DAYS = 3
EVERY_S = 60
PACE = 4 / 3.6
ERROR_M = 5.0
BEGINS_S = 8.5 * 3600
HOURS = (4.6, 7.2)
"""A patrol lasts between these: some reach the plan's six hours, some do not."""


@dataclass(frozen=True)
class Patrols:
    """Positions in order of worker and time: worker, seconds since midnight (UTC+8) of the first day, (n, 2) metres."""

    worker: Ints
    first_day: date
    seconds: Ints
    xy: Array


def make_patrols(rng: np.random.Generator, streets: Streets, grids: Grids, workers: Workers, today: date) -> Patrols:
    """Let every n-th worker walk on the days before today."""
    chosen = np.linspace(0, len(workers.grids) - 1, min(WALKERS, len(workers.grids))).astype(int)
    tree, parts = shapely.STRtree(streets.lines), []
    for worker in chosen.tolist():
        ground = shapely.buffer(shapely.union_all([grids.shapes[grid] for grid in workers.grids[worker]]), 12.0)
        own: Shapes = streets.lines[np.sort(tree.query(ground, predicate="contains"))]
        if not len(own):
            continue
        for day in range(DAYS):
            hours = rng.uniform(*HOURS)
            line = _wander(rng, own, workers.post[worker], hours * 3600 * PACE)
            run = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
            at = np.arange(0, int(min(hours * 3600, run[-1] / PACE)), EVERY_S)
            true = np.column_stack([np.interp(at * PACE, run, line[:, axis]) for axis in (0, 1)])
            begins = int(day * 86400 + BEGINS_S + rng.integers(0, 1200))
            parts.append((np.full(len(at), worker), begins + at, true + rng.normal(0, ERROR_M, true.shape)))
    worker_of, seconds, xy = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Patrols(worker_of, today - timedelta(days=DAYS), seconds, xy)


def _wander(rng: np.random.Generator, lines: Shapes, post: Array, length_m: float) -> Array:
    """Return a way along streets from the end nearest to the post: the street walked least comes next."""
    shapes = [shapely.get_coordinates(line) for line in lines]
    leaving: dict[tuple[float, float], list[tuple[int, bool]]] = {}
    for number, points in enumerate(shapes):
        leaving.setdefault(_node(points[0]), []).append((number, False))
        leaving.setdefault(_node(points[-1]), []).append((number, True))
    nodes = np.array(list(leaving))
    here = _node(nodes[np.argmin(np.hypot(*(nodes - post).T))])
    times, run, way = np.zeros(len(shapes), int), 0.0, [np.array([here])]
    while run < length_m:
        choices = leaving[here]
        fewest = min(times[number] for number, _ in choices)
        least = [choice for choice in choices if times[choice[0]] == fewest]
        number, back = least[int(rng.integers(len(least)))]
        points = shapes[number][::-1] if back else shapes[number]
        times[number] += 1
        way.append(points[1:])
        run += float(shapely.length(lines[number]))
        here = _node(points[-1])
    return np.concatenate(way)


def _node(point: Array) -> tuple[float, float]:
    return round(float(point[0]), 2), round(float(point[1]), 2)
