"""Working out reach and service areas of the whole district, on a network that is brought up to date first."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.progress import Progress
from gis.settings import Settings
from gis.viewer import Viewer
from routing.network import bring_up_to_date
from routing.reach_keeping import keep_reach


def run(
    session: Session, *, arguments: Mapping[str, Any], viewer: Viewer, progress: Progress, settings: Settings
) -> Mapping[str, Any]:
    """Do it and return which network it stands on and how many areas there are; nothing is done while all is fresh."""
    del arguments, viewer, settings
    network = bring_up_to_date(session, progress=progress)
    renewed = keep_reach(session, progress=progress, wait=True)
    areas, people, misplaced = session.execute(
        text("SELECT count(*), coalesce(sum(people), 0), coalesce(sum(misplaced), 0) FROM service_area")
    ).one()
    return {
        "network": network.id,
        "renewed": renewed,
        "areas": areas,
        "people_in_areas": int(people),
        "misplaced": int(misplaced),
    }
