"""Which part of a draft an operation has to see: what its arguments name or point at, with the neighbours."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.boundaries.arguments import Arguments
from gis.boundaries.fabric import Fabric
from gis.boundaries.neighbourhood import Box, read_fabric
from gis.boundaries.performing import lookers

_REACH = 1e-6
_DEGREES_PER_M = 2e-5
"""More degrees than a metre is long, at any latitude where grids lie."""


def read_neighbourhood(
    session: Session, plan_id: int, operation: str, arguments: Mapping[str, Any]
) -> tuple[Fabric, Mapping[str, Any]]:
    """Return the grids that an operation's arguments name or point at, with their neighbours, and what it is given."""
    if operation in lookers():
        return lookers()[operation](session, plan_id, arguments)
    asked = Arguments(arguments)
    box, reach = asked.bounds(), _REACH + asked.snap_m() * _DEGREES_PER_M
    if box is not None:
        west, south, east, north = box
        box = (west - reach, south - reach, east + reach, north + reach)
    box = _with_estate_and_spot(session, asked, box)
    return read_fabric(session, plan_id, codes=asked.grids(), box=box), arguments


def _with_estate_and_spot(session: Session, asked: Arguments, box: Box | None) -> Box | None:
    """The box, grown by what the arguments name without coordinates."""
    rows = session.execute(
        text("""
            SELECT min(ST_XMin(geom)) AS west, min(ST_YMin(geom)) AS south,
                   max(ST_XMax(geom)) AS east, max(ST_YMax(geom)) AS north
            FROM (SELECT geom FROM estate WHERE code = :estate
                  UNION ALL SELECT geom FROM building WHERE id = ANY (CAST(:buildings AS bigint[]))
                  UNION ALL SELECT geom FROM blind_spot WHERE id = :spot) g
        """),
        {
            "estate": asked.words("estate") or None,
            "buildings": asked.keys("buildings") if asked.has("buildings") else [],
            "spot": asked.key("spot") if asked.has("spot") else None,
        },
    ).one()
    if rows.west is None:
        return box
    if box is None:
        return (rows.west, rows.south, rows.east, rows.north)
    return (min(box[0], rows.west), min(box[1], rows.south), max(box[2], rows.east), max(box[3], rows.north))
