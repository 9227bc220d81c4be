from typing import Any

import numpy as np
import pytest
import shapely

from gis.crs import WGS84, geometries_to_wgs84
from gis.loading.kinds import GeometryType
from gis.loading.shapes import Said, fit_shapes

SQUARE = "POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))"


def fit(wkt: str | None, *wanted: GeometryType, needed: bool = True) -> tuple[Any, str | None, list[str]]:
    """Return what becomes of one geometry, why it is refused, and what is said about it."""
    raw = np.array([None if wkt is None else shapely.from_wkt(wkt)], dtype=object)
    said = Said()
    out = fit_shapes(geometries_to_wgs84(raw, WGS84), wanted, said, needed=needed, originals=raw)
    refused = said.refused[0][0].say("en", **dict[str, Any](said.refused[0][1])) if said.refused else None
    remarks = [reason.say("en", **dict[str, Any](values)) for _, reason, values in said.remarks]
    return out[0], refused, remarks


def test_a_polygon_becomes_a_multipolygon() -> None:
    geom, refused, remarks = fit(SQUARE, "polygon")
    assert geom.geom_type == "MultiPolygon"
    assert geom.area == 1
    assert (refused, remarks) == (None, [])


@pytest.mark.parametrize(
    ("wkt", "reason"),
    [
        (None, "no geometry"),
        ("POLYGON EMPTY", "no geometry"),
        ("GEOMETRYCOLLECTION EMPTY", "no geometry"),
        ("POLYGON ((0 0, NaN 0, 1 1, 0 0))", "a coordinate is not a number"),
        ("POLYGON ((0 0, 1e300 0, 1 1, 0 0))", "coordinates lie outside the earth: 1e+300, 0"),
        ("POLYGON ((0 0, 181 0, 1 1, 0 0))", "coordinates lie outside the earth: 181, 0"),
        ("POLYGON ((0 0, 1 0, 2 0, 0 0))", "the outline encloses no area"),
        ("POLYGON ((1 1, 1 1, 1 1, 1 1))", "the outline encloses no area"),
        ("POLYGON ((0 0, 1e-9 0, 1e-9 1e-9, 0 0))", "the outline encloses no area"),
        ("POINT (1 1)", "a Point where a polygon is due"),
        ("LINESTRING (0 0, 1 1)", "a line that does not close where a polygon is due"),
        ("GEOMETRYCOLLECTION (POINT (1 1))", "a GeometryCollection where a polygon is due"),
    ],
)
def test_hopeless_polygons_are_refused(wkt: str | None, reason: str) -> None:
    assert fit(wkt, "polygon")[:2] == (None, reason)


def test_a_bow_tie_is_put_right() -> None:
    geom, refused, remarks = fit("POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))", "polygon")
    assert refused is None
    assert geom.is_valid
    assert geom.area == pytest.approx(0.5)
    assert remarks == ["an outline that crossed itself was put right"]


def test_what_rounding_spoils_is_put_right() -> None:
    # a notch thinner than the precision
    geom, refused, remarks = fit(
        "POLYGON ((0 0, 1 0, 1 1, 0.50000001 1, 0.5 0.00000001, 0.49999999 1, 0 1, 0 0))", "polygon"
    )
    assert refused is None
    assert geom.is_valid
    assert remarks == ["the outline touched itself at a precision of 1e-7 degrees and was put right"]


def test_crossings_lie_at_the_records_precision() -> None:
    geom, _, _ = fit("POLYGON ((0 0, 1 0.9, 1 0, 0 0.7, 0 0))", "polygon")
    coordinates = shapely.get_coordinates(geom)
    assert (coordinates == coordinates.round(7)).all()


def test_closed_lines_are_polygons() -> None:
    geom, _, remarks = fit("LINESTRING (0 0, 1 0, 1 1, 0 0)", "polygon")
    assert geom.equals(shapely.from_wkt("MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)))"))
    assert remarks == ["a closed line was taken as a polygon"]


def test_a_ring_in_a_ring_is_a_hole() -> None:
    rings = "MULTILINESTRING ((0 0, 4 0, 4 4, 0 4, 0 0), (1 1, 2 1, 2 2, 1 2, 1 1))"
    assert fit(rings, "polygon")[0].area == 15


def test_polygons_are_taken_out_of_a_collection() -> None:
    geom, _, remarks = fit(f"GEOMETRYCOLLECTION (POINT (5 5), GEOMETRYCOLLECTION ({SQUARE}))", "polygon")
    assert geom.area == 1
    assert remarks == ["points or lines beside the shape were left out"]


def test_heights_are_dropped() -> None:
    assert not fit("POLYGON Z ((0 0 9, 1 0 9, 1 1 9, 0 0 9))", "polygon")[0].has_z


def test_lines() -> None:
    assert fit("LINESTRING (0 0, 1 1)", "line")[0].geom_type == "MultiLineString"
    assert fit("LINESTRING (0 0, 1e-9 0)", "line")[1] == "the line has no length"
    assert fit(SQUARE, "line")[1] == "a Polygon where a line is due"


def test_points() -> None:
    assert fit("POINT (1.123456789 2)", "point")[0].x == 1.1234568
    assert fit("MULTIPOINT ((1 2))", "point")[0].geom_type == "Point"
    assert fit("MULTIPOINT ((1 2), (3 4))", "point")[1] == "a MultiPoint where a point is due"
    geom, _, remarks = fit(SQUARE, "point")
    assert shapely.from_wkt(SQUARE).contains(geom)
    assert remarks == ["a Polygon was taken at a point inside it"]


def test_a_kind_of_two_shapes_takes_both() -> None:
    assert fit("POINT (1 2)", "polygon", "point")[0].geom_type == "Point"
    assert fit(SQUARE, "polygon", "point")[0].geom_type == "MultiPolygon"
    assert fit("LINESTRING (0 0, 1 0, 1 1, 0 0)", "polygon", "line")[0].geom_type == "MultiLineString"
    assert fit("LINESTRING (0 0, 1 0, 1 1, 0 0)", "polygon", "point")[0].geom_type == "MultiPolygon"


def test_nothing_is_refused_where_no_geometry_is_needed() -> None:
    assert fit(None, "point", needed=False) == (None, None, [])
