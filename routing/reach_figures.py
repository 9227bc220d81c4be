"""The figures of reach: people within each radius, on foot and in a straight line, with who is counted where."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from gis.progress import SILENT, Progress
from gis.reach.record import GridHomes
from gis.viewer import Viewer
from routing.reach import Assign, Distances, Pairs, Scene, catchments, check_radii, distances, read_scene
from routing.reach_sharing import Counted, clusters_of, counted_at, sums
from routing.service_area import WholeArea
from routing.walking_ground import WalkingGround

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachFigures:
    """What `reach_figures` found; `as_json` says it under stable keys."""

    kind: str
    area: str | None
    network: int | None
    assign: Assign
    radii: list[dict[str, Any]]
    by_resource: list[dict[str, Any]]
    by_grid: list[dict[str, Any]]
    clusters: list[dict[str, Any]]
    remarks: list[dict[str, str]]

    def as_json(self) -> dict[str, Any]:
        """Return all figures under the keys that scripts rely on."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def reach_figures(
    session: Session,
    viewer: Viewer,
    *,
    kind: str,
    radii_m: Sequence[float],
    area_code: str | None = None,
    assign: Assign = "nearest",
    progress: Progress = SILENT,
) -> ReachFigures:
    """Return how many people live within each radius of the nearest resource of a kind.

    Resources beyond the area serve its people too; the people counted are those inside it.

    Args:
        session: Its transaction is the caller's; a network that is out of date is built in it.
        viewer: Who asks.
        kind: A kind of resource.
        radii_m: Metres on foot, 0 or more.
        area_code: A district, a subdistrict or a community; None: all that the viewer may see.
        assign: Where catchments overlap, people count at the nearest resource, or (capacity) at the nearest that
            still has room, the shortest walks first.
        progress: Told of the stages.

    Raises:
        InputError: a radius is below zero.
        NotFoundError: there is no such area, or no resource of the kind.
    """
    radii = check_radii(radii_m)
    scene, grids = read_scene(session, kind=kind, viewer=viewer, area_code=area_code, progress=progress)
    progress.start("reach", len(scene.resources) + 1)
    far = distances(scene)
    progress.advance()
    pairs = catchments(scene, radii[-1], progress=progress)
    area = WholeArea(WalkingGround(scene.graph), scene.places, scene.homes)
    counted = {radius: counted_at(scene, far, pairs, radius, assign) for radius in radii}
    return ReachFigures(
        kind=kind,
        area=area_code or viewer.area_code,
        network=scene.graph.version,
        assign=assign,
        radii=[_total(scene, far, radius, counted[radius]) | {"misplaced": area.misplaced(radius)} for radius in radii],
        by_resource=_by_resource(scene, far, pairs, counted),
        by_grid=_by_grid(scene, grids, far, radii),
        clusters=[cluster for radius in radii for cluster in clusters_of(scene, pairs, radius)],
        remarks=_remarks(scene, grids, far),
    )


def _total(scene: Scene, far: Distances, radius: float, counted: Counted) -> dict[str, Any]:
    people, people_60 = sums(scene, True)
    reached, reached_60 = sums(scene, far.walk_m <= radius)
    straight, straight_60 = sums(scene, far.straight_m <= radius)
    return {
        "radius_m": radius,
        "people": people,
        "reached": reached,
        "share": _share(reached, people),
        "reached_60": reached_60,
        "straight_line": straight,
        "people_60": people_60,
        "share_60": _share(reached_60, people_60),
        "straight_line_60": straight_60,
        "counted": int(counted.people.sum()),
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 6) if whole else None


def _by_resource(scene: Scene, far: Distances, pairs: Pairs, counted: dict[float, Counted]) -> list[dict[str, Any]]:
    rows = []
    for number, each in enumerate(scene.resources):
        mine = pairs.resource == number
        straight = far.straight_resource == number
        radii = []
        for radius, taken in counted.items():
            within = np.zeros(len(scene.people.id), np.bool_)
            within[pairs.home[mine & (pairs.walk_m <= radius)]] = True
            everyone, everyone_60 = sums(scene, within)
            radii.append(
                {
                    "radius_m": radius,
                    "people": int(taken.people[number]),
                    "people_60": int(taken.people_60[number]),
                    "people_60_estimated": bool(taken.split[number]),
                    "straight_line": sums(scene, straight & (far.straight_m <= radius))[0],
                    "within": everyone,
                    "within_60": everyone_60,
                    "counted": int(taken.people[number]),
                }
            )
        rows.append(
            {
                "resource": each.code,
                "name": each.name,
                "capacity": each.capacity,
                "point": [each.lon, each.lat],
                "off_street_m": _metres(scene.places.off_m[number]),
                "radii": radii,
            }
        )
    return rows


