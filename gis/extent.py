"""Where the record lies: the bounding box of the district, or of whatever there is."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.viewer import Viewer

BBox = tuple[float, float, float, float]

_AREA = """
SELECT ST_XMin(e), ST_YMin(e), ST_XMax(e), ST_YMax(e)
FROM (SELECT ST_Extent(geom) AS e FROM area
      WHERE code = :code OR (CAST(:code AS text) IS NULL AND level = 'district')) a
WHERE e IS NOT NULL
"""
_ANYTHING = """
SELECT ST_XMin(e), ST_YMin(e), ST_XMax(e), ST_YMax(e)
FROM (SELECT ST_Extent(box) AS e FROM (
    SELECT ST_Extent(geom)::geometry AS box FROM area
    UNION ALL SELECT ST_Extent(geom)::geometry FROM grid_shape
    UNION ALL SELECT ST_Extent(point)::geometry FROM building
    UNION ALL SELECT ST_Extent(geom)::geometry FROM street
    UNION ALL SELECT ST_Extent(geom)::geometry FROM estate) boxes) a
WHERE e IS NOT NULL
"""


def extent(session: Session, viewer: Viewer, *, area_code: str | None = None) -> BBox | None:
    """Return (min_lon, min_lat, max_lon, max_lat) of an area, or of the district; None: the record is empty.

    Where no district is loaded, it is the box around everything that is.
    """
    row = session.execute(text(_AREA), {"code": area_code or viewer.area_code}).one_or_none()
    if row is None:
        row = session.execute(text(_ANYTHING)).one_or_none()
    return None if row is None else (row[0], row[1], row[2], row[3])
