"""Faces between lines and the edges they share, node by node, in the record's own coordinate precision."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.coverage.metric_zone import MetricZone
from gis.crs import DECIMALS, PRECISION_DEGREES, rounded
from gis.districting.site import Shapes
from gis.districting.units import Floats, Ints

OUTSIDE = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Mesh:
    """Faces that tile a ground, and the straight edges between them.

    Attributes:
        faces: Shape (f,); polygons, EPSG:4326, from west to east.
        vertex: Shape (v, 2); lon, lat.
        edge: Shape (e, 2); the vertices of each edge, each named once.
        side: Shape (e, 2); the faces on its two sides, the second OUTSIDE at the outline.
        length_m: Shape (e,).
        area_m2: Shape (f,); in the metric zone.
    """

    faces: Shapes
    vertex: Floats
    edge: Ints
    side: Ints
    length_m: Floats
    area_m2: Floats

    def inside(self) -> Floats:
        """Return a point in each face, shape (f, 2)."""
        return np.asarray(shapely.get_coordinates(shapely.point_on_surface(self.faces)))


def make_faces(lines: Shapes, ground: Any) -> Shapes:
    """Return the faces into which `lines` cut `ground` (EPSG:4326), from west to east.

    Where lines cross or end on one another there is a node in the record's precision, the same for all faces there.
    """
    net = shapely.union_all(np.append(lines, shapely.boundary(ground)), grid_size=PRECISION_DEGREES)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(net)))
    faces = shapely.transform(faces, rounded)
    inside = shapely.point_on_surface(faces)
    shapely.prepare(ground)
    held = shapely.intersects(ground, inside)
    faces, places = faces[held], shapely.get_coordinates(inside[held])
    return np.asarray(faces[np.lexsort((places[:, 1], places[:, 0]))])


def make_mesh(faces: Shapes, *, zone: MetricZone) -> Mesh:
    """Return the mesh of faces, polygons or multipolygons that share their nodes."""
    parts, whose = shapely.get_parts(faces, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    steps = np.rint(points * 10**DECIMALS).astype(np.int64)
    _, first, vertex = np.unique(steps[:, 0] * (1 << 33) + steps[:, 1], return_index=True, return_inverse=True)
    same = ring[1:] == ring[:-1]
    ends = np.sort(np.stack([vertex[:-1][same], vertex[1:][same]], axis=1), axis=1)
    owner = whose[part[ring[:-1][same]]]
    key = ends[:, 0] * len(first) + ends[:, 1]
    order = np.lexsort((owner, key))
    key, owner, ends = key[order], owner[order], ends[order]
    begins = np.flatnonzero(np.append(True, key[1:] != key[:-1]))
    paired = np.append(np.diff(begins), len(key) - begins[-1]) > 1 if len(begins) else np.empty(0, dtype=bool)
    other = np.where(paired, owner[np.minimum(begins + 1, len(owner) - 1)], OUTSIDE)
    flat = shapely.get_coordinates(zone.to_metres(shapely.points(points[first])))
    edge = ends[begins]
    return Mesh(
        faces=faces,
        vertex=points[first],
        edge=edge,
        side=np.stack([owner[begins], other], axis=1).astype(np.int64),
        length_m=np.linalg.norm(flat[edge[:, 0]] - flat[edge[:, 1]], axis=1),
        area_m2=np.asarray(shapely.area(zone.to_metres(faces))),
    )


def faces_at(faces: Shapes, points: NDArray[np.float64]) -> Ints:
    """Return the face in which each point (lon, lat) lies, the first where there are several; -1 for none."""
    found = np.full(len(points), -1, dtype=np.int64)
    point, face = shapely.STRtree(faces).query(shapely.points(points), predicate="intersects")
    found[point[::-1]] = face[::-1]
    return found
