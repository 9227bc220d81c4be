"""Blind spots, worst first, each with its cure."""

from typing import Any

from fastapi import APIRouter

from console.api.plain_words import PlainWords
from console.state import AppState
from gis.blind_spots import blind_spots as blind_spots_of
from gis.database import session_of


def router(state: AppState) -> APIRouter:
    """Return the router of blind spots."""
    routes = APIRouter(route_class=PlainWords, tags=["coverage"])

    @routes.get("/api/blind-spots")
    def blind_spots(area: str | None = None) -> list[dict[str, Any]]:
        """Return what nobody answers for in the district or an area, worst first (people times days)."""
        with session_of(state.engine) as session:
            return [spot.as_json() for spot in blind_spots_of(session, state.viewer, area_code=area)]

    return routes
