"""Patrol routes: `/api/patrols`, each as GeoJSON and GPX, and working them out as a job."""

from datetime import time
from typing import Any, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from console.api.jobs import as_json as job_as_json
from console.api.plain_words import PlainWords
from console.jobs import defer, find_job
from console.jobs.kinds.patrol import request_of
from console.patrols.print_map import route_map
from console.state import AppState
from gis.database import session_of
from gis.parameters import load_parameters
from gis.patrols.files import MEDIA, file_of
from gis.patrols.ground import plan_to_patrol, read_grids
from gis.patrols.listing import list_patrols, patrol_of


class PatrolOrder(BaseModel):
    """What is to be worked out; what is left out is as the district's parameters say."""

    grids: list[str] | None = Field(default=None, description="Codes; left out: all grids of the plan in force")
    hours: float | None = None
    speed_kmh: float | None = None
    frequency: dict[str, int] = Field(default={}, description='By class of street; "" stands for all others')
    begins: time | None = None
    seed: int = 0


def router(state: AppState) -> APIRouter:
    """Return the routes."""
    routes = APIRouter(prefix="/api/patrols", tags=["patrols"], route_class=PlainWords)

    @routes.get("", summary="The patrols of the plan in force, by grid, without their legs")
    def patrols(area: str | None = None, grid: str | None = None) -> list[dict[str, Any]]:
        with session_of(state.engine) as session:
            if grid is not None:
                return [patrol_of(session, state.viewer, grid).as_json()]
            return [patrol.as_json() for patrol in list_patrols(session, state.viewer, area_code=area)]

    @routes.get("/{grid}", summary="One grid's patrol with its legs in order and the places it passes")
    def one(grid: str) -> dict[str, Any]:
        with session_of(state.engine) as session:
            patrol = patrol_of(session, state.viewer, grid)
        return {**patrol.as_json(), "legs": list(patrol.legs), "stops": list(patrol.places)}

    @routes.get("/{grid}/route.{ending}", summary="One grid's patrol as a file for a phone")
    def file(grid: str, ending: Literal["gpx", "geojson"]) -> Response:
        with session_of(state.engine) as session:
            body = file_of(patrol_of(session, state.viewer, grid), f".{ending}")
        name = f"patrol-{grid}.{ending}" if grid.isascii() and grid.isalnum() else f"patrol.{ending}"
        return Response(
            body, media_type=MEDIA[f".{ending}"], headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )

    @routes.get("/{grid}/map.svg", summary="A small map in black and white", response_class=Response)
    def small_map(grid: str) -> Response:
        with session_of(state.engine) as session:
            drawn = route_map(patrol_of(session, state.viewer, grid))
        return Response(drawn, media_type="image/svg+xml", headers={"Cache-Control": "private, no-cache"})

    @routes.post("", summary="Work patrols out; the answer is the job that does it", status_code=202)
    def plan(order: PatrolOrder) -> dict[str, Any]:
        arguments = order.model_dump(mode="json")
        with session_of(state.engine) as session:
            # what cannot be is said before a job is made of it
            request_of(arguments).options(load_parameters(session))
            read_grids(session, state.viewer, plan=plan_to_patrol(session), codes=order.grids)
        title = "patrols" if order.grids is None else f"patrols {', '.join(order.grids[:3])}"
        job = defer(state.engine, state.viewer, kind="patrol", title=title, arguments=arguments)
        with session_of(state.engine) as session:
            return job_as_json(find_job(session, job))

    return routes
