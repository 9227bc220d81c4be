"""Borders tidied: nodes that nothing ends in go, and what winds between buildings runs straight where it may."""

from typing import Any

import numpy as np
import shapely

from gis.coverage.metric_zone import MetricZone
from gis.districting.mesh import OUTSIDE
from gis.districting.outlines import Arcs
from gis.districting.site import Shapes
from gis.districting.units import Bools, Floats

ON_LINE_M = 0.5
CLEAR_M = 1.0
TOLERANCES_M = (25.0, 12.0, 6.0, 3.0, 1.5)
_TOUCH_M = 1e-6


def without_idle_nodes(arcs: Arcs, ground: Any) -> Arcs:
    """Return arcs whose stretches along the outline have no nodes but their ends and the corners of `ground`.

    The neighbours across the outline do not know of nodes at which only blocks end.
    """
    corners = {tuple(point) for point in shapely.get_coordinates(ground).tolist()}
    lines: Shapes = arcs.line.copy()
    for number in np.flatnonzero(arcs.side[:, 1] == OUTSIDE):
        points = shapely.get_coordinates(lines[number])
        keep = np.array([tuple(point) in corners for point in points.tolist()])
        keep[[0, -1]] = True
        lines[number] = shapely.linestrings(points[keep])
    return Arcs(line=lines, side=arcs.side)


def straightened(arcs: Arcs, lines: Shapes, footprints: Shapes, *, zone: MetricZone) -> Arcs:
    """Return arcs that wind less where they follow no line: as straight as buildings and other arcs allow.

    Nothing changes sides but open ground: no building comes nearer than a metre, or than it was; ends stay.

    Args:
        arcs: The borders, EPSG:4326.
        lines: Streets, water, walls: where an arc runs along one of them it stays.
        footprints: Buildings.
        zone: The metric zone of the district.
    """
    flat: Shapes = zone.to_metres(arcs.line)
    ground = _Surroundings(lines=zone.to_metres(lines), footprints=zone.to_metres(footprints), arcs=flat)
    out: Shapes = arcs.line.copy()
    for number in np.flatnonzero(arcs.side[:, 1] != OUTSIDE).tolist():
        keep = ground.kept_nodes(number)
        if not keep.all():
            out[number] = shapely.linestrings(shapely.get_coordinates(out[number])[keep])
            ground.replace(number, keep)
    return Arcs(line=out, side=arcs.side)


class _Surroundings:
    """What stands around the arcs of a community, in metres."""

    def __init__(self, *, lines: Shapes, footprints: Shapes, arcs: Shapes) -> None:
        self.arcs = arcs.copy()
        self.footprints = footprints
        self._lines = shapely.STRtree(lines)
        self._buildings = shapely.STRtree(footprints)
        self._arcs = shapely.STRtree(arcs)

    def replace(self, number: int, keep: Bools) -> None:
        """Take note of an arc that has only some of its nodes left."""
        self.arcs[number] = shapely.linestrings(shapely.get_coordinates(self.arcs[number])[keep])

    def kept_nodes(self, number: int) -> Bools:
        """Return which nodes of an arc stay."""
        points = shapely.get_coordinates(self.arcs[number])
        middles = shapely.points((points[:-1] + points[1:]) / 2)
        rough = np.ones(len(middles), dtype=bool)
        rough[self._lines.query(middles, predicate="dwithin", distance=ON_LINE_M)[0]] = False
        keep = np.ones(len(points), dtype=bool)
        bounds = np.flatnonzero(np.diff(np.concatenate([[0], rough.astype(np.int8), [0]])))
        for first, last in bounds.reshape(-1, 2):
            if last - first > 1:
                self._straighten(number, points, keep, slice(first, last + 1))
        return keep

    def _straighten(self, number: int, points: Floats, keep: Bools, stretch: slice) -> None:
        """Leave out nodes of a stretch in `keep`, with the coarsest tolerance that does no harm.

        The whole arc must not cross itself either: one that does makes no polygon.
        """
        line = shapely.LineString(points[stretch])
        for tolerance in TOLERANCES_M:
            simple = shapely.simplify(line, tolerance)
            if shapely.get_num_coordinates(simple) == len(points[stretch]):
                continue
            if self._harmless(number, line, simple):
                trial = keep.copy()
                trial[stretch] = _places_of(shapely.get_coordinates(simple), points[stretch])
                if shapely.LineString(points[trial]).is_simple:
                    keep[:] = trial
                    return

    def _harmless(self, number: int, old: Any, new: Any) -> bool:
        if not new.is_simple:
            return False
        near = self._buildings.query(new, predicate="dwithin", distance=CLEAR_M)
        if len(near):
            before, after = (shapely.distance(self.footprints[near], line) for line in (old, new))
            if (after < np.minimum(CLEAR_M, before) * 0.99).any():
                return False
        between = shapely.polygonize(shapely.get_parts(shapely.union_all([old, new])))
        if len(self._buildings.query(between, predicate="intersects")):
            return False
        others = self.arcs[np.setdiff1d(self._arcs.query(shapely.union_all([old, new])), [number])]
        if shapely.relate_pattern(between, others, "T********").any():
            return False
        touched = shapely.get_parts(shapely.intersection(others, new))
        return bool((shapely.distance(touched, old.boundary) < _TOUCH_M).all())


def _places_of(left: Floats, points: Floats) -> Bools:
    """Which of `points` are those of `left`, a subsequence of them."""
    keep = np.zeros(len(points), dtype=bool)
    at = 0
    for point in left:
        while not (points[at] == point).all():
            at += 1
        keep[at] = True
        at += 1
    return keep
