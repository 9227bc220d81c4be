import asyncio
import gzip

import pytest
from starlette.types import Message, Receive, Scope, Send

from console import compression
from console.compression import CompressedPages


async def scripts(scope: Scope, _receive: Receive, send: Send) -> None:
    """Answer with a script that names its address, 2000 bytes at least."""
    body = (scope["path"].encode() + b"?" + scope["query_string"]).ljust(2000)
    await asyncio.sleep(0)
    headers = [(b"content-type", b"text/javascript"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def ask(app: CompressedPages, path: str, query: bytes = b"") -> bytes:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    headers = [(b"accept-encoding", b"gzip")]
    scope = {"type": "http", "method": "GET", "path": path, "query_string": query, "headers": headers}
    await app(scope, receive, send)
    return gzip.decompress(sent[1]["body"]).strip()


def kept(app: CompressedPages) -> int:
    return sum(len(each.body) for each in app.kept.values())


def test_the_same_script_asked_for_twice_at_once_counts_once() -> None:
    async def work() -> None:
        app = CompressedPages(scripts)
        await asyncio.gather(*(ask(app, "/assets/a.js") for _ in range(3)))
        assert len(app.kept) == 1
        assert app.kept_bytes == kept(app) > 0

    asyncio.run(work())


def test_a_script_is_kept_once_whatever_its_address_says_behind_it() -> None:
    async def work() -> None:
        app = CompressedPages(scripts)
        for number in range(20):
            query = b"m=%d" % number
            assert await ask(app, "/assets/a.js", query) == b"/assets/a.js?" + query
        assert len(app.kept) == 1
        assert app.kept_bytes == kept(app)

    asyncio.run(work())


def test_the_oldest_go_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compression, "KEPT_BYTES", 200)

    async def work() -> None:
        app = CompressedPages(scripts)
        for number in range(20):
            await ask(app, f"/assets/{number}.js")
        assert 0 < app.kept_bytes == kept(app) <= 200
        assert "/assets/19.js" in app.kept

    asyncio.run(work())
