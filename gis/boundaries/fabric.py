"""The grids of a draft in one neighbourhood, as operations see them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, Protocol

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.boundaries.noding import TOLERANCE
from gis.coverage.holding import holds
from gis.coverage.metric_zone import MetricZone
from gis.errors import InputError, NotFoundError


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One grid: its ground in the record's precision (EPSG:4326), and whether it is locked."""

    code: str
    name: str = ""
    community_id: int | None = None
    locked: bool = False
    ground: Any


@dataclass(frozen=True, slots=True)
class Buildings:
    """Some buildings: (n,) arrays, and `points` (n, 2) lon, lat."""

    ids: NDArray[np.int64]
    points: NDArray[np.float64]
    people: NDArray[np.int64]
    estimated: NDArray[np.int64]
    households: NDArray[np.int64]
    elderly: NDArray[np.int64]

    def held_by(self, ground: Any) -> NDArray[np.bool_]:
        """Return which of them a ground holds, by the rule of the record."""
        return holds(ground, self.points)


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    """A community; `ground` in EPSG:4326."""

    id: int
    code: str
    name: str
    ground: Any


class Surroundings(Protocol):
    """What operations ask about the ground under the grids."""

    @property
    def zone(self) -> MetricZone:
        """The metric zone of the district."""

    def buildings(self, ground: Any) -> Buildings:
        """Return the buildings whose points lie in the bounding box of `ground`."""

    def crossing(self, lines: Any) -> list[tuple[int, Any]]:
        """Return key and footprint of each building that `lines` run through."""

    def footprints(self, ids: Iterable[int]) -> list[tuple[int, Any]]:
        """Return key and footprint of these buildings, by key; those that do not exist are left out."""

    def estate(self, code: str) -> Any | None:
        """Return the ground of an estate; None where there is none."""

    def communities(self, ground: Any) -> list[Community]:
        """Return the communities that meet `ground`."""

    def codes(self) -> frozenset[str]:
        """Return every grid code that the plan has or ever had."""

    def grounds(self, ground: Any) -> list[Any]:
        """Return the grounds of all grids of the plan that meet the bounding box of `ground`."""

    def has_worker(self, code: str) -> bool:
        """Whether there is a grid worker of that code."""

    def spot_ground(self, spot: int) -> Any:
        """Return the ground of a blind spot."""


Outline = Literal["kept", "grows", "free"]


@dataclass(frozen=True, kw_only=True)
class Edit:
    """What an operation makes of a fabric.

    Attributes:
        grounds: New ground by code; a code that the fabric does not have makes a new grid.
        removed: Codes of grids that go.
        names: Names of new grids, or new names.
        communities: Keys of the communities of new grids, or new ones of old grids.
        renamed: Old code → new code, for grids that only get another code.
        workers: Grid code → worker code, for grids that get a worker.
        outline: `kept`: the ground of all grids together stays; `grows`: it may grow where nobody's ground is, within
            the communities; `free`: it may change.
        through_buildings: New borders may run through buildings.
        in_pieces: Grids may come to lie in more pieces.
    """

    grounds: Mapping[str, Any] = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    communities: Mapping[str, int | None] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    workers: Mapping[str, str] = field(default_factory=dict)
    outline: Outline = "kept"
    through_buildings: bool = False
    in_pieces: bool = False


@dataclass(frozen=True)
class Fabric:
    """The grids of a neighbourhood by code, and what lies under them."""

    cells: Mapping[str, Cell]
    around: Surroundings

    @cached_property
    def grounds(self) -> dict[str, Any]:
        """The ground of each grid, by code."""
        return {code: cell.ground for code, cell in self.cells.items()}

    def cell(self, code: str) -> Cell:
        """Return one grid.

        Raises:
            NotFoundError: the draft has none of that code.
        """
        if code not in self.cells:
            raise NotFoundError(f"The draft has no grid {code}.")
        return self.cells[code]

    def with_grounds(self, grounds: Mapping[str, Any]) -> "Fabric":
        """Return the fabric with other ground for some of its grids."""
        changed = {code: replace(self.cells[code], ground=ground) for code, ground in grounds.items()}
        return Fabric({**self.cells, **changed}, self.around)

    def near(self, place: Any, *, distance: float = TOLERANCE) -> list[str]:
        """Return the codes of the grids within `distance` (degrees) of a place, in order."""
        return [code for code, cell in self.cells.items() if shapely.dwithin(cell.ground, place, distance)]

    def with_node(self, node: tuple[float, float]) -> list[str]:
        """Return the codes of the grids that have this node."""
        there = np.array(node)
        return [
            code
            for code in self.near(shapely.Point(node))
            if (shapely.get_coordinates(self.cells[code].ground) == there).all(axis=1).any()
        ]

    def people(self, ground: Any) -> int:
        """Return how many people live on a piece of ground."""
        buildings = self.around.buildings(ground)
        return int(buildings.people[buildings.held_by(ground)].sum())

    def new_code(self, like: str, community: Community | None, *, given: Collection[str] = ()) -> str:
        """Return the next free code of a community, else of those that begin like a grid's: three digits count on.

        Codes `given` to other new grids are not free.
        """
        prefix = community.code.ljust(12, "0") if community is not None else like[:-3]
        known = {*self.around.codes(), *given}
        numbers = [
            int(code[len(prefix) :]) for code in known if code.startswith(prefix) and code[len(prefix) :].isdigit()
        ]
        start = max((number for number in numbers if number < 999), default=0)  # noqa: PLR2004 - three digits
        for number in [*range(start + 1, 1000), *range(1, start + 1)]:
            if f"{prefix}{number:03d}" not in known:
                return f"{prefix}{number:03d}"
        raise InputError(f"Every code {prefix}001 to {prefix}999 is taken: give the new grid a code.")

    def check_new_code(self, code: str) -> None:
        """Refuse the code of a new grid where the plan has it, or had it in an earlier step.

        Raises:
            InputError: it is taken, or empty.
        """
        if not code.strip():
            raise InputError("A grid has no code; give each one its own.")
        if code in self.around.codes():
            raise InputError(f"Code {code} is taken in this draft, or was in an earlier step: choose another.")

    def community_of(self, ground: Any) -> Community | None:
        """Return the community in which most of a piece of ground lies; None where it lies in none."""
        here = self.around.communities(ground)
        sizes = [shapely.area(shapely.intersection(item.ground, ground)) for item in here]
        return here[int(np.argmax(sizes))] if here and max(sizes) > 0 else None
