"""Plans: their list, one of them, drafts and publishing: `/api/plans`."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel

from console.api.plain_words import PlainWords
from console.state import AppState
from gis.coverage.standing import today
from gis.database import session_of
from gis.plans import make_draft, publish
from gis.plans.drafts import drop_draft
from gis.plans.listing import CURRENT, find_plan, line_of, listed_plans, show_plan

PlanPath = Annotated[str, Path(description="Its number, its name, or `current`: in force today.", examples=["current"])]


class DraftOrder(BaseModel):
    """Which plan the draft begins as, and what it is called."""

    base: str = CURRENT
    name: str = ""
    note: str = ""


class PublishOrder(BaseModel):
    """First day on which the plan holds; None: today."""

    effective_from: date | None = None


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
            named = order.name or f"{base.name}（草案）"
            made = make_draft(session, base.id, name=named, viewer=state.viewer, note=order.note)
            return line_of(session, made.id).as_json()

    @routes.get("/{plan}", summary="One plan and its steps")
    def one(plan: PlanPath) -> dict[str, Any]:
        with session_of(state.engine) as session:
            return show_plan(session, find_plan(session, plan).id).as_json()

    @routes.delete("/{plan}", status_code=204, summary="Remove a draft for good")
    def drop(plan: PlanPath) -> None:
        with session_of(state.engine) as session:
            drop_draft(session, find_plan(session, plan).id)

    @routes.post("/{plan}/publish", summary="Put a draft in force from a day on")
    def put_in_force(plan: PlanPath, order: PublishOrder) -> dict[str, Any]:
        with session_of(state.engine) as session:
            begins = order.effective_from or today(session)
            made = publish(session, find_plan(session, plan).id, effective_from=begins, viewer=state.viewer)
            return line_of(session, made.id).as_json()

    return routes
