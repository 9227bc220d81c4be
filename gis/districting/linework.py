"""The lines of a community along which borders may run: streets, water and estate walls, bent round every building."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from gis.coverage.metric_zone import MetricZone
from gis.districting.site import Shapes, Site

CLEARANCE_M = 0.3
"""How far a border keeps from a building that stands in its way."""
_TOUCH_M = 0.05


def linework(site: Site, *, zone: MetricZone, kept: Sequence[Any] = ()) -> tuple[Shapes, Shapes]:
    """Return the lines inside the community, and the ground round buildings that stood in their way (EPSG:4326).

    A line that meets a building ends at its surrounds, whose outline takes its place: no face cuts a building.

    Args:
        site: The community.
        zone: The metric zone of the district.
        kept: More lines: borders that stand and shall be able to stay.
    """
    given = np.concatenate([site.streets, site.water, site.walls, np.asarray(kept, dtype=object)])
    return bent_round_buildings(line_parts(shapely.intersection(given, site.ground)), site, zone=zone)


def bent_round_buildings(lines: Shapes, site: Site, *, zone: MetricZone) -> tuple[Shapes, Shapes]:
    """Return lines that cut no building of the community, and the ground round those in their way (EPSG:4326)."""
    bodies = _in_the_way(zone.to_metres(lines), zone.to_metres(site.footprint))
    if not len(bodies):
        return lines, bodies
    bodies = shapely.get_parts(shapely.intersection(zone.to_lonlat(bodies), site.ground))
    bodies = bodies[shapely.get_dimensions(bodies) == 2]  # noqa: PLR2004 - polygons
    lines = line_parts(shapely.difference(lines, shapely.union_all(bodies)))
    return np.concatenate([lines, shapely.boundary(bodies)]), bodies


def cut_between(borders: Shapes, site: Site) -> bool:
    """Whether borders within a community cut a building that its outline does not cut."""
    tree = shapely.STRtree(site.footprint)
    cut = np.unique(tree.query(borders, predicate="crosses")[1])
    return bool(len(np.setdiff1d(cut, tree.query(shapely.boundary(site.ground), predicate="intersects"))))


def line_parts(shapes: Any) -> Shapes:
    """Return the lines in `shapes`; points and empty shapes are dropped."""
    parts = shapely.get_parts(shapely.get_parts(np.atleast_1d(shapes)))
    return np.asarray(parts[(shapely.get_dimensions(parts) == 1) & ~shapely.is_empty(parts)])


def _in_the_way(lines: Shapes, footprints: Shapes) -> Shapes:
    """Return the surrounds of buildings that lines meet; buildings that stand in them are included. In metres."""
    if not len(footprints) or not len(lines):
        return np.empty(0, dtype=object)
    tree = shapely.STRtree(footprints)
    hit = np.unique(tree.query(lines, predicate="dwithin", distance=_TOUCH_M)[1])
    while True:
        bodies = shapely.get_parts(shapely.union_all(_surrounds(footprints[hit])))
        more = np.unique(tree.query(shapely.boundary(bodies), predicate="dwithin", distance=_TOUCH_M)[1])
        more = np.union1d(hit, more)
        if len(more) == len(hit):
            return np.asarray(bodies)
        hit = more


def _surrounds(footprints: Shapes) -> Shapes:
    return np.asarray(shapely.buffer(footprints, CLEARANCE_M, join_style="mitre", quad_segs=2))
