"""Where the rows of a file lie: geometry from whatever it offers, brought to WGS 84 at the record's precision."""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely

from gis.crs import WGS84, SourceCrs, geometries_to_wgs84, is_rough, parse_crs, source_crs
from gis.errors import InputError
from gis.loading.options import LoadOptions
from gis.loading.reasons import NO_POSITION, UNREADABLE_GEOMETRY
from gis.loading.shapes import Said
from gis.loading.source import Batch, Geometries, Source, no_geometries
from gis.loading.values import NotReadableError, read_coordinate

_HEX = re.compile(r"[0-9a-fA-F]{10,}$")
_BETWEEN = re.compile(r"[,,;;、()()\[\]\s]+")
_NEAR_NULL = 1.0
_CHINA_LATITUDES = (3.0, 54.0)
_CHINA_LONGITUDES = (73.0, 136.0)
_ZONES_3_DEGREES = range(25, 46)
_ZONES_6_DEGREES = range(13, 24)
_MERCATOR_OF_CHINA = ((8.1e6, 1.51e7), (3e5, 7.2e6))


class Door:
    """Takes the geometry of one file's batches; what the coordinates are in is settled by the first that has any."""

    def __init__(self, source: Source, mapped: Mapping[str, str], options: LoadOptions) -> None:
        self._source = source
        self._mapped = mapped
        self._options = options
        self._settled: SourceCrs | None = None
        self.notes: list[str] = []

    @property
    def crs(self) -> SourceCrs | None:
        """What the coordinates were taken to be in; None: nothing told so far."""
        return self._settled

    def geometries(self, batch: Batch, said: Said) -> tuple[Geometries, Geometries]:
        """Return the batch's geometries in WGS 84, rounded, and as the file has them.

        Raises:
            InputError: the file's coordinates cannot be what they are said to be.
        """
        raw = self._raw(batch, said)
        if self._options.lat_lon:
            raw = np.asarray(shapely.transform(raw, lambda coordinates: coordinates[:, ::-1]))
        if self._settled is None:
            extent = _typical_extent(raw)
            if extent is None:
                return raw, raw
            self._settled = self._settle(extent)
            moved = geometries_to_wgs84(raw, self._settled)
            self._look_twice(raw, moved)
            return moved, raw
        return geometries_to_wgs84(raw, self._settled), raw

    def _raw(self, batch: Batch, said: Said) -> Geometries:
        if batch.geoms is not None:
            return batch.geoms
        if "wkt" in self._mapped:
            return _from_text(batch.columns[self._mapped["wkt"]], said)
        if "lonlat" in self._mapped:
            pairs = [_pair(cell) for cell in batch.columns[self._mapped["lonlat"]]]
            return self._points([pair[0] for pair in pairs], [pair[1] for pair in pairs], said)
        if "lon" in self._mapped and "lat" in self._mapped:
            return self._points(batch.columns[self._mapped["lon"]], batch.columns[self._mapped["lat"]], said)
        return no_geometries(len(batch))

    def _points(self, lons: list[Any], lats: list[Any], said: Said) -> Geometries:
        coordinates = np.full((len(lons), 2), np.nan)
        for axis, (name, cells) in enumerate((("lon", lons), ("lat", lats))):
            for place, cell in enumerate(cells):
                try:
                    number = read_coordinate(cell)
                except NotReadableError:
                    said.refuse(place, NO_POSITION, field=name, value=cell)
                    continue
                coordinates[place, axis] = np.nan if number is None else number
        given = ~np.isnan(coordinates).any(axis=1)
        out = no_geometries(len(lons))
        out[given] = shapely.points(coordinates[given])
        return out

    def _settle(self, extent: tuple[float, float, float, float]) -> SourceCrs:
        own = self._source.crs
        if self._options.crs is not None:
            said = parse_crs(self._options.crs)
            if said.shift is not None and own is not None:
                # web maps' tiles are in a projection, with the shift beneath it
                return source_crs(own, shift=said.shift)
            if own is not None and not own.equals(said.crs, ignore_axis_order=True):
                self.notes.append(f"the file says {source_crs(own).name}; it was read as {said.name}, as --crs says")
            return said
        if own is not None:
            return source_crs(own)
        if _is_degrees(extent) or _is_degrees((extent[1], extent[0], extent[3], extent[2])):
            self.notes.append("no coordinate system is given: taken as WGS 84 (lon, lat); --crs names another")
            return WGS84
        raise InputError(
            f"It is not said what the coordinates are in, and they are no degrees: name it with --crs{_guess(extent)}."
        )

    def _look_twice(self, raw: Geometries, moved: Geometries) -> None:
        """Make sure that what came out looks like what was meant.

        Raises:
            InputError: lat and lon are in each other's place, or it is another system.
        """
        crs = self._settled or WGS84
        if is_rough(crs.crs):
            self.notes.append(f"{crs.name}: no exact shift to WGS 84 is known; positions may be off by some 100 m")
        before, after = _typical_extent(raw), _typical_extent(moved)
        if before is None:
            return
        where = f"The coordinates ({before[0]:.6g}, {before[1]:.6g})"
        if crs.is_lon_lat and not self._options.lat_lon and _looks_swapped(before):
            raise InputError(f"{where} look like lat, lon: add --lat-lon.")
        if after is None or not _is_degrees(after):
            raise InputError(f"{where} are not what {crs.name} has: name what they are in with --crs{_guess(before)}.")
        if self._options.crs is None and max(abs(value) for value in after) < _NEAR_NULL:
            raise InputError(
                f"{where} lie near 0°, 0°, in the sea off Africa: they are not in {crs.name}; name theirs with --crs."
            )


