import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.coverage.holding import holder_of, holds

SHAPES = (
    box(0, 0, 0.004, 0.004),
    Polygon([(0, 0), (0.004, 0.001), (0.002, 0.004)]),
    Polygon(box(0, 0, 0.004, 0.004).exterior, [box(0.001, 0.001, 0.003, 0.002).exterior]),
    MultiPolygon([box(0, 0, 0.001, 0.004), box(0.002, 0, 0.004, 0.001)]),
)
coordinate = st.integers(-1, 5).map(lambda number: number / 1000)


@given(st.sampled_from(SHAPES), st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=6))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_is_the_rule_of_the_database(session: Session, shape: Polygon, points: list[tuple[float, float]]) -> None:
    asked = text("SELECT ground_holds(ST_GeomFromText(:shape, 4326), ST_SetSRID(ST_Point(:lon, :lat), 4326))")
    expected = [session.scalar(asked, {"shape": shape.wkt, "lon": lon, "lat": lat}) for lon, lat in points]
    assert holds(shape, np.array(points)).tolist() == expected


def test_a_point_on_the_border_of_two_neighbours_is_in_one() -> None:
    west, east = box(0, 0, 1, 1), box(1, 0, 2, 1)
    point = np.array([[1.0, 0.5]])
    assert holds(west, point)[0] != holds(east, point)[0]


def test_the_first_that_holds_a_point_is_its_holder() -> None:
    shapes = np.array([box(0, 0, 2, 2), box(1, 0, 3, 2)], dtype=object)
    assert holder_of(shapes, np.array([[0.5, 1], [1.5, 1], [2.5, 1], [9, 9]])).tolist() == [0, 0, 1, -1]


def test_no_shapes_and_no_points() -> None:
    assert holder_of(np.array([], dtype=object), np.array([[0.0, 0.0]])).tolist() == [-1]
    assert holder_of(np.array([box(0, 0, 1, 1)], dtype=object), np.zeros((0, 2))).tolist() == []
