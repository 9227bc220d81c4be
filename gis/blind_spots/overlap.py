"""Ground in two grids: nobody knows whose it is."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from gis.blind_spots._naming import inner_point
from gis.blind_spots._scene import Doubled, Scene
from gis.blind_spots._spot import Cure, Finding
from gis.blind_spots._words import against_band
from gis.boundaries.changes import Changes
from gis.boundaries.give import parts_of, without
from gis.coverage.holding import holds
from gis.coverage.measure import area_m2, shared

KIND = "overlap"


def find(scene: Scene) -> Iterator[Finding]:
    """Yield one blind spot per pair of grids that share at least spot_area_min m², or any people."""
    grids, since = scene.standing.grids, scene.standing.plan_since
    for (first, second), ground in scene.standing.overlay.overlaps.items():
        pair = {grids[first].shape_id, grids[second].shape_id}
        inside = [building for building in scene.doubled if pair <= building.shapes]
        people, size = sum(building.people for building in inside), area_m2(ground)
        if size < scene.parameters.spot_area_min and not inside:
            continue
        homes = {grids[first].community_id, grids[second].community_id}
        yield Finding(
            key=f"overlap:{grids[first].code}:{grids[second].code}",
            kind=KIND,
            name=f"{scene.named(first)} 与 {scene.named(second)} 重叠处",
            people=people,
            buildings=len(inside),
            since=since,
            area_m2=round(size, 1),
            community_id=homes.pop() if len(homes) == 1 else grids[first].community_id,
            geom=ground,
            centroid=inner_point(ground),
            cure=_cure(scene, first, second, ground, inside),
        )


def _cure(scene: Scene, first: int, second: int, ground: Any, inside: list[Doubled]) -> Cure:
    """Who gives it up: a grid of another community; else so that both stay whole, and nearest to the band."""
    options = []
    for giver, keeper in ((first, second), (second, first)):
        grid = scene.standing.grids[giver]
        left = without(grid.geom, ground)
        if left.is_empty:
            continue
        people = _people_left(grid.people, left, inside)
        torn = parts_of(left) - parts_of(grid.geom)
        loss = scene.over_band(people) - scene.over_band(grid.people)
        options.append((_at_home(scene, giver, ground), max(0, torn), loss, grid.code, keeper, left, people))
    if not options:
        return _drop(scene, first, second)
    _, torn, _, code, keeper, left, people = min(options, key=lambda option: option[:4])
    other = scene.standing.grids[keeper].code
    zh, en = against_band(people, scene.parameters)
    split = (f"(网格将分为 {parts_of(left)} 片)", f" (in {parts_of(left)} pieces)") if torn else ("", "")
    return Cure(
        action="take_out",
        grid=code,
        other=other,
        people_after=people,
        text={
            "zh": f"重叠处归网格 {other}，从网格 {code} 划出，划出后 {people:,} 人{zh}{split[0]}。",
            "en": f"Leave it to grid {other}; grid {code} gives it up and then has {people:,} people{en}{split[1]}.",
        },
        changes=Changes(grids={code: left}),
    )


def _at_home(scene: Scene, number: int, ground: Any) -> float:
    """Which share (tenths) of `ground` lies in the community of a grid."""
    area = scene.standing.areas.get(scene.homes[number])
    return 0.0 if area is None else round(area_m2(shared(ground, area.geom)) / area_m2(ground), 1)


def _people_left(people: int, left: Any, inside: list[Doubled]) -> int:
    held = holds(left, np.array([building.point for building in inside]).reshape(-1, 2))
    return people - sum(building.people for building, kept in zip(inside, held, strict=True) if not kept)


def _drop(scene: Scene, first: int, second: int) -> Cure:
    """Both are the same ground: one goes, rather the one without a worker."""
    held = scene.workers.held()
    keeper, giver = scene.standing.grids[first], scene.standing.grids[second]
    if giver.code in held and keeper.code not in held:
        keeper, giver = giver, keeper
    return Cure(
        action="drop",
        grid=giver.code,
        other=keeper.code,
        people_after={keeper.code: keeper.people},
        text={
            "zh": f"两网格范围相同：撤销网格 {giver.code}，保留网格 {keeper.code}（{keeper.people:,} 人）。",
            "en": f"Both are the same ground: drop grid {giver.code}, keep {keeper.code} ({keeper.people:,} people).",
        },
        changes=Changes(dropped=(giver.code,)),
    )
