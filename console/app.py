"""The console as one ASGI application: FastAPI outside, Dash on its Flask backend inside."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import flask
from a2wsgi import WSGIMiddleware
from dash import ClientsideFunction, Dash, Input, Output, no_update, set_props
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.types import ASGIApp

from console.api import add_api
from console.browser_safety import BrowserSafety, content_policy
from console.components.states import error, notice
from console.compression import CompressedPages
from console.following import ON_MAPS_ONLY
from console.index_page import INDEX, html_tag, not_found, start_of_page
from console.known_hosts import KnownHosts
from console.language import current, words
from console.pages import find_pages
from console.refusals import refusal_words
from console.shell import browser_facts, help_overlay, shell
from console.state import AppState
from gis.errors import WanggeError
from gis.settings import Settings

logger = logging.getLogger(__name__)

ASSETS = Path(__file__).parent / "web" / "dist"
THREADS = 16
OWN_PATHS = ("/_dash", "/_favicon", "/_reload-hash", "/assets/")


def create_app(settings: Settings, *, engine: Engine, host: str = "127.0.0.1") -> FastAPI:
    """Return the whole console over one record.

    Args:
        settings: What the program was told about where it runs.
        engine: Engine of a migrated record.
        host: Address the console listens at; requests under foreign names are refused.
    """
    state = AppState(settings=settings, engine=engine)

    # the interactive pages of the API would fetch their scripts from outside
    outside = FastAPI(title="Wangge", docs_url=None, redoc_url=None)
    add_api(outside, state)
    inside = create_pages(state)
    outside.mount("/", CompressedPages(cast("ASGIApp", WSGIMiddleware(inside.server, workers=THREADS))))
    outside.add_middleware(KnownHosts, host=host, names=settings.hosts)
    outside.add_middleware(BrowserSafety, policy=content_policy(inside.csp_hashes(), tile_url=settings.tile_url))
    return outside


def create_pages(state: AppState) -> Dash:
    """Return the pages as a Dash application, ready to serve."""
    app = _PageDash(
        "console",
        assets_folder=str(ASSETS),
        # the browser side of `wangge map`, which stands in files, and what an open draft loads when it is opened
        assets_ignore=r"(offline_map|geoman)\..*",
        use_pages=False,
        serve_locally=True,
        suppress_callback_exceptions=True,
        update_title="",
        title="网格",
        on_error=_say_what_failed(state),
    )
    app.state = state
    app.index_string = INDEX
    app.layout = lambda: shell(state)
    server: flask.Flask = app.server
    server.before_request(lambda: _unknown_path(state))
    _register_frame(app, state)
    for page in find_pages().values():
        page.register(app, state)
    # under a foreign server nobody else calls it before the first request
    app._setup_server()  # type: ignore[no-untyped-call]  # noqa: SLF001
    return app


class _PageDash(Dash):
    """Dash whose first answer already has the page's title, language and ground colour."""

    state: AppState

    def interpolate_index(self, *args: Any, **parts: Any) -> str:
        """Return the HTML that every page starts from."""
        page = find_pages().get(flask.request.path)
        language = current(self.state.settings.language)
        given = {**parts, **start_of_page(page, language)}
        html = super().interpolate_index(*args, **given)  # type: ignore[no-untyped-call]
        return str(html).replace("{%html_tag%}", html_tag(page, language))


def _register_frame(app: Dash, state: AppState) -> None:
    @app.callback(
        Output("page", "children"),
        Output("page-info", "data"),
        Output("browser", "data"),
        Output("help-place", "children"),
        Input("url", "pathname"),
        Input("language", "data"),
    )
    def show_page(path: str, _language: str) -> tuple[Any, ...]:
        language = current(state.settings.language)
        _ = words(language)
        page = find_pages().get(path)
        if page is None:
            return error(_("There is no such page."), way_on=_("Start page"), href="/"), no_update, no_update, no_update
        unseen = sorted(page.unseen | ON_MAPS_ONLY) if page.unseen else []
        info = {"path": page.path, "title": _(page.title), "theme": page.theme, "unseen": unseen}
        return page.layout(state, language), info, browser_facts(state, language), help_overlay(language)

    app.clientside_callback(
        ClientsideFunction("wangge", "theme"),
        Output("mantine", "forceColorScheme"),
        Input("theme", "data"),
        Input("page-info", "data"),
    )
    app.clientside_callback(ClientsideFunction("wangge", "facts"), Input("browser", "data"))
    app.clientside_callback(ClientsideFunction("wangge", "update"), Input("map-view", "data"))
    app.clientside_callback(ClientsideFunction("wangge", "address"), Input("address", "data"), Input("url", "search"))


def _say_what_failed(state: AppState) -> Callable[[Exception], Any]:
    """Return the handler of a callback's exception: one sentence on the page, the traceback in the log."""

    def say(failure: Exception) -> Any:
        _ = words(current(state.settings.language))
        if isinstance(failure, WanggeError):
            sentence = refusal_words(str(failure), current(state.settings.language))
        else:
            logger.error("A callback failed.", exc_info=failure)
            sentence = _("This did not work: the program has a fault here. The log says more; try again.")
        set_props("notice", {"children": notice(sentence, close=_("Close"))})
        return no_update

    return say


def _unknown_path(state: AppState) -> flask.Response | None:
    """Answer 404 with a designed page where Dash would show its shell for any path."""
    path = flask.request.path
    if path in find_pages() or path.startswith(OWN_PATHS):
        return None
    return flask.Response(not_found(path, current(state.settings.language)), status=404, mimetype="text/html")
