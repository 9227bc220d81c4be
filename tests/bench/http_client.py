"""As little of HTTP/1.1 as a bench needs, so that the clients cost next to nothing, and servers to ask with it."""

import asyncio
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

CHECKOUT = Path(__file__).parent.parent.parent
START_S = 60


class Client:
    """One connection, kept open."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def connect(cls, port: int) -> Self:
        """Connect to a server of this machine."""
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    def close(self) -> None:
        """Hang up."""
        self._writer.close()

    async def get(self, path: str) -> tuple[int, bytes]:
        """Return status and body (packed, where the server packs it)."""
        self._writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n".encode())
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        status = int(head[9:12])
        if b"transfer-encoding: chunked" in head:
            body = b""
            while size := int(await self._reader.readline(), 16):
                body += (await self._reader.readexactly(size + 2))[:-2]
            await self._reader.readline()
            return status, body
        _, _, rest = head.partition(b"content-length: ")
        length = int(rest.split(b"\r\n")[0]) if rest else 0
        return status, await self._reader.readexactly(length)


def get(port: int, path: str) -> tuple[int, bytes]:
    """Return status and body of one answer."""

    async def once() -> tuple[int, bytes]:
        client = await Client.connect(port)
        try:
            return await client.get(path)
        finally:
            client.close()

    return asyncio.run(once())


def fetch_all(port: int, paths: Sequence[str], *, clients: int) -> float:
    """Return the seconds that so many clients take to fetch all of them, each the next one that is left."""

    async def work(client: Client, left: Iterator[str]) -> None:
        for path in left:
            status, _body = await client.get(path)
            if status not in {200, 204}:
                raise SystemExit(f"{path} answered {status}")

    async def everyone() -> float:
        crowd = [await Client.connect(port) for _ in range(clients)]
        left = iter(paths)
        begin = time.perf_counter()
        await asyncio.gather(*(work(client, left) for client in crowd))
        spent = time.perf_counter() - begin
        for client in crowd:
            client.close()
        return spent

    return asyncio.run(everyone())


@contextmanager
def running(command: Sequence[str], environment: Mapping[str, str], *, ready: str) -> Iterator[int]:
    """Run a server on a free port while the block runs; it is told the port in PORT, and as `{port}`.

    Args:
        command: What to run.
        environment: Variables to add.
        ready: Path that answers 200 once it serves.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    process = subprocess.Popen(
        [part.format(port=port) for part in command],
        env={**os.environ, **environment, "PORT": str(port)},
        cwd=CHECKOUT,
    )
    try:
        deadline = time.monotonic() + START_S
        while not _answers(port, ready):
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"{' '.join(command[1:4])} did not start")
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def _answers(port: int, path: str) -> bool:
    try:
        return get(port, path)[0] == 200
    except OSError:
        return False
