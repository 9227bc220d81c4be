"""Whoever changes something does so from the console's own pages, or from a program; not from a foreign page."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

HARMLESS = ("GET", "HEAD", "OPTIONS")


class SameSite:
    """ASGI middleware that refuses changes which a browser sends on behalf of another site."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it with 403."""
        if scope["type"] == "http" and scope["method"] not in HARMLESS and is_foreign(Headers(scope=scope)):
            refusal = JSONResponse({"detail": "Changes are taken from the console's own pages only."}, status_code=403)
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)


def is_foreign(headers: Headers) -> bool:
    """Return whether a request comes from a page of another site.

    Browsers say where a request comes from in Sec-Fetch-Site, older ones, and all of them over plain HTTP to another
    machine, in Origin; programs say nothing.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        return site not in ("same-origin", "none")
    try:
        return origin is not None and urlsplit(origin).netloc != headers.get("host")
    except ValueError:
        return True
