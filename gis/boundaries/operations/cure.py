"""Cure a blind spot as it promises, found anew in this draft: nobody's edges come apart by it.

Arguments: `spot`: its id in the list of blind spots.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.blind_spots import Finding
from gis.blind_spots.cures import cure_in
from gis.boundaries.arguments import Arguments
from gis.boundaries.fabric import Edit, Fabric
from gis.boundaries.neighbourhood import read_fabric
from gis.errors import InputError, NotFoundError

_FOUND = "found"


def look(session: Session, plan_id: int, arguments: Mapping[str, Any]) -> tuple[Fabric, Mapping[str, Any]]:
    """Return the grids that the cure changes, with their neighbours, and the cure beside the arguments.

    Raises:
        NotFoundError: there is no such blind spot, or the draft does not have it (any more).
        InputError: no change of a plan cures it.
    """
    spot = Arguments(arguments).key("spot")
    known = session.execute(text("SELECT kind, key, name FROM blind_spot WHERE id = :id"), {"id": spot}).one_or_none()
    if known is None:
        raise NotFoundError(f"There is no blind spot {spot}: `wangge blind-spots` lists them.")
    found = cure_in(session, plan_id, kind=known.kind, key=known.key, name=known.name)
    changes = found.cure.changes
    if changes is None:
        raise InputError(f"{found.name}: {found.cure.text['en']}")
    grounds = np.array([*changes.grids.values()], dtype=object)
    box = tuple(shapely.total_bounds(grounds).tolist()) if len(grounds) else None
    fabric = read_fabric(session, plan_id, codes=[*changes.grids, *changes.dropped, *changes.workers], box=box)
    return fabric, {**arguments, _FOUND: found}


def apply(fabric: Fabric, arguments: Arguments) -> Edit:
    """Cure it."""
    found = arguments.given.get(_FOUND)
    if not isinstance(found, Finding) or found.cure.changes is None:
        raise InputError("A blind spot is cured in a draft of the record.")
    changes = found.cure.changes
    new = [code for code in changes.grids if code not in fabric.cells]
    return Edit(
        grounds=dict(changes.grids),
        removed=changes.dropped,
        names=dict(changes.names),
        communities=dict.fromkeys(new, changes.community_id),
        workers=dict(changes.workers),
        outline="free",
        through_buildings=True,
        in_pieces=True,
    )
