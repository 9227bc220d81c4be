"""Ground by the finest area it lies in: nothing that is proposed crosses a community's border."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import shapely

from gis.coverage.measure import areas_m2, cut, shared
from gis.coverage.standing import LEVELS, Area

_LEAST_M2 = 1e-3


def divide(pieces: Iterable[Any], areas: Mapping[int, Area]) -> dict[int | None, list[Any]]:
    """Return polygons (EPSG:4326) by the key of the area they lie in: its community, else subdistrict, else district.

    A piece that several share is cut at their borders. Where areas of a level overlap, the first loaded has the ground.
    What lies in no area is under None.
    """
    divided: dict[int | None, list[Any]] = {}
    rest = list(pieces)
    for level in LEVELS:
        here = [area for area in areas.values() if area.level == level]
        rest = _claim(rest, here, divided)
    if rest:
        divided[None] = rest
    return divided


def _claim(pieces: list[Any], areas: list[Area], divided: dict[int | None, list[Any]]) -> list[Any]:
    """Give each piece's parts to `areas`; return what none of them holds."""
    if not areas or not pieces:
        return pieces
    grounds = np.array([area.geom for area in areas], dtype=object)
    shapely.prepare(grounds)
    tree = shapely.STRtree(grounds)
    left: list[Any] = []
    for piece in pieces:
        remainder = piece
        for number in np.sort(tree.query(piece)):
            if remainder.is_empty:
                break
            area = areas[number]
            if shapely.covers(area.geom, remainder):
                divided.setdefault(area.id, []).extend(_sound(remainder))
                remainder = shapely.Polygon()
            elif shapely.intersects(area.geom, remainder):
                divided.setdefault(area.id, []).extend(_sound(shared(remainder, area.geom)))
                remainder = cut(remainder, area.geom)
        left.extend(_sound(remainder))
    return left


def _sound(shape: Any) -> list[Any]:
    """The parts of a shape that are more than a hair of an overlay."""
    parts = shapely.get_parts(shape)
    return [part for part, area in zip(parts, areas_m2(parts), strict=True) if area > _LEAST_M2]
