"""The layers: their list, and each one's rows as GeoJSON."""

import zlib
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from console.api.asking import bbox_of, layers_named
from console.api.plain_words import PlainWords
from console.map_record import MapRecord
from gis.errors import NotFoundError
from gis.viewer import Viewer
from layers import Layer, rows_of

GEOJSON = "application/geo+json"
DECIMALS = 7
KEEPING = {"Cache-Control": "private, no-cache", "Vary": "Accept-Encoding"}


def router(record: MapRecord, viewer: Viewer) -> APIRouter:
    """Return the router of the layers."""
    routes = APIRouter(route_class=PlainWords, tags=["layers"])
    ids = Path(description=f"One of: {', '.join(record.layers)}", examples=["grids"])

    @routes.get("/api/layers")
    async def layers() -> JSONResponse:
        """List every layer in drawing order: id, title, group, geometry, zooms, style and legend."""
        parameters = await record.parameters()
        return JSONResponse([layer.as_json(parameters) for layer in record.layers.values()], headers=KEEPING)

    @routes.get("/api/layers/{layer}.geojson", response_class=Response, responses={200: {"content": {GEOJSON: {}}}})
    async def geojson(request: Request, layer: Annotated[str, ids], bbox: str | None = None) -> Response:
        """Stream a layer as a GeoJSON FeatureCollection (RFC 7946): lon, lat with seven decimals.

        `bbox` = min_lon,min_lat,max_lon,max_lat limits it to the features whose own boxes meet that one.
        """
        if "," in layer:
            raise NotFoundError("GeoJSON holds one layer: ask for each by itself.")
        (name,) = layers_named(layer, record.layers)
        chosen = record.layers[name]
        question = rows_of(chosen, viewer, await record.parameters(), bbox=bbox_of(bbox), columns=feature_sql(chosen))
        rows = record.rows(question)
        body = _collection(rows)
        # the first piece is made before the answer begins, so that an error is still an answer
        first = await anext(body)
        body = _after(first, body)
        headers = dict(KEEPING)
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            body = _packed(body)
        return RowsAnswer(body, rows=rows, headers=headers)

    return routes


class RowsAnswer(StreamingResponse):
    """An answer made of rows, which are let go of as soon as the client has left, whether it read them all or not."""

    def __init__(
        self, body: AsyncIterator[bytes], *, rows: AsyncGenerator[list[Any], None], headers: dict[str, str]
    ) -> None:
        super().__init__(body, media_type=GEOJSON, headers=headers)
        self._rows = rows

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and close the rows in any case."""
        async with aclosing(self._rows):
            await super().__call__(scope, receive, send)


def feature_sql(layer: Layer) -> str:
    """Return the SQL that makes one GeoJSON Feature of a row `f`, outer rings counter-clockwise."""
    columns = ", ".join(f'f."{name}"' for name in layer.properties)
    return (
        """'{"type":"Feature","id":' || f.id || ',"geometry":' ||"""
        f" ST_AsGeoJSON(ST_ForcePolygonCCW(f.geom), {DECIMALS}, 0)"
        f""" || ',"properties":' || (SELECT row_to_json(p) FROM (SELECT {columns}) p) || '}}' AS feature"""
    )


async def _collection(pages: AsyncIterator[list[Any]]) -> AsyncIterator[bytes]:
    before = '{"type":"FeatureCollection","features":[\n'
    async for rows in pages:
        yield (before + ",\n".join(row[0] for row in rows)).encode()
        before = ",\n"
    yield b"\n]}\n" if before.startswith(",") else before.encode() + b"]}\n"


async def _after(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in rest:
        yield piece


async def _packed(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    packer = zlib.compressobj(level=3, wbits=31)
    async for piece in pieces:
        yield packer.compress(piece)
    yield packer.flush()
