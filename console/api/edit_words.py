"""What the HTTP API's description says of edits: every operation with its arguments, and the shape of the answers."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from gis.boundaries.performing import meanings

EXAMPLE: dict[str, Any] = {
    "revision": 0,
    "operation": "split",
    "arguments": {
        "grid": "110101001001001",
        "line": [[116.3012, 39.9006], [116.3024, 39.9011], [116.3041, 39.9008]],
        "snap_m": 15,
    },
    "preview": True,
}
"""A grid is cut along a line of three points, whose ends are drawn to the border; only to see what comes of it."""

_INTRODUCTION = """
One operation is one revision of the draft, undone in one step. Neighbours share their border: what an operation moves,
both sides follow. The answer holds the grids that differ from what the caller shows; with `preview` nothing is written.

A point is `[lon, lat]` in degrees (EPSG:4326); a line or the ring of a polygon is a list of points. Grids, communities,
estates and workers are named by their codes, blind spots and buildings by their ids. `through_buildings`: true lets the
new border cut buildings; else such an edit is refused. `snap_m`: how far, in metres, a point may be drawn to what
stands. These two, `name`, and what is explained by an *else* may be left out.

Operations:
"""


def edits_described() -> str:
    """Return what is said of edits, as Markdown: an operation that is added to the package stands here by itself."""
    lines = [f"* `{name}`: {' '.join(meaning.split())}" for name, meaning in meanings().items()]
    return "\n".join([_INTRODUCTION.strip(), "", *lines])


def operation_schema(schema: dict[str, Any]) -> None:
    """Say in the schema of an operation's name which ones there are; another is refused in one line of its own."""
    schema["enum"] = list(meanings())


class Refusal(BaseModel):
    """Why it was not done, in one line that says what to do."""

    detail: str


class MultiPolygon(BaseModel):
    """GeoJSON, lon, lat (EPSG:4326)."""

    type: Literal["MultiPolygon"]
    coordinates: list[list[list[list[float]]]]


class GridAnswer(BaseModel):
    """A grid as it stands after the edit, or as it would."""

    code: str
    name: str
    community: str | None = Field(description="Code of its community.")
    locked: bool
    geometry: MultiPolygon
    people: int
    people_estimated: int = Field(description="Those of `people` whose number was estimated.")
    households: int
    elderly: int = Field(description="People of 60 and more.")
    buildings: int
    area_m2: float
    workers_due: float
    compactness: float = Field(description="Polsby-Popper, 0 to 1.")
    band: Literal["far_below", "below", "within", "above", "far_above", "twice"]
    worker: str | None = Field(description="Who holds it today.")


class MendAnswer(BaseModel):
    """The edit that mends a finding: it can be sent as it stands."""

    operation: str
    arguments: dict[str, Any]
    text: dict[str, str]


class FindingAnswer(BaseModel):
    """What is wrong with the touched grids; a plan with an `error` cannot be published."""

    key: str
    kind: str
    severity: Literal["error", "warning"]
    grids: list[str]
    people: int
    area_m2: float
    bbox: tuple[float, float, float, float]
    centroid: tuple[float, float]
    text: dict[str, str] = Field(description="What it is, `zh` and `en`.")
    mend: MendAnswer | None


class EditAnswer(BaseModel):
    """What came of an edit, an undo or a redo."""

    plan: int
    name: str = Field(description="What the draft is called; empty in a preview.")
    revision: int = Field(description="The one that counts now; send it with the next edit.")
    operation: str
    changed: list[GridAnswer]
    removed: list[str] = Field(description="Codes of grids that are gone.")
    findings: list[FindingAnswer]


class RefusedPreview(BaseModel):
    """What a preview says where the edit would be refused."""

    refused: str
    changed: list[GridAnswer]
    removed: list[str]
    findings: list[FindingAnswer]


class MendLeft(BaseModel):
    """A finding that could not be mended, and why."""

    key: str
    detail: str


class MendedAnswer(EditAnswer):
    """What came of mending: one step for all."""

    mended: list[str]
    left: list[MendLeft]


class StepAnswer(BaseModel):
    """Who did what in between."""

    author: str
    at: str
    action: str


class Collision(Refusal):
    """Somebody saved in between and it concerns the same grids: nothing was written; `changed` is how they stand."""

    revision: int
    changed: list[GridAnswer]
    removed: list[str]
    by: list[StepAnswer]


REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"model": Refusal, "description": "It cannot be done so; nothing was written."},
    404: {"model": Refusal, "description": "There is no such plan, grid, worker or blind spot."},
    409: {"model": Collision | Refusal, "description": "Somebody was faster, a grid is locked, or it is no draft."},
}
EDITED: dict[int | str, dict[str, Any]] = {200: {"model": EditAnswer}, **REFUSALS}
PREVIEWED: dict[int | str, dict[str, Any]] = {200: {"model": EditAnswer | RefusedPreview}, **REFUSALS}
MENDED: dict[int | str, dict[str, Any]] = {200: {"model": MendedAnswer}, **REFUSALS}
