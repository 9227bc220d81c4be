"""Working out the patrols of all grids, or of some."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from sqlalchemy.orm import Session

from gis.patrols.hours import hours_of, unknown_codes
from gis.progress import Progress
from gis.settings import Settings
from gis.viewer import Viewer
from routing.patrol import PatrolRequest, plan_patrols


def run(
    session: Session, *, arguments: Mapping[str, Any], viewer: Viewer, progress: Progress, settings: Settings
) -> Mapping[str, Any]:
    """Work out what `arguments` ask for, as `request_of` reads them; return the sums.

    Raises:
        InputError: an option makes no sense, or there is nothing to walk.
        NotFoundError: no such grid.
    """
    del settings
    request = request_of(arguments)
    patrols = plan_patrols(session, viewer, request, progress=progress)
    return {
        "patrols": len(patrols),
        "streets_m": round(sum(patrol.streets_m for patrol in patrols), 1),
        "length_m": round(sum(patrol.length_m for patrol in patrols), 1),
        "bound_m": round(sum(patrol.bound_m for patrol in patrols), 1),
        "optimal": sum(patrol.optimal for patrol in patrols),
        "shifts": sum(len(patrol.shift_m) for patrol in patrols),
        "unknown_codes": unknown_codes(session, list(request.windows)),
    }


def request_of(arguments: Mapping[str, Any]) -> PatrolRequest:
    """Return what is asked for out of JSON: grids, hours, speed_kmh, frequency, begins (HH:MM), windows and seed.

    Windows are those of `gis.patrols.hours`: by code, `opens` and `closes` as HH:MM.

    Raises:
        InputError: hours make no sense.
    """
    begins = arguments.get("begins")
    return PatrolRequest(
        grids=arguments.get("grids"),
        hours=arguments.get("hours"),
        speed_kmh=arguments.get("speed_kmh"),
        frequency=arguments.get("frequency") or {},
        begins=None if not begins else time.fromisoformat(begins),
        windows=hours_of(arguments.get("windows") or {}),
        seed=arguments.get("seed") or 0,
    )
