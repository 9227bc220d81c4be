"""Reach: who lives within a walk of the resources of a kind, and the ground that is."""

import zlib
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from console.api.plain_words import PlainWords
from console.resources.answers import ReachAnswers, area_json, homes_json
from console.state import AppState
from gis.database import session_of
from gis.parameters import load_parameters
from routing.reach import Assign
from routing.reach_figures import reach_figures

LEAST_BYTES = 1000
KEEPING = {"Cache-Control": "private, no-cache", "Vary": "Accept-Encoding"}
Kind = Annotated[str, Query(description="A kind of resource, such as elderly_centre")]


def router(state: AppState) -> APIRouter:
    """Return the router of reach."""
    routes = APIRouter(route_class=PlainWords, tags=["reach"])
    answers = ReachAnswers(state.viewer)

    @routes.get("/api/reach")
    def reach(
        kind: Kind,
        radius: Annotated[list[float] | None, Query(description="Metres on foot; may be given several times")] = None,
        area: str | None = None,
        assign: Assign = "nearest",
    ) -> dict[str, Any]:
        """Return the people within each radius on foot and in a straight line, in all, by resource and by grid."""
        with session_of(state.engine) as session:
            radii = radius or [load_parameters(session).service_radius]
            return reach_figures(
                session, state.viewer, kind=kind, radii_m=radii, area_code=area, assign=assign
            ).as_json()

    @routes.get("/api/reach/homes", response_class=Response)
    def homes(request: Request, kind: Kind) -> Response:
        """Return how far every building is from the nearest resource of a kind, as columns of numbers."""
        with session_of(state.engine) as session:
            body = homes_json(answers.answer(session, kind))
        return _packed(request, orjson.dumps(body, option=orjson.OPT_SERIALIZE_NUMPY))

    @routes.get("/api/reach/area", response_class=Response)
    def area(request: Request, kind: Kind, radius: float) -> Response:
        """Return the ground within a walk of any resource of a kind, as a GeoJSON geometry."""
        with session_of(state.engine) as session:
            body = area_json(answers.answer(session, kind), radius)
        return _packed(request, body.encode())

    return routes


def _packed(request: Request, body: bytes) -> Response:
    headers = dict(KEEPING)
    if len(body) > LEAST_BYTES and "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        packer = zlib.compressobj(level=1, wbits=31)
        body = packer.compress(body) + packer.flush()
    return Response(body, media_type="application/json", headers=headers)
