"""Ground that goes from one grid to another, with nothing left over."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import shapely

from gis.boundaries.fabric import Fabric
from gis.boundaries.noding import noded, with_nodes
from gis.boundaries.soundness import thick
from gis.coverage.measure import areas_m2, cut, polygonal, shared, together

_SPLINTER_M2 = 1.0


@dataclass(slots=True)
class Taken:
    """What a grid gets, and what that leaves of others.

    Attributes:
        pieces: The ground it gets.
        left: What is left of the others, by code.
        emptied: Codes of grids of which nothing is left.
    """

    pieces: list[Any] = field(default_factory=list)
    left: dict[str, Any] = field(default_factory=dict)
    emptied: list[str] = field(default_factory=list)

    @property
    def ground(self) -> Any:
        """All that it gets."""
        return together(self.pieces) if self.pieces else shapely.Polygon()


def take(fabric: Fabric, ground: Any, *, to: str | None, givers: Iterable[str] | None = None) -> Taken:
    """Return what grid `to` (None: a new one) gets when it takes a piece of ground from the grids that have it.

    What the cut leaves of a grid in loose parts on which no building stands, it takes along: strips between a wall and
    a street. Ground in no grid is not among it; see `open_ground`.

    Args:
        fabric: The grids.
        ground: What is taken, EPSG:4326.
        to: The grid that takes.
        givers: The grids it may take from; None: all others.
    """
    taken = Taken()
    near = fabric.near(ground)
    # a corner on a border is a node of both: rounded, it would else lie a hair beside it
    ground = with_nodes(ground, _nodes(fabric.cells[code].ground for code in near))
    for code in near if givers is None else givers:
        cell = replace(fabric.cells[code], ground=with_nodes(fabric.cells[code].ground, _nodes([ground])))
        if code == to or thick(shapely.intersection(cell.ground, ground)).is_empty:
            continue
        rest = shapely.get_parts(cut(cell.ground, ground))
        taken.pieces.append(shared(cell.ground, ground))
        kept = _kept(fabric, cell.ground, rest)
        taken.pieces.extend(part for part, stays in zip(rest, kept, strict=True) if not stays)
        if kept.any():
            taken.left[code] = polygonal(shapely.MultiPolygon(list(rest[kept])))
        else:
            taken.emptied.append(code)
    return taken


def joined(ground: Any, pieces: Iterable[Any]) -> Any:
    """Return ground together with pieces beside it; a corner on a shared border is first made a node of both."""
    every = dict(enumerate([ground, *pieces]))
    lines = shapely.union_all([piece.boundary for number, piece in every.items() if number])
    return together(list(noded({str(number): piece for number, piece in every.items()}, around=lines).values()))


def _nodes(grounds: Iterable[Any]) -> Any:
    return shapely.get_coordinates(np.array(list(grounds), dtype=object))


def _kept(fabric: Fabric, before: Any, rest: Any) -> Any:
    """Which parts of the rest stay: the largest, those with buildings, those that were parts by themselves before."""
    kept = np.zeros(len(rest), dtype=bool)
    if not len(rest):
        return kept
    sizes = areas_m2(rest)
    old = [shapely.normalize(part) for part in shapely.get_parts(before)]
    points = fabric.around.buildings(before)
    for number, part in enumerate(rest):
        stood = shapely.normalize(part) in old
        kept[number] = stood or (sizes[number] > _SPLINTER_M2 and points.held_by(part).any())
    if not kept.any() and sizes.max() > _SPLINTER_M2:
        kept[sizes.argmax()] = True
    largest = int(sizes.argmax())
    if sizes[largest] > _SPLINTER_M2:
        kept[largest] = True
    return kept


def open_ground(fabric: Fabric, ground: Any) -> Any:
    """Return what of a piece of ground lies in no grid."""
    others = [other for other in fabric.around.grounds(ground) if shapely.intersects(other, ground)]
    rest = cut(ground, shapely.union_all(others)) if others else polygonal(ground)
    parts = [part for part in shapely.get_parts(rest) if not thick(part).is_empty]
    return polygonal(shapely.MultiPolygon(parts))


def open_pieces(fabric: Fabric, ground: Any, *, community_id: int | None = None) -> list[Any]:
    """Return the pieces of open ground that a grid of a community may have; of any, where none is said or loaded."""
    free = open_ground(fabric, ground)
    if free.is_empty:
        return []
    near = fabric.around.communities(free)
    homes = [item.ground for item in near if community_id in {item.id, None}]
    if community_id is not None and not homes:
        return []
    inside = shared(free, shapely.union_all(homes)) if homes else free
    return [part for part in shapely.get_parts(inside) if not thick(part).is_empty]


def longest_border(fabric: Fabric, ground: Any, codes: Iterable[str]) -> str | None:
    """Return which of some grids shares the longest border with a piece of ground; None where none shares any."""
    candidates = list(codes)
    if not candidates:
        return None
    grounds = np.array([fabric.cells[code].ground for code in candidates], dtype=object)
    edge = shapely.buffer(ground, 2e-7, quad_segs=1, join_style="mitre").boundary
    metres = fabric.around.zone.lengths_m(shapely.intersection(grounds, edge))
    best = int(metres.argmax())
    return candidates[best] if metres[best] > 0.1 else None  # noqa: PLR2004 - a decimetre is no border


def takers(fabric: Fabric, ground: Any, *, apart: Iterable[str] = (), community_id: int | None = None) -> list[str]:
    """Return the unlocked grids beside a piece of ground, of the same community where that is known."""
    near = [code for code in fabric.near(ground) if code not in set(apart) and not fabric.cells[code].locked]
    if community_id is None:
        return near
    return [code for code in near if fabric.cells[code].community_id in {community_id, None}]
