"""Who should take ground that nobody answers for: a neighbour, or a new grid."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.blind_spots._outside import NOWHERE
from gis.blind_spots._scene import Scene
from gis.blind_spots._spot import Cure
from gis.blind_spots._words import CHECK_OUTSIDE, CHECK_SHARP, NO_PLAN, extend_words, gap_words, new_grid_words
from gis.boundaries.carve import SIMPLE_PARTS, carve
from gis.boundaries.changes import Changes
from gis.boundaries.give import give, parts_of
from gis.coverage.band import grids_due
from gis.coverage.holding import holds
from gis.coverage.measure import areas_m2, cut, together
from gis.crs import PRECISION_DEGREES

_TOUCHING_M = 0.5
_AROUND_DEGREES = 0.005
_NEAREST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Ground to be taken, with everybody on it.

    Attributes:
        unit: Key of the area it lies in.
        members: Positions of its buildings among the uncovered ones.
        name: What a new grid here would be called; None: after its community.
    """

    unit: int
    ground: Any
    members: NDArray[np.intp] = field(default_factory=lambda: np.zeros(0, dtype=np.intp))
    name: str | None = None


def take(scene: Scene, need: Need) -> Cure:
    """Return who takes it: the neighbour of the same community that it brings least out of the band, else a new grid.

    A new grid is due when as many live there as a grid needs at least, when that leaves fewer people too many or too
    few than any neighbour would have, or when half a grid's people live where no neighbour can reach in one piece.
    """
    if scene.standing.plan is None:
        return Cure(action="check", grids_due=_due(scene, need), text=NO_PLAN)
    if need.unit == NOWHERE and scene.standing.whole is not None:
        return Cure(action="check", text=CHECK_OUTSIDE)
    people = scene.outside.uncovered.people_of(need.members)
    due = _due(scene, need)
    if people < scene.parameters.grid_people_min:
        cure = _best_neighbour(scene, need, most_lost=scene.over_band(people, grids=due))
        if cure is not None:
            return cure
    return _new_grids(scene, need) or Cure(action="check", text=CHECK_SHARP)


def _best_neighbour(scene: Scene, need: Need, *, most_lost: float) -> Cure | None:
    """The best neighbour that stays whole; where none does, the best of all, unless half a grid's people live here."""
    torn = None
    many = 2 * scene.outside.uncovered.people_of(need.members) >= scene.parameters.grid_people_min
    for number, loss in _neighbours(scene, need):
        if loss > most_lost:
            continue
        cure, more_pieces = _extend(scene, need, number)
        if cure is not None and more_pieces <= 0:
            return cure
        torn = torn or cure
    return None if many else torn


def _neighbours(scene: Scene, need: Need) -> Iterator[tuple[int, float]]:
    """Yield the grids that may take it, best first, with how many more people are then out of the band.

    Those that touch come first, by that number, or by the longest shared border where nobody lives; then the nearest.
    """
    people = scene.outside.uncovered.people_of(need.members)
    grids, candidates = scene.standing.grids, scene.grids_for(need.unit)

    def loss(number: int) -> float:
        before = grids[number].people
        return scene.over_band(before + people) - scene.over_band(before) if people else -1.0

    near = scene.standing.tree.query(need.ground, predicate="dwithin", distance=PRECISION_DEGREES)
    near = np.intersect1d(near, candidates)
    border = dict(zip(near.tolist(), scene.shared_m(need.ground, near.tolist()), strict=True))
    touching = [number for number, metres in border.items() if metres > _TOUCHING_M]
    for number in sorted(touching, key=lambda number: (loss(number), -border[number], grids[number].code)):
        yield number, loss(number)
    steps = _steps_away(scene, need, np.setdiff1d(candidates, touching))
    for number in sorted(steps, key=lambda number: (steps[number], loss(number), grids[number].code)):
        yield number, loss(number)


def _steps_away(scene: Scene, need: Need, candidates: NDArray[np.intp]) -> dict[int, int]:
    """How many cluster distances away the nearest of some grids are, by their positions."""
    around = shapely.box(*shapely.bounds(need.ground)).buffer(_AROUND_DEGREES, join_style="mitre")
    near = np.intersect1d(scene.standing.tree.query(around), candidates)
    near = near if len(near) else candidates
    distance = shapely.distance(scene.standing.grounds[near], need.ground)
    nearest = np.argsort(distance, kind="stable")[:_NEAREST]
    lines = shapely.shortest_line(scene.standing.grounds[near[nearest]], need.ground)
    steps = scene.zone.lengths_m(lines) // max(scene.parameters.spot_cluster_distance, 1)
    return {int(number): int(step) for number, step in zip(near[nearest], steps, strict=True)}


