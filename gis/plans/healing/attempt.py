"""One attempt at healing: corners joined, the ground parted by the borders, each piece given to a grid."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.coverage.measure import areas_m2, polygonal
from gis.coverage.metric_zone import MetricZone
from gis.crs import PRECISION_DEGREES
from gis.plans.healing.borders import thread_edges
from gis.plans.healing.corners import merge_corners
from gis.plans.healing.faces import NOBODY, Faces, part_ground
from gis.plans.healing.moving import Moved, measure_moved
from gis.plans.healing.ownership import Ownership, settle
from gis.plans.healing.rings import REACH, Rings, read_rings
from gis.plans.healing.untangling import untangle

Floats = NDArray[np.float64]
_CORNERS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is to be healed.

    Attributes:
        sound: Valid multipolygons, EPSG:4326.
        drawn: As they were drawn, in metres; they may cross themselves.
        parts: In how many pieces each was drawn.
        rings: Theirs.
        zone: The metres.
    """

    sound: NDArray[Any]
    drawn: NDArray[Any]
    parts: NDArray[np.intp]
    rings: Rings
    zone: MetricZone
    tolerance_m: float

    @classmethod
    def of(cls, sound: NDArray[Any], drawn: NDArray[Any], parts: NDArray[np.intp], tolerance_m: float) -> Self:
        """Return the case of grids, with what every attempt needs."""
        zone = MetricZone(sound)
        flat = zone.to_metres(drawn)
        return cls(
            sound=sound,
            drawn=flat,
            parts=parts,
            rings=read_rings(flat, sound=zone.to_metres(sound), tolerance_m=tolerance_m),
            zone=zone,
            tolerance_m=tolerance_m,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What came of it.

    Attributes:
        grounds: Multipolygons in EPSG:4326.
        duplicates: Positions of grids all of whose ground others have → positions of those.
        too_narrow: Positions of grids of which nothing was left.
        held: Positions of grids that a strip holds together.
        faults: How many grids have no ground, how many pieces are too many, how many corners went astray.
    """

    grounds: NDArray[Any]
    faces: Faces
    done: Ownership
    duplicates: dict[int, tuple[int, ...]]
    too_narrow: tuple[int, ...]
    moved: Moved
    held: tuple[int, ...]
    faults: tuple[int, int, int]


def attempt(
    case: Case,
    *,
    bold: Floats | None = None,
    loose: Sequence[tuple[Floats, float]] = (),
    strips: Sequence[tuple[int, Any]] = (),
    favours: Sequence[tuple[int, Any]] = (),
) -> Attempt:
    """Return the grids as one coverage, as well as one attempt can.

    Args:
        case: The grids.
        bold: See `merge_corners`.
        loose: Places (n, 2) in metres around which corners stay as they were drawn, and how far around.
        strips: Ground that one grid has, whoever claims it: the grid's position, a polygon in EPSG:4326.
        favours: Where a grid gets what is disputed: its position, a point in EPSG:4326.
    """
    rings = merge_corners(_kept(case.rings, loose), bold=bold, tolerance_m=case.tolerance_m)
    rings = untangle(rings, tolerance_m=case.tolerance_m)
    rings = thread_edges(rings, drawn=shapely.boundary(case.drawn), tolerance_m=case.tolerance_m)
    metres = _metres(case.sound)
    drawn = shapely.transform(case.sound, lambda points: points * metres)
    faces = part_ground(
        _polygons(rings, len(case.sound), case.zone),
        precision=PRECISION_DEGREES,
        metres=metres,
        drawn=drawn,
        narrow_m=case.tolerance_m,
        strips=strips,
    )
    done = settle(
        faces,
        drawn=drawn,
        sizes=areas_m2(case.sound),
        parts=case.parts.tolist(),
        tolerance_m=case.tolerance_m,
        favours=[(grid, shapely.transform(place, lambda points: points * metres)) for grid, place in favours],
    )
    grounds, duplicates, too_narrow = _grounds(faces, done, case.sound)
    healed = case.zone.to_metres(grounds)
    moved = measure_moved(case.drawn, healed, allowed=_given_up(case, faces, done), most_m=case.tolerance_m)
    more = np.maximum(shapely.get_num_geometries(grounds) - case.parts, 0).sum()
    return Attempt(
        grounds=grounds,
        faces=faces,
        done=done,
        duplicates=duplicates,
        too_narrow=too_narrow,
        moved=moved,
        held=tuple(sorted({grid for grid, _ in strips})),
        faults=(len(duplicates) + len(too_narrow), int(more), len(moved.astray)),
    )


def _kept(rings: Rings, loose: Sequence[tuple[Floats, float]]) -> Rings:
    """Return the rings with corners around some places closed to any change."""
    is_open = rings.open.copy()
    for places, around_m in loose:
        if len(places):
            far = shapely.distance(shapely.points(rings.places), shapely.multipoints(places))
            is_open &= far > around_m
    return replace(rings, open=is_open)


def _given_up(case: Case, faces: Faces, done: Ownership) -> NDArray[Any]:
    """Return for each grid the wide overlaps that it gave up, in metres; None where there are none.

    Those that are little wider than the tolerance, and run out at their ends, may have come of a corner that was not
    seen to be one with others.
    """
    out = np.full(len(case.sound), None, dtype=object)
    for place in done.overlaps:
        if faces.width_m[place] <= case.tolerance_m and faces.circle_m(place) <= REACH * case.tolerance_m:
            continue
        ground = case.zone.to_metres(faces.shapes[place])
        for grid in faces.claims[place]:
            if grid != done.owner[place]:
                out[grid] = ground if out[grid] is None else shapely.union(out[grid], ground)
    return out


def _metres(grounds: NDArray[Any]) -> Floats:
    """Return metres per degree of longitude and latitude in the middle of the grids (WGS 84, to 0.1 %)."""
    _, south, _, north = shapely.total_bounds(grounds)
    latitude = np.radians((south + north) / 2)
    return np.array(
        [111_320 * np.cos(latitude) * (1 + 0.00335 * np.sin(latitude) ** 2), 110_574 + 1_120 * np.sin(latitude) ** 2]
    )


def _polygons(rings: Rings, count: int, zone: MetricZone) -> NDArray[Any]:
    """Return the polygon of each grid in EPSG:4326; a ring of less than three corners is gone."""
    places = shapely.get_coordinates(zone.to_lonlat(shapely.points(rings.places)))
    ends = np.cumsum(np.bincount(rings.ring, minlength=len(rings.owner)))
    parts: list[dict[int, list[Floats]]] = [{} for _ in range(count)]
    for number, end in enumerate(ends):
        corners = rings.corner[(ends[number - 1] if number else 0) : end]
        if len(corners) >= _CORNERS:
            closed = places[np.append(corners, corners[0])]
            parts[rings.owner[number]].setdefault(int(rings.part[number]), []).append(closed)
    out = np.empty(count, dtype=object)
    for place, mine in enumerate(parts):
        ground = shapely.MultiPolygon([shapely.Polygon(shell, holes) for shell, *holes in mine.values()])
        out[place] = (
            ground
            if ground.is_valid
            else polygonal(shapely.make_valid(ground, method="structure", keep_collapsed=False))
        )
    return out


def _grounds(
    faces: Faces, done: Ownership, sound: NDArray[Any]
) -> tuple[NDArray[Any], dict[int, tuple[int, ...]], tuple[int, ...]]:
    """Return each grid's ground, which are duplicates (of which others), and which were too narrow."""
    out = np.empty(len(sound), dtype=object)
    duplicates, too_narrow = dict[int, tuple[int, ...]](), list[int]()
    for place in range(len(sound)):
        mine = faces.shapes[done.owner == place]
        if len(mine) == 0:
            claimed = [number for number, claim in enumerate(faces.claims) if place in claim]
            if claimed:
                mine = faces.shapes[claimed]
                duplicates[place] = tuple(sorted({int(owner) for owner in done.owner[claimed] if owner != NOBODY}))
            else:
                mine = shapely.get_parts(sound[place])
                too_narrow.append(place)
        ground = shapely.coverage_union_all(mine)
        out[place] = shapely.MultiPolygon(list(shapely.get_parts(ground)))
    return out, duplicates, tuple(too_narrow)
