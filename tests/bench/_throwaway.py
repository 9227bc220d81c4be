"""A record of a bench's own, in a cluster that is gone afterwards."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

from gis.cluster import use_cluster
from gis.database import migrate, open_engine


@contextmanager
def throwaway_record() -> Iterator[tuple[Engine, Path]]:
    """Give the engine of an empty, migrated record, and the folder that it lies in."""
    folder = Path(tempfile.mkdtemp(prefix="wangge-bench-"))
    # the database runs as another user where root starts it
    folder.chmod(0o755)
    try:
        with use_cluster(folder, durable=False) as url:
            engine = open_engine(url)
            migrate(engine)
            yield engine, folder
            engine.dispose()
    finally:
        # a link to where the data lie, where that user cannot reach the folder
        shutil.rmtree((folder / "postgres").resolve(), ignore_errors=True)
        shutil.rmtree(folder)
