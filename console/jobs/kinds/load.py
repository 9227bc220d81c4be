"""Loading an uploaded file into the record."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from console.uploads import Uploads
from gis.loading import LoadOptions, LoadReport, load_file, load_osm
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
    return {"reports": [report.as_json() | {"remarks": []} for report in reports]}


def options_of(given: Mapping[str, Any], settings: Settings) -> LoadOptions:
    """Return what was said about a file as the loader takes it; where the report goes is the server's business."""
    known = ("crs", "fields", "encoding", "layer", "lat_lon", "strict", "level", "partial", "plan_name", "language")
    chosen = {name: given[name] for name in known if given.get(name) not in (None, "")}
    since = given.get("since")
    return LoadOptions(
        **chosen,
        since=date.fromisoformat(since) if since else None,
        report_folder=settings.data_dir / "reports",
    )
