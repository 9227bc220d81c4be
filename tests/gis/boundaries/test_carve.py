import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box, set_precision, union_all
from shapely.affinity import rotate

from gis.boundaries.carve import carve
from gis.coverage.holding import holds
from gis.coverage.metric_zone import MetricZone

ZONE = MetricZone([box(0, 0, 0.01, 0.01)])
LONG = box(0, 0, 0.009, 0.002)
ROW = np.array([[0.0005 + number / 1000, 0.001] for number in range(9)])


def test_equal_parts_across_the_longer_side() -> None:
    pieces = carve(LONG, ROW, np.full(9, 100), parts=3, zone=ZONE)
    assert pieces is not None
    assert [int(holds(piece, ROW).sum()) for piece in pieces] == [3, 3, 3]
    assert all(piece.bounds[3] - piece.bounds[1] == pytest.approx(0.002) for piece in pieces)


def test_across_the_shorter_side_where_people_part_better_there() -> None:
    points = np.array([[0.001, 0.0005], [0.008, 0.0005], [0.001, 0.0015], [0.0011, 0.0015]])
    pieces = carve(LONG, points, np.array([50, 50, 50, 50]), parts=2, zone=ZONE)
    assert pieces is not None
    assert sorted(int(holds(piece, points).sum()) for piece in pieces) == [2, 2]


@given(
    st.lists(st.tuples(st.integers(1, 89), st.integers(1, 19), st.integers(0, 900)), min_size=2, max_size=25),
    st.integers(2, 5),
    st.integers(0, 90),
)
def test_the_parts_make_the_whole_and_nobody_is_lost(drawn: list[tuple[int, int, int]], parts: int, angle: int) -> None:
    ground = set_precision(rotate(LONG, angle, origin=(0.0045, 0.001)), 1e-7)
    places = [
        rotate(box(x / 1e4, y / 1e4, x / 1e4, y / 1e4).centroid, angle, origin=(0.0045, 0.001)) for x, y, _ in drawn
    ]
    points = np.array([(place.x, place.y) for place in places])
    pieces = carve(ground, points, np.array([people for *_, people in drawn]), parts=parts, zone=ZONE)
    if pieces is None:
        return
    assert len(pieces) == parts
    assert union_all(pieces).symmetric_difference(ground).area < 1e-8
    assert sum(piece.area for piece in pieces) == pytest.approx(ground.area, abs=1e-8)
    assert all(piece.geom_type == "Polygon" for piece in pieces)


def test_what_cannot_be_parted() -> None:
    assert carve(LONG, ROW[:1], np.array([3000]), parts=2, zone=ZONE) is None
    same_place = np.repeat(ROW[:1], 3, axis=0)
    assert carve(LONG, same_place, np.array([100, 100, 100]), parts=2, zone=ZONE) is None


def test_pieces_are_never_in_two_parts() -> None:
    comb = Polygon([(0, 0), (9, 0), (9, 5), (8, 5), (8, 1), (1, 1), (1, 5), (0, 5)])
    comb = Polygon([(x / 1000, y / 1000) for x, y in comb.exterior.coords])
    points = np.array([[0.0005, 0.0045], [0.0085, 0.0045], [0.0045, 0.0005]])
    pieces = carve(comb, points, np.array([300, 300, 600]), parts=2, zone=ZONE)
    assert pieces is None or not any(isinstance(piece, MultiPolygon) for piece in pieces)
