from itertools import pairwise

import numpy as np
import pytest

from routing.euler_tour import euler_tour


def test_a_crossing_is_walked_straight_on() -> None:
    # two loops that cross in node 0: a figure of eight of four blocks
    ends = np.array([(0, 1), (1, 2), (2, 0), (0, 3), (3, 4), (4, 0)])
    heading = np.radians([(0, 180), (90, 270), (270, 90), (180, 0), (270, 90), (90, 270)]).astype(float)
    walk = euler_tour(ends, 0, heading=heading).tolist()
    at_crossing = [(walk[step][0], walk[(step + 1) % 6][0]) for step in range(6)]
    assert {frozenset(pair) for pair in at_crossing} >= {frozenset((0, 3)), frozenset((2, 5))}


def test_a_walk_turns_back_only_at_the_dead_end() -> None:
    # a ring of three with a dead end at node 0, walked there and back
    ends = np.array([(0, 1), (1, 2), (2, 0), (0, 3), (0, 3)])
    walk = euler_tour(ends, 1, way=np.array([0, 1, 2, 3, 3]))
    ways = [min(edge, 3) for edge, _ in walk.tolist()]
    assert sum(one == two for one, two in pairwise(ways)) == 1


def test_an_odd_node_is_refused() -> None:
    with pytest.raises(ValueError, match="odd number"):
        euler_tour(np.array([(0, 1)]), 0)


def test_two_rings_apart_are_refused() -> None:
    with pytest.raises(ValueError, match="several pieces"):
        euler_tour(np.array([(0, 1), (1, 0), (2, 3), (3, 2)]), 0)


def test_a_start_off_the_edges_is_refused() -> None:
    with pytest.raises(ValueError, match="start"):
        euler_tour(np.array([(0, 1), (1, 0)]), 2)