def _extend(scene: Scene, need: Need, number: int) -> tuple[Cure | None, int]:
    """The cure in which a grid takes it, and in how many more pieces the grid is then.

    None where that would take in other buildings, or not these.
    """
    grid = scene.standing.grids[number]
    ground = give(grid.geom, need.ground, free=_free(scene, need, grid.geom), zone=scene.zone)
    taken = newly_held(scene, ground)
    if not np.array_equal(taken, np.sort(need.members)) or _covers_grid(scene, ground, number):
        return None, 0
    people = grid.people + scene.outside.uncovered.people_of(taken)
    pieces = parts_of(ground)
    words = (
        extend_words(grid.code, people, pieces, scene.parameters)
        if len(need.members)
        else gap_words(grid.code, people, pieces)
    )
    cure = Cure(
        action="extend", grid=grid.code, people_after=people, text=words, changes=Changes(grids={grid.code: ground})
    )
    return cure, pieces - parts_of(grid.geom)


def _free(scene: Scene, need: Need, ground: Any) -> list[Any]:
    """Ground that nobody holds or needs, where a grid may grow towards `need`."""
    if need.unit != NOWHERE or scene.standing.whole is not None:
        return scene.outside.gaps.get(need.unit, [])
    window = shapely.box(*shapely.total_bounds([ground, need.ground]))
    others = scene.standing.grounds[scene.standing.tree.query(window)]
    needed = [group.ground for group in scene.outside.groups if shapely.intersects(group.ground, window)]
    return list(shapely.get_parts(cut(window, together([*others, *needed]))))


def newly_held(scene: Scene, ground: Any) -> NDArray[np.intp]:
    """Return the positions of the uncovered buildings that `ground` would hold."""
    points = scene.outside.uncovered.points
    west, south, east, north = shapely.bounds(ground)
    near = np.flatnonzero(
        (points[:, 0] >= west) & (points[:, 0] <= east) & (points[:, 1] >= south) & (points[:, 1] <= north)
    )
    return np.asarray(near[holds(ground, points[near])])


def _covers_grid(scene: Scene, ground: Any, number: int) -> bool:
    """Whether `ground` lies over grids that grid `number` did not lie over before."""
    before = scene.standing.grids[number].geom
    others = [int(other) for other in scene.standing.tree.query(ground) if other != number]
    grown = [
        areas_m2(shapely.intersection(shape, scene.standing.grounds[others], grid_size=1e-7)).sum() if others else 0.0
        for shape in (before, ground)
    ]
    return bool(grown[1] - grown[0] > scene.parameters.spot_area_min / 2)


def _due(scene: Scene, need: Need) -> int:
    """How many grids the people there make: the number that leaves fewest too many or too few."""
    return grids_due(scene.outside.uncovered.people_of(need.members), scene.parameters)


def _new_grids(scene: Scene, need: Need) -> Cure | None:
    uncovered, due = scene.outside.uncovered, _due(scene, need)
    grounds = None
    if 1 < due <= SIMPLE_PARTS and parts_of(need.ground) == 1:
        points, people = uncovered.points[need.members], uncovered.people[need.members]
        grounds = carve(need.ground, points, people, parts=due, zone=scene.zone)
    grounds = grounds or [need.ground]
    taken = [newly_held(scene, ground) for ground in grounds]
    if not np.array_equal(np.sort(np.concatenate(taken)), np.sort(need.members)):
        return None
    codes = new_codes(scene, need.unit, len(grounds))
    people_after = {code: uncovered.people_of(held) for code, held in zip(codes, taken, strict=True)}
    worker = scene.workers.least_loaded(need.unit if need.unit != NOWHERE else None)
    taker = None if worker is None else worker.code
    return Cure(
        action="new_grid",
        grid=codes[0],
        people_after=people_after if len(codes) > 1 else people_after[codes[0]],
        grids_due=due,
        worker=taker,
        text=new_grid_words(people_after, due, taker, scene.parameters),
        changes=Changes(
            grids=dict(zip(codes, grounds, strict=True)),
            names=_names(scene, need, codes),
            community_id=scene.community_of(need.unit),
            workers={} if taker is None else dict.fromkeys(codes, taker),
        ),
    )


def new_codes(scene: Scene, unit: int, number: int) -> list[str]:
    """Return the next free grid codes of a community: its own code and three digits that go on counting."""
    area = scene.standing.areas.get(unit)
    prefix = "" if area is None else area.code.ljust(12, "0")
    taken = [code for code in scene.roll if code.startswith(prefix)]
    if not prefix and taken:
        prefix = taken[-1][:-3]
    used = [int(code[len(prefix) :]) for code in taken if code[len(prefix) :].isdigit()]
    last = max((value for value in used if value < 999), default=0)  # noqa: PLR2004 - three digits
    free = (f"{prefix}{value:03d}" for value in range(last + 1, last + number + 1000))
    known = set(taken)
    return [code for code, _ in zip((code for code in free if code not in known), range(number), strict=False)]


def _names(scene: Scene, need: Need, codes: list[str]) -> dict[str, str]:
    area = scene.standing.areas.get(need.unit)
    if need.name is not None:
        many = len(codes) > 1
        return {code: f"{need.name}网格{place + 1 if many else ''}" for place, code in enumerate(codes)}
    return {code: f"{area.name if area else ''}第 {int(code[-3:])} 网格" for code in codes}
