"""Gzip for the pages' scripts, styles and answers; what never changes is compressed once per process."""

import asyncio
import gzip
from collections import OrderedDict
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LEAST_BYTES = 1000
PACK_ASIDE = 32_000
KEPT_BYTES = 32_000_000
COMPRESSIBLE = ("text/", "application/json", "application/javascript", "image/svg+xml")


class CompressedPages:
    """ASGI middleware around Dash: compresses answers.

    Scripts, whose address is their version, are compressed once and kept.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.kept: OrderedDict[str, _Kept] = OrderedDict()
        self.kept_bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from what is kept, or pass the request on and compress the answer."""
        if scope["type"] != "http" or "gzip" not in Headers(scope=scope).get("accept-encoding", ""):
            await self.app(scope, receive, send)
            return
        path = _script(scope)
        kept = None if path is None else self.kept.get(path)
        if path is not None and kept is not None and kept.query == scope["query_string"]:
            self.kept.move_to_end(path)
            await send({"type": "http.response.start", "status": 200, "headers": kept.headers})
            await send({"type": "http.response.body", "body": kept.body})
            return
        answer = _Answer()
        await self.app(scope, receive, answer.take)
        await self._send(answer, path, scope["query_string"], send)

    async def _send(self, answer: "_Answer", path: str | None, query: bytes, send: Send) -> None:
        headers = MutableHeaders(raw=list(answer.start["headers"]))
        body = b"".join(answer.parts)
        kind = headers.get("content-type", "")
        if len(body) >= LEAST_BYTES and kind.startswith(COMPRESSIBLE) and "content-encoding" not in headers:
            body = await asyncio.to_thread(_pack, body) if len(body) > PACK_ASIDE else _pack(body)
            headers["Content-Encoding"] = "gzip"
            headers["Content-Length"] = str(len(body))
            headers.add_vary_header("Accept-Encoding")
            if path is not None and answer.start["status"] == 200:  # noqa: PLR2004 - HTTP's own number
                self._keep(path, _Kept(query, headers.raw, body))
        await send({**answer.start, "headers": headers.raw})
        await send({"type": "http.response.body", "body": body})

    def _keep(self, path: str, answer: "_Kept") -> None:
        # two that asked at once both come here
        before = self.kept.pop(path, None)
        self.kept_bytes += len(answer.body) - (len(before.body) if before else 0)
        self.kept[path] = answer
        while self.kept_bytes > KEPT_BYTES:
            _path, oldest = self.kept.popitem(last=False)
            self.kept_bytes -= len(oldest.body)


@dataclass(frozen=True, slots=True)
class _Kept:
    """The packed answer for a script in the version that its query names: one per script, whatever is asked for."""

    query: bytes
    headers: list[tuple[bytes, bytes]]
    body: bytes


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


def _script(scope: Scope) -> str | None:
    """Return the path of a script whose address carries its version, else None."""
    path = str(scope["path"])
    return path if scope["method"] == "GET" and path.startswith(("/_dash-component-suites/", "/assets/")) else None


def _pack(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=6, mtime=0)
