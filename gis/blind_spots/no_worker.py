"""Grids that no worker holds."""

from collections.abc import Iterator

from gis.blind_spots._naming import inner_point
from gis.blind_spots._scene import Scene
from gis.blind_spots._spot import Cure, Finding
from gis.boundaries.changes import Changes
from gis.coverage.measure import areas_m2
from gis.coverage.standing import Grid

KIND = "no_worker"


def find(scene: Scene) -> Iterator[Finding]:
    """Yield one blind spot per grid without a worker or head today."""
    held, since = scene.workers.held(), scene.standing.plan_since
    sizes = areas_m2(scene.standing.grounds) if scene.standing.grids else ()
    for number, (grid, home, size) in enumerate(zip(scene.standing.grids, scene.homes, sizes, strict=True)):
        if grid.code in held:
            continue
        yield Finding(
            key=f"no_worker:{grid.code}",
            kind=KIND,
            name=f"{scene.named(number)} 无网格员",
            people=grid.people,
            buildings=grid.buildings,
            since=scene.workers.ended.get(grid.code, since),
            area_m2=round(float(size), 1),
            community_id=scene.community_of(home),
            geom=grid.geom,
            centroid=inner_point(grid.geom),
            cure=_cure(scene, grid, home),
        )


def _cure(scene: Scene, grid: Grid, home: int) -> Cure:
    worker = scene.workers.least_loaded(home)
    if worker is None:
        return Cure(
            action="check",
            grid=grid.code,
            text={"zh": "尚未导入网格员：请先导入。", "en": "No worker is in the record: load workers first."},
        )
    people = worker.people + grid.people
    return Cure(
        action="assign",
        grid=grid.code,
        worker=worker.code,
        people_after=people,
        text={
            "zh": f"派网格员 {worker.code} 负责，其名下将有 {len(worker.grids) + 1} 个网格、{people:,} 人。",
            "en": f"Assign worker {worker.code}, who then has {len(worker.grids) + 1} grids and {people:,} people.",
        },
        changes=Changes(workers={grid.code: worker.code}),
    )
