"""Where coordinates come from and how they become the record's: WGS 84, CGCS2000, GCJ-02, BD-09, EPSG codes."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj.transformer import TransformerGroup

from gis.errors import InputError

Coordinates = NDArray[np.float64]
Shift = Literal["gcj02", "bd09"]

DECIMALS = 7
PRECISION_DEGREES = 10.0**-DECIMALS
"""The one coordinate precision of the record: about a centimetre. Applied at the door, to every node alike."""

CHINA = (72.004, 0.8293, 137.8347, 55.8271)
"""Outside this box (min_lon, min_lat, max_lon, max_lat) web maps do not shift coordinates."""

# Krasovsky 1940, the ellipsoid on which the shift of GCJ-02 is defined
_SEMI_MAJOR_M = 6378245.0
_ECCENTRICITY_SQUARED = 0.00669342162296594323
_BD09_STEP = np.pi * 3000.0 / 180.0
_ROUNDS = 12


@dataclass(frozen=True, slots=True)
class SourceCrs:
    """What a file's coordinates are in.

    Attributes:
        name: As a reader would call it.
        crs: The reference system before any shift is taken back.
        shift: The Chinese web maps' offset that lies on top, if any.
    """

    name: str
    crs: pyproj.CRS
    shift: Shift | None = None

    @property
    def is_lon_lat(self) -> bool:
        """Whether coordinates stand in degrees that need no projection (WGS 84 and CGCS2000 agree to centimetres)."""
        return _is_wgs84_like(self.crs)


@lru_cache(maxsize=64)
def _is_wgs84_like(crs: pyproj.CRS) -> bool:
    return bool(crs.is_geographic) and crs.to_epsg(min_confidence=70) in {4326, 4490, 4979, 4480}


WGS84 = SourceCrs("WGS 84", pyproj.CRS.from_epsg(4326))
_NAMED = {
    "wgs84": WGS84,
    "4326": WGS84,
    "cgcs2000": SourceCrs("CGCS2000", pyproj.CRS.from_epsg(4490)),
    "gcj02": SourceCrs("GCJ-02", WGS84.crs, "gcj02"),
    "bd09": SourceCrs("BD-09", WGS84.crs, "bd09"),
}


def parse_crs(text: str) -> SourceCrs:
    """Return what `text` names: wgs84, cgcs2000, gcj02, bd09, EPSG:n, or anything else that PROJ knows.

    Raises:
        InputError: it names nothing.
    """
    known = _NAMED.get(text.strip().lower().replace("-", "").replace("_", "").replace(" ", ""))
    if known is not None:
        return known
    try:
        crs = pyproj.CRS.from_user_input(int(text) if text.strip().isdigit() else text)
    except (pyproj.exceptions.CRSError, ValueError, OverflowError) as error:
        raise InputError(f"--crs {text}: unknown; use gcj02, bd09, wgs84, cgcs2000 or EPSG:n.") from error
    return SourceCrs(_name_of(crs), crs)


def source_crs(crs: pyproj.CRS, *, shift: Shift | None = None) -> SourceCrs:
    """Return a file's own `crs` as a SourceCrs, with the web maps' `shift` on top if it has one."""
    name = _name_of(crs)
    return SourceCrs(name if shift is None else f"{name} + {_NAMED[shift].name}", crs, shift)


def _name_of(crs: pyproj.CRS) -> str:
    authority = crs.to_authority(min_confidence=70)
    return ":".join(authority) if authority else str(crs.name)


@lru_cache(maxsize=64)
def _transformer(crs: pyproj.CRS) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(crs, WGS84.crs, always_xy=True)


@lru_cache(maxsize=64)
def is_rough(crs: pyproj.CRS) -> bool:
    """Whether no exact datum shift from `crs` to WGS 84 is at hand (Beijing 1954, Xi'an 1980): off by up to 200 m."""
    if crs.geodetic_crs is not None and _is_wgs84_like(crs.geodetic_crs):
        return False
    best = TransformerGroup(crs, WGS84.crs, always_xy=True).transformers
    return not best or "ballpark" in best[0].description.lower()


def to_wgs84(coordinates: Coordinates, source: SourceCrs) -> Coordinates:
    """Return `coordinates` (n, 2) as lon, lat in WGS 84; what cannot be reached becomes inf."""
    lonlat = coordinates
    if not source.is_lon_lat:
        lon, lat = _transformer(source.crs).transform(coordinates[:, 0], coordinates[:, 1])
        lonlat = np.column_stack([lon, lat])
    if source.shift == "gcj02":
        return gcj02_to_wgs84(lonlat)
    if source.shift == "bd09":
        return gcj02_to_wgs84(bd09_to_gcj02(lonlat))
    return lonlat


def geometries_to_wgs84(geoms: NDArray[Any], source: SourceCrs) -> NDArray[Any]:
    """Return `geoms` as flat (lon, lat) geometries in WGS 84, rounded to the record's precision."""

    def moved(coordinates: Coordinates) -> Coordinates:
        with np.errstate(invalid="ignore", over="ignore"):
            return rounded(to_wgs84(coordinates, source))

    return np.asarray(shapely.transform(shapely.force_2d(geoms), moved))


def rounded(coordinates: Coordinates) -> Coordinates:
    """Return `coordinates` rounded to the record's precision; equal nodes stay equal."""
    return np.round(coordinates, DECIMALS)


def wgs84_to_gcj02(lonlat: Coordinates) -> Coordinates:
    """Return WGS 84 `lonlat` (n, 2) as Chinese web maps draw it; outside China nothing moves.

    The offset is the widely published reconstruction of the official one: two trigonometric series in
    (lon - 105, lat - 35), scaled by the radii of curvature of the Krasovsky ellipsoid.
    """
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    x, y = lon - 105.0, lat - 35.0
    wave = 20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
    north += (wave + 20.0 * np.sin(y * np.pi) + 40.0 * np.sin(y / 3.0 * np.pi)) * 2.0 / 3.0
    north += (160.0 * np.sin(y / 12.0 * np.pi) + 320.0 * np.sin(y * np.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
    east += (wave + 20.0 * np.sin(x * np.pi) + 40.0 * np.sin(x / 3.0 * np.pi)) * 2.0 / 3.0
    east += (150.0 * np.sin(x / 12.0 * np.pi) + 300.0 * np.sin(x / 30.0 * np.pi)) * 2.0 / 3.0
    phi = np.radians(lat)
    magic = 1.0 - _ECCENTRICITY_SQUARED * np.sin(phi) ** 2
    meridian_m = _SEMI_MAJOR_M * (1.0 - _ECCENTRICITY_SQUARED) / (magic * np.sqrt(magic))
    parallel_m = _SEMI_MAJOR_M / np.sqrt(magic) * np.cos(phi)
    shifted = np.column_stack([lon + np.degrees(east / parallel_m), lat + np.degrees(north / meridian_m)])
    return np.where(_in_china(lonlat)[:, None], shifted, lonlat)


def gcj02_to_wgs84(lonlat: Coordinates) -> Coordinates:
    """Return GCJ-02 `lonlat` (n, 2) in WGS 84: the offset is taken back by iteration, to better than 1e-9 degrees."""
    guess = lonlat
    for _ in range(_ROUNDS):
        guess = guess + (lonlat - wgs84_to_gcj02(guess))
    return guess


def gcj02_to_bd09(lonlat: Coordinates) -> Coordinates:
    """Return GCJ-02 `lonlat` (n, 2) with the second offset of BD-09 on top; outside China nothing moves."""
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BD09_STEP)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BD09_STEP)
    shifted = np.column_stack([radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006])
    return np.where(_in_china(lonlat)[:, None], shifted, lonlat)


def bd09_to_gcj02(lonlat: Coordinates) -> Coordinates:
    """Return BD-09 `lonlat` (n, 2) in GCJ-02, by iteration."""
    guess = lonlat
    for _ in range(_ROUNDS):
        guess = guess + (lonlat - gcj02_to_bd09(guess))
    return guess


def _in_china(lonlat: Coordinates) -> NDArray[np.bool_]:
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    inside: NDArray[np.bool_] = (lon > CHINA[0]) & (lon < CHINA[2]) & (lat > CHINA[1]) & (lat < CHINA[3])
    return inside
