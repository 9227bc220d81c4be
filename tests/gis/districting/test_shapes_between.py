"""The ground between lines: blocks cut between buildings and at corners, borders joined and straightened."""

import numpy as np
import shapely
from shapely import LineString, Polygon, box

from gis.coverage.metric_zone import MetricZone
from gis.districting.between import clusters, lines_between
from gis.districting.corners import corner_cuts
from gis.districting.joining import with_shared_nodes
from gis.districting.outlines import Arcs
from gis.districting.tidying import straightened


def test_the_line_between_two_houses_lies_midway() -> None:
    houses = np.array([box(0, 0, 10, 10), box(20, 0, 30, 10)], dtype=object)
    lines = lines_between(houses, np.array([0, 1]), box(-10, -10, 40, 20))
    assert shapely.total_bounds(lines).round(1).tolist() == [15.0, -10.0, 15.0, 20.0]


def test_houses_that_touch_are_one() -> None:
    houses = np.array([box(0, 0, 10, 10), box(10, 0, 20, 10), box(30, 0, 40, 10)], dtype=object)
    assert clusters(houses).tolist() == [0, 0, 1]


def test_ground_round_a_corner_is_cut_unless_a_house_stands_there() -> None:
    bent = Polygon([(0, 0), (100, 0), (100, 40), (40, 40), (40, 100), (0, 100)])
    (cut,) = corner_cuts(bent, np.empty(0, dtype=object))
    assert cut.length == 40
    assert corner_cuts(bent, np.array([box(10, 30, 50, 45), box(30, 10, 45, 50)], dtype=object)) == []


def test_a_node_of_one_side_is_put_into_the_other() -> None:
    left, right = box(0, 0, 1, 1), Polygon([(1, 0), (2, 0), (2, 1), (1, 1), (1, 0.3)])
    joined = with_shared_nodes(np.array([left, right], dtype=object), np.array([LineString([(1, 0), (1, 1)])]))
    assert shapely.coverage_is_valid(joined)
    assert [1.0, 0.3] in shapely.get_coordinates(joined[0]).tolist()


def test_a_winding_border_runs_straight_where_no_house_is_in_the_way() -> None:
    zone = MetricZone(np.array([box(0, 0, 0.01, 0.01)], dtype=object))
    winding = LineString([(0, 0), (0.0004, 0.00004), (0.0008, -0.00004), (0.0012, 0)])
    arcs = Arcs(line=np.array([winding], dtype=object), side=np.array([[1, 0]]))
    far, near = (np.array([box(0.00038, y, 0.00042, y + 0.00002)], dtype=object) for y in (0.001, -0.00001))
    free = straightened(arcs, np.empty(0, dtype=object), far, zone=zone)
    assert shapely.get_num_coordinates(free.line[0]) == 2
    bound = straightened(arcs, np.empty(0, dtype=object), near, zone=zone)
    assert not shapely.intersects(bound.line[0], near[0])


def test_a_line_between_two_near_houses_touches_neither() -> None:
    # corners of the two do not face each other, and they are nearer than the points that stand for their walls
    houses = np.array([box(0, 0, 12.6, 7.8), box(13.9, 1.9, 26.5, 9.7), box(0, 8.9, 12.6, 17.0)], dtype=object)
    lines = lines_between(houses, np.arange(3), box(-10, -10, 40, 30))
    assert len(lines)
    assert not shapely.STRtree(houses).query(lines, predicate="intersects").size


def test_a_straightened_border_does_not_cross_itself() -> None:
    street = LineString([(10, 20), (10, -2), (30, -2), (30, 10)])
    border = LineString([*street.coords, (11, 22), (9, 22), (0, 10)])
    zone = MetricZone(np.array([box(0, 0, 0.001, 0.001)], dtype=object))
    lines = zone.to_lonlat(np.array([border, street], dtype=object))
    arcs = Arcs(line=lines[:1], side=np.array([[0, 1]]))
    found = straightened(arcs, lines[1:], np.empty(0, dtype=object), zone=zone)
    assert found.line[0].is_simple
