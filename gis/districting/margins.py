"""Narrow ground that nobody lives on: verges between a wall and its street, slivers, and to whom they go."""

import numpy as np
import shapely

from gis.coverage.metric_zone import MetricZone
from gis.districting.mesh import OUTSIDE, Mesh
from gis.districting.site import Shapes
from gis.districting.units import Bools, Floats, Ints

NARROW_M = 28.0
"""A face without buildings is a margin when twice its area over its outline is less than this."""
SLIVER_M2 = 400.0
_ON_STREET_M = 0.5


def on_streets(mesh: Mesh, streets: Shapes, *, zone: MetricZone) -> Bools:
    """Return for each edge of the mesh whether a street runs along it; shape (e,)."""
    middle = zone.to_metres(shapely.points(mesh.vertex[mesh.edge].mean(axis=1)))
    found = np.zeros(len(mesh.edge), dtype=bool)
    found[shapely.STRtree(zone.to_metres(streets)).query(middle, predicate="dwithin", distance=_ON_STREET_M)[0]] = True
    return found


def is_margin(mesh: Mesh, buildings: Ints) -> Bools:
    """Return for each face whether it is a margin; `buildings` counts those on each, shape (f,)."""
    around = np.bincount(mesh.side[:, 0], mesh.length_m, len(mesh.faces))
    inner = mesh.side[:, 1] != OUTSIDE
    around += np.bincount(mesh.side[inner, 1], mesh.length_m[inner], len(mesh.faces))
    small = (2 * mesh.area_m2 < NARROW_M * around) | (mesh.area_m2 < SLIVER_M2)
    return np.asarray(small & (buildings == 0))


def cuts_across(
    mesh: Mesh, margin: Bools, street: Bools,
    *, zone: MetricZone,
) -> Shapes:  # fmt: skip
    """Return lines (EPSG:4326) across margins, from where two neighbours behind the wall meet to the street."""
    flat = zone.to_metres(mesh.faces)
    points = shapely.get_coordinates(zone.to_metres(shapely.points(mesh.vertex)))
    cuts = []
    for face, walls, kerb in _sides_of_margins(mesh, margin, street):
        if not len(kerb):
            continue
        line = shapely.multilinestrings(list(shapely.linestrings(points[mesh.edge[kerb]])))
        for vertex in _meeting_points(mesh, face, walls):
            across = shapely.shortest_line(shapely.Point(points[vertex]), line)
            if 0 < across.length < 2 * NARROW_M and flat[face].buffer(0.01).covers(across):
                cuts.append(across)
    return np.asarray(zone.to_lonlat(np.array(cuts, dtype=object)))


def _sides_of_margins(
    mesh: Mesh, margin: Bools, street: Bools
) -> list[tuple[int, Ints, Ints]]:  # fmt: skip
    """Return for each margin its edges with faces that are none (not along a street), and its edges along streets."""
    sides: dict[int, tuple[list[int], list[int]]] = {int(face): ([], []) for face in np.flatnonzero(margin)}
    for edge in np.flatnonzero(margin[mesh.side].any(axis=1)):
        for face, other in (mesh.side[edge], mesh.side[edge][::-1]):
            if face == OUTSIDE or not margin[face]:
                continue
            if street[edge] or other == OUTSIDE:
                sides[int(face)][1].append(int(edge))
            elif not margin[other]:
                sides[int(face)][0].append(int(edge))
    return [(face, np.array(walls, dtype=np.int64), np.array(kerb, dtype=np.int64))
            for face, (walls, kerb) in sides.items()]  # fmt: skip


def _meeting_points(mesh: Mesh, face: int, walls: Ints) -> Ints:
    """The vertices at which two different neighbours of a margin meet."""
    if not len(walls):
        return walls
    side = mesh.side[walls]
    other = np.where(side[:, 0] == face, side[:, 1], side[:, 0])
    at = mesh.edge[walls].ravel()
    pairs = np.unique(np.stack([at, np.repeat(other, 2)], axis=1), axis=0)
    vertex, times = np.unique(pairs[:, 0], return_counts=True)
    return np.asarray(vertex[times > 1])


def given_away(mesh: Mesh, loose: Bools, closeness: Floats, *, near: Bools) -> Ints:
    """Return for each face the face it is one with: itself, or for a loose one the closest neighbour that is not.

    Args:
        mesh: The faces.
        loose: Shape (f,); faces that shall not stand alone.
        closeness: Shape (e,); by how much an edge speaks for joining what lies on its two sides.
        near: Shape (e,); edges that are tried first: across the others only what has no way over these.
    """
    one = np.arange(len(mesh.faces))
    inner = mesh.side[:, 1] != OUTSIDE
    waiting = loose.copy()
    for usable in (inner & near, inner):
        side, weight = mesh.side[usable], closeness[usable]
        side, weight = np.concatenate([side, side[:, ::-1]]), np.concatenate([weight, weight])
        while True:
            # edges between a face that waits and one that has a place
            asks = waiting[side[:, 0]] & ~waiting[side[:, 1]]
            if not asks.any():
                break
            face, into = _closest(side[asks, 0], one[side[asks, 1]], weight[asks])
            one[face] = into
            waiting[face] = False
    return one


def _closest(face: Ints, into: Ints, weight: Floats) -> tuple[Ints, Ints]:
    """Return each asking face once, and where most weight asks it to go."""
    pairs, place = np.unique(np.stack([face, into], axis=1), axis=0, return_inverse=True)
    total = np.bincount(place.reshape(-1), weight)
    best = pairs[np.lexsort((pairs[:, 1], -total, pairs[:, 0]))]
    found, first = np.unique(best[:, 0], return_index=True)
    return found, best[first, 1]
