"""Files sent by a browser or a program: taken, looked at, and handed to the worker: `/api/uploads`."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel

from console.api.plain_words import PlainWords
from console.api.receiving import receive_files
from console.api.same_site import same_site
from console.jobs import defer
from console.jobs.kinds.load import options_of
from console.state import AppState
from console.uploads import Uploads
from gis.loading import inspect


class Look(BaseModel):
    """How a file is looked at; what is not said is guessed."""

    kind: str | None = None
    file: str | None = None
    crs: str | None = None
    layer: str | None = None
    encoding: str | None = None


class LoadOrder(BaseModel):
    """What is to be loaded and how; the options are those of `wangge load`.

    Attributes:
        kind: grids, buildings, … or osm.
        file: Which file of the upload; None: the one the others belong to.
        fields: Our field -> the file's column.
    """

    kind: str
    file: str | None = None
    crs: str | None = None
    encoding: str | None = None
    layer: str | None = None
    fields: dict[str, str] = {}
    since: str | None = None
    strict: bool = False
    lat_lon: bool = False
    partial: bool = False
    plan_name: str | None = None


def router(state: AppState) -> APIRouter:
    """Return the routes."""
    routes = APIRouter(prefix="/api/uploads", tags=["uploads"], route_class=PlainWords)
    uploads = Uploads(state.settings.data_dir)

    @routes.post("", status_code=201, dependencies=[Depends(same_site)], summary="Send files (multipart/form-data)")
    async def take(request: Request) -> dict[str, Any]:
        upload, folder = uploads.new()
        try:
            files = await receive_files(request, folder, limit_mb=state.settings.upload_limit_mb)
            main = uploads.main_file(upload)
        except BaseException:
            uploads.remove(upload)
            raise
        return {
            "id": upload,
            "file": main.name,
            "files": [path.name for path in files],
            "bytes": sum(path.stat().st_size for path in files),
        }

    @routes.get("/{upload}", summary="What a file holds, and how it would be read")
    async def look(upload: str, asked: Annotated[Look, Query()]) -> dict[str, Any]:
        path = uploads.main_file(upload, asked.file)
        options = options_of(asked.model_dump(exclude={"kind", "file"}), state.settings)
        found = await asyncio.to_thread(inspect, path, kind=asked.kind, options=options)
        return {"id": upload, **found.as_json()}

    @routes.post("/{upload}/load", status_code=202, dependencies=[Depends(same_site)], summary="Load it in a job")
    def load(upload: str, order: LoadOrder) -> dict[str, int]:
        path = uploads.main_file(upload, order.file)
        options = order.model_dump(exclude={"kind", "file"}, exclude_none=True)
        options_of(options, state.settings)
        arguments = {"upload": upload, "file": path.name, "kind": order.kind, "options": options}
        return {"job": defer(state.engine, state.viewer, kind="load", title=path.name, arguments=arguments)}

    return routes
