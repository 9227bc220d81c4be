"""Our server as the bench of tiles runs it: the console without its pages, over the record in WANGGE_DATABASE_URL."""

import os
from dataclasses import asdict

import uvicorn
from fastapi import FastAPI

from console.api import add_api
from console.browser_safety import BrowserSafety, content_policy
from console.state import AppState
from gis.database import open_engine
from gis.settings import Settings


def serve() -> None:
    """Serve on the port in PORT, with one address more: how the cache of tiles is doing."""
    settings = Settings.from_environment(os.environ)
    app = FastAPI()
    state = AppState(settings=settings, engine=open_engine(settings.database_url or ""))
    record = add_api(app, state)
    app.add_middleware(BrowserSafety, policy=content_policy([], tile_url=None))
    app.add_api_route("/bench/cache", lambda: asdict(record.cache.figures))
    uvicorn.run(app, port=int(os.environ["PORT"]), log_level="warning", access_log=False)


if __name__ == "__main__":
    serve()
