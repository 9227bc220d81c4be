"""Geometry at the door: the right type, flat, closed, valid and with an area, or refused with a reason."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import SupportsInt

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.crs import PRECISION_DEGREES, rounded
from gis.loading.kinds import GeometryType
from gis.loading.reasons import (
    AT_NULL,
    INNER_POINT,
    LINE_CLOSED,
    LINE_DUE,
    NO_AREA,
    NO_GEOMETRY,
    NO_LENGTH,
    NOT_FINITE,
    OPEN_LINE,
    OUT_OF_RANGE,
    PARTS_DROPPED,
    POINT_DUE,
    POLYGON_DUE,
    ROUNDED_SHAPE,
    SELF_CROSSING,
    Reason,
)
from gis.loading.source import Geometries

POINT, LINE, RING, POLYGON, MULTIPOINT, MULTILINE, MULTIPOLYGON, COLLECTION = range(8)
_LEAST_AREA = PRECISION_DEGREES**2
_FARTHEST = (180.0, 90.0)


@dataclass(slots=True)
class Said:
    """What was found about the rows of a batch: refused rows have one reason, others may have several."""

    refused: dict[int, tuple[Reason, dict[str, object]]] = field(default_factory=dict)
    remarks: list[tuple[int, Reason, dict[str, object]]] = field(default_factory=list)

    def refuse(self, place: SupportsInt, reason: Reason, **values: object) -> None:
        """Refuse a row; the first reason stands."""
        self.refused.setdefault(int(place), (reason, values))

    def remark(self, place: SupportsInt, reason: Reason, **values: object) -> None:
        """Say something about a row that is kept."""
        self.remarks.append((int(place), reason, values))


def fit_shapes(
    geoms: Geometries, wanted: tuple[GeometryType, ...], said: Said, *, needed: bool, originals: Geometries
) -> Geometries:
    """Return `geoms` as what a kind takes: MultiPolygon, MultiLineString or Point; refused ones become None.

    Args:
        geoms: In lon, lat (WGS 84), flat and rounded; None where there is none.
        wanted: What the kind takes, what it becomes first.
        said: Is told what was refused and repaired.
        needed: Whether a row without geometry is refused.
        originals: The same before they were moved and rounded: tells which outlines were at fault themselves.
    """
    out = np.array(geoms, dtype=object)
    nothing = shapely.is_missing(out) | shapely.is_empty(out)
    out[nothing] = None
    if needed:
        for place in np.flatnonzero(nothing):
            said.refuse(place, NO_GEOMETRY)
    _refuse_nowhere(out, said)
    types = shapely.get_type_id(out)
    for place in np.flatnonzero(types == COLLECTION):
        out[place] = _from_collection(out[place], wanted, said, int(place))
    fitters: dict[GeometryType, Callable[[Geometries, NDArray[np.int_], Said, Geometries], None]] = {
        "polygon": _fit_polygons,
        "line": _fit_lines,
        "point": _fit_points,
    }
    for shape, places in _sorted_out(out, wanted).items():
        fitters[shape](out, places, said, originals)
    return out


def _sorted_out(geoms: Geometries, wanted: tuple[GeometryType, ...]) -> dict[GeometryType, NDArray[np.int_]]:
    """Return which rows are treated as which type: their own where the kind takes it, else the kind's first."""
    types = shapely.get_type_id(geoms)
    left = types >= 0
    out: dict[GeometryType, NDArray[np.int_]] = {}
    own: dict[GeometryType, tuple[int, ...]] = {
        "polygon": (POLYGON, MULTIPOLYGON),
        "line": (LINE, RING, MULTILINE),
        "point": (POINT, MULTIPOINT),
    }
    for shape in wanted[1:]:
        mine = left & np.isin(types, own[shape])
        out[shape] = np.flatnonzero(mine)
        left &= ~mine
    out[wanted[0]] = np.flatnonzero(left)
    return out


def _refuse_nowhere(geoms: Geometries, said: Said) -> None:
    coordinates, rows = shapely.get_coordinates(geoms, return_index=True)
    infinite = ~np.isfinite(coordinates).all(axis=1)
    with np.errstate(invalid="ignore"):
        far = (np.abs(coordinates) > _FARTHEST).any(axis=1)
    for place in np.unique(rows[infinite | far]):
        mine = coordinates[rows == place]
        worst = mine[np.argmax(np.abs(np.nan_to_num(mine, nan=0, posinf=1e300, neginf=-1e300)).max(axis=1))]
        if np.isnan(mine).any():
            said.refuse(place, NOT_FINITE)
        else:
            said.refuse(place, OUT_OF_RANGE, value=f"{worst[0]:.6g}, {worst[1]:.6g}")
        geoms[place] = None
    points = shapely.get_type_id(geoms) == POINT
    for place in np.flatnonzero(points & shapely.equals(geoms, shapely.Point(0, 0))):
        said.refuse(int(place), AT_NULL)
        geoms[place] = None


