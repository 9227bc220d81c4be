"""Coverage: which share of people and ground is answered for, and which grids are out of the band."""

from datetime import date
from typing import Any

from fastapi import APIRouter

from console.api.plain_words import PlainWords
from console.state import AppState
from gis.coverage.balance import balance as balance_of
from gis.coverage.figures import coverage as coverage_of
from gis.database import session_of


def router(state: AppState) -> APIRouter:
    """Return the router of coverage."""
    routes = APIRouter(route_class=PlainWords, tags=["coverage"])

    @routes.get("/api/coverage")
    def coverage(area: str | None = None, as_of: date | None = None) -> dict[str, Any]:
        """Return the coverage figures of the district or of an area, today or as of a day."""
        with session_of(state.engine) as session:
            return coverage_of(session, state.viewer, area_code=area, as_of=as_of).as_json()

    @routes.get("/api/balance")
    def balance(area: str | None = None) -> list[dict[str, Any]]:
        """Return the grids whose people are out of the band, farthest first."""
        with session_of(state.engine) as session:
            return [grid.as_json() for grid in balance_of(session, state.viewer, area_code=area)]

    return routes
