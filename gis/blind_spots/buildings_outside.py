"""Buildings in no grid, those near each other together."""

import hashlib
from collections.abc import Iterator

from gis.blind_spots._naming import inner_point, places_near
from gis.blind_spots._scene import Scene
from gis.blind_spots._spot import Finding
from gis.blind_spots._taking import Need, take
from gis.coverage.measure import area_m2

KIND = "buildings_outside"


def find(scene: Scene) -> Iterator[Finding]:
    """Yield one blind spot per cluster; see parameter spot_cluster_distance."""
    uncovered = scene.outside.uncovered
    groups = [group for group in scene.outside.groups if group.estate is None]
    points = [inner_point(group.ground) for group in groups]
    places = places_near(scene, points, [group.unit for group in groups])
    for group, point, place in zip(groups, points, places, strict=True):
        codes = "\n".join(sorted(uncovered.codes[number] for number in group.members))
        need = Need(unit=group.unit, ground=group.ground, members=group.members)
        yield Finding(
            key=f"buildings:{hashlib.sha256(codes.encode()).hexdigest()[:24]}",
            kind=KIND,
            name=f"{place} {len(group.members):,} 栋",
            people=uncovered.people_of(group.members),
            buildings=len(group.members),
            since=uncovered.earliest(group.members),
            area_m2=round(area_m2(group.ground), 1),
            community_id=scene.community_of(group.unit),
            geom=group.ground,
            centroid=point,
            cure=take(scene, need),
        )
