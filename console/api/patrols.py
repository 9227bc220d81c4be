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
from console.uploads import Uploads
from gis.database import session_of
from gis.errors import InputError
from gis.parameters import load_parameters
from gis.patrols.files import MEDIA, file_of
from gis.patrols.ground import plan_to_patrol, read_grids
from gis.patrols.hours import as_json, read_hours, unknown_codes
from gis.patrols.listing import list_patrols, patrol_of


class OpenHours(BaseModel):
    """Hours of the day between which a place may be passed, as HH:MM."""

    opens: str = Field(examples=["08:30"], max_length=20)
    closes: str = Field(examples=["11:00"], max_length=20)


class PatrolOrder(BaseModel):
    """What is to be worked out; what is left out is as the district's parameters say."""

    grids: list[str] | None = Field(default=None, description="Codes; left out: all grids of the plan in force")
    hours: float | None = None
    speed_kmh: float | None = None
    frequency: dict[str, int] = Field(default={}, description='By class of street; "" stands for all others')
    begins: time | None = None
    windows: dict[str, OpenHours] = Field(
        default={}, description="When places may be passed, by the codes of resources", max_length=20_000
    )
    upload: str | None = Field(
        default=None, description="Instead of `windows`: a table of code, opens and closes sent to /api/uploads"
    )
    file: str | None = Field(default=None, description="Which file of the upload, if it has several")
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

    uploads = Uploads(state.settings.data_dir)

    @routes.post("", summary="Work patrols out; the answer is the job that does it", status_code=202)
    def plan(order: PatrolOrder) -> dict[str, Any]:
        """Make a job of it; `unknown_codes` of the answer are codes of the hours that no place has."""
        arguments = order.model_dump(mode="json", exclude={"upload", "file"})
        if order.upload is not None:
            if order.windows:
                raise InputError("Say when places may be passed by windows or by an upload, not by both.")
            arguments["windows"] = as_json(read_hours(uploads.main_file(order.upload, order.file)))
        with session_of(state.engine) as session:
            # what cannot be is said before a job is made of it
            request_of(arguments).options(load_parameters(session))
            read_grids(session, state.viewer, plan=plan_to_patrol(session), codes=order.grids)
            unknown = unknown_codes(session, list(arguments["windows"]))
        title = "patrols" if order.grids is None else f"patrols {', '.join(order.grids[:3])}"
        job = defer(state.engine, state.viewer, kind="patrol", title=title, arguments=arguments)
        if order.upload is not None:
            uploads.remove(order.upload)
        with session_of(state.engine) as session:
            return {**job_as_json(find_job(session, job)), "unknown_codes": unknown}

    return routes
