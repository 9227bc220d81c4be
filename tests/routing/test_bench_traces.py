import numpy as np

from tests.bench.trace_corridor import corridor
from tests.bench.traces import drive

METRE = 1 / 111_195
"""A metre on the ground, in degrees, at the equator."""


def test_what_lies_far_beside_a_track_is_left_aside_and_a_jump_widens_it() -> None:
    points = np.array([[0.0, 0], [5000, 0], [5000, 400], [5000, 3000], [-9000, 0], [9000, 9000]])
    often = np.column_stack([np.arange(0, 10_000, 100.0), np.zeros(100)])
    assert corridor(points, often).tolist() == [True, True, True, False, False, False]
    assert corridor(points, often[[0, -1]]).tolist() == [True, True, True, True, False, False]


def test_a_way_round_that_leads_far_from_the_track_is_found() -> None:
    places = np.array([[0, 0], [300, 0], [300, 1200], [700, 1200], [700, 0], [1000, 0], [5000, 5000]])
    arcs = np.array([(i, i + 1) for i in range(5)])
    x = np.array([*range(0, 300, 10), *range(710, 1000, 10)])
    track = np.column_stack([x * METRE, np.zeros(len(x)), x / 10])
    assert drive(places * METRE, arcs, track).tolist() == [0, 1, 2, 3, 4]


def test_a_fix_on_the_other_side_of_the_earth_changes_nothing() -> None:
    places = np.array([[0, 0], [300, 0], [600, 0]])
    x = np.arange(0, 600.0, 10)
    track = np.column_stack([x * METRE, np.zeros(len(x)), x / 10])
    track[30, :2] = (179.0, 80.0)
    assert drive(places * METRE, np.array([(0, 1), (1, 2)]), track).tolist() == [0, 1]
