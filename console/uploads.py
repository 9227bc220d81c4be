"""Files that readers uploaded: a folder each in the data folder, kept until they are loaded or a week old."""

import re
import secrets
import shutil
import time
from pathlib import Path

from gis.errors import InputError, NotFoundError

WEEK_S = 7 * 24 * 3600
MOST_FILES = 40
LONGEST_NAME = 200
_ID = re.compile(r"[0-9a-f]{32}")
_MAIN = (".shp", ".gpkg", ".fgb", ".geojson", ".json", ".zip", ".kml", ".dxf", ".csv", ".xlsx")


class Uploads:
    """The uploads of one data folder."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / "uploads"

    def new(self) -> tuple[str, Path]:
        """Make room for an upload and return its id and folder; those older than a week go."""
        self._prune()
        upload = secrets.token_hex(16)
        folder = self.folder / upload
        folder.mkdir(parents=True, mode=0o700)
        return upload, folder

    def folder_of(self, upload: str) -> Path:
        """Return the folder of an upload.

        Raises:
            NotFoundError: there is none; it may have been removed with age.
        """
        folder = self.folder / upload
        if not _ID.fullmatch(upload) or not folder.is_dir():
            raise NotFoundError("This upload is no longer there: upload the file again.")
        return folder

    def files_of(self, upload: str) -> list[Path]:
        """Return the files of an upload by name."""
        return sorted(path for path in self.folder_of(upload).iterdir() if path.is_file())

    def main_file(self, upload: str, name: str | None = None) -> Path:
        """Return the file that is to be read: the one named, else the one the others belong to.

        Raises:
            NotFoundError: there is no such upload or file.
            InputError: nothing in it can be read alone.
        """
        files = self.files_of(upload)
        if name is not None:
            found = next((path for path in files if path.name == name), None)
            if found is None:
                raise NotFoundError(f"This upload has no file {name}; it has {', '.join(path.name for path in files)}.")
            return found
        if len(files) == 1:
            return files[0]
        for suffix in _MAIN:
            found = next((path for path in files if path.suffix.lower() == suffix), None)
            if found is not None:
                return found
        raise InputError(f"None of {', '.join(path.name for path in files)} can be read alone: add the .shp file.")

    def remove(self, upload: str) -> None:
        """Remove an upload, if it is there."""
        if _ID.fullmatch(upload):
            shutil.rmtree(self.folder / upload, ignore_errors=True)

    def _prune(self) -> None:
        if not self.folder.is_dir():
            return
        for folder in self.folder.iterdir():
            if _ID.fullmatch(folder.name) and time.time() - folder.stat().st_mtime > WEEK_S:
                shutil.rmtree(folder, ignore_errors=True)


def plain_name(said: str) -> str:
    """Return the name of a file as a browser said it, without any folder.

    Raises:
        InputError: nothing is left, or it is too long.
    """
    name = re.split(r"[/\\]", said)[-1].strip().strip("\x00")
    if not name or name.startswith(".") or any(ord(character) < ord(" ") for character in name):
        raise InputError("A file without a proper name cannot be uploaded: name it first.")
    if len(name.encode()) > LONGEST_NAME:
        raise InputError(f"The name {name[:40]}… is too long: shorten it first.")
    return name
