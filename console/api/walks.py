"""Positions as they come in, and what was walked: `/api/positions`, `/api/walks`."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, WithJsonSchema

from console.api.plain_words import PlainWords
from console.state import AppState
from gis.database import session_of
from gis.parameters import load_parameters
from gis.walks.figures import as_json, by_worker, first_day, patrol_days
from gis.walks.live import on_duty, take_live
from gis.walks.streets import unwalked_streets, walked_of_grids
from gis.walks.waiting import matched_so_far
from routing.patrol_division import street_division

MOST_POSITIONS = 5000
MOST_TOLD = 20
"""Refused positions of which it is said what is wrong."""


class LivePosition(BaseModel):
    """Where a worker is; coordinates in EPSG:4326, the time with its zone."""

    model_config = ConfigDict(extra="forbid")

    worker: str = Field(min_length=1, max_length=64)
    at: AwareDatetime
    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)
    accuracy_m: float | None = Field(default=None, ge=0, allow_inf_nan=False)


_Given = Annotated[dict[str, Any], WithJsonSchema(LivePosition.model_json_schema())]
"""One position as it was sent: each is looked at by itself, so that a bad one costs the others nothing."""


def _fit(given: list[dict[str, Any]]) -> tuple[list[LivePosition], list[dict[str, Any]]]:
    """Return the positions that make sense, and of the others the number in the batch, from 0, and what is wrong."""
    fit: list[LivePosition] = []
    refused: list[dict[str, Any]] = []
    for number, one in enumerate(given):
        try:
            fit.append(LivePosition.model_validate(one))
        except ValidationError as error:
            first = error.errors()[0]
            refused.append({"number": number, "why": f"{first['loc'][-1]}: {first['msg']}."})
    return fit, refused


def router(state: AppState) -> APIRouter:
    """Return the routes."""
    routes = APIRouter(prefix="/api", tags=["patrols"], route_class=PlainWords)

    @routes.post("/positions", summary="Take positions of workers; outside a shift none is kept")
    def take(positions: Annotated[list[_Given], Field(max_length=MOST_POSITIONS)]) -> dict[str, Any]:
        fit, refused = _fit(positions)
        if positions and not fit:
            raise HTTPException(422, f"{refused[0]['why']} No position of the batch can be taken.")
        with session_of(state.engine) as session:
            told = take_live(session, [position.model_dump() for position in fit])
        return told | {"invalid": len(refused), "refused": refused[:MOST_TOLD]}

    @routes.get("/positions", summary="Who is on duty, and where they were last")
    def latest() -> list[dict[str, Any]]:
        with session_of(state.engine) as session:
            return on_duty(session, state.viewer)

    @routes.get("/walks", summary="Patrols as they were walked since a day")
    def walks(since: date | None = None, grid: str | None = None, worker: str | None = None) -> dict[str, Any]:
        with session_of(state.engine) as session:
            first = since or first_day(session)
            days = patrol_days(session, state.viewer, since=first, grid=grid, worker=worker)
            return {
                "since": first,
                "hours_due": load_parameters(session).patrol_hours,
                **asdict(matched_so_far(session)),
                "workers": [as_json(item) for item in by_worker(days)],
                "days": [as_json(item) for item in days],
            }

    @routes.get("/walks/streets", summary="What was walked of the streets of each grid since a day")
    def streets(since: date | None = None, grid: str | None = None) -> list[dict[str, Any]]:
        with session_of(state.engine) as session:
            found = walked_of_grids(
                session, state.viewer, street_division(session), since=since or first_day(session), grid=grid
            )
            return [asdict(item) | {"share": round(item.share, 4)} for item in found]

    @routes.get("/walks/not-walked", summary="Pieces of street that were not walked since a day")
    def not_walked(
        since: date | None = None, grid: str | None = None, most: Annotated[int, Query(ge=1, le=2000)] = 200
    ) -> list[dict[str, Any]]:
        with session_of(state.engine) as session:
            first = since or first_day(session)
            found = unwalked_streets(session, state.viewer, street_division(session), since=first, grid=grid, most=most)
            return [asdict(item) for item in found]

    return routes
