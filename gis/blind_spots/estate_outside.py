"""Estates that came after the grids were drawn: most of their buildings lie in none."""

from collections.abc import Iterator

import numpy as np

from gis.blind_spots._naming import inner_point
from gis.blind_spots._scene import Scene
from gis.blind_spots._spot import Finding
from gis.blind_spots._taking import Need, take
from gis.coverage.measure import area_m2

KIND = "estate_outside"


def find(scene: Scene) -> Iterator[Finding]:
    """Yield one blind spot per estate; where it stands in several communities, one in each."""
    uncovered = scene.outside.uncovered
    found = [(group, group.estate) for group in scene.outside.groups if group.estate is not None]
    homes = scene.units_of(np.array([estate.geom for _, estate in found], dtype=object))
    for (group, estate), home in zip(found, homes, strict=True):
        area = scene.standing.areas.get(group.unit)
        place = "" if group.unit == home else f"@{area.code if area else ''}"
        need = Need(unit=group.unit, ground=group.ground, members=group.members, name=estate.name)
        yield Finding(
            key=f"estate:{estate.code}{place}",
            kind=KIND,
            name=f"{estate.name}({area.name}部分)" if place and area else estate.name,
            people=uncovered.people_of(group.members),
            buildings=len(group.members),
            since=estate.since or uncovered.earliest(group.members),
            area_m2=round(area_m2(group.ground), 1),
            community_id=scene.community_of(group.unit),
            geom=group.ground,
            centroid=inner_point(group.ground),
            cure=take(scene, need),
        )
