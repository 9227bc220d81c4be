"""A plan drawn apart and healed: `python -m tests.bench.healing [--seeds N] [--by METRES] [--shapes NAME …]`.

The 720 grids of the full sample district, made a valid coverage first (the sample has real overlaps), then every corner
of every grid moved by up to a metre, each grid for itself. Healed with a tolerance of twice that. Beside it, what
Shapely's `coverage_clean` makes of the same grids.

Shapes of the movement: `disc` (anywhere within a metre), `rim` (a metre exactly, any direction), `square` (up to a
metre east and north, so 1.41 m in all); `disc-together` and `rim-together` move a corner alike for all its grids.

Columns: the farthest that a corner as drawn lies from its grid's new border, and a new corner from the border as drawn;
the farthest that the outline of all grids lies from the outline before the shaking (both ways).
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.coverage.metric_zone import MetricZone
from gis.loading import LoadOptions
from gis.loading.polygons import read_grids
from gis.plans.healing import heal
from sample_maps import make

Floats = NDArray[np.float64]
MOST_M = 2.0
SHAPES = ("disc", "rim", "square", "disc-together", "rim-together")
_PRECISION_M = 0.01


def main() -> None:
    """Print a line per shape and seed; exit code 1 where the promise is not kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--by", type=float, default=1.0)
    parser.add_argument("--shapes", nargs="+", choices=SHAPES, default=["disc"])
    asked = parser.parse_args()
    plan = heal(sample_grids(), tolerance_m=MOST_M).grounds
    zone = MetricZone(plan)
    print(f"{len(plan)} grids, {shapely.get_num_coordinates(plan).sum():,} corners, moved by up to {asked.by:g} m")
    print(
        f"{'':24}{'seconds':>8}{'valid':>7}{'lost':>6}{'pieces':>8}"
        f"{'drawn to new':>14}{'new to drawn':>14}{'outline':>9}"
    )
    kept = True
    for shape in asked.shapes:
        for seed in range(1, asked.seeds + 1):
            drawn = shaken(plan, zone, by_m=asked.by, seed=seed, shape=shape)
            began = time.perf_counter()
            healed = heal(drawn, tolerance_m=2 * asked.by)
            seconds = time.perf_counter() - began
            lost = len(healed.restored) + int(shapely.is_empty(healed.grounds).sum())
            kept &= _line(f"{shape}, seed {seed}", (plan, drawn, healed.grounds), lost, seconds, 2 * asked.by)
    began = time.perf_counter()
    flat = zone.to_metres(shapely.make_valid(drawn))
    cleaned = shapely.coverage_clean(flat, gap_width=2 * asked.by, snapping_distance=2 * asked.by)
    seconds = time.perf_counter() - began
    _line("coverage_clean", (plan, drawn, cleaned), int(shapely.is_empty(cleaned).sum()), seconds, 2 * asked.by)
    sys.exit(0 if kept else 1)


def _line(
    title: str, grids: tuple[NDArray[Any], NDArray[Any], NDArray[Any]], lost: int, seconds: float, most_m: float
) -> bool:
    """Print what came of the grids (before, drawn, after); return whether the promise was kept."""
    plan, drawn, after = grids
    zone = MetricZone(plan)
    valid = bool(shapely.coverage_is_valid(after))
    more = int((shapely.get_num_geometries(after) > shapely.get_num_geometries(plan)).sum())
    before, flat = zone.to_metres(drawn), after if title == "coverage_clean" else zone.to_metres(after)
    there, back = farthest_m(before, flat), farthest_m(flat, before)
    outlines = [np.array([shapely.coverage_union_all(ground)], dtype=object) for ground in (zone.to_metres(plan), flat)]
    outline = max(farthest_m(*outlines), farthest_m(*outlines[::-1]))
    print(f"{title:24}{seconds:8.1f}{valid!s:>7}{lost:6}{more:8}{there:12.2f} m{back:12.2f} m{outline:7.2f} m")
    return valid and lost == more == 0 and max(there, back) <= most_m + _PRECISION_M


def sample_grids() -> NDArray[Any]:
    """Return the grids of the full sample district."""
    with tempfile.TemporaryDirectory() as folder:
        files = {file.kind: file.path for file in make(Path(folder), size="full").files}
        found = read_grids(files["grids"], options=LoadOptions())
    return np.array([grid.geom for grid in found.grids], dtype=object)


def shaken(plan: NDArray[Any], zone: MetricZone, *, by_m: float, seed: int, shape: str = "disc") -> NDArray[Any]:
    """Return the plan with each corner of each grid moved by up to so many metres, each grid for itself."""
    rng = np.random.default_rng(seed)
    flat = zone.to_metres(plan)
    points = shapely.get_coordinates(flat)
    if shape.endswith("-together"):
        places, corner = np.unique(points.round(3), axis=0, return_inverse=True)
        steps = _steps(rng, len(places), shape.removesuffix("-together"), by_m)[corner.reshape(-1)]
    else:
        steps = _steps(rng, len(points), shape, by_m)
        _, ring = shapely.get_coordinates(shapely.get_rings(shapely.get_parts(flat)), return_index=True)
        first = np.flatnonzero(np.append(True, ring[1:] != ring[:-1]))
        steps[np.append(first[1:] - 1, len(ring) - 1)] = steps[first]
    return np.asarray(zone.to_lonlat(shapely.set_coordinates(flat, points + steps)))


def _steps(rng: np.random.Generator, count: int, shape: str, by_m: float) -> Floats:
    if shape == "square":
        return rng.uniform(-by_m, by_m, (count, 2))
    angle = rng.uniform(0, 2 * np.pi, count)
    far = by_m * (np.sqrt(rng.uniform(0, 1, count)) if shape == "disc" else np.ones(count))
    return np.column_stack([far * np.cos(angle), far * np.sin(angle)])


def farthest_m(grounds: NDArray[Any], others: NDArray[Any]) -> float:
    """Return the greatest distance from a corner of one to the border of the other at the same position."""
    farthest = 0.0
    for one, other in zip(grounds, others, strict=True):
        if not (one.is_empty or other.is_empty):
            border = shapely.boundary(other)
            shapely.prepare(border)
            farthest = max(farthest, shapely.distance(shapely.points(shapely.get_coordinates(one)), border).max())
    return float(farthest)


if __name__ == "__main__":
    main()
