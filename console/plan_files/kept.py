"""Map series that were drawn for a reader: kept in the data folder for a week, under names nobody guesses."""

import re
import secrets
import time
from pathlib import Path

from gis.errors import NotFoundError

WEEK_S = 7 * 24 * 3600
_NAME = re.compile(r"[0-9a-f]{32}\.pdf")


class KeptMaps:
    """The map series of one data folder."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / "maps"

    def new(self) -> Path:
        """Make room for a series and return its file; those older than a week go."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for old in self.folder.glob("*.pdf"):
            if time.time() - old.stat().st_mtime > WEEK_S:
                old.unlink(missing_ok=True)
        return self.folder / f"{secrets.token_hex(16)}.pdf"

    def path_of(self, name: str) -> Path:
        """Return the file of a series.

        Raises:
            NotFoundError: there is none; it may have been removed with age.
        """
        path = self.folder / name
        if not _NAME.fullmatch(name) or not path.is_file():
            raise NotFoundError("These maps are no longer there: draw them again.")
        return path
