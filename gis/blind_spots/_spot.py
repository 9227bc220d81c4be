"""What a blind spot is, and what is to be done about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from gis.boundaries.changes import Changes

CURE_KEYS = ("action", "grid", "people_after", "grids_due", "worker", "other", "text")

Action = Literal["extend", "new_grid", "take_out", "drop", "assign", "check"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cure:
    """What to do, what comes of it, and the change itself.

    Attributes:
        action: `extend`: `grid` takes the ground; `new_grid`: `grid` (and more, see `grids_due`) is drawn on it;
            `take_out`: `grid` gives up the ground that `other` keeps; `drop`: `grid` goes, `other` has the same ground;
            `assign`: `worker` takes `grid`; `check`: no change of the plan helps, the data must be looked at.
        people_after: People of `grid` afterwards; by code where several grids are made; of the worker for `assign`.
        grids_due: How many new grids the people here make.
        worker: Code of the worker who takes the new grid, or the grid without one.
        other: The other grid of an overlap.
        text: The same in words, `zh` and `en`.
        changes: What is written into a draft; None for `check`.
    """

    action: Action
    grid: str | None = None
    people_after: int | dict[str, int] | None = None
    grids_due: int = 0
    worker: str | None = None
    other: str | None = None
    text: Mapping[str, str]
    changes: Changes | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the cure under stable keys, without geometry."""
        return {name: getattr(self, name) for name in CURE_KEYS} | {"text": dict(self.text)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A blind spot as found in a plan.

    Attributes:
        key: The same from one search to the next.
        since: Day since which it is one; None where nobody knows.
        community_id: Its community in table `area`.
        geom: Its ground, EPSG:4326.
        centroid: A point (lon, lat) in it.
    """

    key: str
    kind: str
    name: str
    people: int
    buildings: int
    since: date | None
    area_m2: float
    community_id: int | None
    geom: Any
    centroid: tuple[float, float]
    cure: Cure


@dataclass(frozen=True, slots=True, kw_only=True)
class SpotException:
    """Why a blind spot may stay as it is, and who said so."""

    reason: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindSpot:
    """A blind spot as the record keeps it.

    Attributes:
        days: Days since `since`; None where that is not known.
        area_m2: Square metres on the ellipsoid.
        centroid: A point (lon, lat) in it.
        cure: See `Cure`, without the change itself.
        geom: Its ground, EPSG:4326.
    """

    id: int
    key: str
    kind: str
    name: str
    people: int
    buildings: int
    since: date | None
    days: int | None
    area_m2: float
    centroid: tuple[float, float]
    cure: dict[str, Any]
    exception: SpotException | None
    geom: Any = field(repr=False)

    @property
    def wants_workers(self) -> bool:
        """Whether it is a grid that nobody holds since the record has no worker at all."""
        return self.kind == "no_worker" and self.cure.get("action") == "check"

    def as_json(self) -> dict[str, Any]:
        """Return the spot under the keys that scripts rely on, without its outline."""
        return {
            "id": self.id,
            "key": self.key,
            "kind": self.kind,
            "name": self.name,
            "people": self.people,
            "buildings": self.buildings,
            "since": self.since and self.since.isoformat(),
            "days": self.days,
            "area_m2": self.area_m2,
            "centroid": list(self.centroid),
            "cure": self.cure,
            "exception": self.exception
            and {"reason": self.exception.reason, "name": self.exception.name, "at": self.exception.at.isoformat()},
        }
