"""Positions that came in are matched to streets, and those that are older than may be kept are deleted."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from gis.progress import Progress
from gis.settings import Settings
from gis.viewer import Viewer
from gis.walks.intake import purge_positions
from routing.walks import match_positions


def run(
    session: Session,
    *,
    arguments: Mapping[str, Any],  # noqa: ARG001 - it has none
    viewer: Viewer,  # noqa: ARG001 - the rules are the record's
    progress: Progress,
    settings: Settings,  # noqa: ARG001 - as every kind of job has it
) -> Mapping[str, Any]:
    """Match and delete; return how many walks were worked out and how many positions deleted."""
    walks = match_positions(session, progress=progress)
    return {"walks": walks, "deleted": purge_positions(session)}
