"""A real console on a real record, and a real Chromium in front of it.

Every page is watched: a test fails when the page logged an error, asked anything of another host, or was refused
something by its own. A test that expects such a thing empties `watch.troubles`.
"""

import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, expect, sync_playwright
from sqlalchemy import Engine, make_url, text

from console.app import create_app
from gis.database import open_engine
from gis.settings import Settings

HERE = Path(__file__).parent
CHECKOUT = HERE.parent.parent
SCREENSHOTS = HERE / "screenshots"
# where the system has none of these, Playwright looks for one of its own
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--no-first-run"),
)
PATIENCE_MS = 20_000
"""How long a page may take to show something, on a machine that does much else."""
SIZES = {"wall": (1920, 1080), "4k": (3840, 2160), "phone": (390, 844), "desk": (1440, 900)}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session", name="_bundle")
def bundle() -> None:
    """Bring the browser's own code up to date."""
    subprocess.run([sys.executable, str(CHECKOUT / "console/web/bundle.py")], check=True)


def _database(cluster_url: str, administration: Engine, name: str) -> Engine:
    with administration.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE wangge_template STRATEGY file_copy"))
    return open_engine(make_url(cluster_url).set(database=name).render_as_string(hide_password=False))


def _fill(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql((HERE / "small_record.sql").read_text().replace("%", "%%"))


@pytest.fixture(scope="session")
def record(cluster_url: str, _administration: Engine) -> Iterator[Engine]:
    """Engine of the record that the console shows, as `small_record.sql` says it; tests put back what they change."""
    engine = _database(cluster_url, _administration, "browser")
    _fill(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def spare_record(engine: Engine, _bundle: None) -> Engine:
    """Engine of a record like `record` that the test may spoil."""
    _fill(engine)
    return engine


@pytest.fixture
def spare_console_url(spare_record: Engine, tmp_path: Path) -> Iterator[str]:
    """Address of a console on `spare_record`."""
    with serving(spare_record, tmp_path) as url:
        yield url


@pytest.fixture(scope="session")
def console_url(record: Engine, _bundle: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a console on `record`."""
    with serving(record, tmp_path_factory.mktemp("console")) as url:
        yield url


@pytest.fixture(scope="session")
def empty_console_url(
    cluster_url: str, _administration: Engine, _bundle: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Address of a console on a record that holds nothing."""
    engine = _database(cluster_url, _administration, "browser_empty")
    with serving(engine, tmp_path_factory.mktemp("console")) as url:
        yield url
    engine.dispose()


@contextmanager
def serving(engine: Engine, data_dir: Path) -> Iterator[str]:
    """Serve a console at a free port for as long as the block runs."""
    settings = Settings(database_url=engine.url.render_as_string(hide_password=False), data_dir=data_dir)
    server = uvicorn.Server(
        uvicorn.Config(create_app(settings, engine=engine), log_level="warning", timeout_graceful_shutdown=1)
    )
    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the console did not start"
            time.sleep(0.05)
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=10)


@pytest.fixture
def serve() -> Callable[[Engine, Path], AbstractContextManager[str]]:
    """Serve a console of the test's own: `with serve(engine, folder) as url`."""
    return serving


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


@dataclass
class Watch:
    """What a page did that it should not, and all that it asked for."""

    troubles: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def on(self, page: Page, url: str) -> None:
        """Watch a page of the console at `url`."""
        host = urlsplit(url).netloc

        def asked(request: Request) -> None:
            self.requests.append(request.url)
            parts = urlsplit(request.url)
            if parts.scheme not in ("data", "blob") and parts.netloc != host:
                self.troubles.append(f"asked another host: {request.url}")

        def answered(response: Response) -> None:
            if response.status >= 400:
                self.troubles.append(f"{response.status} {response.url}")

        def said(message: ConsoleMessage) -> None:
            if message.type == "error":
                self.troubles.append(f"console: {message.text}")

        page.on("request", asked)
        page.on("response", answered)
        page.on("console", said)
        page.on("pageerror", lambda error: self.troubles.append(f"error: {error.stack or error}"))


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def open_page(chromium: Browser, console_url: str, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Open a page in a browser of its own: `open_page("/screen", size="4k", language="en", base=URL)`."""
    contexts = []

    def open_at(path: str, *, size: str = "desk", base: str | None = None, **options: object) -> Page:
        width, height = SIZES[size]
        touch = {"has_touch": True, "is_mobile": True, "device_scale_factor": 2} if size == "phone" else {}
        context = chromium.new_context(viewport={"width": width, "height": height}, **{**touch, **options})
        contexts.append(context)
        page = context.new_page()
        watch.on(page, base or console_url)
        page.goto((base or console_url) + path)
        page.wait_for_selector("#page > :not(.wg-skeleton)")
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert not watch.troubles


@pytest.fixture
def shoot() -> Callable[[Page, str], None]:
    """Keep a picture of a page, to be looked at."""

    def keep(page: Page, name: str) -> None:
        SCREENSHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}.png")

    return keep


@pytest.fixture
def map_drawn() -> Callable[[Page], None]:
    """Wait until every tile of the map has been drawn."""

    def wait(page: Page) -> None:
        page.wait_for_function(
            """() => {
                const map = window.wangge?.page.map, tiles = map?.tiles;
                if (!tiles?._map || !tiles.shown.length || tiles.isLoading()) return false;
                return tiles.current().length > 0 && tiles.current().every(c => !c.tile.asking.size && !c.tile.failed);
            }"""
        )

    return wait
