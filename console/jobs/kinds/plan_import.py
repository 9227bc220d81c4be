"""Making a draft of the grids in an uploaded file, healed into a coverage."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from console.jobs.kinds.load import options_of
from console.uploads import Uploads
from gis.plans.importing import TOLERANCE_M, import_plan
from gis.progress import Progress
from gis.settings import Settings
from gis.viewer import Viewer


def run(
    session: Session, *, arguments: Mapping[str, Any], viewer: Viewer, progress: Progress, settings: Settings
) -> Mapping[str, Any]:
    """Import the file that `arguments` name: upload, file, name, tolerance_m, and how it is read; return the report.

    Raises:
        NotFoundError: the upload is gone.
        InputError: the file as a whole cannot be taken.
    """
    path = Uploads(settings.data_dir).main_file(arguments["upload"], arguments["file"])
    report = import_plan(
        session,
        path,
        viewer=viewer,
        name=arguments.get("name", ""),
        tolerance_m=arguments.get("tolerance_m", TOLERANCE_M),
        options=options_of(arguments.get("options", {}), settings),
        progress=progress,
    )
    return report.as_json()


def done(*, arguments: Mapping[str, Any], settings: Settings) -> None:
    """Remove the upload once what it held is in the record for good."""
    Uploads(settings.data_dir).remove(arguments["upload"])
