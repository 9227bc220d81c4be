"""The blind spots of the plan in force, as the record keeps them."""

import shapely
from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from gis.blind_spots._keeping import refresh
from gis.blind_spots._spot import CURE_KEYS, BlindSpot, SpotException
from gis.coverage.scope import scope_of
from gis.errors import NotFoundError
from gis.viewer import Viewer

_SPOTS = """
SELECT s.id, s.key, s.kind, s.name, s.people, s.buildings, s.since, current_date - s.since AS days, s.area_m2,
       ST_X(s.centroid) AS lon, ST_Y(s.centroid) AS lat, s.cure, ST_AsBinary(s.geom) AS geom,
       x.reason, x.author, x.at
FROM blind_spot s LEFT JOIN blind_spot_exception x ON x.key = s.key
WHERE (CAST(:area AS bigint) IS NULL
       OR EXISTS (SELECT 1 FROM area a WHERE a.id = :area AND ground_holds(a.geom, s.centroid)))
  AND (CAST(:id AS bigint) IS NULL OR s.id = :id)
ORDER BY s.people::bigint * coalesce(current_date - s.since, 0) DESC, s.people DESC, s.area_m2 DESC, s.key
"""


def blind_spots(
    session: Session, viewer: Viewer, *, area_code: str | None = None, renew: bool = True
) -> list[BlindSpot]:
    """Return the blind spots of the record or of an area, worst first: people × days, then people, then ground.

    A spot belongs to the area in which its centroid lies. Those marked as exceptions are among them.

    Args:
        session: Its transaction is the caller's.
        viewer: Who asks.
        area_code: A district, a subdistrict or a community; None: all that the viewer may see.
        renew: Bring them up to date first. Otherwise they are those found last: for a page that hears of newer ones.

    Raises:
        NotFoundError: there is no such area, or the viewer may not see it.
    """
    scope = scope_of(session, viewer, area_code=area_code)
    if renew:
        refresh(session, wait=True)
    rows = session.execute(text(_SPOTS), {"area": None if scope is None else scope.id, "id": None})
    return [_spot(row) for row in rows]


def blind_spot(session: Session, viewer: Viewer, spot_id: int) -> BlindSpot:
    """Return one blind spot.

    Raises:
        NotFoundError: there is none of that id any more, or the viewer may not see it.
    """
    scope = scope_of(session, viewer, area_code=None)
    refresh(session, wait=True)
    asked = {"area": None if scope is None else scope.id, "id": spot_id}
    row = session.execute(text(_SPOTS), asked).one_or_none()
    if row is None:
        raise NotFoundError(f"There is no blind spot {spot_id}: `wangge blind-spots` lists them.")
    return _spot(row)


def _spot(row: Row[tuple[object, ...]]) -> BlindSpot:
    values = row._asdict()
    reason, author, at = (values.pop(name) for name in ("reason", "author", "at"))
    point = (values.pop("lon"), values.pop("lat"))
    # jsonb forgets the order of keys
    values["cure"] = {name: values["cure"].get(name) for name in CURE_KEYS}
    values["geom"] = shapely.from_wkb(bytes(values["geom"]))
    exception = None if reason is None else SpotException(reason=reason, name=author, at=at)
    return BlindSpot(**values, centroid=point, exception=exception)
