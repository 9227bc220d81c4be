"""Working out where the next resources should stand."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from gis.parameters import load_parameters
from gis.progress import Progress
from gis.settings import Settings
from gis.sites.candidates import Candidates, candidates_of
from gis.viewer import Viewer
from routing.site_proposal import SiteOrder, propose_sites

PLACES = ("from", "candidates")


def run(
    session: Session, *, arguments: Mapping[str, Any], viewer: Viewer, progress: Progress, settings: Settings
) -> Mapping[str, Any]:
    """Choose sites as `arguments` say: those of `SiteOrder`, and `from` (communities, estates, grids) or `candidates`.

    Raises:
        InputError: what is asked for cannot be.
        NotFoundError: there is no such kind or area.
    """
    del settings
    given = {name: value for name, value in arguments.items() if name not in PLACES and value is not None}
    given.setdefault("radius_m", load_parameters(session).service_radius)
    if named := arguments.get("candidates"):
        places = Candidates.from_json(named)
    else:
        places = candidates_of(session, arguments.get("from") or "communities")
    return propose_sites(session, viewer, SiteOrder(**given), places, progress=progress).as_json()
