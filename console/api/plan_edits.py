"""A draft's grids, and every way to change them: `/api/plans/{plan}/…`."""

from collections.abc import Callable
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from console.api.edit_words import EDITED, EXAMPLE, MENDED, PREVIEWED, edits_described, operation_schema
from console.api.plain_words import PlainWords
from console.api.plans import PlanPath
from console.state import AppState
from gis.boundaries.checking import check_plan
from gis.boundaries.collision import CollisionError
from gis.boundaries.edited import Edited
from gis.boundaries.editing import edit, step_back, step_forward
from gis.boundaries.locks import lock_grid, unlock_grid
from gis.boundaries.mending import Mended, mend
from gis.boundaries.reading import history, plan_grids
from gis.boundaries.states import community_names
from gis.database import session_of
from gis.errors import ConflictError, InputError
from gis.plans.cured import cured_in
from gis.plans.listing import find_plan


class EditOrder(BaseModel):
    """One operation on a draft.

    Attributes:
        revision: The revision that the caller shows; None: whatever stands.
        operation: Its name.
        arguments: What it takes; coordinates are lon, lat (EPSG:4326).
        preview: Work it out, check it, and write nothing; what would be refused is answered with `refused`, the reason.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    revision: int | None = Field(None, description="The revision that the caller shows; without it, what stands.")
    operation: str = Field(json_schema_extra=operation_schema)
    arguments: dict[str, Any] = Field({}, description="By name, as the description of this request says.")
    preview: bool = Field(default=False, description="Only say what would come of it.")


class StepOrder(BaseModel):
    """A step back or forward from the revision that the caller shows."""

    revision: int | None = None


class MendOrder(BaseModel):
    """Which findings to mend: by their keys, or all of a kind."""

    revision: int | None = None
    keys: list[str] | None = None
    kind: str | None = None


Since = Annotated[int | None, Query(ge=0, description="Only what differs from this revision.")]


def router(state: AppState) -> APIRouter:
    """Return the routes."""
    routes = APIRouter(prefix="/api/plans/{plan}", tags=["plans"], route_class=PlainWords)
    _reading(routes, state)
    _editing(routes, state)
    return routes


def _reading(routes: APIRouter, state: AppState) -> None:
    @routes.get("/grids", summary="The grids of a plan as it stands, or what differs from a revision")
    def grids(plan: PlanPath, since: Since = None) -> Response:
        with session_of(state.engine) as session:
            return _json(plan_grids(session, find_plan(session, plan).id, since=since).as_json())

    @routes.get("/history", summary="Who changed what, and what can be done again")
    def steps(plan: PlanPath) -> Response:
        with session_of(state.engine) as session:
            return _json(history(session, find_plan(session, plan).id))

    @routes.get("/findings", summary="What is wrong with a plan, errors first")
    def findings(plan: PlanPath) -> Response:
        with session_of(state.engine) as session:
            number = find_plan(session, plan).id
            names = community_names(session, number)
            return _json([
                finding.as_json() | {"communities": [names.get(code) for code in finding.grids]}
                for finding in check_plan(session, number, state.viewer)
            ])  # fmt: skip

    @routes.get("/cured", summary="Blind spots of the plan in force that it cures, buildings it holds otherwise")
    def cured(plan: PlanPath) -> Response:
        with session_of(state.engine) as session:
            return _json(cured_in(session, find_plan(session, plan).id).as_json())


def _editing(routes: APIRouter, state: AppState) -> None:
    @routes.post("/edits", summary="Do an operation, or preview it", description=edits_described(), responses=PREVIEWED)
    def change(plan: PlanPath, order: EditOrder) -> Response:
        with session_of(state.engine) as session:
            answer = _foreseen if order.preview else _answered
            return answer(
                lambda: edit(
                    session,
                    find_plan(session, plan).id,
                    operation=order.operation,
                    arguments=order.arguments,
                    revision=order.revision,
                    preview=order.preview,
                    viewer=state.viewer,
                )
            )

    @routes.post("/undo", summary="One step back", responses=EDITED)
    def back(plan: PlanPath, order: StepOrder) -> Response:
        with session_of(state.engine) as session:
            return _answered(lambda: step_back(session, find_plan(session, plan).id, revision=order.revision))

    @routes.post("/redo", summary="One step forward again", responses=EDITED)
    def forward(plan: PlanPath, order: StepOrder) -> Response:
        with session_of(state.engine) as session:
            return _answered(lambda: step_forward(session, find_plan(session, plan).id, revision=order.revision))

    @routes.post("/mends", summary="Mend findings, one by one or all alike", responses=MENDED)
    def mends(plan: PlanPath, order: MendOrder) -> Response:
        with session_of(state.engine) as session:
            return _answered(
                lambda: mend(
                    session,
                    find_plan(session, plan).id,
                    keys=order.keys,
                    kind=order.kind,
                    revision=order.revision,
                    viewer=state.viewer,
                )
            )

    @routes.put("/locks/{code}", status_code=204, summary="Lock a grid: no edit changes it")
    def lock(plan: PlanPath, code: str) -> None:
        with session_of(state.engine) as session:
            lock_grid(session, find_plan(session, plan).id, code, viewer=state.viewer)

    @routes.delete("/locks/{code}", status_code=204, summary="Unlock a grid")
    def unlock(plan: PlanPath, code: str) -> None:
        with session_of(state.engine) as session:
            unlock_grid(session, find_plan(session, plan).id, code)


def _answered(work: Callable[[], Edited | Mended]) -> Response:
    """What came of it; who was second is told what changed, and nothing was written."""
    try:
        return _json(work().as_json())
    except CollisionError as error:
        return _json(error.as_json(), status=409)


def _foreseen(work: Callable[[], Edited]) -> Response:
    """What would come of it; that it would be refused is an answer like any other: `{"refused": why}`."""
    try:
        return _answered(work)
    except (InputError, ConflictError) as error:
        return _json({"refused": str(error), "changed": [], "removed": [], "findings": []})


def _json(value: Any, *, status: int = 200) -> Response:
    return Response(orjson.dumps(value), media_type="application/json", status_code=status)
