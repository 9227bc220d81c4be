"""Settings, read once from an environment that is passed in."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError

from gis.errors import InputError

PREFIX = "WANGGE_"


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, LookupError) as error:
        raise ValueError(f"there is no time zone {name!r}; Asia/Shanghai is one") from error
    return name


def _tile_url(url: str) -> str:
    # its host goes into a header of every page
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc or any(mark.isspace() or mark in ";," for mark in url):
        raise ValueError("it must begin with http:// or https:// and have no blanks, commas or semicolons")
    return url


def _names(said: object) -> object:
    return tuple(name for part in said.split(",") if (name := part.strip())) if isinstance(said, str) else said


class Settings(BaseModel):
    """What the program was told about where it runs.

    Attributes:
        database_url: SQLAlchemy or libpq URL of a PostGIS >= 3.3; None: the private cluster serves.
        data_dir: Folder of the private cluster and of everything else the program keeps.
        tile_url: Template of a background tile server (``{z}/{x}/{y}``); None: nothing is fetched from outside.
        tile_attribution: The tile server's credit line.
        time_zone: The district's zone, in which times are shown.
        language: Language of the pages until the reader picks another.
        hosts: Further names by which browsers reach the console (from the environment: separated by commas).
        upload_limit_mb: Megabytes that the files of one upload may have together.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    database_url: str | None = None
    data_dir: Path = Path(".wangge")
    tile_url: Annotated[str, AfterValidator(_tile_url)] | None = None
    tile_attribution: str = ""
    time_zone: Annotated[str, AfterValidator(_time_zone)] = "Asia/Shanghai"
    language: Literal["zh", "en"] = "zh"
    hosts: Annotated[tuple[str, ...], BeforeValidator(_names)] = ()
    upload_limit_mb: int = 2048

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read the variables that begin with WANGGE_; an empty one counts as absent.

        Raises:
            InputError: a variable has a value that cannot be read.
        """
        given = {
            key.removeprefix(PREFIX).lower(): value
            for key, value in environment.items()
            if key.startswith(PREFIX) and value != ""
        }
        try:
            settings = cls.model_validate(given)
        except ValidationError as error:
            first = error.errors()[0]
            said = first["msg"].removeprefix("Value error, ")
            raise InputError(f"{PREFIX}{str(first['loc'][0]).upper()}: {said}.") from error
        return settings.model_copy(update={"data_dir": settings.data_dir.expanduser().absolute()})
