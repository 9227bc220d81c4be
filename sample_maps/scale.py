"""How large a sample district is, and how many of everything it holds."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Size = Literal["small", "full"]

PLAN_DATE = date(2018, 5, 1)
DISTRICT_CODE = "990106"
DISTRICT_NAME = "示范区"
ELDERLY_SHARE = 0.187


@dataclass(frozen=True)
class Scale:
    """The counts of one size of the district; lengths in metres."""

    people: int
    radius_m: float
    subdistricts: int
    communities: int
    grids: int
    workers: int
    grids_without_worker: int
    overlaps: int
    gaps: int
    new_estates: tuple[int, ...]
    lived_in_for_two_years: int
    incidents: int
    river_half_width_m: float
    canal_half_width_m: float
    quarter_m: float

    @property
    def is_large(self) -> bool:
        """Whether it is a whole district; in a small one all is nearer together."""
        return self is _FULL


_FULL = Scale(
    people=1_270_000,
    radius_m=7400.0,
    subdistricts=12,
    communities=130,
    grids=720,
    workers=312,
    grids_without_worker=20,
    overlaps=12,
    gaps=15,
    new_estates=(5900, 5200, 4600, 4300, 3900, 3600, 3300, 2900, 2700, 2300, 1900, 1300, 620, 160),
    lived_in_for_two_years=2,
    incidents=40_000,
    river_half_width_m=80.0,
    canal_half_width_m=9.0,
    quarter_m=2100.0,
)
_SMALL = Scale(
    people=127_000,
    radius_m=2340.0,
    subdistricts=3,
    communities=14,
    grids=72,
    workers=31,
    grids_without_worker=3,
    overlaps=3,
    gaps=3,
    new_estates=(2700, 1350, 170),
    lived_in_for_two_years=0,
    incidents=4_000,
    river_half_width_m=42.0,
    canal_half_width_m=7.0,
    quarter_m=1050.0,
)


def scale_of(size: Size) -> Scale:
    """Return the counts of a size of the district."""
    return _FULL if size == "full" else _SMALL
