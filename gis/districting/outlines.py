"""Grids out of faces: the borders between them as arcs, each drawn once for both neighbours, and the polygons."""

from dataclasses import dataclass

import numpy as np
import shapely

from gis.districting.mesh import OUTSIDE, Mesh
from gis.districting.site import Shapes
from gis.districting.units import Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Arcs:
    """The borders of a partition.

    Attributes:
        line: Shape (a,); EPSG:4326; they meet only at their ends.
        side: Shape (a, 2); the parts on the two sides, the second OUTSIDE at the outline.
    """

    line: Shapes
    side: Ints


def arcs_of(mesh: Mesh, part: Ints) -> Arcs:
    """Return the borders between the parts of a mesh; `part` has shape (f,)."""
    side = np.where(mesh.side == OUTSIDE, OUTSIDE, part[mesh.side])
    border = side[:, 0] != side[:, 1]
    edge, side = mesh.edge[border], np.sort(side[border], axis=1)[:, ::-1]
    pairs, place = np.unique(side, axis=0, return_inverse=True)
    lines, sides = [], []
    for number, pair in enumerate(pairs):
        segments = shapely.linestrings(mesh.vertex[edge[place.reshape(-1) == number]])
        merged = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(list(segments))))
        lines += list(merged)
        sides += [pair] * len(merged)
    return Arcs(line=np.array(lines, dtype=object), side=np.array(sides, dtype=np.int64).reshape(-1, 2))


def polygons_of(arcs: Arcs, parts: int) -> Shapes:
    """Return the ground of each part, shape (parts,)."""
    grounds = np.empty(parts, dtype=object)
    for part in range(parts):
        lines = arcs.line[(arcs.side == part).any(axis=1)]
        grounds[part] = shapely.build_area(shapely.geometrycollections(list(lines)))
    return grounds
