"""What lies under the API's addresses but is no part of it: an error as JSON, never a page for people."""

from fastapi import APIRouter, HTTPException, Request
from starlette.routing import compile_path

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def router() -> APIRouter:
    """Return the routes that answer 404 (405 for a method that an address does not know); they come last."""
    routes = APIRouter()

    @routes.api_route("/api", methods=METHODS, include_in_schema=False)
    @routes.api_route("/api/{rest:path}", methods=METHODS, include_in_schema=False)
    @routes.api_route("/tiles", methods=METHODS, include_in_schema=False)
    @routes.api_route("/tiles/{rest:path}", methods=METHODS, include_in_schema=False)
    async def unknown(request: Request) -> None:
        allowed = _methods_of(request)
        if allowed:
            known = ", ".join(sorted(allowed))
            raise HTTPException(405, f"{request.url.path} answers {known} only.", headers={"Allow": known})
        raise HTTPException(404, f"There is no {request.url.path}; /openapi.json lists what there is.")

    return routes


def _methods_of(request: Request) -> set[str]:
    """Return the methods that the request's address knows, as the API describes itself."""
    described = request.app.openapi()["paths"].items()
    return {
        method.upper()
        for template, methods in described
        if compile_path(template)[0].match(request.url.path)
        for method in methods
    }
