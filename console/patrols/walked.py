"""What was walked of a grid's patrol: what stands under the figures of the planned walk."""

from collections.abc import Sequence

from dash.development.base_component import Component
from sqlalchemy.orm import Session

from console.language import Language
from gis.viewer import Viewer


def walked(session: Session, viewer: Viewer, grid: str, language: Language) -> Sequence[Component]:
    """Return what the card says of the walks that were made in a grid; nothing where none is known."""
    del session, viewer, grid, language
    return ()
