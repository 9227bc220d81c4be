import numpy as np
import pytest

from routing.t_join import LONGEST, minimum_t_join


def join(nodes: int, edges: list[tuple[int, int, int]], odd: list[int]) -> list[int]:
    rows = np.array(edges, dtype=np.int64)
    flags = np.zeros(nodes, dtype=bool)
    flags[odd] = True
    return np.flatnonzero(minimum_t_join(nodes, rows[:, :2], rows[:, 2], flags)).tolist()


def test_two_odd_nodes_are_joined_by_the_shortest_way() -> None:
    assert join(4, [(0, 1, 5), (1, 2, 5), (0, 3, 4), (3, 2, 5)], [0, 2]) == [2, 3]


def test_of_parallel_edges_the_shorter_is_taken_and_a_loop_never() -> None:
    assert join(2, [(0, 0, 1), (0, 1, 9), (1, 0, 3)], [0, 1]) == [2]


def test_an_edge_longer_than_the_matching_can_hold_is_cut() -> None:
    assert join(3, [(0, 1, 3 * LONGEST + 7), (0, 2, 2 * LONGEST), (2, 1, LONGEST + 8)], [0, 1]) == [0]
    assert join(3, [(0, 1, 3 * LONGEST + 9), (0, 2, 2 * LONGEST), (2, 1, LONGEST + 8)], [0, 1]) == [1, 2]


def test_streets_without_length_are_taken() -> None:
    assert join(3, [(0, 1, 0), (1, 2, 0), (0, 2, 1)], [0, 2]) == [0, 1]


def test_a_piece_with_one_odd_node_is_refused() -> None:
    with pytest.raises(ValueError, match="odd number of odd nodes"):
        join(4, [(0, 1, 1), (2, 3, 1)], [0, 2])


def test_a_negative_length_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        join(2, [(0, 1, -1)], [0, 1])
