"""Where the grids of a file lie: within the district, partly outside, or somewhere else altogether."""

from collections.abc import Sequence
from typing import Any

import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import InputError
from gis.loading.polygons import FileGrid

_NAMED = 10

_GROUND = """
WITH ground AS (
    SELECT name, level, geom FROM area
    WHERE level = 'district' OR NOT EXISTS (SELECT 1 FROM area WHERE level = 'district')
)
"""

_TOUCHING = (
    _GROUND
    + """
SELECT g.place
FROM (SELECT place, ST_GeomFromWKB(decode(ground, 'hex'), 4326) AS geom
      FROM unnest(CAST(:places AS integer[]), CAST(:grounds AS text[])) AS t (place, ground)) g
WHERE EXISTS (SELECT 1 FROM ground d WHERE d.geom && g.geom AND ST_Intersects(d.geom, g.geom))
"""
)

_DISTANCE = (
    _GROUND
    + """
SELECT min(ST_Distance(geography(ST_Envelope(d.geom)), geography(f.box))) / 1000 AS km,
       ST_X(ST_Centroid(f.box)) AS lon, ST_Y(ST_Centroid(f.box)) AS lat,
       bool_or(abs(ST_XMax(f.box)) <= 90 AND ST_Envelope(d.geom) && ST_FlipCoordinates(f.box)) AS swapped
FROM ground d, (SELECT ST_MakeEnvelope(:west, :south, :east, :north, 4326) AS box) f
GROUP BY f.box
"""
)


def grids_outside(session: Session, grids: Sequence[FileGrid], *, file: str, crs: str | None) -> list[str]:
    """Return a note on the grids that lie outside the district; none where all touch it.

    Where the record holds no district, its other areas stand for it; without any area nothing is outside.

    Args:
        session: On the record.
        grids: As the file has them, at least one.
        file: Its name.
        crs: What its coordinates were taken to be in.

    Raises:
        InputError: no grid touches the district; the line says where they lie, and what to do.
    """
    rows = session.execute(text("SELECT level, name FROM area ORDER BY level = 'district' DESC LIMIT 1")).all()
    if not rows:
        return []
    known = rows[0].name if rows[0].level == "district" else "what is loaded"
    asked = {
        "places": list(range(len(grids))),
        "grounds": [str(shapely.to_wkb(grid.geom, hex=True)) for grid in grids],
    }
    touching = set(session.scalars(text(_TOUCHING), asked))
    if not touching:
        _refuse(session, [grid.geom for grid in grids], file=file, crs=crs, known=known)
    outside = [str(grid.row) for place, grid in enumerate(grids) if place not in touching]
    if not outside:
        return []
    more = " …" if len(outside) > _NAMED else ""
    return [f"{len(outside)} grids lie outside {known}: rows {', '.join(outside[:_NAMED])}{more}"]


def _refuse(session: Session, grounds: list[Any], *, file: str, crs: str | None, known: str) -> None:
    west, south, east, north = shapely.total_bounds(grounds).tolist()
    away = session.execute(text(_DISTANCE), {"west": west, "south": south, "east": east, "north": north}).one()
    if away.swapped:
        raise InputError(f"{file}: its coordinates ({away.lon:.4f}, {away.lat:.4f}) look like lat, lon: add --lat-lon.")
    km = f"{away.km:,.1f}" if away.km < _NAMED else f"{away.km:,.0f}"
    place, read_as = f"{away.lon:.4f}, {away.lat:.4f}", crs or "WGS 84"
    raise InputError(
        f"No grid of {file} touches {known}: read as {read_as}, they lie {km} km away, around {place}."
        " Say with --crs what the coordinates are in, as gcj02 or EPSG:4547."
    )
