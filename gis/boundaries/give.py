"""Give ground to a grid, and keep the grid in one piece."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.coverage.measure import areas_m2, cut, polygonal, shared, together
from gis.coverage.metric_zone import MetricZone

BRIDGE_M = 10.0
"""Width of the strip that joins a grid to ground which does not touch it."""

_STEPS = np.linspace(0, 1, 32, endpoint=False)
_DETOUR_M = 200.0
_TOLERANCE_M = 0.1


def give(ground: Any, piece: Any, *, free: Sequence[Any] = (), zone: MetricZone) -> Any:
    """Return `ground` with `piece`; where they do not touch, a strip of free ground joins them if there is one.

    The strip leaves no leftover: what it would cut off of a free piece is taken along, except the largest part.

    Args:
        ground: The grid, EPSG:4326.
        piece: The ground it gets.
        free: Polygons of ground that belongs to nobody, where the strip may run.
        zone: The metric zone of the district.
    """
    whole = together([ground, piece])
    for _ in range(parts_of(piece)):
        if parts_of(whole) <= parts_of(ground):
            break
        strip = _bridge(ground, whole, free, zone)
        if strip is None:
            break
        whole = together([whole, strip])
    return whole


def parts_of(ground: Any) -> int:
    """Return in how many pieces a grid lies."""
    return int(shapely.get_num_geometries(ground))


def _bridge(ground: Any, whole: Any, free: Sequence[Any], zone: MetricZone) -> Any | None:
    """A strip from the part of `whole` that has `ground` to a loose part, or None where no straight one is free."""
    parts = shapely.get_parts(whole)
    # a loose part that merely touches the grid in a point does not belong to it
    rooted = areas_m2([shared(part, ground) for part in parts]) > 1
    if rooted.all() or not rooted.any():
        return None
    base, loose = zone.to_metres(together(parts[rooted])), zone.to_metres(parts[~rooted][0])
    line = _way(base, loose, zone.to_metres(np.array(free, dtype=object)))
    if line is None:
        return None
    strip = zone.to_lonlat(shapely.buffer(line, BRIDGE_M / 2, quad_segs=2))
    taken = [_along(piece, strip) for piece in free if shapely.intersects(piece, strip)]
    if not taken:
        return None
    bridge = together(taken)
    return bridge if parts_of(together([whole, bridge])) < len(parts) else None


def _way(base: Any, loose: Any, free: NDArray[Any]) -> Any | None:
    """The shortest straight line from one to the other over free ground, rather as wide as the strip; in metres."""
    line = shapely.shortest_line(base, loose)
    if line.length == 0:  # they touch in a point
        return line.centroid
    window = shapely.buffer(line.envelope, _DETOUR_M, join_style="mitre").bounds
    base, loose = shapely.clip_by_rect(base, *window), shapely.clip_by_rect(loose, *window)
    open_ground = shapely.union_all([base, loose, *shapely.clip_by_rect(free, *window)])
    open_ground = shapely.buffer(open_ground, _TOLERANCE_M, quad_segs=1)
    if shapely.covers(open_ground, shapely.buffer(line, BRIDGE_M / 2, quad_segs=1)):
        return line
    starts, ends = (shapely.line_interpolate_point(side.boundary, _STEPS, normalized=True) for side in (base, loose))
    pairs = shapely.get_coordinates(np.array(np.meshgrid(starts, ends)).reshape(2, -1)).reshape(2, -1, 2)
    lines = np.append(shapely.linestrings(pairs.transpose(1, 0, 2)), line)
    # rather a little farther than along a border, where the strip would be narrower
    for ground in (shapely.buffer(open_ground, -BRIDGE_M / 2, quad_segs=1), open_ground):
        shapely.prepare(ground)
        ways = lines[shapely.covers(ground, lines)]
        if len(ways):
            return ways[shapely.length(ways).argmin()]
    return None


def _along(piece: Any, strip: Any) -> Any:
    """What a free piece gives for the strip: the strip in it, and all that it cuts off but the largest part."""
    rest = shapely.get_parts(cut(piece, strip))
    if len(rest) <= 1:
        return shared(piece, strip)
    return cut(piece, rest[areas_m2(rest).argmax()])


def without(ground: Any, piece: Any, *, least_m2: float = 1.0) -> Any:
    """Return `ground` without `piece`; splinters smaller than `least_m2` go too. Empty where nothing is left."""
    parts = shapely.get_parts(cut(ground, piece))
    kept = parts[areas_m2(parts) >= least_m2] if len(parts) else parts
    return polygonal(shapely.MultiPolygon(list(kept)))
