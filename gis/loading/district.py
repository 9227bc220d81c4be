"""One record, one district: what lies wholly elsewhere belongs to another."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import InputError, SecondDistrictError

_APART_M = 5_000.0
_KNOWN = """
    SELECT name, ground FROM (
        SELECT 1 AS rank, name, ST_Envelope(geom) AS ground FROM area WHERE level = 'district'
        UNION ALL
        SELECT 2, 'the areas loaded', ST_SetSRID(ST_Extent(geom)::geometry, 4326) FROM area
        UNION ALL
        SELECT 3, 'the grids loaded', ST_SetSRID(ST_Extent(geom)::geometry, 4326) FROM plan_grid
        WHERE plan_id = (SELECT min(id) FROM plan WHERE published_at IS NOT NULL)
    ) known WHERE ground IS NOT NULL ORDER BY rank LIMIT 1
"""


def district_known(session: Session) -> bool:
    """Whether the record holds its district's outline: without it nothing is outside."""
    return bool(session.scalar(text("SELECT EXISTS (SELECT 1 FROM area WHERE level = 'district')")))


def refuse_elsewhere(session: Session, *, file: str, table: str = "staged", column: str = "geom") -> None:
    """Make sure that not everything of a file lies far from the district that the record holds.

    Raises:
        SecondDistrictError: it does; the line names `wangge db clear`.
        InputError: it would not, were its coordinates the other way round.
    """
    row = session.execute(
        text(f"""
        SELECT known.name, ST_X(c.centre) AS lon, ST_Y(c.centre) AS lat,
               ST_Distance(geography(known.ground), geography(c.centre)) / 1000 AS km,
               abs(ST_X(c.centre)) <= 90 AND ST_DWithin(
                   geography(known.ground), geography(ST_FlipCoordinates(c.centre)), :apart) AS swapped
        FROM ({_KNOWN}) known,
             LATERAL (SELECT ST_ClosestPoint(ST_SetSRID(ST_Extent({column})::geometry, 4326), known.ground) AS centre
                      FROM {table} WHERE {column} IS NOT NULL) c
        WHERE c.centre IS NOT NULL AND NOT ST_DWithin(geography(known.ground), geography(c.centre), :apart)
        """),
        {"apart": _APART_M},
    ).first()
    if row is None:
        return
    if row.swapped:
        raise InputError(f"{file}: its coordinates ({row.lon:.4f}, {row.lat:.4f}) look like lat, lon: add --lat-lon.")
    raise SecondDistrictError(
        f"{file} lies {row.km:,.0f} km from {row.name}, and a record holds one district:"
        " check --crs, or run `wangge db clear` before loading a second district."
    )
