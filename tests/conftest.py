"""A real PostGIS for every test: one throwaway private cluster per run, one fresh database per test.

`session` is the cheapest: a transaction on a shared database, rolled back at the end. Deferred checks and NOTIFY wait
for a commit that never comes there, and `now()` stands still; a test that commits, or runs two connections, asks for
`engine`, which has a database of its own (`session` then works on that one, and may commit).
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.orm import Session

from gis.cluster import use_cluster
from gis.database import migrate, open_engine
from gis.settings import Settings
from tests.command_line import run_apart, run_here

CHECKOUT = Path(__file__).parent.parent
TEMPLATE = "wangge_template"
MEMORY_LEAST = 6 * 2**30
RunWangge = Callable[..., subprocess.CompletedProcess[str]]
_numbers = count(1)

# what the command line says is compared in English; the pages, which do not read this, begin in Chinese
os.environ["WANGGE_LANGUAGE"] = "en"
# how long an example takes says nothing on a busy machine
hypothesis.settings.register_profile("wangge", deadline=None)
hypothesis.settings.load_profile("wangge")


def _quick_folder() -> Path | None:
    """Memory that looks like a folder, where there is enough of it: each test copies a database."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > MEMORY_LEAST else None


@pytest.fixture(scope="session")
def cluster_url() -> Iterator[str]:
    """URL of a running PostGIS of our own; whatever stands in WANGGE_DATABASE_URL is left alone."""
    folder = Path(tempfile.mkdtemp(prefix="wangge-test-", dir=_quick_folder()))
    folder.chmod(0o755)
    try:
        with use_cluster(folder, durable=False) as url:
            yield url
    finally:
        shutil.rmtree((folder / "postgres").resolve(), ignore_errors=True)
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def _administration(cluster_url: str) -> Iterator[Engine]:
    engine = create_engine(
        make_url(cluster_url).set(drivername="postgresql+psycopg2"), isolation_level="AUTOCOMMIT", pool_size=1
    )
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {TEMPLATE}"))
    template = open_engine(_url_of(cluster_url, TEMPLATE))
    migrate(template)
    template.dispose()
    yield engine
    engine.dispose()


@pytest.fixture
def database_url(cluster_url: str, _administration: Engine) -> Iterator[str]:
    """URL of a migrated, empty database that this test alone uses."""
    name = f"test_{next(_numbers)}"
    with _administration.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY file_copy"))
        yield _url_of(cluster_url, name)
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Engine of a migrated, empty database that this test alone uses."""
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def _shared_engine(cluster_url: str, _administration: Engine) -> Iterator[Engine]:
    with _administration.connect() as connection:
        connection.execute(text(f"CREATE DATABASE shared TEMPLATE {TEMPLATE}"))
    engine = open_engine(_url_of(cluster_url, "shared"))
    yield engine
    engine.dispose()


@pytest.fixture
def session(request: pytest.FixtureRequest) -> Iterator[Session]:
    """Session on an empty record; all is rolled back, unless the test asks for `engine` as well."""
    if "engine" in request.fixturenames:
        with Session(request.getfixturevalue("engine"), expire_on_commit=False) as session:
            yield session
        return
    shared: Engine = request.getfixturevalue("_shared_engine")
    with shared.connect() as connection:
        transaction = connection.begin()
        with Session(connection, expire_on_commit=False, join_transaction_mode="create_savepoint") as session:
            yield session
        transaction.rollback()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings that point at a database and a data folder of this test's own."""
    return Settings(database_url=database_url, data_dir=tmp_path / "data")


@pytest.fixture
def run_wangge(settings: Settings, tmp_path: Path) -> RunWangge:
    """Run the command line as a user would: `run_wangge("coverage", "--json").stdout`.

    Keyword arguments: `expect`, the exit code (0), and `environment`, variables to add or (None) to take away. It runs
    in this process, since starting another takes longer than most commands; with `environment` in one of its own.
    """

    def run(
        *arguments: str | Path, expect: int | None = 0, environment: dict[str, str | None] | None = None
    ) -> subprocess.CompletedProcess[str]:
        given: dict[str, str | None] = {
            **os.environ,
            "WANGGE_DATABASE_URL": settings.database_url,
            "WANGGE_DATA_DIR": str(settings.data_dir),
            "PYTHONPATH": str(CHECKOUT),
            **(environment or {}),
        }
        variables = {key: value for key, value in given.items() if value is not None}
        start = run_here if environment is None else run_apart
        outcome = start([str(argument) for argument in arguments], folder=tmp_path, variables=variables)
        assert expect is None or outcome.returncode == expect, f"exit {outcome.returncode}\n{outcome.stderr}"
        return outcome

    return run


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of real files that lies beside the checkout on some machines."""
    folder = CHECKOUT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"there are no real files in {folder}")
    return folder


def _url_of(cluster_url: str, database: str) -> str:
    return make_url(cluster_url).set(database=database).render_as_string(hide_password=False)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the browser's tests come last: while their browser stands, no other test can run an event loop."""
    items.sort(key=lambda item: "browser" in item.path.parts)
