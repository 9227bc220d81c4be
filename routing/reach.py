"""How many people live within a walk of the resources of a kind: in all, by resource, by grid.

A walk is from the building's point straight to the nearest place on an edge, along the network, and straight from the
edge to the resource; metres off the street count at both ends, so that no walk is shorter than the straight line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from sqlalchemy.orm import Session

from gis.coverage.scope import scope_of
from gis.errors import InputError
from gis.progress import SILENT, Progress
from gis.reach.record import GridHomes, People, Resource, read_grid_homes, read_people, read_resources
from gis.viewer import Viewer
from routing.homes import Homes, homes_on, ways_to
from routing.network import current_network
from routing.shortest_paths import Search, ends_of
from routing.street_graph import Snapped, StreetGraph

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Assign = Literal["nearest", "capacity"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Distances:
    """How far each of n buildings is from the nearest of k resources.

    Attributes:
        walk_m: float64 (n,), on foot; inf where there is no way.
        resource: int64 (n,), number of the resource that is nearest on foot; -1 where there is no way.
        straight_m: float64 (n,), in a straight line, never more than on foot.
        straight_resource: int64 (n,), number of the resource that is nearest in a straight line.
    """

    walk_m: Floats
    resource: Ints
    straight_m: Floats
    straight_resource: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What stands: the network, who lives where, and the resources of one kind with where they step onto it."""

    graph: StreetGraph
    people: People
    homes: Homes
    kind: str
    resources: list[Resource]
    places: Snapped

    @property
    def lonlat(self) -> Floats:
        """The resources, shape (k, 2)."""
        return np.array([(each.lon, each.lat) for each in self.resources], dtype=np.float64).reshape(-1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Every building within a walk of a resource, once for each resource: numbers of both, and metres on foot."""

    resource: Ints
    home: Ints
    walk_m: Floats


def read_scene(
    session: Session,
    *,
    kind: str,
    viewer: Viewer,
    area_code: str | None = None,
    may_be_none: bool = False,
    progress: Progress = SILENT,
) -> tuple[Scene, GridHomes]:
    """Return what stands, and the grids in force; the network is built first where the streets changed.

    With `may_be_none` no resource of the kind need stand.

    Raises:
        NotFoundError: there is no such area, or no resource of the kind.
    """
    scope = scope_of(session, viewer, area_code=area_code)
    resources = read_resources(session, kind, may_be_none=may_be_none)
    graph = current_network(session, progress=progress)
    people = read_people(session, area_id=None if scope is None else scope.id)
    homes = homes_on(graph, id=people.id, lonlat=people.lonlat, people=people.people, elderly=people.elderly)
    lonlat = np.array([(each.lon, each.lat) for each in resources], dtype=np.float64).reshape(-1, 2)
    scene = Scene(graph=graph, people=people, homes=homes, kind=kind, resources=resources, places=graph.tie(lonlat))
    return scene, read_grid_homes(session)


def distances(scene: Scene) -> Distances:
    """Return how far each building is from the nearest resource, on foot and in a straight line."""
    count = len(scene.homes.id)
    walk_m, resource = np.full(count, np.inf), np.full(count, -1)
    if len(scene.graph.u) and count:
        search = Search(scene.graph)
        seeds, seed_m = ends_of(scene.graph, scene.places)
        search.run(seeds, seed_m + np.tile(scene.places.off_m, 2), np.inf)
        home, metres, source = ways_to(scene.homes, search, scene.places)
        walk_m[home], resource[home] = metres, np.where(np.isfinite(metres), source, -1)
    tree = cKDTree(scene.graph.zone.points_to_metres(scene.lonlat))
    xy = scene.graph.zone.points_to_metres(scene.people.lonlat) if count else np.zeros((0, 2))
    straight_m, straight_resource = tree.query(xy)
    # edges are measured on the ellipsoid, straight lines in the flat zone: they differ by millionths
    return Distances(
        walk_m=walk_m,
        resource=resource,
        straight_m=np.minimum(straight_m, walk_m),
        straight_resource=np.asarray(straight_resource, dtype=np.int64),
    )


def catchments(scene: Scene, limit_m: float, *, progress: Progress = SILENT) -> Pairs:
    """Return every building within `limit_m` on foot of each resource."""
    parts: list[tuple[Ints, Ints, Floats]] = []
    if len(scene.graph.u):
        search = Search(scene.graph)
        for number in range(len(scene.resources)):
            place = scene.places.part(number)
            seeds, seed_m = ends_of(scene.graph, place)
            search.run(seeds, seed_m + np.tile(place.off_m, 2), limit_m)
            home, walk_m, _ = ways_to(scene.homes, search, place)
            near = walk_m <= limit_m
            parts.append((np.full(int(near.sum()), number), home[near], walk_m[near]))
            progress.advance()
    if not parts:
        return Pairs(resource=np.zeros(0, np.int64), home=np.zeros(0, np.int64), walk_m=np.zeros(0))
    resource, home, metres = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Pairs(resource=resource, home=home, walk_m=metres)


def check_radii(radii_m: Sequence[float]) -> list[float]:
    """Return radii in rising order, each once.

    Raises:
        InputError: one is below zero or no number.
    """
    for radius in radii_m:
        if not 0 <= radius < np.inf:
            raise InputError(f"A radius must be zero or more metres, not {radius:g}.")
    return sorted(set(radii_m))
