"""Gzip for the pages' scripts, styles and answers; what never changes is compressed once per process."""

import gzip
from collections import OrderedDict

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LEAST_BYTES = 1000
KEPT_BYTES = 32_000_000
COMPRESSIBLE = ("text/", "application/json", "application/javascript", "image/svg+xml")


class CompressedPages:
    """ASGI middleware around Dash: compresses answers.

    Scripts, whose address is their version, are compressed once and kept.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.kept: OrderedDict[str, tuple[list[tuple[bytes, bytes]], bytes]] = OrderedDict()
        self.kept_bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from what is kept, or pass the request on and compress the answer."""
        if scope["type"] != "http" or "gzip" not in Headers(scope=scope).get("accept-encoding", ""):
            await self.app(scope, receive, send)
            return
        key = _version_address(scope)
        if key is not None and key in self.kept:
            headers, body = self.kept[key]
            self.kept.move_to_end(key)
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": body})
            return
        answer = _Answer()
        await self.app(scope, receive, answer.take)
        await self._send(answer, key, send)

    async def _send(self, answer: "_Answer", key: str | None, send: Send) -> None:
        headers = MutableHeaders(raw=list(answer.start["headers"]))
        body = b"".join(answer.parts)
        kind = headers.get("content-type", "")
        if len(body) >= LEAST_BYTES and kind.startswith(COMPRESSIBLE) and "content-encoding" not in headers:
            body = gzip.compress(body, compresslevel=6, mtime=0)
            headers["Content-Encoding"] = "gzip"
            headers["Content-Length"] = str(len(body))
            headers.add_vary_header("Accept-Encoding")
            if key is not None and answer.start["status"] == 200:  # noqa: PLR2004 - HTTP's own number
                self._keep(key, headers.raw, body)
        await send({**answer.start, "headers": headers.raw})
        await send({"type": "http.response.body", "body": body})

    def _keep(self, key: str, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
        self.kept[key] = (headers, body)
        self.kept_bytes += len(body)
        while self.kept_bytes > KEPT_BYTES:
            _key, (_headers, oldest) = self.kept.popitem(last=False)
            self.kept_bytes -= len(oldest)


class _Answer:
    """An answer as Dash gives it, whole: its pages are small and never streams."""

    def __init__(self) -> None:
        self.start: Message = {}
        self.parts: list[bytes] = []

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
        elif message["type"] == "http.response.body":
            self.parts.append(message.get("body", b""))


def _version_address(scope: Scope) -> str | None:
    """Return the address of a script that carries its version, else None."""
    path = str(scope["path"])
    if scope["method"] == "GET" and path.startswith(("/_dash-component-suites/", "/assets/")):
        return f"{path}?{scope['query_string'].decode('latin-1')}"
    return None
