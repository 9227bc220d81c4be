from shapely import MultiPolygon, Polygon, box

from gis.boundaries.give import BRIDGE_M, give, parts_of, without
from gis.coverage.measure import areas_m2
from gis.coverage.metric_zone import MetricZone

ZONE = MetricZone([box(0, 0, 0.02, 0.02)])


def test_ground_that_touches_is_joined() -> None:
    assert give(box(0, 0, 0.001, 0.001), box(0.001, 0, 0.002, 0.001), zone=ZONE).equals(box(0, 0, 0.002, 0.001))


def test_ground_farther_away_is_joined_by_a_strip_of_free_ground() -> None:
    grid, piece, free = box(0, 0, 0.001, 0.001), box(0.002, 0, 0.003, 0.001), box(0.001, 0, 0.002, 0.001)
    made = give(grid, piece, free=[free], zone=ZONE)
    assert parts_of(made) == 1
    strip = made.difference(grid.union(piece))
    assert free.buffer(1e-9).covers(strip)
    flat = ZONE.to_metres(strip)
    assert 0.9 * BRIDGE_M < flat.area / 111 < 2 * BRIDGE_M


def test_the_strip_takes_along_what_it_cuts_off() -> None:
    grid, piece = box(0, 0, 0.001, 0.001), box(0.002, 0, 0.003, 0.001)
    free = box(0.001, 0, 0.002, 0.01)
    made = give(grid, piece, free=[free], zone=ZONE)
    assert parts_of(free.difference(made)) == 1


def test_it_goes_round_what_is_not_free() -> None:
    grid, piece = box(0, 0, 0.001, 0.002), box(0.002, 0, 0.003, 0.002)
    taken = box(0.0014, 0.0004, 0.0016, 0.002)
    free = box(0.001, 0, 0.002, 0.002).difference(taken)
    made = give(grid, piece, free=[free], zone=ZONE)
    assert parts_of(made) == 1
    assert made.intersection(taken).area < 1e-13


def test_where_nothing_is_free_it_lies_in_two_pieces() -> None:
    assert parts_of(give(box(0, 0, 0.001, 0.001), box(0.002, 0, 0.003, 0.001), zone=ZONE)) == 2


def test_pieces_that_touch_in_a_point_are_joined() -> None:
    grid, piece = box(0, 0, 0.001, 0.001), box(0.001, 0.001, 0.002, 0.002)
    made = give(grid, piece, free=[box(0.001, 0, 0.002, 0.001)], zone=ZONE)
    assert parts_of(made) == 1


def test_a_grid_that_was_in_two_pieces_stays_so() -> None:
    grid = MultiPolygon([box(0, 0, 0.001, 0.001), box(0.005, 0, 0.006, 0.001)])
    assert parts_of(give(grid, box(0.001, 0, 0.002, 0.001), free=[box(0.002, 0, 0.005, 0.001)], zone=ZONE)) == 2


def test_a_node_more_on_the_border_leaves_no_crack() -> None:
    grid = Polygon([(0, 0), (0.001, 0), (0.0013333, 0.002), (0, 0.002)])
    piece = Polygon([(0.001, 0), (0.002, 0), (0.002, 0.002), (0.0013333, 0.002), (0.0011667, 0.001)])
    made = give(grid, piece, zone=ZONE)
    assert made.geom_type == "Polygon"
    assert not made.interiors


def test_without_leaves_no_splinters() -> None:
    grid = box(0, 0, 0.002, 0.0005)
    left = without(grid, box(0.0000001, 0, 0.001, 0.0005))
    assert left.equals(box(0.001, 0, 0.002, 0.0005))
    assert without(grid, grid).is_empty
    assert areas_m2([without(grid, box(0.0005, 0.0002, 0.001, 0.0004))])[0] > 0