def _from_collection(
    geom: shapely.Geometry, wanted: tuple[GeometryType, ...], said: Said, place: int
) -> shapely.Geometry | None:
    """Return the parts of a collection that the kind takes, as one geometry."""
    parts = shapely.get_parts(geom)
    while (shapely.get_type_id(parts) >= MULTIPOINT).any():
        parts = np.concatenate([shapely.get_parts(part) for part in parts]) if len(parts) else parts
    types = shapely.get_type_id(parts)
    for ids in [{"polygon": (POLYGON,), "line": (LINE, RING), "point": (POINT,)}[shape] for shape in wanted]:
        mine = parts[np.isin(types, ids)]
        if len(mine):
            if len(mine) < len(parts):
                said.remark(place, PARTS_DROPPED)
            return mine[0] if len(mine) == 1 else shapely.union_all(mine)
    return geom


def _fit_polygons(geoms: Geometries, places: NDArray[np.int_], said: Said, originals: Geometries) -> None:
    types = shapely.get_type_id(geoms[places])
    for place in places[np.isin(types, (LINE, RING, MULTILINE))]:
        geoms[place] = _closed(geoms[place], said, int(place))
    for place in places[np.isin(types, (POINT, MULTIPOINT, COLLECTION))]:
        said.refuse(place, POLYGON_DUE, value=geoms[place].geom_type)
        geoms[place] = None
    areal = places[~shapely.is_missing(geoms[places])]
    for place in areal[~shapely.is_valid(geoms[areal])]:
        geoms[place] = _repaired(geoms[place])
        if geoms[place] is not None:
            said.remark(int(place), ROUNDED_SHAPE if shapely.is_valid(originals[place]) else SELF_CROSSING)
    flat = areal[~(shapely.area(geoms[areal]) >= _LEAST_AREA)]
    for place in flat:
        said.refuse(place, NO_AREA)
        geoms[place] = None
    kept = areal[~shapely.is_missing(geoms[areal])]
    single = kept[shapely.get_type_id(geoms[kept]) == POLYGON]
    geoms[single] = shapely.multipolygons(geoms[single], indices=np.arange(len(single))) if len(single) else None


def _closed(geom: shapely.Geometry, said: Said, place: int) -> shapely.Geometry | None:
    """Return the ground that closed lines enclose; None with a reason where one stays open."""
    lines = shapely.get_parts(geom)
    if not all(line.is_closed and len(line.coords) > 3 for line in lines):  # noqa: PLR2004 - a triangle's ring has 4
        said.refuse(place, OPEN_LINE)
        return None
    ground: shapely.Geometry = (
        shapely.polygons(shapely.linearrings(lines[0].coords)) if len(lines) == 1 else shapely.build_area(geom)
    )
    said.remark(place, LINE_CLOSED)
    return ground


def _repaired(geom: shapely.Geometry) -> shapely.Geometry | None:
    """Return a valid polygon of the record's precision; None where nothing with an area is left."""
    try:
        valid = shapely.make_valid(geom, method="structure", keep_collapsed=False)
        # crossings are new nodes: snapped to the precision without making new crossings
        snapped = shapely.set_precision(valid, PRECISION_DEGREES, mode="valid_output")
    except shapely.GEOSException:
        return None
    whole = shapely.transform(snapped, rounded)
    parts = [part for part in shapely.get_parts(whole) if part.geom_type == "Polygon" and not part.is_empty]
    if not parts:
        return None
    out = parts[0] if len(parts) == 1 else shapely.multipolygons(parts)
    return out if out.is_valid else None


def _fit_lines(geoms: Geometries, places: NDArray[np.int_], said: Said, _originals: Geometries) -> None:
    for place in places:
        geom = geoms[place]
        if geom.geom_type not in ("LineString", "LinearRing", "MultiLineString"):
            said.refuse(int(place), LINE_DUE, value=geom.geom_type)
            geoms[place] = None
    kept = places[~shapely.is_missing(geoms[places])]
    for place in kept[~(shapely.length(geoms[kept]) > 0)]:
        said.refuse(int(place), NO_LENGTH)
        geoms[place] = None
    kept = kept[~shapely.is_missing(geoms[kept])]
    single = kept[shapely.get_type_id(geoms[kept]) != MULTILINE]
    if len(single):
        geoms[single] = shapely.multilinestrings(geoms[single], indices=np.arange(len(single)))


def _fit_points(geoms: Geometries, places: NDArray[np.int_], said: Said, _originals: Geometries) -> None:
    types = shapely.get_type_id(geoms[places])
    for place in places[types != POINT]:
        geom = geoms[place]
        if geom.geom_type == "MultiPoint" and shapely.get_num_geometries(geom) == 1:
            geoms[place] = shapely.get_geometry(geom, 0)
        elif geom.geom_type in ("Polygon", "MultiPolygon") and shapely.area(geom) > 0:
            inner = shapely.point_on_surface(shapely.make_valid(geom))
            geoms[place] = shapely.transform(inner, rounded)
            said.remark(int(place), INNER_POINT, value=geom.geom_type)
        else:
            said.refuse(int(place), POINT_DUE, value=geom.geom_type)
            geoms[place] = None
