"""New boundaries proposed by the machine, in a job: `/api/plans/proposals`."""

from dataclasses import asdict

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import select

from console.api.plain_words import PlainWords
from console.jobs import defer
from console.state import AppState
from gis.database import session_of
from gis.districting.asking import Ask, band
from gis.plans.listing import find_plan
from gis.plans.naming import CURRENT
from gis.tables import Area


class ProposalOrder(BaseModel):
    """What is asked for; the words are those of `wangge plan propose`.

    Attributes:
        base: The plan to start from: its number, its name, or `current`; None: the one in force, if there is one.
        area: Code of the subdistrict or community to make anew; None: the district.
        picked: Codes of the only grids to make anew.
        people: Least and most people of a grid, as `800-1200`; None: the district's parameters.
        grids: How many grids; None: as many as the people ask for.
        keep: 0 to 1: how much it counts that people keep their grid.
        compact: Weight of compactness.
        lock: Codes of grids that stay exactly as they are.
        seed: Equal seeds give equal plans.
        name: Of the draft.
    """

    base: str | None = None
    area: str | None = None
    picked: list[str] = []
    people: str | None = None
    grids: int | None = None
    keep: float = Field(default=0.0, ge=0, le=1)
    compact: float = Field(default=1.0, ge=0, le=10)
    lock: list[str] = []
    seed: int = Field(default=0, ge=0)
    name: str = ""


def router(state: AppState) -> APIRouter:
    """Return the routes."""
    routes = APIRouter(prefix="/api/plans/proposals", tags=["plans"], route_class=PlainWords)

    @routes.post("", status_code=202, summary="Propose new boundaries in a job; its report has the draft and figures")
    def propose(order: ProposalOrder) -> dict[str, int]:
        return {"job": hand_in(state, order)}

    return routes


def hand_in(state: AppState, order: ProposalOrder) -> int:
    """Check an order, hand it to the worker and return the job's id.

    Raises:
        InputError: it asks for what cannot be.
        NotFoundError: there is no such plan.
    """
    least, most = band(order.people) if order.people else (None, None)
    with session_of(state.engine) as session:
        base = find_plan(session, order.base).id if order.base not in (None, "", CURRENT) else None
        where = session.scalar(select(Area.name).where(Area.code == order.area)) if order.area else None
    ask = Ask(
        base_id=base,
        area_code=order.area or None,
        picked=order.picked,
        locked=order.lock,
        people_min=least,
        people_max=most,
        grids=order.grids,
        keep=order.keep,
        compact=order.compact,
        seed=order.seed,
        name=order.name,
    )
    ask.check()
    title = order.name or (where and f"{where}划分建议") or order.area or "网格划分建议"
    return defer(state.engine, state.viewer, kind="propose", title=title, arguments=asdict(ask))
