"""Everything the wall says, read from the record in one go."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import text

from console.state import AppState
from gis.blind_spots import BlindSpot, blind_spots
from gis.coverage.days import DayFigures, coverage_by_day
from gis.coverage.figures import CoverageFigures, coverage
from gis.coverage.subdistricts import SubdistrictFigures, subdistricts
from gis.coverage.workforce import Workforce, workforce
from gis.database import session_of
from gis.extent import BBox, extent
from gis.parameters import Parameters, load_parameters

DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class WallFacts:
    """The state of the district at one moment.

    Attributes:
        district: Its name; None: no district is loaded.
        extent: Where it lies; None: the record is empty.
        at: When this was read, in the district's zone.
        spots: Blind spots that are no exceptions, worst first.
    """

    district: str | None
    extent: BBox | None
    at: datetime
    parameters: Parameters
    figures: CoverageFigures
    days: list[DayFigures]
    workforce: Workforce
    spots: list[BlindSpot]
    subdistricts: list[SubdistrictFigures]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show: no ground, no building."""
        return self.extent is None

    @property
    def people_in_spots(self) -> int:
        """People whom no grid answers for, in the spots listed."""
        return sum(spot.people for spot in self.spots if spot.kind in ("estate_outside", "buildings_outside"))


def read_wall(state: AppState, *, renew: bool = True) -> WallFacts:
    """Return what the wall says now.

    Args:
        state: Where the record is.
        renew: Wait for the blind spots to be found anew if something changed. A wall that follows the record does not:
            its figures come at once, and it hears of the new spots when they are found.
    """
    with session_of(state.engine) as session:
        spots = blind_spots(session, state.viewer, renew=renew)
        return WallFacts(
            district=session.scalar(text("SELECT name FROM area WHERE level = 'district'")),
            extent=extent(session, state.viewer),
            at=datetime.now(ZoneInfo(state.settings.time_zone)),
            parameters=load_parameters(session),
            figures=coverage(session, state.viewer),
            days=coverage_by_day(session, state.viewer, days=DAYS),
            workforce=workforce(session),
            spots=[spot for spot in spots if spot.exception is None],
            subdistricts=subdistricts(session, state.viewer),
        )
