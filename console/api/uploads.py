"""Files sent by a browser or a program: taken, looked at, and handed to the worker: `/api/uploads`."""

import asyncio
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from console.api.plain_words import PlainWords
from console.api.receiving import receive_files
from console.jobs import defer
from console.jobs.kinds.load import check_order, options_of
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
    since: date | None = None
    strict: bool = False
    lat_lon: bool = False
    partial: bool = False
    plan_name: str | None = None


def router(state: AppState) -> APIRouter:
    """Return the routes."""
    routes = APIRouter(prefix="/api/uploads", tags=["uploads"], route_class=PlainWords)
    uploads = Uploads(state.settings.data_dir)

    def as_json(upload: str, files: list[Path]) -> dict[str, Any]:
        return {
            "id": upload,
            "file": uploads.main_file(upload).name,
            "files": [path.name for path in files],
            "bytes": sum(path.stat().st_size for path in files),
        }

    @routes.post("", status_code=201, summary="Send files (multipart/form-data)")
    async def take(request: Request) -> dict[str, Any]:
        upload, folder = await asyncio.to_thread(uploads.new)
        try:
            files = await receive_files(request, folder, limit_mb=state.settings.upload_limit_mb)
            return await asyncio.to_thread(as_json, upload, files)
        except BaseException:
            await asyncio.to_thread(uploads.remove, upload)
            raise

    @routes.get("/{upload}", summary="What a file holds, and how it would be read")
    async def look(upload: str, asked: Annotated[Look, Query()]) -> dict[str, Any]:
        path = await asyncio.to_thread(uploads.main_file, upload, asked.file)
        options = options_of(asked.model_dump(exclude={"kind", "file"}), state.settings)
        check_order(asked.kind, options)
        found = await asyncio.to_thread(inspect, path, kind=asked.kind, options=options)
        return {"id": upload, **found.as_json()}

    @routes.post("/{upload}/load", status_code=202, summary="Load it in a job")
    def load(upload: str, order: LoadOrder) -> dict[str, int]:
        path = uploads.main_file(upload, order.file)
        options = order.model_dump(mode="json", exclude={"kind", "file"}, exclude_none=True)
        check_order(order.kind, options_of(options, state.settings))
        arguments = {"upload": upload, "file": path.name, "kind": order.kind, "options": options}
        return {"job": defer(state.engine, state.viewer, kind="load", title=path.name, arguments=arguments)}

    return routes
