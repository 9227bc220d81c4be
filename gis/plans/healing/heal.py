"""From grids whose borders do not quite meet to a coverage, corner by corner, with what moved and what did not fit."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.coverage.measure import polygonal
from gis.coverage.metric_zone import MetricZone
from gis.plans.healing.attempt import Attempt, Case, attempt
from gis.plans.healing.bridges import bridges, tips
from gis.plans.healing.faces import Faces
from gis.plans.healing.ownership import Ownership
from gis.plans.healing.twins import twins_of, with_twins
from gis.progress import SILENT, Progress

Floats = NDArray[np.float64]
_ATTEMPTS = 5
_SAME = 0.05
"""Times the tolerance: grids no farther apart anywhere are one grid that stands twice."""


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
        valid: Whether the grids are a valid coverage: none lies over another, and neighbours share their borders. Not
            so where there are `restored` ones. Wide gaps do not count.
        repaired: Positions of grids that crossed themselves.
        duplicates: Positions of grids all of whose ground other grids have → positions of those. They stay, over them.
        too_narrow: Positions of grids that are nowhere wider than the tolerance, so that nothing was left of them: they
            stay as they came, over others.
        pieces: Positions of grids that lie in several pieces → how many.
        held: Positions of grids that a strip of 0.2 m holds together where their borders were drawn across each other.
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
    held: tuple[int, ...]
    slivers_m2: float
    closed_m2: float
    overlaps: tuple[Overlap, ...]
    gaps: tuple[Piece, ...]

    @property
    def restored(self) -> tuple[int, ...]:
        """Positions of grids without ground of their own, which stay over others."""
        return tuple(sorted((*self.duplicates, *self.too_narrow)))


def heal(
    grounds: NDArray[Any],
    *,
    tolerance_m: float,
    parts: NDArray[np.intp] | None = None,
    drawn: NDArray[Any] | None = None,
    progress: Progress = SILENT,
) -> Healed:
    """Return grids as one coverage: neighbours share their borders, corner by corner.

    What two grids have drawn of one corner is found along their border and becomes one, as do corners within the
    tolerance of each other; borders pass through the corners of others that lie on them, and what is still narrow goes
    to a neighbour. Where grids were drawn apart by less than half the tolerance, nothing moves farther than it. What is
    wider stays as it was meant: gaps stay open; of a wide overlap the grid that would lose most of itself keeps the
    ground. No grid is lost. A grid that stands twice moves nothing: the second one is set aside before, and lies
    over the first in the end.

    Args:
        grounds: Polygons or multipolygons, EPSG:4326; those that cross themselves are repaired.
        tolerance_m: How far apart what is meant to be one may lie, in metres.
        parts: In how many pieces each grid was drawn, where repairs before this have cut some off; else counted here.
        drawn: The grids as they were drawn, before any repair: corners come together by these, and what moved is
            measured from them. None: `grounds`.
        progress: Told of each attempt.
    """
    progress.start("Healing the borders", _ATTEMPTS)
    drawn_parts = shapely.get_num_geometries(grounds) if parts is None else parts
    sound, repaired = _sound(grounds)
    before = grounds if drawn is None else drawn
    zone = MetricZone(sound)
    twins = twins_of(zone.to_metres(sound), within_m=_SAME * tolerance_m)
    alone = np.delete(np.arange(len(sound)), list(twins))
    healed = _healed(_best_attempt(sound[alone], before[alone], drawn_parts[alone], tolerance_m, progress))
    if twins:
        healed = with_twins(healed, twins, drawn=zone.to_metres(before), metres=zone.to_metres(healed.grounds))
    sound_now = bool(shapely.coverage_is_valid(healed.grounds)) and bool(shapely.is_valid(healed.grounds).all())
    return replace(healed, repaired=repaired, valid=sound_now)


def _healed(best: Attempt) -> Healed:
    """Return what came of an attempt; whether it is valid, and what was repaired, is not known here."""
    faces, done, count = best.faces, best.done, shapely.get_num_geometries(best.grounds)
    return Healed(
        grounds=best.grounds,
        moved_m=best.moved.most_m,
        valid=False,
        repaired=(),
        duplicates=best.duplicates,
        too_narrow=best.too_narrow,
        pieces={int(place): int(count[place]) for place in np.flatnonzero(count > 1)},
        held=best.held,
        slivers_m2=round(float(faces.area_m2[done.slivers].sum()), 1),
        closed_m2=round(float(faces.area_m2[done.closed].sum()), 1),
        overlaps=tuple(_overlap(faces, done, place) for place in done.overlaps),
        gaps=tuple(_gap(faces, place) for place in done.gaps),
    )


def _best_attempt(
    sound: NDArray[Any], before: NDArray[Any], parts: NDArray[np.intp], tolerance_m: float, progress: Progress
) -> Attempt:
    """Return what came out best.

    Where corners moved too far although nothing was given up, corners come together more boldly the next time; after
    that they stay as they were drawn, and what is disputed goes to the grid that lost them. What came apart is held
    together by a strip, and a strip runs out to a tip that is lost all the same.
    """
    case = Case.of(sound, before, parts, tolerance_m)
    flat = case.zone.to_metres(sound)
    best = latest = attempt(case)
    loose, strips, favours = list[tuple[Floats, float]](), list[tuple[int, Any]](), list[tuple[int, Any]]()
    bold = latest.moved.astray
    for number in range(_ATTEMPTS - 1):
        progress.advance()
        moved = latest.moved
        more = bridges(case.zone.to_metres(latest.grounds), parts, sound=flat, reach_m=tolerance_m)
        if not len(moved.astray) and not more:
            break
        strips += [(grid, case.zone.to_lonlat(strip)) for grid, strip in more]
        if number:
            loose.append((moved.astray, tolerance_m * 2 ** (1 + number)))
            lost = case.zone.to_lonlat(shapely.points(moved.astray[moved.is_drawn]))
            favours += zip(moved.grid[moved.is_drawn].tolist(), lost, strict=True)
        if number > 1:
            far = tips(case.zone.to_metres(latest.grounds), moved)
            strips += [(grid, case.zone.to_lonlat(strip)) for grid, strip in far]
        latest = attempt(case, bold=bold, loose=loose, strips=strips, favours=favours)
        best = min(best, latest, key=lambda one: one.faults)
    return best


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


def _overlap(faces: Faces, done: Ownership, place: int) -> Overlap:
    return Overlap(
        grids=faces.claims[place],
        kept=int(done.owner[place]),
        area_m2=round(float(faces.area_m2[place]), 1),
        width_m=round(faces.circle_m(place), 2),
        geom=faces.shapes[place],
    )


def _gap(faces: Faces, place: int) -> Piece:
    return Piece(
        area_m2=round(float(faces.area_m2[place]), 1), width_m=round(faces.circle_m(place), 2), geom=faces.shapes[place]
    )
