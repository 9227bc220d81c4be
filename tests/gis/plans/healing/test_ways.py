import shapely
from shapely import MultiPolygon, box

from gis.plans.healing.ways import way_within


def test_the_way_runs_through_the_neck_and_into_both_pieces() -> None:
    neck = shapely.union_all([box(0, 0, 10, 10), box(10, 0, 20, 1), box(20, 0, 30, 10)])
    way = way_within(neck, box(20, 0, 30, 10), box(0, 0, 10, 10), into_m=2.0)
    assert way is not None
    assert way.within(neck.buffer(0.1))
    # as far as the neck is long, and two metres on at either end
    assert 13 < way.length < 15


def test_parts_that_touch_at_a_point_hang_together() -> None:
    crossed = MultiPolygon([box(0, 0, 10, 10), box(10, 10, 20, 20)])
    assert way_within(crossed, box(12, 12, 20, 20), box(0, 0, 8, 8), into_m=2.0) is not None


def test_there_is_no_way_where_nothing_was_drawn() -> None:
    apart = MultiPolygon([box(0, 0, 10, 10), box(20, 0, 30, 10)])
    assert way_within(apart, box(20, 0, 30, 10), box(0, 0, 10, 10), into_m=2.0) is None
    # a piece on ground that was not the grid's
    assert way_within(box(0, 0, 10, 10), box(20, 0, 21, 1), box(0, 0, 9, 9), into_m=2.0) is None
