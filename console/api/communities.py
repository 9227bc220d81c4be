"""Communities: their list, one of them in figures, and its small map for print: `/api/communities`."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Response

from console.api.plain_words import PlainWords
from console.community.print_map import print_map
from console.state import AppState
from gis.communities import community, list_communities
from gis.community_ground import community_ground
from gis.database import session_of


def router(state: AppState) -> APIRouter:
    """Return the routes."""
    routes = APIRouter(prefix="/api/communities", tags=["communities"], route_class=PlainWords)

    @routes.get("", summary="The communities, by subdistrict")
    def every() -> list[dict[str, Any]]:
        with session_of(state.engine) as session:
            return [asdict(item) for item in list_communities(session, state.viewer)]

    @routes.get("/{code}", summary="One community: its grids, who answers, what lies outside")
    def one(code: str) -> dict[str, Any]:
        with session_of(state.engine) as session:
            return asdict(community(session, state.viewer, code))

    @routes.get("/{code}/map.svg", summary="A small map in black and white", response_class=Response)
    def small_map(code: str) -> Response:
        with session_of(state.engine) as session:
            drawn = print_map(community_ground(session, state.viewer, code))
        return Response(drawn, media_type="image/svg+xml", headers={"Cache-Control": "private, no-cache"})

    return routes
