"""One record, one district: what lies wholly elsewhere belongs to another."""

from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from gis.errors import InputError, SecondDistrictError
from gis.loading.work import Work
from gis.parameters import load_parameters

_APART_M = 5_000.0
_HELD = ("area", "grid_shape", "building", "street", "estate", "resource")


def district_known(session: Session) -> bool:
    """Whether the record holds its district's outline: without it nothing is outside."""
    return bool(session.scalar(text("SELECT EXISTS (SELECT 1 FROM area WHERE level = 'district')")))


def refuse_elsewhere(work: Work) -> None:
    """Make sure that not all of a file lies far from the district that the record holds.

    Where the record has no district yet, the file must lie within `record_reach` of what it holds.

    Raises:
        SecondDistrictError: all of it lies elsewhere; the line names `wangge db clear`.
        InputError: it would not, were its coordinates the other way round.
    """
    file, session = work.report.file, work.session
    known = session.execute(text("SELECT name FROM area WHERE level = 'district'")).scalar()
    if known is None:
        reach_m = load_parameters(session).record_reach * 1000
        away = _away(session, "SELECT ST_SetSRID(ST_Extent(box)::geometry, 4326) FROM (" + _BOXES + ") boxes", reach_m)
    else:
        away = _away(session, "SELECT ST_Envelope(geom) FROM area WHERE level = 'district'", _APART_M)
    if away is None:
        return
    if away.swapped:
        raise InputError(f"{file}: its coordinates ({away.lon:.4f}, {away.lat:.4f}) look like lat, lon: add --lat-lon.")
    raise SecondDistrictError(
        f"{file} lies {away.km:,.0f} km from {known or 'what is loaded'}, and a record holds one district:"
        " check --crs, or run `wangge db clear` before loading a second district."
    )


_BOXES = " UNION ALL ".join(f"SELECT ST_Extent(geom)::geometry AS box FROM {table}" for table in _HELD)


def _away(session: Session, ground: str, distance_m: float) -> Row[Any] | None:
    """Return how far the staged rows lie from a ground (SELECT of one geometry); None: not farther than that."""
    return session.execute(
        text(f"""
        SELECT ST_X(c.nearest) AS lon, ST_Y(c.nearest) AS lat,
               ST_Distance(geography(g.ground), geography(c.nearest)) / 1000 AS km,
               abs(ST_X(c.nearest)) <= 90 AND ST_DWithin(
                   geography(g.ground), geography(ST_FlipCoordinates(c.nearest)), :distance) AS swapped
        FROM ({ground}) g (ground),
             LATERAL (SELECT ST_ClosestPoint(ST_SetSRID(ST_Extent(geom)::geometry, 4326), g.ground) AS nearest
                      FROM staged WHERE geom IS NOT NULL) c
        WHERE c.nearest IS NOT NULL AND NOT ST_DWithin(geography(g.ground), geography(c.nearest), :distance)
        """),
        {"distance": distance_m},
    ).first()
