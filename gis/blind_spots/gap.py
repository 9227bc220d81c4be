"""Ground in no grid on which nothing stands."""

from collections.abc import Iterator

import shapely

from gis.blind_spots._naming import between, inner_point
from gis.blind_spots._scene import Scene
from gis.blind_spots._spot import Finding
from gis.blind_spots._taking import Need, take
from gis.coverage.measure import areas_m2

KIND = "gap"


def find(scene: Scene) -> Iterator[Finding]:
    """Yield one blind spot per piece of at least spot_area_min m²."""
    since = scene.standing.plan_since
    for unit, pieces in scene.outside.gaps.items():
        area = scene.standing.areas.get(unit)
        for ground, size in zip(pieces, areas_m2(pieces), strict=True):
            if size < scene.parameters.spot_area_min:
                continue
            place = between(scene, ground) or (area.name if area else "网格之间")
            anchor = shapely.point_on_surface(ground)
            yield Finding(
                key=f"gap:{area.code if area else ''}:{anchor.x:.4f},{anchor.y:.4f}",
                kind=KIND,
                name=f"{place}的空隙",
                people=0,
                buildings=0,
                since=since,
                area_m2=round(float(size), 1),
                community_id=scene.community_of(unit),
                geom=ground,
                centroid=inner_point(ground),
                cure=take(scene, Need(unit=unit, ground=ground)),
            )
