"""Plans in and out: files of a plan, its printed maps, and a plan from a file: `/api/plans/…`."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path as FilePath
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Path, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from console.api.plain_words import PlainWords
from console.api.plans import PlanPath
from console.jobs import defer
from console.jobs.kinds.load import check_order, options_of
from console.plan_files.kept import KeptMaps
from console.plan_files.writing import write_plan
from console.state import AppState
from console.uploads import Uploads
from gis.database import session_of
from gis.plans.importing import TOLERANCE_M
from gis.plans.listing import find_plan

MEDIA = {
    "gpkg": "application/geopackage+sqlite3",
    "zip": "application/zip",
    "geojson": "application/geo+json",
    "kml": "application/vnd.google-earth.kml+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
Ending = Annotated[Literal["gpkg", "zip", "geojson", "kml", "xlsx", "csv"], Path(description="Which format.")]


class MapsOrder(BaseModel):
    """In which language the maps are lettered."""

    language: Literal["zh", "en"] = "zh"


class ImportOrder(BaseModel):
    """Which uploaded file the plan comes from and how it is read.

    Attributes:
        upload: Id of the upload (see `/api/uploads`).
        file: Which file of it; None: the one the others belong to.
        name: Of the draft; empty: that of the file.
        tolerance_m: How far apart borders that are meant to be one may lie.
        fields: Our field -> the file's column.
    """

    upload: str
    file: str | None = None
    name: str = ""
    tolerance_m: float = Field(default=TOLERANCE_M, gt=0, le=50)
    crs: str | None = None
    layer: str | None = None
    encoding: str | None = None
    lat_lon: bool = False
    fields: dict[str, str] = {}


def router(state: AppState) -> APIRouter:
    """Return the routes."""
    routes = APIRouter(prefix="/api/plans", tags=["plans"], route_class=PlainWords)
    kept, uploads = KeptMaps(state.settings.data_dir), Uploads(state.settings.data_dir)

    @routes.get("/{plan}/export/{ending}", summary="A plan as a file", response_class=Response)
    def export(plan: PlanPath, ending: Ending) -> Response:
        with session_of(state.engine) as session, _folder() as folder:
            found = find_plan(session, plan)
            write_plan(session, found.id, folder / f"plan.{ending}")
            body = (folder / f"plan.{ending}").read_bytes()
        return Response(body, media_type=MEDIA[ending], headers=_attached(f"{found.name}.{ending}"))

    @routes.post("/{plan}/maps", status_code=202, summary="Draw the map series of a plan in a job")
    def draw(plan: PlanPath, order: MapsOrder) -> dict[str, int]:
        with session_of(state.engine) as session:
            found = find_plan(session, plan)
        arguments = {"plan": found.id, "language": order.language}
        return {"job": defer(state.engine, state.viewer, kind="plan_maps", title=found.name, arguments=arguments)}

    @routes.get("/maps/{name}", summary="A map series that was drawn: the job's report names it")
    def maps(name: str) -> FileResponse:
        return FileResponse(kept.path_of(name), media_type="application/pdf")

    @routes.post("/import", status_code=202, summary="Make a draft of an uploaded file in a job")
    def take(order: ImportOrder) -> dict[str, int]:
        path = uploads.main_file(order.upload, order.file)
        options = order.model_dump(include={"crs", "layer", "encoding", "lat_lon", "fields"}, exclude_none=True)
        check_order("grids", options_of(options, state.settings))
        arguments: dict[str, Any] = {
            "upload": order.upload,
            "file": path.name,
            "name": order.name,
            "tolerance_m": order.tolerance_m,
            "options": options,
        }
        return {"job": defer(state.engine, state.viewer, kind="plan_import", title=path.name, arguments=arguments)}

    return routes


@contextmanager
def _folder() -> Iterator[FilePath]:
    with tempfile.TemporaryDirectory(prefix="wangge-") as folder:
        yield FilePath(folder)


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}", "Cache-Control": "private, no-cache"}
