from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.postman import Tour, postman
from routing.t_join import Ints, Net


def brute_force(nodes: int, ends: Ints, length: Ints, required: Ints, start: int) -> int:
    """The shortest tour: no edge is walked more than twice besides."""
    net = Net(nodes, ends, length)
    best: int | None = None
    for more in product(range(3), repeat=len(ends)):
        walked = required + np.array(more)
        total = int((walked * length).sum())
        if best is not None and total >= best:
            continue
        if not net.odd(walked).any() and net.together(walked, start):
            best = total
    assert best is not None
    return best


def check(tour: Tour, ends: Ints, length: Ints, required: Ints, start: int) -> None:
    at, total = start, 0
    walked = np.zeros(len(ends), dtype=np.int64)
    for edge, back in zip(tour.edges.tolist(), tour.back.tolist(), strict=True):
        one, two = ends[edge][::-1] if back else ends[edge]
        assert one == at
        at, total = two, total + int(length[edge])
        walked[edge] += 1
    assert at == start
    assert (walked >= required).all()
    assert total == tour.length_mm >= tour.bound_mm


@st.composite
def networks(draw: st.DrawFn, most: int) -> tuple[int, Ints, Ints]:
    nodes = draw(st.integers(2, most))
    node = st.integers(0, nodes - 1)
    tree = [(draw(st.integers(0, number - 1)), number) for number in range(1, nodes)]
    more = draw(st.lists(st.tuples(node, node), max_size=max(0, 8 - len(tree)) if most < 9 else most))
    ends = np.array(tree + more, dtype=np.int64)
    length = draw(st.lists(st.integers(0, 30), min_size=len(ends), max_size=len(ends)))
    return nodes, ends, np.array(length, dtype=np.int64)


@settings(max_examples=60, deadline=None)
@given(networks(6), st.data())
def test_small_cases_equal_brute_force(network: tuple[int, Ints, Ints], data: st.DataObject) -> None:
    nodes, ends, length = network
    required = np.array(data.draw(st.lists(st.integers(0, 2), min_size=len(ends), max_size=len(ends))))
    start = data.draw(st.integers(0, nodes - 1))
    tour = postman(nodes, ends, length, required=required, start=start)
    if required.any():
        check(tour, ends, length, required, start)
        assert tour.length_mm == brute_force(nodes, ends, length, required, start)
    assert tour.optimal


@settings(max_examples=40, deadline=None)
@given(networks(40), st.data())
def test_a_tour_walks_every_street_from_its_start_and_is_never_under_its_bound(
    network: tuple[int, Ints, Ints], data: st.DataObject
) -> None:
    nodes, ends, length = network
    chosen = data.draw(st.sets(st.integers(0, len(ends) - 1), min_size=1))
    required = np.isin(np.arange(len(ends)), list(chosen)).astype(np.int64)
    start = data.draw(st.integers(0, nodes - 1))
    tour = postman(nodes, ends, length, required=required, start=start, seconds=1)
    check(tour, ends, length, required, start)


def test_nothing_to_walk_is_an_empty_tour() -> None:
    tour = postman(2, np.array([(0, 1)]), np.array([5]), required=np.array([0]))
    assert (len(tour.edges), tour.length_mm, tour.optimal) == (0, 0, True)


def test_a_loop_street_at_one_node_is_walked_round_once() -> None:
    tour = postman(1, np.array([(0, 0)]), np.array([120]))
    assert (tour.edges.tolist(), tour.length_mm, tour.optimal) == ([0], 120, True)


def test_two_pieces_are_joined_there_and_back() -> None:
    ends = np.array([(0, 1), (1, 0), (1, 2), (2, 3), (3, 2)])
    tour = postman(4, ends, np.array([10, 10, 7, 10, 10]), required=np.array([1, 1, 0, 1, 1]), start=0)
    assert (tour.length_mm, tour.optimal) == (54, True)


def test_a_street_out_of_reach_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be reached"):
        postman(4, np.array([(0, 1), (2, 3)]), np.array([1, 1]), start=0)


def test_with_no_time_for_the_proof_a_tour_and_a_bound_come_all_the_same() -> None:
    side = 9
    ends = [(at, at + 1) for at in range(side * side) if (at + 1) % side]
    ends += [(at, at + side) for at in range(side * (side - 1))]
    rows = np.array(ends, dtype=np.int64)
    random = np.random.default_rng(3)
    length = random.integers(50, 150, len(rows))
    required = (random.random(len(rows)) < 0.15).astype(np.int64)
    tour = postman(side * side, rows, length, required=required, start=0, seconds=0)
    check(tour, rows, length, required, 0)
    assert tour.gap < 0.5


def test_many_pieces_are_joined_by_a_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("routing.rural.MOST_PLACES", 3)
    ends = np.array([(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 0)])
    tour = postman(6, ends, np.array([10, 9, 10, 9, 10, 9]), required=np.array([1, 0, 1, 0, 1, 0]), start=0)
    check(tour, ends, np.array([10, 9, 10, 9, 10, 9]), np.array([1, 0, 1, 0, 1, 0]), 0)
    assert tour.length_mm == 57
