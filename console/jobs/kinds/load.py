"""Loading an uploaded file into the record."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from console.uploads import Uploads
from gis.crs import parse_crs
from gis.errors import InputError
from gis.loading import LoadOptions, LoadReport, kind_of, load_file, load_osm
from gis.progress import Progress
from gis.settings import Settings
from gis.viewer import Viewer

OSM = "osm"


def run(
    session: Session, *, arguments: Mapping[str, Any], viewer: Viewer, progress: Progress, settings: Settings
) -> Mapping[str, Any]:
    """Load the file `arguments` names: upload, file, kind, and options as `LoadOptions` has them; return its reports.

    Raises:
        NotFoundError: the upload is gone.
        InputError: the file as a whole cannot be taken.
    """
    path = Uploads(settings.data_dir).main_file(arguments["upload"], arguments["file"])
    options = options_of(arguments.get("options", {}), settings)
    reports: list[LoadReport]
    if arguments["kind"] == OSM:
        reports = load_osm(session, path, options=options, viewer=viewer, progress=progress)
    else:
        reports = [load_file(session, arguments["kind"], path, options=options, viewer=viewer, progress=progress)]
    return {"reports": [_as_json(report) for report in reports]}


def done(*, arguments: Mapping[str, Any], settings: Settings) -> None:
    """Remove the upload once what it held is in the record for good."""
    Uploads(settings.data_dir).remove(arguments["upload"])


def _as_json(report: LoadReport) -> dict[str, Any]:
    # where the server keeps its files is nobody's business
    name = None if report.report_file is None else Path(report.report_file).name
    return report.as_json() | {"remarks": [], "report_file": name}


def options_of(given: Mapping[str, Any], settings: Settings) -> LoadOptions:
    """Return what was said about a file as the loader takes it; where the report goes is the server's business."""
    known = ("crs", "fields", "encoding", "layer", "lat_lon", "strict", "level", "partial", "plan_name", "language")
    chosen = {name: given[name] for name in known if given.get(name) not in (None, "")}
    return LoadOptions(
        **chosen,
        since=_day(given.get("since")),
        report_folder=settings.data_dir / "reports",
    )


def check_order(kind: str | None, options: LoadOptions) -> None:
    """Refuse what no file could be loaded with, before a job is made of it.

    Raises:
        InputError: there is no such kind or coordinate system.
    """
    if kind is not None and kind != OSM:
        kind_of(kind)
    if options.crs is not None:
        parse_crs(options.crs)


def _day(said: str | date | None) -> date | None:
    if not said or isinstance(said, date):
        return said or None
    try:
        return date.fromisoformat(said)
    except ValueError as error:
        raise InputError(f"{said} is no day: write it as YYYY-MM-DD.") from error
