"""Proposing new boundaries as a draft."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from gis.districting.asking import Ask
from gis.districting.proposing import propose
from gis.progress import Progress
from gis.settings import Settings
from gis.viewer import Viewer


def run(
    session: Session, *, arguments: Mapping[str, Any], viewer: Viewer, progress: Progress, settings: Settings
) -> Mapping[str, Any]:
    """Make the draft that `arguments` ask for, as `Ask` has them, and return it with its figures.

    Raises:
        InputError: something is asked for that cannot be.
        NotFoundError: there is no such plan, area or grid.
    """
    del settings
    return propose(session, Ask(**arguments), viewer=viewer, progress=progress).as_json()
