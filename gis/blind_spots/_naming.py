"""What a blind spot is called: after the street or the estate beside it."""

from collections.abc import Sequence
from typing import Any

import shapely
from sqlalchemy import text

from gis.blind_spots._scene import Scene

_NEAREST = """
SELECT (SELECT s.name FROM street s WHERE s.name <> '' AND s.geom && ST_Expand(p.geom, 0.005)
        ORDER BY s.geom <-> p.geom, s.id LIMIT 1) AS street,
       (SELECT e.name FROM estate e WHERE e.geom && ST_Expand(p.geom, 0.003)
        ORDER BY e.geom <-> p.geom, e.id LIMIT 1) AS estate
FROM (SELECT n, ST_SetSRID(ST_Point(lon, lat), 4326) AS geom
      FROM unnest(CAST(:lon AS float8[]), CAST(:lat AS float8[])) WITH ORDINALITY AS u (lon, lat, n)) p
ORDER BY p.n
"""


def places_near(scene: Scene, points: Sequence[tuple[float, float]], units: Sequence[int]) -> list[str]:
    """Return what each point (lon, lat) is near: a named street, else an estate, else its area, else coordinates."""
    if not points:
        return []
    rows = scene.session.execute(
        text(_NEAREST), {"lon": [point[0] for point in points], "lat": [point[1] for point in points]}
    )
    return [
        f"{row.street or row.estate}附近" if row.street or row.estate else _area_name(scene, unit, point)
        for row, point, unit in zip(rows, points, units, strict=True)
    ]


def _area_name(scene: Scene, unit: int, point: tuple[float, float]) -> str:
    area = scene.standing.areas.get(unit)
    return area.name if area is not None else f"东经 {point[0]:.4f}°、北纬 {point[1]:.4f}° 附近"


def between(scene: Scene, ground: Any) -> str | None:
    """Return the two grids that a piece of ground lies between, or the one it borders on, in words."""
    near = [int(number) for number in scene.standing.tree.query(shapely.buffer(ground, 1e-6))]
    borders = sorted(
        (-round(metres, 1), number) for metres, number in zip(scene.shared_m(ground, near), near, strict=True)
    )
    names = [scene.named(number) for metres, number in borders if metres < 0]
    if len(names) > 1:
        return f"{names[0]} 与 {names[1]} 之间"
    return f"{names[0]} 旁" if names else None


def inner_point(ground: Any) -> tuple[float, float]:
    """Return a point (lon, lat) in `ground`: its centroid where that lies in it."""
    point = shapely.centroid(ground)
    if not shapely.contains(ground, point):
        point = shapely.point_on_surface(ground)
    return round(float(point.x), 7), round(float(point.y), 7)
