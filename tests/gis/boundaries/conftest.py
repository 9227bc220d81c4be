"""Fabrics of a few squares in memory, in thousandths of a degree, and what lies under them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
import shapely
from shapely import wkt

from gis.boundaries.fabric import Buildings, Cell, Community, Edit, Fabric
from gis.boundaries.performing import perform
from gis.coverage.metric_zone import MetricZone
from gis.crs import rounded

SCALE = 1000.0


def small(shape: Any) -> Any:
    """A geometry drawn in thousandths of a degree, in degrees and the record's precision."""
    shape = wkt.loads(shape) if isinstance(shape, str) else shape
    return shapely.transform(shape, lambda nodes: rounded(nodes / SCALE))


def large(shape: Any) -> Any:
    """A geometry in thousandths of a degree again."""
    return shapely.transform(shape, lambda nodes: np.round(nodes * SCALE, 3))


@dataclass
class Ground:
    """What lies under a fabric: houses by key (lon, lat, people; thousandths of a degree), and communities."""

    houses: dict[int, tuple[float, float, int]] = field(default_factory=dict)
    side: float = 0.08
    areas: dict[str, str] = field(default_factory=dict)
    estates: dict[str, str] = field(default_factory=dict)
    spots: dict[int, str] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    workers: set[str] = field(default_factory=set)
    cells: list[Any] = field(default_factory=list)

    @property
    def zone(self) -> MetricZone:
        return MetricZone(shapely.box(0, 0, 0.01, 0.01))

    def buildings(self, ground: Any) -> Buildings:
        west, south, east, north = shapely.bounds(ground)
        inside = [
            (key, x / SCALE, y / SCALE, people)
            for key, (x, y, people) in self.houses.items()
            if west <= x / SCALE <= east and south <= y / SCALE <= north
        ]
        table = np.array(inside, dtype=float).reshape(-1, 4)
        people = table[:, 3].astype(int)
        none = np.zeros_like(people)
        return Buildings(table[:, 0].astype(int), table[:, 1:3], people, none, none, none)

    def _footprint(self, key: int) -> Any:
        x, y, _ = self.houses[key]
        half = self.side / 2
        return small(shapely.box(x - half, y - half, x + half, y + half))

    def crossing(self, lines: Any) -> list[tuple[int, Any]]:
        return [(key, self._footprint(key)) for key in self.houses if shapely.intersects(self._footprint(key), lines)]

    def footprints(self, ids: Iterable[int]) -> list[tuple[int, Any]]:
        return [(key, self._footprint(key)) for key in sorted(ids) if key in self.houses]

    def estate(self, code: str) -> Any | None:
        return small(self.estates[code]) if code in self.estates else None

    def communities(self, ground: Any) -> list[Community]:
        every = [
            Community(id=number, code=code, name=code, ground=small(shape))
            for number, (code, shape) in enumerate(self.areas.items(), start=1)
        ]
        return [item for item in every if shapely.intersects(item.ground, ground)]

    def codes(self) -> frozenset[str]:
        return frozenset(self.known)

    def grounds(self, ground: Any) -> list[Any]:
        return [cell for cell in self.cells if shapely.intersects(shapely.box(*shapely.bounds(ground)), cell)]

    def has_worker(self, code: str) -> bool:
        return code in self.workers

    def spot_ground(self, spot: int) -> Any:
        return small(self.spots[spot])


MakeFabric = Callable[..., Fabric]


@pytest.fixture
def fabric() -> MakeFabric:
    """Return a fabric of WKT by code: `fabric({"a": "POLYGON …"}, houses={1: (0.5, 0.5, 10)})`."""

    def make(
        grounds: Mapping[str, str],
        *,
        locked: Iterable[str] = (),
        communities: Mapping[str, int] | None = None,
        **under: Any,
    ) -> Fabric:
        homes = communities or {}
        cells = {
            code: Cell(code=code, locked=code in set(locked), community_id=homes.get(code), ground=small(ground))
            for code, ground in grounds.items()
        }
        ground = Ground(**under)
        ground.known |= set(cells)
        ground.cells = [cell.ground for cell in cells.values()]
        return Fabric(cells, ground)

    return make


@pytest.fixture
def done() -> Callable[..., dict[str, str]]:
    """Do an operation with points in thousandths of a degree; return the changed grounds as WKT, normalised."""

    def run(fabric: Fabric, operation: str, **arguments: Any) -> dict[str, str]:
        edit = perform(fabric, operation, in_degrees(arguments))
        return {code: large(shapely.normalize(ground)).wkt for code, ground in sorted(edit.grounds.items())}

    return run


@pytest.fixture
def edited() -> Callable[..., Edit]:
    """Do an operation with points in thousandths of a degree; return what came of it."""
    return lambda fabric, operation, **arguments: perform(fabric, operation, in_degrees(arguments))


@pytest.fixture
def row(fabric: MakeFabric) -> Fabric:
    """Two squares of side 2 side by side: a west, b east."""
    return fabric({"a": square(0, 0, 2), "b": square(2, 0, 2)})


def square(west: float, south: float, side: float) -> str:
    return str(shapely.box(west, south, west + side, south + side).wkt)


def in_degrees(given: Any) -> Any:
    if isinstance(given, dict):
        plain = {"snap_m", "spot", "buildings"}
        return {name: value if name in plain else in_degrees(value) for name, value in given.items()}
    if isinstance(given, list | tuple):
        return [in_degrees(item) for item in given]
    return given / SCALE if isinstance(given, int | float) and not isinstance(given, bool) else given


def ground(text: str) -> str:
    """The WKT of a ground as `done` gives it."""
    return str(shapely.normalize(wkt.loads(text)).wkt)
