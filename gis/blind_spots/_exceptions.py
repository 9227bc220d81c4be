"""Blind spots that may stay as they are: a park, a river."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.blind_spots._listing import blind_spot
from gis.blind_spots._spot import BlindSpot
from gis.errors import InputError, NotFoundError
from gis.viewer import Viewer


def except_spot(session: Session, spot_id: int, *, reason: str, name: str, viewer: Viewer) -> BlindSpot:
    """Mark a blind spot as an exception; it stays listed as such, and after the next refresh too.

    Args:
        session: Its transaction is the caller's.
        spot_id: Its id in the list.
        reason: Why it may stay.
        name: Who says so.
        viewer: Who may see it.

    Raises:
        NotFoundError: there is no such spot.
        InputError: no reason, or no name.
    """
    if not reason.strip() or not name.strip():
        raise InputError("An exception needs a reason and the name of who says so.")
    spot = blind_spot(session, viewer, spot_id)
    session.execute(
        text("""
            INSERT INTO blind_spot_exception (key, kind, name, reason, author)
            VALUES (:key, :kind, :spot, :reason, :name)
            ON CONFLICT (key) DO UPDATE SET reason = excluded.reason, author = excluded.author, at = now()
        """),
        {"key": spot.key, "kind": spot.kind, "spot": spot.name, "reason": reason.strip(), "name": name.strip()},
    )
    return blind_spot(session, viewer, spot_id)


def unexcept_spot(session: Session, spot_id: int, *, viewer: Viewer) -> BlindSpot:
    """Take the mark of an exception away again.

    Raises:
        NotFoundError: there is no such spot, or it is no exception.
    """
    spot = blind_spot(session, viewer, spot_id)
    if spot.exception is None:
        raise NotFoundError(f"Blind spot {spot_id} is no exception.")
    session.execute(text("DELETE FROM blind_spot_exception WHERE key = :key"), {"key": spot.key})
    return blind_spot(session, viewer, spot_id)
