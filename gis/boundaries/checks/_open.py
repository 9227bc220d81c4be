"""Ground in no grid, piece by piece: what two checks share."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from gis.boundaries.carve import SIMPLE_PARTS, carve
from gis.boundaries.findings import Mend
from gis.boundaries.picture import Picture
from gis.boundaries.soundness import HAIR, thick
from gis.coverage.band import grids_due, out_of_band
from gis.coverage.holding import holds
from gis.coverage.measure import areas_m2
from gis.coverage.standing import Grid
from gis.crs import PRECISION_DEGREES

_TOUCHING_M = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPiece:
    """A piece of ground of one community in no grid.

    Attributes:
        key: Of its place.
        community_id: None where it lies in no community.
        beside: The grids that touch it.
        enclosed: Whether it lies between grids, away from the district's border.
        excepted: Whether somebody said that it may stay.
    """

    key: str
    community_id: int | None
    ground: Any
    area_m2: float
    people: int
    beside: tuple[Grid, ...]
    enclosed: bool
    excepted: bool

    @property
    def at(self) -> list[float]:
        """A point (lon, lat) in it."""
        point = shapely.point_on_surface(self.ground)
        return [round(float(point.x), 7), round(float(point.y), 7)]


def open_pieces(picture: Picture) -> Iterator[OpenPiece]:
    """Yield the pieces that are more than a trace of rounding and touch a grid that is asked about."""
    for unit, pieces in picture.faults[0].items():
        for ground, size in zip(pieces, areas_m2(pieces), strict=True):
            if thick(ground).is_empty:
                continue
            beside = tuple(picture.beside(ground))
            if picture.touched is not None and not picture.asked(*(grid.code for grid in beside)):
                continue
            yield _piece(picture, unit, ground, float(size), beside)


def _piece(picture: Picture, unit: int | None, ground: Any, size: float, beside: tuple[Grid, ...]) -> OpenPiece:
    buildings = picture.around.buildings(ground)
    anchor = shapely.point_on_surface(ground)
    place = picture.communities[unit].code if unit in picture.communities else ""
    return OpenPiece(
        key=f"{place}:{anchor.x:.4f},{anchor.y:.4f}",
        community_id=unit if unit in picture.communities else None,
        ground=ground,
        area_m2=round(size, 1),
        people=int(buildings.people[buildings.held_by(ground)].sum()),
        beside=beside,
        enclosed=not shapely.dwithin(ground, picture.outer_border, HAIR),
        excepted=any(
            shapely.intersection(one, ground).area > ground.area / 2
            for one in picture.exceptions
            if shapely.intersects(one, ground)
        ),
    )


def mend_of(picture: Picture, piece: OpenPiece) -> Mend | None:
    """Return who takes it, by the rule of a blind spot's cure.

    The neighbour that it brings least out of the band, where fewer live there than a grid needs and no new grid would
    stand better; else as many new grids as the people there make. Where nobody lives: who borders on it most.
    """
    west, south, east, north = shapely.bounds(piece.ground).tolist()
    where = {"at": piece.at, "within": [[west, south], [east, north]]}
    near = [grid for grid in piece.beside if grid.community_id in {piece.community_id, None}]
    if not piece.people:
        text = {"zh": "并入接壤最长的网格。", "en": "Give it to the grid with the longest border on it."}
        return Mend(operation="heal", arguments=where, text=text) if near else None
    due = grids_due(piece.people, picture.parameters)
    most_lost = out_of_band(piece.people, picture.parameters, grids=due)
    taker = _taker(picture, piece, near) if piece.people < picture.parameters.grid_people_min else None
    if taker is not None and _loss(picture, taker, piece.people) <= most_lost:
        text = {
            "zh": f"并入网格 {taker.code}，并入后 {taker.people + piece.people:,} 人。",
            "en": f"Give it to grid {taker.code}, which then has {taker.people + piece.people:,} people.",
        }
        return Mend(operation="heal", arguments={**where, "into": taker.code}, text=text)
    return _carving(picture, piece, where, due)


def _loss(picture: Picture, grid: Grid, people: int) -> float:
    """How many more people are out of the band when a grid takes so many."""
    after = out_of_band(grid.people + people, picture.parameters)
    return after - out_of_band(grid.people, picture.parameters)


def _taker(picture: Picture, piece: OpenPiece, near: Sequence[Grid]) -> Grid | None:
    """The neighbour that it brings least out of the band; of several the one with the longest border on it."""
    if not near:
        return None
    lines = np.array([shapely.intersection(grid.geom, piece.ground, grid_size=PRECISION_DEGREES) for grid in near])
    touching = [(grid, length) for grid, length in zip(near, picture.zone.lengths_m(lines), strict=True)
                if length > _TOUCHING_M]  # fmt: skip
    best = sorted(touching, key=lambda one: (_loss(picture, one[0], piece.people), -one[1], one[0].code))
    return best[0][0] if best else None


def _carving(picture: Picture, piece: OpenPiece, where: Mapping[str, Any], due: int) -> Mend:
    """New grids on it: as many as are due where straight cuts part it so, else one."""
    buildings = picture.around.buildings(piece.ground)
    here = buildings.held_by(piece.ground)
    points, people = buildings.points[here], buildings.people[here]
    parts = carve(piece.ground, points, people, parts=due, zone=picture.zone) if 1 < due <= SIMPLE_PARTS else None
    if parts is None:
        few = {"zh": f"；按标准应设 {due} 个", "en": f"; {due} grids are due"} if due > 1 else {"zh": "", "en": ""}
        text = {
            "zh": f"在此新设一个网格（{piece.people:,} 人{few['zh']}）。",
            "en": f"Carve a new grid out of it ({piece.people:,} people{few['en']}).",
        }
        return Mend(operation="carve", arguments=where, text=text)
    each = [f"{int(people[holds(part, points)].sum()):,}" for part in parts]
    text = {
        "zh": f"在此新设 {due} 个网格（{'、'.join(each)} 人）。",
        "en": f"Carve {due} new grids out of it ({', '.join(each)} people).",
    }
    return Mend(operation="carve", arguments={**where, "parts": due}, text=text)
