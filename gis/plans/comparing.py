"""Two plans side by side: figures, who changes grid, blind spots closed and opened."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import shapely
from sqlalchemy.orm import Session

from gis.blind_spots import Finding
from gis.coverage.measure import areas_m2, polygonal
from gis.plans.moved_ground import MovedGround, moved_ground
from gis.plans.moves import Move, MovedBuilding, moved_buildings, moves_of
from gis.plans.outcome import Outcome, Seen, see_plan
from gis.plans.renumbered import renamed_between

_SAME_SHARE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class GridChanges:
    """Grids that differ, by code.

    Attributes:
        added: Only in the plan after.
        removed: Only in the plan before.
        redrawn: In both, with other ground.
        renumbered: Code before → code after, of the same grid.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    redrawn: tuple[str, ...]
    renumbered: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedSums:
    """What lies in another grid after than before, in all; from or to no grid counts too.

    Attributes:
        people_from_none: Those of `people` who were in no grid before.
        people_to_none: Those of `people` who are in none after.
    """

    buildings: int
    people: int
    households: int
    elderly: int
    people_from_none: int
    people_to_none: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDiff:
    """Plan `a` (before) and plan `b` (after).

    Attributes:
        as_of: The day whose inhabitants are counted; None: all.
        moves: By grid and grid, most people first: from the code in `a` to the code in `b`.
        closed: Blind spots of `a` that `b` has no longer.
        opened: Blind spots that only `b` has.
    """

    as_of: date | None
    a: Outcome
    b: Outcome
    grids: GridChanges
    moved: MovedSums
    moves: tuple[Move, ...]
    buildings: tuple[MovedBuilding, ...]
    ground: tuple[MovedGround, ...]
    closed: tuple[Finding, ...]
    opened: tuple[Finding, ...]

    def as_json(self, *, buildings: bool = False) -> dict[str, Any]:
        """Return all of it under stable keys, without outlines; single buildings only when asked for."""
        return {
            "as_of": self.as_of,
            "a": self.a.as_json(),
            "b": self.b.as_json(),
            "grids": asdict(self.grids),
            "moved": asdict(self.moved),
            "moves": [move.as_json() for move in self.moves],
            "blind_spots": {
                "closed": [_spot(finding) for finding in self.closed],
                "opened": [_spot(finding) for finding in self.opened],
            },
        } | ({"buildings": [_building(building) for building in self.buildings]} if buildings else {})

    def geojson(self) -> dict[str, Any]:
        """Return the moved buildings (points) and the moved ground (polygons) as a FeatureCollection, lon, lat."""
        return {
            "type": "FeatureCollection",
            "features": [*map(_ground_feature, self.ground), *map(_building_feature, self.buildings)],
        }

    def moved_areas(self) -> dict[str, Any]:
        """Return the ground on which people change grid as a FeatureCollection, lon, lat; where none do, all of it."""
        lived_in = {(move.from_grid, move.to_grid) for move in self.moves if move.people}
        pieces = [piece for piece in self.ground if (piece.from_grid, piece.to_grid) in lived_in]
        return _features(pieces or self.ground)


def _features(pieces: Sequence[MovedGround]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": [_ground_feature(piece) for piece in pieces]}


def compare_plans(session: Session, plan_a: int, plan_b: int, *, as_of: date | None = None) -> PlanDiff:
    """Return two plans side by side, drafts and retired ones as well.

    Args:
        session: On the record.
        plan_a: The plan before.
        plan_b: The plan after.
        as_of: Count the people of buildings lived in by that day, and the workers of that day.

    Raises:
        NotFoundError: there is no such plan.
    """
    before, after = see_plan(session, plan_a, as_of=as_of), see_plan(session, plan_b, as_of=as_of)
    renamed = renamed_between(session, plan_a, plan_b)
    buildings = moved_buildings(session, plan_a, plan_b, renamed=renamed, as_of=as_of)
    spots = [_called_as_after(spot, renamed) for spot in before.spots]
    standing_a, standing_b = before.scene.standing, after.scene.standing
    return PlanDiff(
        as_of=as_of,
        a=before.outcome,
        b=after.outcome,
        grids=_grids(before, after, renamed),
        moved=MovedSums(
            buildings=len(buildings),
            people=sum(building.people for building in buildings),
            households=sum(building.households for building in buildings),
            elderly=sum(building.elderly for building in buildings),
            people_from_none=sum(building.people for building in buildings if building.from_grid is None),
            people_to_none=sum(building.people for building in buildings if building.to_grid is None),
        ),
        moves=tuple(moves_of(session, buildings, plan_a, plan_b, as_of=as_of)),
        buildings=tuple(buildings),
        ground=tuple(moved_ground(standing_a.grids, standing_b.grids, renamed=renamed)),
        closed=_only(spots, after.spots),
        opened=_only(after.spots, spots),
    )


def _grids(before: Seen, after: Seen, renamed: dict[str, str]) -> GridChanges:
    called = {grid.code: renamed.get(grid.code, grid.code) for grid in before.scene.standing.grids}
    old = {called[grid.code]: grid.shape_id for grid in before.scene.standing.grids}
    new = {grid.code: grid.shape_id for grid in after.scene.standing.grids}
    return GridChanges(
        added=tuple(sorted(new.keys() - old.keys())),
        removed=tuple(sorted(code for code, now in called.items() if now not in new)),
        redrawn=tuple(sorted(code for code in new.keys() & old.keys() if new[code] != old[code])),
        renumbered={old_code: code for old_code, code in sorted(renamed.items()) if old_code in called and code in new},
    )


def _called_as_after(spot: Finding, renamed: dict[str, str]) -> Finding:
    kind, _, code = spot.key.partition(":")
    return replace(spot, key=f"{kind}:{renamed[code]}") if kind == "no_worker" and code in renamed else spot


def _only(spots: Sequence[Finding], others: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the blind spots that are not among `others`: neither their key nor most of their ground."""
    keys = {spot.key for spot in others}
    lonely = [spot for spot in spots if spot.key not in keys]
    tree = shapely.STRtree([spot.geom for spot in others])
    return tuple(
        spot
        for spot in lonely
        if not any(_same(spot, others[place]) for place in tree.query(spot.geom, predicate="intersects"))
    )


def _same(spot: Finding, other: Finding) -> bool:
    if spot.kind != other.kind or spot.kind == "no_worker":
        return False
    common, first, second = areas_m2([polygonal(shapely.intersection(spot.geom, other.geom)), spot.geom, other.geom])
    return bool(common > _SAME_SHARE * max(first, second))


def _spot(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "name": finding.name,
        "people": finding.people,
        "buildings": finding.buildings,
        "area_m2": finding.area_m2,
        "centroid": list(finding.centroid),
    }


def _building(building: MovedBuilding) -> dict[str, Any]:
    values = asdict(building)
    return {"from": values.pop("from_grid"), "to": values.pop("to_grid"), **values}


def _ground_feature(piece: MovedGround) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": shapely.geometry.mapping(shapely.orient_polygons(piece.geom)),
        "properties": {"what": "ground", "from": piece.from_grid, "to": piece.to_grid, "area_m2": piece.area_m2},
    }


def _building_feature(building: MovedBuilding) -> dict[str, Any]:
    values = _building(building)
    position = [values.pop("lon"), values.pop("lat")]
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": position},
        "properties": {"what": "building", **values},
    }
