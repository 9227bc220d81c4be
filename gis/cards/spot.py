"""What a click on a blind spot tells."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import NotFoundError
from gis.viewer import Viewer

SPOT = """
SELECT s.id, s.kind, s.name, s.people, s.buildings, s.since, current_date - s.since AS days, s.area_m2, s.cure,
       c.code AS community_code, c.name AS community_name,
       x.reason AS exception_reason, x.author AS exception_by,
       ST_X(s.centroid) AS lon, ST_Y(s.centroid) AS lat,
       ST_XMin(s.geom) AS min_lon, ST_YMin(s.geom) AS min_lat, ST_XMax(s.geom) AS max_lon, ST_YMax(s.geom) AS max_lat
FROM blind_spot s
LEFT JOIN area c ON c.id = s.community_id
LEFT JOIN blind_spot_exception x ON x.key = s.key
WHERE s.id = :id
  AND (:scope IS NULL OR ST_Intersects(s.geom, (SELECT geom FROM area WHERE code = :scope)))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpotCard:
    """Ground or people nobody answers for, and what to do about it.

    Attributes:
        days: Days since `since`; None when that is not known.
        cure: What to do, as `gis.blind_spots` found it; its `text` has the words in zh and en.
        exception_reason: Why it may stay as it is; None when nobody said so.
        bbox: (min_lon, min_lat, max_lon, max_lat).
    """

    id: int
    kind: str
    name: str
    people: int
    buildings: int
    since: date | None
    days: int | None
    area_m2: float
    cure: Mapping[str, Any]
    community_code: str | None
    community_name: str | None
    exception_reason: str | None
    exception_by: str | None
    lon: float
    lat: float
    bbox: tuple[float, float, float, float]


def spot_card(session: Session, viewer: Viewer, *, id: int) -> SpotCard:  # noqa: A002 - the record's word
    """Return the card of a blind spot.

    Raises:
        NotFoundError: it is cured, or the viewer may not see it.
    """
    row = session.execute(text(SPOT), {"id": id, "scope": viewer.area_code}).mappings().one_or_none()
    if row is None:
        raise NotFoundError("This blind spot is no more: somebody answers for it now.")
    facts = dict(row)
    box = tuple(facts.pop(side) for side in ("min_lon", "min_lat", "max_lon", "max_lat"))
    return SpotCard(**facts, bbox=box)
