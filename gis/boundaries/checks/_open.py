"""Ground in no grid, piece by piece: what two checks share."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import shapely

from gis.boundaries.findings import Mend
from gis.boundaries.picture import Picture
from gis.boundaries.soundness import HAIR, thick
from gis.coverage.measure import areas_m2
from gis.coverage.standing import Grid


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
    """Return who takes it: a new grid where as many live there as one needs, else the neighbour it borders on most."""
    west, south, east, north = shapely.bounds(piece.ground).tolist()
    where = {"at": piece.at, "within": [[west, south], [east, north]]}
    if piece.people >= picture.parameters.grid_people_min / 2:
        text = {
            "zh": f"在此新设一个网格（{piece.people:,} 人）。",
            "en": f"Carve a new grid out of it ({piece.people:,} people).",
        }
        return Mend(operation="carve", arguments=where, text=text)
    if not any(grid.community_id in {piece.community_id, None} for grid in piece.beside):
        return None
    text = {"zh": "并入接壤最长的网格。", "en": "Give it to the grid with the longest border on it."}
    return Mend(operation="heal", arguments=where, text=text)
