"""A plan drawn apart and healed: `python -m tests.bench.healing [--seeds N] [--by METRES]`.

The 720 grids of the full sample district, made a valid coverage first (the sample has real overlaps), then every corner
of every grid moved by up to a metre, each grid for itself. Healed with a tolerance of twice that. Beside it, what
Shapely's `coverage_clean` makes of the same grids.
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

MOST_M = 2.0


def main() -> None:
    """Print a line per seed; exit code 1 where the promise is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--by", type=float, default=1.0)
    asked = parser.parse_args()
    plan = sample_grids()
    plan = heal(plan, tolerance_m=MOST_M).grounds
    zone = MetricZone(plan)
    print(f"{len(plan)} grids, {shapely.get_num_coordinates(plan).sum():,} corners, moved by up to {asked.by:g} m")
    print(f"{'':16}{'seconds':>8}{'valid':>7}{'lost':>6}{'pieces':>8}{'corner moved, most':>20}")
    kept = True
    for seed in range(1, asked.seeds + 1):
        drawn = shaken(plan, zone, by_m=asked.by, seed=seed)
        began = time.perf_counter()
        healed = heal(drawn, tolerance_m=2 * asked.by)
        seconds = time.perf_counter() - began
        moved = corner_moved_m(zone.to_metres(drawn), zone.to_metres(healed.grounds))
        lost = len(healed.restored)
        more = int((shapely.get_num_geometries(healed.grounds) > shapely.get_num_geometries(plan)).sum())
        kept &= healed.valid and lost == more == 0 and moved <= 2 * asked.by + 0.01
        print(f"{f'heal, seed {seed}':16}{seconds:8.1f}{healed.valid!s:>7}{lost:6}{more:8}{moved:18.2f} m")
    began = time.perf_counter()
    flat = zone.to_metres(shapely.make_valid(drawn))
    cleaned = shapely.coverage_clean(flat, gap_width=2 * asked.by, snapping_distance=2 * asked.by)
    seconds = time.perf_counter() - began
    more = int((shapely.get_num_geometries(cleaned) > shapely.get_num_geometries(plan)).sum())
    moved = corner_moved_m(flat, cleaned)
    valid, lost = bool(shapely.coverage_is_valid(cleaned)), int(shapely.is_empty(cleaned).sum())
    print(f"{'coverage_clean':16}{seconds:8.1f}{valid!s:>7}{lost:6}{more:8}{moved:18.2f} m")
    sys.exit(0 if kept else 1)


def sample_grids() -> NDArray[Any]:
    """Return the grids of the full sample district."""
    with tempfile.TemporaryDirectory() as folder:
        files = {file.kind: file.path for file in make(Path(folder), size="full").files}
        found = read_grids(files["grids"], options=LoadOptions())
    return np.array([grid.geom for grid in found.grids], dtype=object)


def shaken(plan: NDArray[Any], zone: MetricZone, *, by_m: float, seed: int) -> NDArray[Any]:
    """Return the plan with each corner of each grid moved by up to so many metres, each grid for itself."""
    rng = np.random.default_rng(seed)

    def ring(points: NDArray[np.float64]) -> NDArray[np.float64]:
        angle, far = rng.uniform(0, 2 * np.pi, len(points)), by_m * np.sqrt(rng.uniform(0, 1, len(points)))
        moved = points + np.column_stack([far * np.cos(angle), far * np.sin(angle)])
        moved[-1] = moved[0]
        return moved

    out = np.empty(len(plan), dtype=object)
    for place, ground in enumerate(zone.to_metres(plan)):
        parts = [
            shapely.Polygon(
                ring(shapely.get_coordinates(part.exterior)),
                [ring(shapely.get_coordinates(hole)) for hole in part.interiors],
            )
            for part in shapely.get_parts(ground)
        ]
        out[place] = shapely.MultiPolygon(parts)
    return np.asarray(zone.to_lonlat(out))


def corner_moved_m(before: NDArray[Any], after: NDArray[Any]) -> float:
    """Return the greatest distance from a corner of a grid before to the nearest one of it after."""
    farthest = 0.0
    for old, new in zip(before, after, strict=True):
        if not new.is_empty:
            corners = shapely.points(shapely.get_coordinates(old))
            others = shapely.MultiPoint(shapely.get_coordinates(new))
            farthest = max(farthest, float(shapely.distance(corners, others).max()))
    return farthest


if __name__ == "__main__":
    main()