def _metres(value: float) -> float | None:
    return round(float(value), 1) if np.isfinite(value) else None


def _by_grid(scene: Scene, grids: GridHomes, far: Distances, radii: Sequence[float]) -> list[dict[str, Any]]:
    """One row per grid in force with people inside the area, then one (grid: null) for those in no grid.

    Everybody is in one row: who lives in several grids is counted in that of the lowest code.
    """
    home, grid, lived_in, _ = _held(scene, grids)
    free = scene.people.inside.copy()
    free[home] = False
    count = len(grids.codes)
    home = np.concatenate([home, np.flatnonzero(free)])
    grid = np.concatenate([grid, np.full(int(free.sum()), count)])

    def by_grid(of: Ints, chosen: Any) -> Ints:
        return np.bincount(grid, weights=np.where(chosen[home], of[home], 0), minlength=count + 1).astype(np.int64)

    everyone = np.ones(len(scene.people.id), np.bool_)
    people, people_60 = by_grid(scene.people.people, everyone), by_grid(scene.people.elderly, everyone)
    each = [
        (
            radius,
            by_grid(scene.people.people, far.walk_m <= radius),
            by_grid(scene.people.elderly, far.walk_m <= radius),
            by_grid(scene.people.people, far.straight_m <= radius),
        )
        for radius in radii
    ]
    return [
        {
            "grid": grids.codes[number] if number < count else None,
            "name": grids.names[number] if number < count else "",
            "people": int(people[number]),
            "people_60": int(people_60[number]),
            "radii": [
                {
                    "radius_m": radius,
                    "reached": int(reached[number]),
                    "share": _share(int(reached[number]), int(people[number])),
                    "reached_60": int(reached_60[number]),
                    "straight_line": int(straight[number]),
                }
                for radius, reached, reached_60, straight in each
            ],
        }
        for number in range(count + 1)
        if people[number] or people_60[number] or number in lived_in
    ]


def _held(scene: Scene, grids: GridHomes) -> tuple[Ints, Ints, frozenset[int], Ints]:
    """Return the homes inside that lie in a grid, each once with its grid; all these grids; homes in several."""
    none = np.zeros(0, np.int64)
    if not len(scene.people.id):
        return none, none, frozenset(), none
    home = np.minimum(np.searchsorted(scene.people.id, grids.building_id), len(scene.people.id) - 1)
    known = (scene.people.id[home] == grids.building_id) & scene.people.inside[home]
    home, grid = home[known], grids.grid[known]
    order = np.lexsort((grid, home))
    once, first, times = np.unique(home[order], return_index=True, return_counts=True)
    return once, grid[order][first], frozenset(grid[scene.people.people[home] > 0].tolist()), once[times > 1]


def _remarks(scene: Scene, grids: GridHomes, far: Distances) -> list[dict[str, str]]:
    """What a reader should know about the figures, in words."""
    said = []
    if not len(scene.graph.u):
        said.append(
            {
                "zh": "没有可步行的道路，因此无人可达：请先导入道路。",
                "en": "There are no streets to walk along, so nobody is reached: load streets first.",
            }
        )
        return said
    lost = int(scene.people.people[scene.people.inside & ~np.isfinite(far.walk_m)].sum())
    if lost:
        said.append(
            {
                "zh": f"{lost:,} 人没有步行道路通往任何一处：所在道路与主网不相连。",
                "en": f"{lost:,} people have no way on foot to any of them: their streets are cut off from the rest.",
            }
        )
    doubled = int(scene.people.people[_held(scene, grids)[3]].sum())
    if doubled:
        said.append(
            {
                "zh": f"{doubled:,} 人住在网格重叠处：各网格数字中只计入编码较小的网格，合计等于总人口。",
                "en": f"{doubled:,} people live where grids overlap: by grid they count once, at the lower code, so"
                " that the grids add up to all people.",
            }
        )
    spots = {(each.lon, each.lat) for each in scene.resources}
    if len(spots) < len(scene.resources):
        twice = len(scene.resources) - len(spots)
        said.append(
            {
                "zh": f"{twice:,} 处资源与另一处位置相同，人口计入先列的一处。",
                "en": f"{twice:,} resources stand on the spot of another: people count at the one listed first.",
            }
        )
    return said
