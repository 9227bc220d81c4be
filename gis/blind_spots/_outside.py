"""Uncovered buildings and the ground they stand on, parted: estates first, then clusters; what remains is gap."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from gis.blind_spots._estates import Estate, EstatesOutside, read_estates_outside
from gis.blind_spots._uncovered import Uncovered, read_footprints, read_uncovered
from gis.coverage.holding import holder_of, holds
from gis.coverage.measure import areas_m2, cut, shared, together
from gis.coverage.metric_zone import MetricZone
from gis.coverage.standing import Standing
from gis.coverage.units import divide
from gis.crs import PRECISION_DEGREES

NOWHERE = -1
"""The unit of what lies in no area."""

_NEAR = 4
"""A narrow leftover belongs to a cluster as far as this many cluster distances."""


@dataclass(frozen=True, slots=True)
class Group:
    """Uncovered buildings that are one blind spot, and their ground.

    Attributes:
        unit: Key of the finest area they lie in.
        estate: The estate they make; None: a cluster.
        members: Their positions among the uncovered buildings.
        ground: EPSG:4326; in no grid and in no other group.
    """

    unit: int
    estate: Estate | None
    members: NDArray[np.intp]
    ground: Any


@dataclass(frozen=True, slots=True)
class Outside:
    """All that lies in no grid: every uncovered building is in one group, every piece of ground in a group or a gap.

    Attributes:
        gaps: Polygons by unit, however small.
    """

    uncovered: Uncovered
    groups: tuple[Group, ...]
    gaps: dict[int, list[Any]]


def read_outside(session: Session, standing: Standing, zone: MetricZone) -> Outside:
    """Return what lies in no grid."""
    return _Parting(session, standing, zone).part()


class _Parting:
    def __init__(self, session: Session, standing: Standing, zone: MetricZone) -> None:
        self.session, self.standing, self.zone = session, standing, zone
        self.uncovered: Uncovered = read_uncovered(session, standing)
        self.estates: EstatesOutside = read_estates_outside(session, standing, self.uncovered)
        divided = divide(standing.overlay.uncovered, standing.areas)
        self.ground = {NOWHERE if unit is None else unit: pieces for unit, pieces in divided.items()}
        self.distance = standing.parameters.spot_cluster_distance

    def part(self) -> Outside:
        groups: list[Group] = []
        gaps = {unit: list(pieces) for unit, pieces in self.ground.items()}
        for unit in self._units():
            here = np.flatnonzero(self.uncovered.unit == unit)
            found = list(self._estates_in(unit, here))
            taken = together([group.ground for group in found])
            found.extend(self._clusters_in(unit, here[self.estates.holding[here] < 0], taken))
            found = list(self._with_leftovers(unit, found))
            if unit in gaps and found:
                claimed = together([group.ground for group in found])
                gaps[unit] = [part for gap in gaps[unit] for part in _parts(_minus(gap, claimed))]
            groups.extend(found)
        return Outside(self.uncovered, tuple(self._joined(groups)), gaps)

    def _units(self) -> Iterator[int]:
        """The units that have uncovered buildings; where a part of the district is looked at, of it only its own."""
        near = self.standing.near
        for unit in np.unique(self.uncovered.unit).tolist():
            if near is None or unit == near.community:
                yield unit

    def _free(self, unit: int, window: Any) -> Any:
        """What of `window` is in no grid, and in the unit."""
        if unit in self.ground and unit != NOWHERE:
            pieces = np.array(self.ground[unit], dtype=object)
            near = pieces[shapely.intersects(pieces, window)]
            return together([shared(piece, window) for piece in near])
        grids = self.standing.grounds[self.standing.tree.query(window)] if self.standing.grids else []
        free = cut(window, together(grids)) if len(grids) else window
        whole = self.standing.whole
        return free if whole is None else _minus(free, whole)

    def _estates_in(self, unit: int, here: NDArray[np.intp]) -> Iterator[Group]:
        holding = self.estates.holding[here]
        taken: Any = shapely.Polygon()
        for number in np.unique(holding[holding >= 0]):
            estate, members = self.estates.estates[number], here[holding == number]
            ground = _minus(self._free(unit, estate.geom), taken)
            ground = self._with_points(ground, members, taken)
            taken = together([taken, ground])
            yield Group(unit, estate, members, ground)

    def _clusters_in(self, unit: int, rest: NDArray[np.intp], taken: Any) -> Iterator[Group]:
        """Buildings nearer to each other than the cluster distance, with the ground within half of it."""
        if len(rest) == 0:
            return
        whole = self._untouched(unit)
        if whole is not None:
            yield Group(unit, None, rest, self._with_points(_minus(whole, taken), rest, taken))
            return
        footprints = self.zone.to_metres(read_footprints(self.session, self.uncovered.ids[rest]))
        around = self.zone.to_lonlat(shapely.union_all(shapely.buffer(footprints, self.distance / 2, quad_segs=2)))
        ground = _minus(self._free(unit, _sound(around)), taken)
        pieces = np.array(_parts(ground), dtype=object)
        holder = holder_of(pieces, self.uncovered.points[rest])
        for number in np.unique(holder[holder >= 0]):
            yield Group(unit, None, rest[holder == number], pieces[number])
        for building in rest[holder < 0]:
            # on ground thinner than the coordinate precision, between two grids
            members = np.array([building])
            yield Group(unit, None, members, self._with_points(shapely.Polygon(), members, taken))

    def _untouched(self, unit: int) -> Any | None:
        """The ground of a unit in which there is no grid at all; then nothing is gained by parting it."""
        if unit != NOWHERE:
            ground = together(self.ground.get(unit, []))
            area = self.standing.areas[unit].geom
            sizes = areas_m2([ground, area])
            return ground if sizes[0] > sizes[1] - 1 else None
        if self.standing.grids or self.standing.whole is not None:
            return None
        points = self.uncovered.points[self.uncovered.unit == NOWHERE]
        around = shapely.convex_hull(self.zone.to_metres(shapely.MultiPoint(points)))
        return self.zone.to_lonlat(shapely.buffer(around, self.distance / 2, quad_segs=2))

    def _with_leftovers(self, unit: int, groups: list[Group]) -> Iterator[Group]:
        """Groups with the narrow ground beside them, up to the next street or border: no use to anybody else."""
        own = together([group.ground for group in groups])
        extra: dict[int, list[Any]] = {}
        for piece in self.ground.get(unit, []):
            if not shapely.intersects(piece, own):
                continue
            for leftover in _parts(_minus(piece, own)):
                number = self._beside(leftover, groups)
                if number is not None:
                    extra.setdefault(number, []).append(leftover)
        for number, group in enumerate(groups):
            yield replace(group, ground=together([group.ground, *extra[number]])) if number in extra else group

    def _beside(self, leftover: Any, groups: list[Group]) -> int | None:
        """The group that a narrow leftover lies beside, by the longest border; None where it is wide, or goes far."""
        near = [number for number, group in enumerate(groups) if shapely.dwithin(leftover, group.ground, 1e-7)]
        if not near or not self._is_narrow(leftover):
            return None
        borders = [
            shapely.length(shapely.intersection(leftover, groups[number].ground, grid_size=PRECISION_DEGREES))
            for number in near
        ]
        number = near[int(np.argmax(borders))]
        points = self.zone.to_metres(shapely.MultiPoint(self.uncovered.points[groups[number].members]))
        corners = shapely.points(shapely.get_coordinates(self.zone.to_metres(leftover)))
        return number if (shapely.distance(corners, points) <= _NEAR * self.distance).all() else None

    def _is_narrow(self, leftover: Any) -> bool:
        """Whether no square of the cluster distance fits in."""
        flat = shapely.simplify(self.zone.to_metres(leftover), 1)
        west, south, east, north = flat.bounds
        if max(east - west, north - south) > 4 * _NEAR * self.distance:
            return False
        return bool(shapely.buffer(flat, -self.distance / 2, quad_segs=1, join_style="mitre").is_empty)

    def _with_points(self, ground: Any, members: NDArray[np.intp], taken: Any) -> Any:
        """`ground`, and a small square for each member that it does not hold."""
        lost = members[~holds(ground, self.uncovered.points[members])]
        if len(lost) == 0:
            return ground
        spots = shapely.buffer(self.zone.to_metres(shapely.points(self.uncovered.points[lost])), 1, cap_style="square")
        return together([ground, *[_minus(spot, taken) for spot in self.zone.to_lonlat(spots)]])

    def _joined(self, groups: list[Group]) -> Iterator[Group]:
        """Groups, with the clusters near an estate that mostly name it joined to it."""
        estates: dict[tuple[int, str], list[Group]] = {}
        for group in groups:
            if group.estate is not None:
                estates[group.unit, group.estate.code] = [group]
        for group in groups:
            estate = group.estate or self._named_by(group)
            whole = None if estate is None else estates.get((group.unit, estate.code))
            if group.estate is None and whole is not None and self._near(whole[0].ground, group.ground):
                whole.append(group)
            elif group.estate is None:
                yield group
        for parts in estates.values():
            members = np.concatenate([part.members for part in parts])
            ground = together([part.ground for part in parts]) if len(parts) > 1 else parts[0].ground
            yield replace(parts[0], members=members, ground=ground)

    def _near(self, one: Any, other: Any) -> bool:
        flat = self.zone.to_metres(np.array([one, other], dtype=object))
        return bool(shapely.distance(flat[0], flat[1]) <= self.distance)

    def _named_by(self, group: Group) -> Estate | None:
        named = self.estates.named[group.members]
        if not self.standing.grids and group.unit != NOWHERE:
            return None
        numbers, counts = np.unique(named, return_counts=True)
        best = numbers[counts.argmax()]
        return self.estates.estates[best] if best >= 0 and 2 * counts.max() > len(named) else None


def _minus(shape: Any, other: Any) -> Any:
    if shape.is_empty or other.is_empty or not shapely.intersects(shape, other):
        return shape
    return cut(shape, other)


def _parts(shape: Any) -> list[Any]:
    return [part for part in shapely.get_parts(shape) if not part.is_empty]


def _sound(shape: Any) -> Any:
    return shape if shape.is_valid else shapely.make_valid(shape)
