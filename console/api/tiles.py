"""Vector tiles: `/tiles/{layer}/{z}/{x}/{y}.mvt`."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from console.api.asking import layers_named, tile_at
from console.api.plain_words import PlainWords
from console.map_record import MapRecord
from console.tile_cache import Drawn
from gis.errors import WanggeError
from gis.viewer import Viewer

MVT = "application/vnd.mapbox-vector-tile"
RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"content": {MVT: {}}, "description": "The tile"},
    204: {"description": "Nothing to show here, or zoomed out farther than the layer is drawn"},
    304: {"description": "The tile is the one the browser has"},
    400: {"description": "No tile has this address"},
    404: {"description": "There is no such layer"},
}
PARTS = 6
"""Of a tile's path split at its slashes."""
MOST_REMEMBERED = 4096
Headers = list[tuple[bytes, bytes]]


def router(record: MapRecord, viewer: Viewer) -> APIRouter:
    """Return the router of the tiles."""
    routes = APIRouter(route_class=PlainWords)
    ids = Path(description=f"One or several of: {', '.join(record.layers)}", examples=["grids", "water,streets"])

    @routes.get("/tiles/{layer}/{z}/{x}/{y}.mvt", tags=["layers"], response_class=Response, responses=RESPONSES)
    async def tile(
        request: Request, layer: Annotated[str, ids], z: str, x: str, y: str, *, day: date | None = None
    ) -> Response:
        """Return a Mapbox vector tile of one layer, or of several joined by commas.

        Each MVT layer is named after its layer and has 4096 units a side; features carry the record's id. Points of a
        clustered layer are drawn as one below zoom 17, with their number as `count`. Zooms 0 to 22; beyond a layer's
        deepest zoom the tiles say no more, they are only cut smaller. With `day` (YYYY-MM-DD), grids are those of the
        plan in force then, and buildings those lived in by then; other layers know no history.
        """
        drawn = await record.tile(layers_named(layer, record.layers), tile_at(z, x, y), viewer, day=day)
        status, headers, body = answer(drawn, request.scope["headers"])
        response = Response(body, status_code=status)
        response.raw_headers = headers
        return response

    return routes


class KeptTiles:
    """ASGI middleware that answers with the tiles that are kept, before anything else is asked.

    A kept tile costs less than finding its route. What is not kept, or oddly asked, is passed on.
    """

    def __init__(self, app: ASGIApp, *, record: MapRecord, viewer: Viewer) -> None:
        self._app = app
        self._record = record
        self._viewer = viewer
        self._names: dict[str, tuple[str, ...]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass the request on."""
        drawn = None
        if scope["type"] == "http" and scope["method"] == "GET" and scope["path"].startswith("/tiles/"):
            # a tile of another day is the route's business
            drawn = None if scope["query_string"] else self._kept(scope["path"])
        if drawn is None:
            await self._app(scope, receive, send)
            return
        status, headers, body = answer(drawn, scope["headers"])
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _kept(self, path: str) -> Drawn | None:
        parts = path.split("/")
        if len(parts) != PARTS or not parts[5].endswith(".mvt"):
            return None
        try:
            names = self._names.get(parts[2]) or self._remember(parts[2])
            return self._record.kept(names, tile_at(parts[3], parts[4], parts[5][:-4]), self._viewer)
        except WanggeError:
            # the route says what is wrong
            return None

    def _remember(self, said: str) -> tuple[str, ...]:
        names = layers_named(said, self._record.layers)
        if len(self._names) < MOST_REMEMBERED:
            self._names[said] = names
        return names


def answer(drawn: Drawn, asked: Iterable[tuple[bytes, bytes]]) -> tuple[int, Headers, bytes]:
    """Return status, headers and body for a tile, after the headers it was asked with."""
    # kept by the browser, but asked for again each time: what is drawn is what the record says now
    headers = [(b"cache-control", b"private, no-cache"), (b"vary", b"accept-encoding")]
    if not drawn.body:
        return 204, headers, b""
    wishes = dict(asked)
    headers.append((b"etag", drawn.etag))
    if wishes.get(b"if-none-match") == drawn.etag:
        return 304, headers, b""
    body = drawn.body
    if drawn.packed:
        if b"gzip" in wishes.get(b"accept-encoding", b""):
            headers.append((b"content-encoding", b"gzip"))
        else:
            body = drawn.plain()
    headers += [(b"content-type", MVT.encode()), (b"content-length", str(len(body)).encode())]
    return 200, headers, body
