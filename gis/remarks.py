"""What communities write to the planner: this is missing, this is not ours; and the planner's answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import ConflictError, InputError, NotFoundError
from gis.viewer import Viewer

RemarkKind = Literal["missing", "not_ours", "other"]
KINDS: tuple[RemarkKind, ...] = ("missing", "not_ours", "other")
LONGEST_NOTE = 2000
FARTHEST_LON, FARTHEST_LAT = 180, 90

REMARKS = """
SELECT r.id, r.kind, r.community_code, c.name AS community_name, r.building_id, b.name AS building_name,
       r.note, r.author, r.at, r.answer, r.answered_by, r.answered_at,
       ST_X(r.geom) AS lon, ST_Y(r.geom) AS lat
FROM remark r
LEFT JOIN area c ON c.code = r.community_code
LEFT JOIN building b ON b.id = r.building_id
WHERE (:id IS NULL OR r.id = :id)
  AND (NOT :only_open OR r.answered_at IS NULL)
  AND (:community IS NULL OR r.community_code = :community)
  AND (:scope IS NULL OR EXISTS (
      SELECT 1 FROM area a WHERE a.code = :scope AND (ST_Intersects(a.geom, r.geom)
          OR (r.geom IS NULL AND ST_Contains(a.geom, ST_PointOnSurface(c.geom))))))
ORDER BY r.answered_at DESC NULLS FIRST, r.at DESC, r.id DESC
LIMIT :limit
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What someone wrote about a place, and what was answered; `lon` and `lat` are None where no place was shown."""

    id: int
    kind: RemarkKind
    community_code: str | None
    community_name: str | None
    building_id: int | None
    building_name: str | None
    note: str
    author: str
    at: datetime
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None
    lon: float | None
    lat: float | None


def add_remark(
    session: Session,
    viewer: Viewer,
    *,
    kind: str,
    note: str = "",
    community_code: str | None = None,
    building_id: int | None = None,
    place: tuple[float, float] | None = None,
) -> Remark:
    """Write a remark on the planner's list and return it.

    The place is the (lon, lat) of what is meant; without a community, the one that holds it is taken.

    Raises:
        InputError: an unknown kind, a note too long, a place off the earth, or neither note nor place.
        NotFoundError: no such community or building.
    """
    words = note.strip()
    _check(kind, words, place, building_id)
    bound = {"place": None if place is None else f"SRID=4326;POINT({place[0]:.7f} {place[1]:.7f})"}
    community = community_code or session.scalar(
        text(
            "SELECT code FROM area WHERE level = 'community' AND ground_holds(geom, CAST(:place AS geometry)) LIMIT 1"
        ),
        bound,
    )
    if community_code is not None and not session.scalar(
        text("SELECT true FROM area WHERE code = :code AND level = 'community'"), {"code": community_code}
    ):
        raise NotFoundError(f"There is no community {community_code}; pick one from the list.")
    if building_id is not None and not session.scalar(
        text("SELECT true FROM building WHERE id = :id"), {"id": building_id}
    ):
        raise NotFoundError(f"There is no building {building_id}; tap it again.")
    written = session.scalar(
        text(
            "INSERT INTO remark (kind, community_code, building_id, note, author, geom)"
            " VALUES (:kind, :community, :building, :note, :author, CAST(:place AS geometry)) RETURNING id"
        ),
        bound | {"kind": kind, "community": community, "building": building_id, "note": words, "author": viewer.name},
    )
    return _remark(session, int(written or 0))


def list_remarks(
    session: Session,
    viewer: Viewer,
    *,
    only_open: bool = True,
    community_code: str | None = None,
    limit: int = 500,
) -> list[Remark]:
    """Return remarks, the open ones first, the newest of them first."""
    rows = session.execute(
        text(REMARKS),
        {
            "id": None,
            "only_open": only_open,
            "community": community_code,
            "scope": viewer.area_code,
            "limit": limit,
        },
    )
    return [Remark(**row) for row in rows.mappings()]


def answer_remark(session: Session, viewer: Viewer, remark_id: int, *, answer: str) -> Remark:
    """Answer a remark, which takes it off the open list, and return it.

    Raises:
        InputError: the answer is empty or too long.
        NotFoundError: no such remark.
        ConflictError: somebody answered it meanwhile.
    """
    words = answer.strip()
    if not words:
        raise InputError("Write what was done about it.")
    if len(words) > LONGEST_NOTE:
        raise InputError(f"An answer has {LONGEST_NOTE} characters at most, not {len(words)}.")
    changed = session.scalar(
        text(
            "UPDATE remark SET answer = :answer, answered_by = :author, answered_at = now()"
            " WHERE id = :id AND answered_at IS NULL RETURNING id"
        ),
        {"answer": words, "author": viewer.name, "id": remark_id},
    )
    remark = _remark(session, remark_id)
    if changed is None:
        raise ConflictError(f"{remark.answered_by} answered this remark already.")
    return remark


def _remark(session: Session, remark_id: int) -> Remark:
    bound = {"id": remark_id, "only_open": False, "community": None, "scope": None, "limit": 1}
    row = session.execute(text(REMARKS), bound).mappings().one_or_none()
    if row is None:
        raise NotFoundError("There is no such remark; look at the list again.")
    return Remark(**row)


def _check(kind: str, note: str, place: tuple[float, float] | None, building_id: int | None) -> None:
    if kind not in KINDS:
        raise InputError(f"A remark is one of {', '.join(KINDS)}, not {kind!r}.")
    if len(note) > LONGEST_NOTE:
        raise InputError(f"A note has {LONGEST_NOTE} characters at most, not {len(note)}.")
    if place is not None and not (abs(place[0]) <= FARTHEST_LON and abs(place[1]) <= FARTHEST_LAT):
        raise InputError("The place must be lon, lat in degrees.")
    if not note and place is None and building_id is None:
        raise InputError("Write a few words, or show the place on the map.")
