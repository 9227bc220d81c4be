"""Drawing the map series of a plan."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from console.plan_files.kept import KeptMaps
from console.plan_files.writing import write_plan
from gis.plans import plan_of
from gis.progress import Progress
from gis.settings import Settings
from gis.viewer import Viewer


def run(
    session: Session, *, arguments: Mapping[str, Any], viewer: Viewer, progress: Progress, settings: Settings
) -> Mapping[str, Any]:
    """Draw the plan that `arguments` name in their language; return what was written and the name of the file.

    Raises:
        NotFoundError: there is no such plan.
        MissingError: no Chinese font is installed.
    """
    del viewer
    path = KeptMaps(settings.data_dir).new()
    plan = plan_of(session, arguments["plan"])
    written = write_plan(session, plan.id, path, language=arguments.get("language", "zh"), progress=progress)
    # where the server keeps its files is nobody's business
    return {**asdict(written), "file": Path(written.file).name, "name": plan.name}
