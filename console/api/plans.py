"""Plans: their list, one of them, drafts and publishing: `/api/plans`."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.orm import Session

from console.api.plain_words import PlainWords
from console.state import AppState
from gis.coverage.standing import today
from gis.database import session_of
from gis.plans import make_draft, publish, rename, withdraw
from gis.plans.comparing import PlanDiff, compare_plans
from gis.plans.drafts import drop_draft
from gis.plans.feasibility import feasibility
from gis.plans.listing import find_plan, line_of, listed_plans, show_plan
from gis.plans.naming import CURRENT
from gis.plans.renumbering import renumber
from gis.plans.targets import values_of

PlanPath = Annotated[str, Path(description="Its number, its name, or `current`: in force today.", examples=["current"])]


class DraftOrder(BaseModel):
    """Which plan the draft begins as, and what it is called."""

    base: str = CURRENT
    name: str = ""
    note: str = ""


class PublishOrder(BaseModel):
    """When the plan begins.

    Attributes:
        effective_from: First day on which it holds; None: today.
        replaces: A plan that came into force today, where this one was not made of it and is to replace it.
    """

    effective_from: date | None = None
    replaces: str | None = None


class NameOrder(BaseModel):
    """What a draft is called from now on."""

    name: str


class FeasibilityQuestion(BaseModel):
    """What is to be weighed; what is not said is the district's own.

    Attributes:
        plan: Take the grids of this plan as the planned ones.
        set: Thresholds and targets to replace, each NAME=VALUE: `set=grid_people_max=1200&set=budget=9000000`.
    """

    plan: str | None = None
    people: int | None = None
    grids: float | None = None
    workers: float | None = None
    budget: float | None = None
    set: list[str] = []

    def values(self) -> dict[str, float]:
        """Return the values to replace, by name."""
        named = {"grids_planned": self.grids, "workers_planned": self.workers, "budget": self.budget}
        return values_of(self.set) | {name: value for name, value in named.items() if value is not None}


def router(state: AppState) -> APIRouter:
    """Return the routes."""
    routes = APIRouter(prefix="/api/plans", tags=["plans"], route_class=PlainWords)

    @routes.get("", summary="The plans: published ones by their day, then drafts")
    def every(as_of: date | None = None) -> list[dict[str, Any]]:
        with session_of(state.engine) as session:
            return [plan.as_json() for plan in listed_plans(session, as_of=as_of)]

    @routes.post("", status_code=201, summary="Make a draft of a plan")
    def draft(order: DraftOrder) -> dict[str, Any]:
        with session_of(state.engine) as session:
            base = find_plan(session, order.base)
            named = order.name or f"{base.name.removesuffix('（草案）')}（草案）"
            made = make_draft(session, base.id, name=named, viewer=state.viewer, note=order.note)
            return line_of(session, made.id).as_json()

    @routes.get("/feasibility", summary="Where targets contradict each other, and what the band asks for")
    def weighed(asked: Annotated[FeasibilityQuestion, Query()]) -> dict[str, Any]:
        with session_of(state.engine) as session:
            plan_id = None if asked.plan is None else find_plan(session, asked.plan).id
            return feasibility(session, plan_id=plan_id, population=asked.people, values=asked.values()).as_json()

    @routes.get("/{plan}", summary="One plan and its steps")
    def one(plan: PlanPath) -> dict[str, Any]:
        with session_of(state.engine) as session:
            return show_plan(session, find_plan(session, plan).id).as_json()

    @routes.patch("/{plan}", summary="Give a draft another name, as one step of it")
    def name_anew(plan: PlanPath, order: NameOrder) -> dict[str, Any]:
        with session_of(state.engine) as session:
            named = rename(session, find_plan(session, plan).id, name=order.name, viewer=state.viewer)
            return line_of(session, named.id).as_json()

    @routes.delete("/{plan}", status_code=204, summary="Remove a draft for good")
    def drop(plan: PlanPath) -> None:
        with session_of(state.engine) as session:
            drop_draft(session, find_plan(session, plan).id)

    @routes.post("/{plan}/publish", summary="Put a draft in force from a day on")
    def put_in_force(plan: PlanPath, order: PublishOrder) -> dict[str, Any]:
        with session_of(state.engine) as session:
            begins = order.effective_from or today(session)
            other = None if order.replaces is None else find_plan(session, order.replaces).id
            draft = find_plan(session, plan).id
            made = publish(session, draft, effective_from=begins, viewer=state.viewer, replaces=other)
            return line_of(session, made.id).as_json()

    @routes.post("/{plan}/withdraw", summary="Make a draft again of a published plan that has not begun")
    def take_back(plan: PlanPath) -> dict[str, Any]:
        with session_of(state.engine) as session:
            made = withdraw(session, find_plan(session, plan).id, viewer=state.viewer)
            return line_of(session, made.id).as_json()

    @routes.post("/{plan}/renumber", summary="Number a draft's grids anew, within each community")
    def number_anew(plan: PlanPath) -> dict[str, Any]:
        with session_of(state.engine) as session:
            return renumber(session, find_plan(session, plan).id, viewer=state.viewer).as_json()

    _comparing(routes, state)
    return routes


def _comparing(routes: APIRouter, state: AppState) -> None:
    @routes.get("/{plan}/diff/{other}", summary="Two plans side by side: figures, who changes grid, blind spots")
    def diff(plan: PlanPath, other: PlanPath, as_of: date | None = None, *, buildings: bool = False) -> dict[str, Any]:
        with session_of(state.engine) as session:
            return _compared(session, plan, other, as_of).as_json(buildings=buildings)

    @routes.get("/{plan}/diff/{other}/moved.geojson", summary="The buildings and the ground that change grid")
    def moved(plan: PlanPath, other: PlanPath, as_of: date | None = None) -> JSONResponse:
        with session_of(state.engine) as session:
            found = _compared(session, plan, other, as_of)
        return JSONResponse(found.geojson(), media_type="application/geo+json")


def _compared(session: Session, plan: str, other: str, as_of: date | None) -> PlanDiff:
    return compare_plans(session, find_plan(session, plan).id, find_plan(session, other).id, as_of=as_of)
