"""What every router, page and callback of one console process is given."""

from dataclasses import dataclass

from sqlalchemy import Engine

from gis.settings import Settings
from gis.viewer import LOCAL_OPERATOR, Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class AppState:
    """The process's settings, its engine, and who asks.

    Attributes:
        settings: What the program was told about where it runs.
        engine: Engine of the record; sessions come from `gis.database.session_of`.
        viewer: Who looks at the pages; until there is a sign-in, whoever sits at the machine.
    """

    settings: Settings
    engine: Engine
    viewer: Viewer = LOCAL_OPERATOR
