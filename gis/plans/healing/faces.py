"""The ground parted by all borders, and which grid each piece belongs to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
NOBODY = -1


@dataclass(frozen=True, slots=True)
class Faces:
    """Pieces of ground, each in the same grids throughout.

    Attributes:
        shapes: Polygons whose corners are those of their neighbours.
        claims: For each the grids that hold it, by their position.
        neighbours: Pairs of faces with a common border.
        border_m: Length of each pair's common border.
        area_m2: Of each face.
        width_m: How wide each is at least: its area by half its perimeter, which is the width of a strip.
        metres: Metres per unit of x and of y.
    """

    shapes: NDArray[Any]
    claims: tuple[tuple[int, ...], ...]
    neighbours: Ints
    border_m: Floats
    area_m2: Floats
    width_m: Floats
    metres: Floats

    def flat(self, face: int) -> Any:
        """Return a face in metres."""
        return shapely.transform(self.shapes[face], lambda points: points * self.metres)

    def circle_m(self, face: int) -> float:
        """Return how wide a face is: the diameter of the largest circle in it."""
        return 2 * float(shapely.length(shapely.maximum_inscribed_circle(self.flat(face))))

    def reach_m(self, face: int, ground: Any) -> float:
        """Return how far a face reaches from some ground (metres)."""
        corners = shapely.points(shapely.get_coordinates(self.flat(face)))
        return float(shapely.distance(corners, ground).max())

    def around(self, face: int) -> Iterator[tuple[int, float]]:
        """Yield the faces beside one, each with the length of their common border."""
        for side in (0, 1):
            for pair in np.flatnonzero(self.neighbours[:, side] == face):
                yield int(self.neighbours[pair, 1 - side]), float(self.border_m[pair])


def part_ground(
    grids: NDArray[Any],
    *,
    precision: float,
    metres: Floats,
    drawn: NDArray[Any],
    narrow_m: float,
    strips: Sequence[tuple[int, Any]] = (),
) -> Faces:
    """Return the faces into which the borders of `grids` part the ground.

    A narrow piece of ground in no grid that none could take without reaching out farther than it is narrow, as between
    three grids, is parted into triangles.

    Args:
        grids: Valid polygons or multipolygons.
        precision: Corners come to lie on multiples of this.
        metres: Metres per unit of x and of y.
        drawn: The grids as they were drawn, in the metres of `Faces.flat`.
        narrow_m: How wide narrow ground is at most.
        strips: Ground that one grid has, whoever claims it: the grid's position, a polygon.
    """
    bounds = [*shapely.boundary(grids), *(shapely.boundary(strip) for _, strip in strips)]
    borders = shapely.union_all(bounds, grid_size=precision)
    shapes = shapely.get_parts(shapely.polygonize(shapely.get_parts(borders)))
    claims = _claims(shapes, grids, strips)
    faces = _measured(shapes, claims, metres)
    branching = _branching_gaps(faces, drawn, narrow_m)
    if not branching:
        return faces
    triangles = shapely.get_parts(shapely.constrained_delaunay_triangles(shapes[branching]))
    whole = np.delete(np.arange(len(shapes)), branching)
    claims = (*(claims[place] for place in whole), *(() for _ in triangles))
    return _measured(np.concatenate([shapes[whole], triangles]), claims, metres)


def _branching_gaps(faces: Faces, drawn: NDArray[Any], narrow_m: float) -> list[int]:
    """Return the narrow gaps that lie farther from every grid around them than they are wide, somewhere."""
    narrow = np.flatnonzero([not claim for claim in faces.claims] & (faces.width_m <= narrow_m)).tolist()
    return [
        place
        for place in narrow
        if faces.circle_m(place) <= narrow_m
        and all(
            faces.reach_m(place, drawn[grid]) > narrow_m
            for other, _ in faces.around(place)
            for grid in faces.claims[other]
        )
    ]


def _measured(shapes: NDArray[Any], claims: tuple[tuple[int, ...], ...], metres: Floats) -> Faces:
    flat = shapely.transform(shapes, lambda points: points * metres)
    area, length = shapely.area(flat), shapely.length(flat)
    neighbours, border = _neighbours(shapes, metres)
    return Faces(
        shapes=shapes,
        claims=claims,
        neighbours=neighbours,
        border_m=border,
        area_m2=area,
        width_m=np.divide(2 * area, length, out=np.zeros(len(area)), where=length > 0),
        metres=metres,
    )


def _claims(
    shapes: NDArray[Any], grids: NDArray[Any], strips: Sequence[tuple[int, Any]]
) -> tuple[tuple[int, ...], ...]:
    inside = shapely.point_on_surface(shapes)
    face, grid = shapely.STRtree(grids).query(inside, predicate="intersects")
    held: list[list[int]] = [[] for _ in shapes]
    for place, owner in sorted(zip(face.tolist(), grid.tolist(), strict=True)):
        held[place].append(owner)
    for owner, strip in strips:
        for place in np.flatnonzero(shapely.intersects(strip, inside)):
            held[place] = [owner]
    return tuple(tuple(owners) for owners in held)


def _neighbours(shapes: NDArray[Any], metres: Floats) -> tuple[Ints, Floats]:
    rings, face = shapely.get_rings(shapes, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    if len(points) == 0:
        return np.zeros((0, 2), dtype=np.intp), np.zeros(0)
    same = ring[1:] == ring[:-1]
    _, node = np.unique(points, axis=0, return_inverse=True)
    node = node.reshape(-1)
    ends = np.stack([node[:-1][same], node[1:][same]])
    owner = face[ring[:-1][same]]
    length = np.hypot(*(np.diff(points, axis=0)[same] * metres).T)
    key = np.min(ends, axis=0) * (node.max() + 1) + np.max(ends, axis=0)
    order = np.argsort(key, kind="stable")
    key, owner, length = key[order], owner[order], length[order]
    twice = np.flatnonzero(key[1:] == key[:-1])
    pairs = np.sort(np.stack([owner[twice], owner[twice + 1]], axis=1), axis=1)
    unique, place = np.unique(pairs, axis=0, return_inverse=True)
    border = np.bincount(place.reshape(-1), weights=length[twice], minlength=len(unique))
    return np.asarray(unique, dtype=np.intp), np.asarray(border, dtype=np.float64)
