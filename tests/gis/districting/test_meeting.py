import numpy as np
import shapely
from shapely import Polygon, box

from gis.districting.meeting import ending_on_corners

M = 1e-5
STANDING = np.array([Polygon([(0, 0), (100, 0), (100, 60), (100, 100), (0, 100)])], dtype=object)
ABOVE, BELOW = box(100, 50, 200, 100), box(100, 0, 200, 50)


def small(shapes: object) -> np.ndarray:
    return np.atleast_1d(shapely.transform(np.array(shapes, dtype=object), lambda points: (points * M).round(7)))


def test_a_border_ends_on_a_corner_that_is_near() -> None:
    standing = small(STANDING)
    new = ending_on_corners(small([ABOVE, BELOW]), standing, np.empty(0, dtype=object))
    assert [0.001, 0.0006] in shapely.get_coordinates(new[1]).tolist()
    assert [0.001, 0.0005] not in shapely.get_coordinates(new).tolist()


def test_a_border_bends_where_a_house_is_in_the_way() -> None:
    house = small([box(125, 51, 130, 55)])
    new = ending_on_corners(small([ABOVE, BELOW]), small(STANDING), house)
    assert [0.0012, 0.0005] in shapely.get_coordinates(new).tolist()
    assert [0.001, 0.0005] not in shapely.get_coordinates(new).tolist()
    assert shapely.coverage_is_valid(np.concatenate([new, small(STANDING)]))
    assert not shapely.intersects(shapely.boundary(new), house).any()


def test_two_borders_on_one_edge_end_on_its_two_corners() -> None:
    new = small([box(100, 50, 200, 100), box(100, 20, 200, 50), box(100, 0, 200, 20)])
    found = ending_on_corners(new, small(STANDING), np.empty(0, dtype=object))
    assert shapely.coverage_is_valid(np.concatenate([found, small(STANDING)]))
    assert shapely.union_all(found).equals(shapely.union_all(new))


def test_a_border_stays_where_houses_leave_no_way() -> None:
    houses = small([box(100, 30, 101, 49), box(100, 51, 101, 59)])
    new = ending_on_corners(small([ABOVE, BELOW]), small(STANDING), houses)
    assert [0.001, 0.0005] in shapely.get_coordinates(new).tolist()
