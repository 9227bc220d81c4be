"""From metres around the district's centre to degrees, once, at the end."""

from functools import cache

import numpy as np
import shapely
from pyproj import Transformer

from sample_maps.geometry import Array, Shapes

CENTRE_LON, CENTRE_LAT = 115.87, 30.02
_DECIMALS = 7
_LOCAL = f"+proj=tmerc +lat_0={CENTRE_LAT} +lon_0={CENTRE_LON} +k=1 +x_0=0 +y_0=0 +datum=WGS84 +units=m"


@cache
def _transformer() -> Transformer:
    return Transformer.from_crs(_LOCAL, "EPSG:4326", always_xy=True)


def to_degrees(xy: Array) -> Array:
    """Return points (n, 2) in metres as longitudes and latitudes (EPSG:4326), rounded to 1e-7°."""
    lon, lat = _transformer().transform(xy[:, 0], xy[:, 1])
    return np.round(np.column_stack([lon, lat]), _DECIMALS)


def shapes_to_degrees(shapes: Shapes) -> Shapes:
    """Return shapes in metres as shapes in EPSG:4326; equal vertices stay equal."""
    turned: Shapes = shapely.set_coordinates(
        np.array(shapes, dtype=object), to_degrees(shapely.get_coordinates(shapes))
    )
    return turned
