import pyproj
import pytest
from shapely import GeometryCollection, LineString, MultiPolygon, Polygon, box, get_coordinates, orient_polygons

from gis.coverage.measure import area_m2, areas_m2, cut, polygonal, shared, together

GEOD = pyproj.Geod(ellps="WGS84")


@pytest.mark.parametrize(
    "ground",
    [
        box(115.8, 30.0, 115.801, 30.001),
        Polygon([(0, 0), (0.002, 0.001), (0.001, 0.003)]),
        Polygon(box(10, 60, 10.003, 60.002).exterior, [box(10.001, 60.0005, 10.002, 60.001).exterior]),
        MultiPolygon([box(-70.001, -33.001, -70, -33), box(-69.9, -33, -69.899, -32.999)]),
    ],
)
def test_a_small_area_is_that_of_a_geodesic_polygon(ground: Polygon) -> None:
    assert area_m2(ground) == pytest.approx(abs(GEOD.geometry_area_perimeter(orient_polygons(ground))[0]), rel=1e-6)


def test_the_direction_of_a_ring_does_not_matter() -> None:
    assert area_m2(box(0, 0, 1, 1).reverse()) == area_m2(box(0, 0, 1, 1))


def test_pieces_add_up_to_the_whole_wherever_it_is_cut() -> None:
    whole = box(115, 30, 116, 31)
    pieces = [box(115, 30, 115.3, 30.7), box(115.3, 30, 116, 30.7), box(115, 30.7, 116, 31)]
    assert areas_m2(pieces).sum() == pytest.approx(area_m2(whole), rel=1e-12)


def test_nothing_has_no_area() -> None:
    assert areas_m2([]).tolist() == []
    assert area_m2(Polygon()) == 0
    assert areas_m2([Polygon(), box(0, 0, 1, 1)])[0] == 0


def test_an_overlay_keeps_polygons_only() -> None:
    mixed = GeometryCollection([box(0, 0, 1, 1), LineString([(2, 2), (3, 3)]), MultiPolygon([box(4, 4, 5, 5)])])
    assert polygonal(mixed).equals(MultiPolygon([box(0, 0, 1, 1), box(4, 4, 5, 5)]))
    assert polygonal(LineString([(0, 0), (1, 1)])).is_empty


def test_overlays_have_nodes_in_the_coordinate_precision() -> None:
    slanting = Polygon([(0, 0), (0.003, 0.001), (0, 0.002)])
    upright = box(0.001, 0, 0.002, 0.002)
    for made in (cut(slanting, upright), shared(slanting, upright), together([slanting, upright])):
        coordinates = get_coordinates(made)
        assert (coordinates == coordinates.round(7)).all()
