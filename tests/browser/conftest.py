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
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from sqlalchemy import Engine, make_url, text

from console.app import create_app
from console.jobs import start_worker
from gis.database import open_engine, session_of
from gis.plans import make_draft, plan_in_force
from gis.settings import Settings
from gis.viewer import LOCAL_OPERATOR
from tests.browser.draft_page import OPEN, PLACE
from tests.browser.watch import Watch

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
def contexts() -> list[BrowserContext]:
    """The browsers that a test opened."""
    return []


def _close(contexts: list[BrowserContext]) -> None:
    while contexts:
        contexts.pop().close()


@pytest.fixture
def spare_console_url(spare_record: Engine, tmp_path: Path, contexts: list[BrowserContext]) -> Iterator[str]:
    """Address of a console on `spare_record`; pages leave before it goes."""
    with serving(spare_record, tmp_path) as url:
        yield url
        _close(contexts)


@pytest.fixture
def worker(spare_record: Engine, tmp_path: Path) -> Iterator[None]:
    """Run the process that does long work, for the console on `spare_record`."""
    url = spare_record.url.render_as_string(hide_password=False)
    process = start_worker(Settings(database_url=url, data_dir=tmp_path), url)
    yield
    process.kill()
    process.communicate()


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


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def open_page(
    chromium: Browser, console_url: str, watch: Watch, contexts: list[BrowserContext]
) -> Iterator[Callable[..., Page]]:
    """Open a page in a browser of its own: `open_page("/screen", size="4k", language="en", base=URL)`."""

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
    _close(contexts)
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


@pytest.fixture
def draft(spare_record: Engine) -> int:
    with session_of(spare_record) as session:
        base = plan_in_force(session)
        assert base is not None
        return make_draft(session, base.id, name="调整草案", viewer=LOCAL_OPERATOR).id


@pytest.fixture
def open_draft(
    spare_console_url: str, open_page: Callable[..., Page], draft: int, map_drawn: Callable[[Page], None]
) -> Callable[..., Page]:
    def at(query: str = PLACE, **options: object) -> Page:
        page = open_page(f"/planner?draft={draft}&{query}", size="wall", base=spare_console_url, **options)
        page.wait_for_function(OPEN)
        map_drawn(page)
        return page

    return at
