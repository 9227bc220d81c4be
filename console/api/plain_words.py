"""Errors as JSON: `{"detail": "one line that says what to do"}` with the status that fits."""

from collections.abc import Callable, Coroutine
from typing import Any

import psycopg
from fastapi import HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from gis.errors import ConflictError, DatabaseError, MissingError, NotFoundError, WanggeError

STATUS: tuple[tuple[type[WanggeError], int], ...] = (
    (NotFoundError, 404),
    (ConflictError, 409),
    (DatabaseError, 503),
    (MissingError, 503),
    (WanggeError, 400),
)


class PlainWords(APIRoute):
    """A route whose user errors are answered as 4xx in plain words, and a missing database as 503."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the route's handler, with errors turned into answers."""
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            if await _holds_nul(request):
                raise HTTPException(422, "A text holds a NUL character: leave it out.")
            try:
                return await handle(request)
            except WanggeError as error:
                status = next(code for kind, code in STATUS if isinstance(error, kind))
                raise HTTPException(status, str(error)) from error
            except RequestValidationError as error:
                first = error.errors()[0]
                raise HTTPException(422, f"{first['loc'][-1]}: {first['msg']}.") from error
            except (OperationalError, psycopg.OperationalError) as error:
                raise HTTPException(503, "The database does not answer; try again in a moment.") from error
            except PoolTimeoutError as error:
                raise HTTPException(503, "Too much is being asked at once; try again in a moment.") from error

        return answer


async def _holds_nul(request: Request) -> bool:
    """Return whether the address or the JSON of a request holds the one character that PostgreSQL's texts cannot."""
    if "\x00" in request.url.path or "%00" in request.url.path or b"%00" in request.scope["query_string"]:
        return True
    # uploads go past here unread
    is_form = request.headers.get("content-type", "").startswith("multipart/")
    return not is_form and b"\\u0000" in await request.body()
