"""What a patrol is: its options, its legs in order, the key places it passes, and its figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.errors import InputError
from gis.patrols.ground import KeyPlace

A_MOMENT_H = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Hours of the day between which a place may be passed."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        """Refuse a window that never opens."""
        if self.opens >= self.closes:
            raise InputError(f"A window must close after it opens, not {self.opens:%H:%M} to {self.closes:%H:%M}.")

    @property
    def opens_h(self) -> float:
        """Hours since midnight."""
        return self.opens.hour + self.opens.minute / 60

    @property
    def closes_h(self) -> float:
        """Hours since midnight."""
        return self.closes.hour + self.closes.minute / 60


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolOptions:
    """What patrols were worked out with: hours of a shift, speed, how often classes of streets are walked, begin.

    Several shifts may be `fair_detour` (a share) longer together so that they are fairly shared; those whose lengths
    differ by more than `uneven` of their mean are remarked on.
    """

    hours: float
    speed_kmh: float
    frequency: Mapping[str, int]
    begins: time
    seed: int
    both_sides_from_m: float
    fair_detour: float
    uneven: float

    @property
    def begins_h(self) -> float:
        """Hours since midnight."""
        return self.begins.hour + self.begins.minute / 60

    def as_json(self) -> dict[str, Any]:
        """Return the options under stable keys."""
        return {
            "hours": self.hours,
            "speed_kmh": self.speed_kmh,
            "frequency": dict(self.frequency),
            "begins": f"{self.begins:%H:%M}",
            "seed": self.seed,
            "both_sides_from_m": self.both_sides_from_m,
            "fair_detour": self.fair_detour,
        }


OFF_STREET = -1
"""The edge of a leg between streets that hang together nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """A piece of street in the order it is walked.

    Attributes:
        kind: `walk`: a street of the grid, `again`: the same once more, `way`: of another grid, on the way.
        street: Key of the street; 0: off the streets.
        edge: Number in the network; OFF_STREET: straight over ground without a street.
        from_m: Where on the edge the piece begins.
        to_m: Where on the edge it ends; it may be walked from there.
        begins_m: Where on the shift's way the leg begins.
        line: (n, 2) lon, lat, in the direction it is walked.
    """

    shift: int
    number: int
    kind: str
    street: int
    edge: int
    from_m: float
    to_m: float
    begins_m: float
    length_m: float
    line: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedPlace:
    """A key place and when a shift passes it; `in_time` None: at any hour."""

    kind: str
    ref: str
    name: str
    lon: float
    lat: float
    shift: int
    begins_m: float
    off_m: float
    arrives: time
    opens: time | None
    closes: time | None
    in_time: bool | None

    @classmethod
    def at(
        cls,
        place: KeyPlace,
        *,
        shift: int,
        begins_m: float,
        off_m: float,
        window: Window | None,
        arrives_h: float,
    ) -> "PassedPlace":
        """Return the place as passed after so many metres of a shift, so many hours after midnight."""
        minutes = int((arrives_h + A_MOMENT_H) * 60)
        arrives = time(minutes // 60 % 24, minutes % 60)
        return cls(
            kind=place.kind, ref=place.ref, name=place.name, lon=place.lon, lat=place.lat, shift=shift,
            begins_m=begins_m, off_m=off_m, arrives=arrives, opens=window.opens if window else None,
            closes=window.closes if window else None,
            in_time=None if window is None
            else window.opens_h - A_MOMENT_H <= arrives_h <= window.closes_h + A_MOMENT_H,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Patrol:
    """The patrol of a grid: its figures, its legs in order, and the places it passes; `hours` with those waited."""

    grid: str
    name: str
    shape_id: int
    network: int
    worker: str | None
    worker_name: str | None
    post: tuple[float, float]
    streets_m: float
    required_m: float
    length_m: float
    bound_m: float
    optimal: bool
    shift_m: Sequence[float]
    hours: float
    remarks: Sequence[Mapping[str, Any]]
    legs: Sequence[Leg] = field(repr=False)
    places: Sequence[PassedPlace] = field(repr=False)

    def as_json(self) -> dict[str, Any]:
        """Return the figures under stable keys, without legs."""
        return {
            "grid": self.grid,
            "name": self.name,
            "worker": self.worker,
            **figures(
                streets_m=self.streets_m, required_m=self.required_m, length_m=self.length_m, bound_m=self.bound_m,
                optimal=self.optimal, shift_m=self.shift_m, hours=self.hours, remarks=self.remarks,
            ),
            "places": len(self.places),
            "remarks": list(self.remarks),
        }  # fmt: skip


def spread_of(lengths: Sequence[float]) -> float:
    """Return how uneven shifts are: the longest less the shortest, over their mean; 0 for none."""
    return (max(lengths) - min(lengths)) * len(lengths) / sum(lengths) if lengths and sum(lengths) else 0.0


def figures(
    *, streets_m: float, required_m: float, length_m: float, bound_m: float, optimal: bool, shift_m: Sequence[float],
    hours: float, remarks: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:  # fmt: skip
    """Return a patrol's figures: metres, hours, those waited, the share walked twice, the bound and the gap to it.

    `spread` says how uneven its shifts are, see `spread_of`.
    """
    return {
        "streets_m": round(streets_m, 3),
        "length_m": round(length_m, 3),
        "bound_m": round(bound_m, 3),
        "gap": 0.0 if optimal or not bound_m else round(length_m / bound_m - 1, 6),
        "optimal": optimal,
        "shifts": len(shift_m),
        "shift_m": [round(length, 1) for length in shift_m],
        "spread": round(spread_of(shift_m), 4),
        "hours": round(hours, 3),
        "waiting_h": round(sum(remark["minutes"] for remark in remarks if remark["about"] == "waits") / 60, 3),
        "walked_twice": round(1 - required_m / length_m, 4) if length_m else 0.0,
    }
