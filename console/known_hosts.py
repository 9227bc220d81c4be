"""The console answers only under its own names, so that no foreign name can be led to it (DNS rebinding)."""

import ipaddress
import re
import socket
from collections.abc import Iterable

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOCAL = ("localhost", "127.0.0.1", "::1")
_HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([^\s:@/\[\]]+))(?::[0-9]{1,5})?", re.IGNORECASE)


class KnownHosts:
    """ASGI middleware that refuses requests whose Host is not one of the console's.

    Args:
        app: What is behind it.
        host: Address the console listens at. An unspecified one (0.0.0.0, ::) is reached by the machine's name and by
            any address; an address cannot be led elsewhere, as a name can.
        names: Further names, of a proxy in front of it.
    """

    def __init__(self, app: ASGIApp, *, host: str, names: Iterable[str] = ()) -> None:
        self.app = app
        self._open = _is_unspecified(host)
        own = [socket.gethostname(), socket.gethostname().split(".")[0]] if self._open else [host]
        self._names = {_plain(name) for name in (*LOCAL, *own, *names)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it with 400."""
        if scope["type"] == "http":
            said = [value for name, value in scope["headers"] if name == b"host"]
            if len(said) != 1 or not self.knows(said[0].decode("latin-1")):
                line = "The console does not go by this name: name it in WANGGE_HOSTS."
                await JSONResponse({"detail": line}, status_code=400)(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def knows(self, said: str) -> bool:
        """Return whether a Host header, with or without a port, names this console."""
        found = _HOST.fullmatch(said)
        if found is None:
            return False
        name = _plain(found[1] or found[2])
        return name in self._names or (self._open and _is_address(name))


def _plain(name: str) -> str:
    return name.lower().removesuffix(".").strip("[]")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_unspecified(host: str) -> bool:
    return host == "" or (_is_address(host) and ipaddress.ip_address(host).is_unspecified)
