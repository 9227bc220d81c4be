"""Where the next resources should stand: `/api/sites`."""

from typing import Any, Literal

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, Field

from console.api.plain_words import PlainWords
from console.components.kinds import RESOURCE_KINDS
from console.jobs import defer
from console.state import AppState
from console.uploads import Uploads
from gis.database import session_of
from gis.errors import InputError, NotFoundError
from gis.reach.record import resource_kinds
from gis.sites.candidates import read_candidates, refuse_elsewhere
from gis.sites.proposals import newest_proposal
from routing.site_proposal import check_costs


class SiteQuestion(BaseModel):
    """What is asked for; who lives where and what stands is in the record."""

    kind: str = Field(examples=["elderly_centre"])
    add: int = Field(default=1, ge=1, le=50)
    radius_m: float | None = Field(default=None, gt=0, le=100_000)
    objective: Literal["cover", "mean", "worst"] = "cover"
    whom: Literal["all", "60+"] | None = None
    area_code: str | None = None
    source: Literal["communities", "estates", "grids"] = Field(default="communities", alias="from")
    upload: str | None = Field(
        default=None,
        description="Instead of `from`: a file of candidates sent to /api/uploads",
    )
    file: str | None = Field(default=None, description="Which file of the upload, if it has several")
    crs: str | None = Field(default=None, description="What the file's coordinates are in, as gcj02")
    budget: float | None = Field(default=None, description="What the sites may cost together, in yuan")
    others: int = Field(default=3, ge=0, le=20, description="How many next best answers")
    seconds: float = Field(default=20.0, ge=0.1, le=300, description="Most time for choosing")
    seed: int = 0


def router(state: AppState) -> APIRouter:
    """Return the routes."""
    routes = APIRouter(prefix="/api/sites", tags=["resources"], route_class=PlainWords)

    @routes.get("", summary="The newest answer for a kind of resource (204: nobody asked so far)", response_model=None)
    def newest(kind: str) -> dict[str, Any] | Response:
        with session_of(state.engine) as session:
            found = newest_proposal(session, kind)
            known = found is not None or kind in {*resource_kinds(session), *RESOURCE_KINDS}
        if found is None and known:
            return Response(status_code=204)
        if found is None:
            raise NotFoundError(f"No sites were proposed for {kind} so far.")
        return found

    uploads = Uploads(state.settings.data_dir)

    @routes.post("", status_code=202, summary="Work out where the next ones should stand: a job")
    def ask(question: SiteQuestion) -> dict[str, int]:
        with session_of(state.engine) as session:
            if question.kind not in {*resource_kinds(session), *RESOURCE_KINDS}:
                known = ", ".join(resource_kinds(session)) or "none"
                raise NotFoundError(f"There is no resource of kind {question.kind}; there are: {known}.")
        first = question.kind in RESOURCE_KINDS
        given = {**question.model_dump(exclude={"source", "upload", "file", "crs"}), "from": question.source,
                 "first": first}  # fmt: skip
        if question.upload is None and question.crs is not None:
            raise InputError("--crs says what a file's coordinates are in: it goes with --candidates.")
        places = None
        if question.upload is not None:
            places = read_candidates(uploads.main_file(question.upload, question.file), crs=question.crs)
            with session_of(state.engine) as session:
                refuse_elsewhere(session, places)
            given["candidates"] = places.as_json()
        check_costs(question.budget, places)
        if question.upload is not None:
            uploads.remove(question.upload)
        return {"job": defer(state.engine, state.viewer, kind="site", title=question.kind, arguments=given)}

    return routes
