"""What a user may say about a file that is loaded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from gis.loading.reasons import Language

ADMIN_LEVELS: Mapping[str, int] = {"district": 6, "subdistrict": 8, "community": 10}
"""Which admin_level of OpenStreetMap is which level in China."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadOptions:
    """How to read a file and what to do with it.

    Attributes:
        crs: What its coordinates are in (gcj02, bd09, EPSG:n …); None: what the file says.
        fields: Our field -> the file's column; an empty column: the field is not taken. The rest is guessed.
        encoding: Of a file's text; None: found out.
        layer: The layer or sheet to take; None: the only or the first fitting one.
        lat_lon: Coordinates stand as lat, lon.
        strict: Take nothing when a single row is refused.
        level: Level of areas that do not say it themselves.
        since: Day from which the first plan holds; None: what the file says, else today.
        partial: The grids of the file replace those of the same code; the plan's others stay.
        plan_name: Name of the plan that grids make.
        admin_levels: OpenStreetMap's admin_level of each of our levels.
        district: Name or code of the district, where a file holds several.
        worker: Code or name of the worker whose positions a file holds; None: the file says it.
        report: Where the report of the rows goes; None: into `report_folder`.
        report_folder: Folder of reports; None: no report file unless `report` is given.
        language: Of the reasons in the report.
    """

    crs: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    layer: str | None = None
    lat_lon: bool = False
    strict: bool = False
    level: str | None = None
    since: date | None = None
    partial: bool = False
    plan_name: str | None = None
    admin_levels: Mapping[str, int] = field(default_factory=lambda: dict(ADMIN_LEVELS))
    district: str | None = None
    worker: str | None = None
    report: Path | None = None
    report_folder: Path | None = None
    language: Language = "en"
