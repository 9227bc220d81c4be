"""No request is read into memory whole, however long it is: what the API takes as JSON has a limit."""

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 8_000_000
"""Ten times the longest that makes sense: 5,000 positions."""
UPLOADS = "/api/uploads"
REFUSAL = f"A request has {MOST_BYTES // 1_000_000} MB at most: send less at a time."


class BodyLimit:
    """ASGI middleware that refuses longer bodies with 413; uploads go to disk, and have a limit of their own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it: at once where it says its length, else as soon as it is too long."""
        path = scope.get("path", "")
        if scope["type"] != "http" or not path.startswith("/api/") or path.startswith(UPLOADS):
            await self.app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdigit() and int(announced) > MOST_BYTES:
            refusal = JSONResponse({"detail": REFUSAL}, status_code=413, headers={"Connection": "close"})
            await refusal(scope, receive, send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > MOST_BYTES:
                # FastAPI answers for it, as it is the one that reads
                raise HTTPException(413, REFUSAL)
            return message

        await self.app(scope, counted, send)
