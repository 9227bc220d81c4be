"""Where the next resources should stand: `/api/sites`."""

from typing import Any, Literal

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, Field

from console.api.plain_words import PlainWords
from console.components.kinds import RESOURCE_KINDS
from console.jobs import defer
from console.state import AppState
from gis.database import session_of
from gis.errors import NotFoundError
from gis.reach.record import resource_kinds
from gis.sites.proposals import newest_proposal


class SiteQuestion(BaseModel):
    """What is asked for; who lives where and what stands is in the record."""

    kind: str = Field(examples=["elderly_centre"])
    add: int = Field(default=1, ge=1, le=50)
    radius_m: float | None = Field(default=None, gt=0, le=100_000)
    objective: Literal["cover", "mean", "worst"] = "cover"
    whom: Literal["all", "60+"] | None = None
    area_code: str | None = None
    source: Literal["communities", "estates", "grids"] = Field(default="communities", alias="from")
    seed: int = 0


def router(state: AppState) -> APIRouter:
    """Return the routes."""
    routes = APIRouter(prefix="/api/sites", tags=["resources"], route_class=PlainWords)

    @routes.get("", summary="The newest answer for a kind of resource (204: nobody asked so far)", response_model=None)
    def newest(kind: str) -> dict[str, Any] | Response:
        with session_of(state.engine) as session:
            found = newest_proposal(session, kind)
            known = found is not None or kind in resource_kinds(session)
        if found is None and known:
            return Response(status_code=204)
        if found is None:
            raise NotFoundError(f"No sites were proposed for {kind} so far.")
        return found

    @routes.post("", status_code=202, summary="Work out where the next ones should stand: a job")
    def ask(question: SiteQuestion) -> dict[str, int]:
        with session_of(state.engine) as session:
            if question.kind not in {*resource_kinds(session), *RESOURCE_KINDS}:
                known = ", ".join(resource_kinds(session)) or "none"
                raise NotFoundError(f"There is no resource of kind {question.kind}; there are: {known}.")
        first = question.kind in RESOURCE_KINDS
        given = {**question.model_dump(exclude={"source"}), "from": question.source, "first": first}
        return {"job": defer(state.engine, state.viewer, kind="site", title=question.kind, arguments=given)}

    return routes
