"""Which of the system's PostgreSQL programs serve: 15 or newer, with PostGIS."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gis.errors import DatabaseError, MissingError

LEAST_MAJOR = 15
DEBIAN_ROOT = Path("/usr/lib/postgresql")


@dataclass(frozen=True, slots=True, order=True)
class Programs:
    """PostgreSQL's programs of one major version.

    Attributes:
        major: 15, 16, …
        folder: Where initdb, pg_ctl and postgres lie.
    """

    major: int
    folder: Path


def find_programs(*, major: int | None = None) -> Programs:
    """Return the newest programs that have PostGIS, or those of the `major` that made a cluster.

    Raises:
        MissingError: there are none; the line says which package brings them.
        DatabaseError: a cluster exists, but not the PostgreSQL that made it.
    """
    found = sorted(_installed())
    usable = [item for item in found if item.major >= LEAST_MAJOR and _has_postgis(item)]
    if major is not None:
        for item in usable:
            if item.major == major:
                return item
        raise DatabaseError(
            f"The record was made by PostgreSQL {major}, which is not installed with PostGIS:"
            f" apt-get install postgresql-{major}-postgis-3, or set WANGGE_DATA_DIR to a new folder."
        )
    if usable:
        return usable[-1]
    newest = max((item.major for item in found), default=0)
    package = f"postgresql-{newest}-postgis-3" if newest >= LEAST_MAJOR else "postgresql-postgis"
    raise MissingError(
        f"PostgreSQL {LEAST_MAJOR} or newer with PostGIS is not installed: run make install or apt-get install"
        f" {package}, or set WANGGE_DATABASE_URL to another server."
    )


def _installed() -> Iterator[Programs]:
    for folder in DEBIAN_ROOT.glob("*/bin"):
        if folder.parent.name.isdigit() and (folder / "initdb").exists():
            yield Programs(int(folder.parent.name), folder)
    for folder in _folders_on_path():
        major = _major_of(folder)
        if major is not None and DEBIAN_ROOT not in folder.parents:
            yield Programs(major, folder)


def _folders_on_path() -> Iterator[Path]:
    if config := shutil.which("pg_config"):
        yield Path(_output(config, "--bindir"))
    if initdb := shutil.which("initdb"):
        yield Path(initdb).resolve().parent


def _major_of(folder: Path) -> int | None:
    if not all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres")):
        return None
    match = re.search(r"\(PostgreSQL\) (\d+)", _output(str(folder / "postgres"), "--version"))
    return int(match[1]) if match else None


def _has_postgis(programs: Programs) -> bool:
    shares = [Path(f"/usr/share/postgresql/{programs.major}")]
    if DEBIAN_ROOT not in programs.folder.parents:
        prefix = programs.folder.parent
        shares = [prefix / "share" / "postgresql", prefix / "share"]
        if (programs.folder / "pg_config").exists():
            shares.append(Path(_output(str(programs.folder / "pg_config"), "--sharedir")))
    return any((share / "extension" / "postgis.control").exists() for share in shares)


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603
