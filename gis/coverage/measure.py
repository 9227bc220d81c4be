"""How large ground is: square metres on the ellipsoid, of outlines whose edges are straight in (lon, lat)."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.crs import PRECISION_DEGREES

# WGS 84
_POLAR_AXIS_M = 6356752.314245179
_ECCENTRICITY = 0.08181919084262149


def areas_m2(shapes: Any) -> NDArray[np.float64]:
    """Return the area of each polygon or multipolygon (EPSG:4326), in m².

    Edges are straight in longitude and latitude, as PostGIS's `geometry` takes them. The measure is therefore
    additive: pieces of a whole add up to the whole, wherever it is cut. (A geodesic edge bulges by a metre on ten
    kilometres; `geography` would count that bulge as a gap wherever one of two neighbours has a node more.)

    Source: area between a meridian, the equator and a point, on the ellipsoid of revolution (authalic latitude;
    Snyder, Map Projections: A Working Manual, 1987, eq. 3-12), integrated along each edge.
    """
    shapes = np.atleast_1d(np.asarray(shapes, dtype=object))
    parts, owner = shapely.get_parts(shapely.orient_polygons(shapes), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    if len(points) == 0:
        return np.zeros(len(shapes))
    same = ring[1:] == ring[:-1]
    start, step = np.radians(points[:-1][same]), np.radians(np.diff(points, axis=0)[same])
    # two-point Gauss quadrature is exact to the third order; an edge spans a fraction of a degree
    offset = 0.5 / np.sqrt(3)
    heights = [_from_equator(start[:, 1] + (0.5 + sign * offset) * step[:, 1]) for sign in (-1, 1)]
    under_edge = -0.5 * (heights[0] + heights[1]) * step[:, 0]
    total = np.bincount(owner[part[ring[:-1][same]]], weights=under_edge, minlength=len(shapes))
    return np.abs(total)


def area_m2(shape: Any) -> float:
    """Return the area of one polygon or multipolygon (EPSG:4326), in m²; see `areas_m2`."""
    return float(areas_m2([shape])[0])


def _from_equator(latitude: NDArray[np.float64]) -> NDArray[np.float64]:
    """Area from the equator to each latitude (radians), in m² per radian of longitude."""
    sine = np.sin(latitude)
    across = sine / (1 - (_ECCENTRICITY * sine) ** 2) + np.arctanh(_ECCENTRICITY * sine) / _ECCENTRICITY
    return np.asarray(_POLAR_AXIS_M**2 / 2 * across)


def polygonal(shape: Any) -> Any:
    """Return the polygons of `shape` as Polygon or MultiPolygon; lines and points that an overlay left are dropped."""
    parts = shapely.get_parts(shape)
    if shapely.get_type_id(shape) == shapely.GeometryType.GEOMETRYCOLLECTION:
        parts = shapely.get_parts(parts)
    parts = [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def cut(shape: Any, by: Any) -> Any:
    """Return `shape` without `by`, with nodes in the record's coordinate precision."""
    return polygonal(shapely.difference(shape, by, grid_size=PRECISION_DEGREES))


def shared(shape: Any, other: Any) -> Any:
    """Return the ground of both, with nodes in the record's coordinate precision."""
    return polygonal(shapely.intersection(shape, other, grid_size=PRECISION_DEGREES))


def together(shapes: Any) -> Any:
    """Return the ground of any of `shapes`, with nodes in the record's coordinate precision."""
    return polygonal(shapely.union_all(shapes, grid_size=PRECISION_DEGREES))