def _looks_swapped(extent: tuple[float, float, float, float]) -> bool:
    """Whether coordinates are degrees only, or in China only, the other way round."""
    swapped = (extent[1], extent[0], extent[3], extent[2])
    return _is_degrees(swapped) and (not _is_degrees(extent) or _in_china(swapped))


def _pair(cell: Any) -> tuple[str | None, str | None]:
    """Return the two coordinates that stand in one cell, as 116.3,39.9."""
    parts = [part for part in _BETWEEN.split(str(cell or "")) if part]
    return (parts[0], parts[1]) if len(parts) > 1 else (None, None)


def _from_text(cells: list[Any], said: Said) -> Geometries:
    out = no_geometries(len(cells))
    for place, cell in enumerate(cells):
        text = str(cell or "").strip()
        if not text:
            continue
        if _HEX.match(text):
            out[place] = shapely.from_wkb(text, on_invalid="ignore")
        else:
            out[place] = shapely.from_wkt(
                text.split(";", 1)[-1] if text[:4].upper() == "SRID" else text, on_invalid="ignore"
            )
        if out[place] is None:
            said.refuse(place, UNREADABLE_GEOMETRY)
    return out


def _typical_extent(geoms: Geometries) -> tuple[float, float, float, float] | None:
    """Return the box of the middle half of the coordinates: wild ones do not count, and their rows are refused."""
    coordinates = shapely.get_coordinates(geoms)
    if not len(coordinates):
        return None
    # what is infinite stays in: it must be able to be typical
    low = np.percentile(np.nan_to_num(coordinates, nan=np.inf), 25, axis=0, method="nearest")
    high = np.percentile(np.nan_to_num(coordinates, nan=np.inf), 75, axis=0, method="nearest")
    middle = np.median(np.nan_to_num(coordinates, nan=np.inf), axis=0)
    if not np.isfinite(high).all() and np.isfinite(middle).all():
        high = middle
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _is_degrees(extent: tuple[float, float, float, float]) -> bool:
    return bool(extent[0] >= -180 and extent[2] <= 180 and extent[1] >= -90 and extent[3] <= 90)  # noqa: PLR2004 - the earth


def _in_china(extent: tuple[float, float, float, float]) -> bool:
    lon, lat = _CHINA_LONGITUDES, _CHINA_LATITUDES
    return lon[0] <= extent[0] and extent[2] <= lon[1] and lat[0] <= extent[1] and extent[3] <= lat[1]


def _guess(extent: tuple[float, float, float, float]) -> str:
    """Return what coordinates of this size usually are in China, as the rest of a sentence."""
    x, y = extent[0], extent[1]
    zone = int(x // 1_000_000)
    if (
        _MERCATOR_OF_CHINA[0][0] < x < _MERCATOR_OF_CHINA[0][1]
        and _MERCATOR_OF_CHINA[1][0] < y < _MERCATOR_OF_CHINA[1][1]
    ):
        return " (they look like EPSG:3857, web Mercator)"
    if 2e5 < y < 6e6:  # noqa: PLR2004 - metres north of the equator, in China
        if zone in _ZONES_3_DEGREES:
            return f" (they look like EPSG:{4513 + zone - 25}, CGCS2000 zone {zone})"
        if zone in _ZONES_6_DEGREES:
            return f" (they look like EPSG:{4491 + zone - 13}, CGCS2000 zone {zone})"
        if 2e5 < x < 8e5:  # noqa: PLR2004 - a zone without its number in front
            return " (they look like CGCS2000 of a 3-degree zone: EPSG:4534 to EPSG:4554, by its central meridian)"
    return ", such as EPSG:4547"
