"""From grids whose borders do not quite meet to a coverage, corner by corner, with what moved and what did not fit."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.coverage.measure import areas_m2, polygonal
from gis.coverage.metric_zone import MetricZone
from gis.crs import PRECISION_DEGREES
from gis.plans.healing.borders import thread_edges
from gis.plans.healing.corners import merge_corners
from gis.plans.healing.faces import NOBODY, Faces, part_ground
from gis.plans.healing.ownership import Ownership, settle
from gis.plans.healing.rings import Rings, read_rings
from gis.progress import SILENT, Progress

Floats = NDArray[np.float64]
_CORNERS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of ground in no grid; `width_m` is the diameter of the largest circle in it. `geom`: EPSG:4326."""

    area_m2: float
    width_m: float
    geom: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """Ground that several grids claimed, wider than the tolerance.

    Attributes:
        grids: Positions of those that claimed it.
        kept: Position of the one that has it now.
    """

    grids: tuple[int, ...]
    kept: int
    area_m2: float
    width_m: float
    geom: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Healed:
    """A coverage, and what it took.

    Attributes:
        grounds: The grids in the order they came, MultiPolygons in EPSG:4326 at the record's precision.
        moved_m: For each grid how far its farthest corner moved: the greatest distance from a corner as it came to the
            new border, or from a new corner to the border as it came.
        valid: Whether the grids (but for `restored`) are a valid coverage.
        repaired: Positions of grids that crossed themselves.
        duplicates: Positions of grids all of whose ground other grids have → positions of those. They stay, over them.
        too_narrow: Positions of grids that are nowhere wider than the tolerance, so that nothing was left of them: they
            stay as they came, over others.
        pieces: Positions of grids that lie in several pieces → how many.
        slivers_m2: Narrow overlaps that went to one grid, in all.
        closed_m2: Narrow gaps that went to a grid, in all.
        overlaps: Wide overlaps, which one grid had to give up.
        gaps: Wide gaps inside the plan, which stay.
    """

    grounds: NDArray[Any]
    moved_m: Floats
    valid: bool
    repaired: tuple[int, ...]
    duplicates: dict[int, tuple[int, ...]]
    too_narrow: tuple[int, ...]
    pieces: dict[int, int]
    slivers_m2: float
    closed_m2: float
    overlaps: tuple[Overlap, ...]
    gaps: tuple[Piece, ...]

    @property
    def restored(self) -> tuple[int, ...]:
        """Positions of grids without ground of their own, which stay over others."""
        return tuple(sorted((*self.duplicates, *self.too_narrow)))


def heal(
    grounds: NDArray[Any], *, tolerance_m: float, parts: NDArray[np.intp] | None = None, progress: Progress = SILENT
) -> Healed:
    """Return grids as one coverage: neighbours share their borders, corner by corner.

    Corners within the tolerance of each other become one, borders pass through the corners of others that lie on them,
    and what is still narrow goes to a neighbour. Where grids were drawn apart by less than half the tolerance, nothing
    moves farther than the tolerance. What is wider stays as it was meant: gaps stay open; of a wide overlap the grid
    that would lose most of itself keeps the ground. No grid is lost.

    Args:
        grounds: Polygons or multipolygons, EPSG:4326; those that cross themselves are repaired.
        tolerance_m: How far apart what is meant to be one may lie, in metres.
        parts: In how many pieces each grid was drawn, where repairs before this have cut some off; else counted here.
        progress: Told of five steps.
    """
    progress.start("Healing the borders", 5)
    drawn_parts = shapely.get_num_geometries(grounds) if parts is None else parts
    sound, repaired = _sound(grounds)
    zone = MetricZone(sound)
    flat = zone.to_metres(sound)
    progress.advance()
    rings = merge_corners(read_rings(flat, tolerance_m=tolerance_m), tolerance_m=tolerance_m)
    progress.advance()
    rings = thread_edges(rings, tolerance_m=tolerance_m)
    drawn = _polygons(rings, len(sound), zone)
    progress.advance()
    faces = part_ground(drawn, precision=PRECISION_DEGREES, metres=_metres(sound))
    done = settle(faces, sizes=areas_m2(sound), parts=drawn_parts.tolist(), tolerance_m=tolerance_m)
    progress.advance()
    healed, duplicates, too_narrow = _grounds(faces, done, sound)
    whole = np.delete(healed, [*duplicates, *too_narrow])
    count = shapely.get_num_geometries(healed)
    progress.advance()
    return Healed(
        grounds=healed,
        moved_m=_moved(flat, zone.to_metres(healed)),
        valid=bool(shapely.coverage_is_valid(whole)) and bool(shapely.is_valid(healed).all()),
        repaired=repaired,
        duplicates=duplicates,
        too_narrow=too_narrow,
        pieces={int(place): int(count[place]) for place in np.flatnonzero(count > 1)},
        slivers_m2=round(float(faces.area_m2[done.slivers].sum()), 1),
        closed_m2=round(float(faces.area_m2[done.closed].sum()), 1),
        overlaps=tuple(_overlap(faces, done, place) for place in done.overlaps),
        gaps=tuple(_gap(faces, place) for place in done.gaps),
    )


def _sound(grounds: NDArray[Any]) -> tuple[NDArray[Any], tuple[int, ...]]:
    """Return the grids as valid multipolygons, and which of them were not valid."""
    crossing = np.flatnonzero(~shapely.is_valid(grounds))
    out = np.empty(len(grounds), dtype=object)
    for place, ground in enumerate(grounds):
        whole = ground
        if place in crossing:
            whole = polygonal(shapely.make_valid(ground, method="structure", keep_collapsed=False))
        out[place] = shapely.MultiPolygon(list(shapely.get_parts(whole)))
    return out, tuple(crossing.tolist())


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


def _moved(before: NDArray[Any], after: NDArray[Any]) -> Floats:
    moved = np.zeros(len(before))
    for place, (old, new) in enumerate(zip(before, after, strict=True)):
        old_corners, new_corners = (shapely.points(shapely.get_coordinates(ground)) for ground in (old, new))
        old_border, new_border = shapely.boundary(old), shapely.boundary(new)
        shapely.prepare([old_border, new_border])
        moved[place] = max(
            shapely.distance(old_corners, new_border).max(), shapely.distance(new_corners, old_border).max()
        )
    return np.round(moved, 3)


def _width(faces: Faces, place: int) -> float:
    return round(2 * float(shapely.length(shapely.maximum_inscribed_circle(faces.flat(place)))), 2)


def _overlap(faces: Faces, done: Ownership, place: int) -> Overlap:
    return Overlap(
        grids=faces.claims[place],
        kept=int(done.owner[place]),
        area_m2=round(float(faces.area_m2[place]), 1),
        width_m=_width(faces, place),
        geom=faces.shapes[place],
    )


def _gap(faces: Faces, place: int) -> Piece:
    return Piece(area_m2=round(float(faces.area_m2[place]), 1), width_m=_width(faces, place), geom=faces.shapes[place])
