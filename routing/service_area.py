"""The ground within a walk of a resource, drawn so that it agrees with the distances of the buildings."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import local
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.progress import SILENT, Progress
from routing.homes import Homes, ways_to
from routing.shortest_paths import Search, ends_of
from routing.street_graph import Ints, Snapped
from routing.walking_ground import WalkingGround

Floats = NDArray[np.float64]

THREADS = 2
"""Places that are worked on at a time: most of it happens in compiled code that runs side by side."""
LEFT_SHARE = 0.002
"""Where a contour misplaces more than this share of an area's people, those buildings are added or cut out."""
_HOUSE_M = 4.0
"""Half the side of the square that a building is drawn as where the contour would misplace it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceArea:
    """What lies within `radius_m` on foot of a resource.

    Attributes:
        radius_m: Metres on foot, those off the street at both ends included.
        people: Who lives within that distance.
        elderly: Those of them who are 60 or older.
        misplaced: People whom the drawing puts on the wrong side.
        geom: MultiPolygon, EPSG:4326; empty where nothing is in reach.
    """

    radius_m: float
    people: int
    elderly: int
    misplaced: int
    geom: Any


def service_areas(
    ground: WalkingGround,
    places: Snapped,
    radii_m: Sequence[float],
    *,
    homes: Homes | None = None,
    progress: Progress = SILENT,
) -> list[list[ServiceArea]]:
    """Return for each place one area per radius.

    Args:
        ground: The lattice, on the network that places and homes are tied to.
        places: Where the resources step onto the network.
        radii_m: In metres.
        homes: Who lives where; the areas then agree with their distances.
        progress: Told of each place.
    """
    own = local()

    def one(number: int) -> list[ServiceArea]:
        if not hasattr(own, "search"):
            own.search = Search(ground.graph)
        return _areas_of(ground, own.search, places.part(number), radii_m, homes)

    made = []
    pool = ThreadPoolExecutor(THREADS)
    try:
        for areas in pool.map(one, range(len(places.edge))):
            made.append(areas)
            progress.advance()
    finally:
        pool.shutdown(cancel_futures=True)
    return made


class WholeArea:
    """The ground within any radius of any of the places: one search, then one contour per radius."""

    def __init__(self, ground: WalkingGround, places: Snapped, homes: Homes) -> None:
        self._ground, self._homes = ground, homes
        self._walk_m = np.full(len(homes.id), np.inf)
        rows, columns = ground.shape
        self._window = slice(0, rows), slice(0, columns)
        self._field = np.full(ground.shape, np.inf)
        if len(ground.graph.u) and len(places.edge):
            search = Search(ground.graph)
            seeds, seed_m = ends_of(ground.graph, places)
            search.run(seeds, seed_m + np.tile(places.off_m, 2), np.inf)
            self._field = ground.field(search, places, self._window)
            held, walk_m, _ = ways_to(homes, search, places)
            _agree(ground, self._field, self._window, homes.xy[held], walk_m)
            self._walk_m[held] = walk_m

    def misplaced(self, radius_m: float) -> int:
        """Return how many people the area of a radius, as it is drawn, puts on the wrong side."""
        wrong = _inside(self.at(radius_m), self._homes.lonlat) != (self._walk_m <= radius_m)
        return int(self._homes.people[wrong].sum())

    def at(self, radius_m: float, *, least_m2: float = 0.0) -> Any:
        """Return the ground within `radius_m` (MultiPolygon, EPSG:4326), without pieces and holes under `least_m2`."""
        flat = self._ground.contour(self._field, self._window, radius_m)
        return _sound(self._ground.graph.zone.to_lonlat(_without_small(flat, least_m2) if least_m2 else flat))


def _without_small(flat: Any, least_m2: float) -> Any:
    parts = shapely.get_parts(flat)
    outlines = shapely.polygons(shapely.get_exterior_ring(parts))
    kept = []
    for part in parts[shapely.area(outlines) >= least_m2]:
        holes = shapely.get_rings(part)[1:]
        large = holes[shapely.area(shapely.polygons(holes)) >= least_m2] if len(holes) else []
        kept.append(shapely.Polygon(part.exterior, large))
    return shapely.MultiPolygon(kept)


def _areas_of(
    ground: WalkingGround, search: Search, places: Snapped, radii_m: Sequence[float], homes: Homes | None
) -> list[ServiceArea]:
    graph = ground.graph
    if len(graph.u) == 0 or len(places.edge) == 0:
        nothing = shapely.MultiPolygon()
        return [ServiceArea(radius_m=radius, people=0, elderly=0, misplaced=0, geom=nothing) for radius in radii_m]
    limit = max(radii_m)
    seeds, seed_m = ends_of(graph, places)
    reached = search.run(seeds, seed_m + np.tile(places.off_m, 2), limit)
    known = np.concatenate([graph.xy[reached], graph.xy[seeds]])
    window = ground.window(known.min(axis=0) - limit_of(limit), known.max(axis=0) + limit_of(limit))
    field = ground.field(search, places, window)
    held = np.zeros(0, np.int64)
    walk_m = np.zeros(0)
    if homes is not None:
        held, walk_m, _ = ways_to(homes, search, places)
        _agree(ground, field, window, homes.xy[held], walk_m)
    return [
        _area(ground, ground.contour(field, window, radius), radius, homes=homes, held=held, walk_m=walk_m)
        for radius in radii_m
    ]


def limit_of(radius_m: float) -> float:
    """Return how far beyond its reached nodes an area of a radius may go: along an edge, then off the street."""
    return min(radius_m, 400.0) + 100.0


def _agree(ground: WalkingGround, field: Floats, window: tuple[slice, slice], xy: Floats, walk_m: Floats) -> None:
    """Let the points around each building be as far as the building itself."""
    corner = ground.corners_of(xy) - np.array([window[0].start, window[1].start])
    order = np.argsort(-walk_m, kind="stable")  # where two buildings share a point, the nearer counts
    for each in range(4):
        row, column = corner[order, each].T
        inside = (row >= 0) & (column >= 0) & (row < field.shape[0]) & (column < field.shape[1])
        field[row[inside], column[inside]] = walk_m[order][inside]


def _area(
    ground: WalkingGround, flat: Any, radius_m: float, *, homes: Homes | None, held: Ints, walk_m: Floats
) -> ServiceArea:
    geom = _sound(ground.graph.zone.to_lonlat(flat))
    if homes is None:
        return ServiceArea(radius_m=radius_m, people=0, elderly=0, misplaced=0, geom=geom)
    served, lonlat = walk_m <= radius_m, homes.lonlat[held]
    wrong = _inside(geom, lonlat) != served
    people, elderly = (int(each[held][served].sum()) for each in (homes.people, homes.elderly))
    if int(homes.people[held][wrong].sum()) > LEFT_SHARE * people:
        corners = homes.xy[held[wrong]]
        squares = ground.graph.zone.to_lonlat(shapely.box(*(corners - _HOUSE_M).T, *(corners + _HOUSE_M).T))
        geom = _right(geom, squares[served[wrong]], squares[~served[wrong]])
        wrong = _inside(geom, lonlat) != served
    misplaced = int(homes.people[held][wrong].sum())
    return ServiceArea(radius_m=radius_m, people=people, elderly=elderly, misplaced=misplaced, geom=geom)


def _inside(geom: Any, points: Floats) -> NDArray[np.bool_]:
    shapely.prepare(geom)
    return np.asarray(shapely.contains_xy(geom, points[:, 0], points[:, 1]), dtype=np.bool_)


def _right(geom: Any, missing: Any, foreign: Any) -> Any:
    """`geom` with the buildings that it misplaces added or cut out."""
    if len(foreign):
        geom = shapely.difference(geom, shapely.union_all(foreign))
    if len(missing):
        geom = shapely.union_all([geom, *missing])
    return _sound(geom)


def _sound(shape: Any) -> Any:
    """The polygons of a shape as one valid MultiPolygon."""
    if not shapely.is_valid(shape):
        shape = shapely.make_valid(shape, method="structure")
    elif shape.geom_type == "MultiPolygon":
        return shape
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon" and not part.is_empty])
