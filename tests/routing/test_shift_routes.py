import time
from itertools import combinations, permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import floyd_warshall

from gis.progress import Cancelled
from routing.arc_fair import _anneal
from routing.arc_fair import prepare as prepare_sharing
from routing.shift_bound import Bound, bound_of_shifts
from routing.shift_columns import _worth_adding, bound_by_columns, steps_of
from routing.shift_columns import prepare as prepare_columns
from routing.shift_routes import ShiftProblem, fairest, shift_routes
from routing.t_join import Ints, Net


def net_of(edges: list[tuple[int, int, int]]) -> Net:
    rows = np.array(edges, dtype=np.int64)
    return Net(int(rows[:, :2].max()) + 1, rows[:, :2], rows[:, 2])


def far_of(net: Net) -> np.ndarray:
    far = np.full((net.nodes, net.nodes), np.inf)
    for (u, v), length in zip(net.ends.tolist(), net.length_mm.tolist(), strict=True):
        far[u, v] = far[v, u] = min(far[u, v], length)
    return floyd_warshall(far)


def walk_of(net: Net, far: np.ndarray, order: tuple[int, ...]) -> float:
    """The shortest walk from node 0 over some edges in an order."""
    best = np.inf
    for sides in product([False, True], repeat=len(order)):
        at, total = 0, 0.0
        for edge, back in zip(order, sides, strict=True):
            one, two = net.ends[edge][::-1] if back else net.ends[edge]
            total += far[at, one] + net.length_mm[edge]
            at = two
        best = min(best, total + far[at, 0])
    return best


def brute_force(net: Net, times: Ints, shift_mm: int) -> tuple[int, float, float]:
    """The least number of shifts, their least length, and the least length of any number."""
    far, required = far_of(net), np.flatnonzero(times)
    alone = {
        subset: min(walk_of(net, far, order) for order in permutations(subset))
        for size in range(1, len(required) + 1)
        for subset in combinations(required.tolist(), size)
    }
    best: dict[frozenset[int], set[tuple[int, float]]] = {frozenset(): {(0, 0.0)}}
    for whole in sorted(map(frozenset, alone), key=len):
        best[whole] = {
            (count + 1, length + rest)
            for subset, length in alone.items()
            if length <= shift_mm and min(whole) in subset and set(subset) <= whole
            for count, rest in best[whole - set(subset)]
        }
    found = best[frozenset(required.tolist())]
    count, length = min(found)
    return count, length, min(rest for _, rest in found)


def solved(
    net: Net, times: Ints, shift_mm: int, *, seed: int = 0, fair: float = 0.0, small: bool = True
) -> tuple[Bound, list[Ints]]:
    bound = bound_of_shifts(net, times, 0, shift_mm=shift_mm, floor_mm=0, seconds=2.0)
    far = far_of(net)
    alone = int(max(walk_of(net, far, (edge,)) for edge in np.flatnonzero(times).tolist()))
    problem = ShiftProblem(net=net, times=times, start=0, shift_mm=shift_mm, alone_mm=alone, bound=bound)
    first = [np.array([edge]) for edge in np.repeat(np.arange(len(times)), times)]
    answers = shift_routes(problem, first, fair=fair, seed=seed, seconds=20.0)
    lengths = [[walk_of(net, far, tuple(route.tolist())) for route in routes] for routes in answers if small]
    return bound, answers[fairest(lengths, fair=fair) if small else -1]


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_small_cases_need_as_few_shifts_as_brute_force_and_keep_the_bound(data: st.DataObject) -> None:
    count = data.draw(st.integers(2, 4))
    tree = [(data.draw(st.integers(0, node)), node + 1, data.draw(st.integers(1, 20)) * 100) for node in range(count)]
    more = data.draw(st.lists(st.tuples(st.integers(0, count), st.integers(0, count), st.integers(1, 30)), max_size=1))
    net = net_of(tree + [(u, v, length * 100) for u, v, length in more if u != v])
    times = np.array([data.draw(st.integers(0, 1)) if edge else 1 for edge in range(len(net.ends))], dtype=np.int64)
    far = far_of(net)
    alone = max(walk_of(net, far, (edge,)) for edge in np.flatnonzero(times).tolist())
    shift_mm = int(alone * data.draw(st.sampled_from([1.0, 1.3, 1.8])))
    fewest, _, least = brute_force(net, times, shift_mm)
    bound, routes = solved(net, times, shift_mm)
    assert sorted(np.concatenate(routes).tolist()) == np.flatnonzero(times).tolist()
    lengths = [walk_of(net, far, tuple(route.tolist())) for route in routes]
    assert max(lengths) <= shift_mm
    assert len(routes) == fewest
    assert bound.length_mm <= least + 1e-6
    assert bound.shifts <= fewest


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_no_mix_of_shifts_is_longer_than_brute_force_or_needs_more(data: st.DataObject) -> None:
    count = data.draw(st.integers(2, 5))
    net = net_of([(data.draw(st.integers(0, node)), node + 1, data.draw(st.integers(1, 20)) * 100)
                  for node in range(count)])  # fmt: skip
    times, far = np.ones(count, dtype=np.int64), far_of(net)
    alone = max(walk_of(net, far, (edge,)) for edge in range(count))
    shift_mm = int(alone * data.draw(st.sampled_from([1.0, 1.3, 1.8])))
    fewest, _, least = brute_force(net, times, shift_mm)
    steps = steps_of(far, net.ends, net.length_mm, times, 0)
    length, shifts = bound_by_columns(steps, shift_mm, shifts=1, until=time.perf_counter() + 9)
    assert length <= least + 1e-6
    assert shifts <= fewest
    twice, more = bound_by_columns(
        steps_of(far, net.ends, net.length_mm, 2 * times, 0), shift_mm, shifts=1, until=time.perf_counter() + 9
    )
    assert twice <= 2 * least + 1e-6
    assert more <= 2 * fewest


def test_a_mix_of_shifts_knows_what_a_far_post_costs() -> None:
    """Three streets of 1 km, each 1 km from the post: a shift of 4 km walks one, and one of 5 km not two."""
    net = net_of([(0, 1, 1_000_000), (1, 2, 1_000_000), (0, 3, 1_000_000), (3, 4, 1_000_000), (0, 5, 1_000_000),
                  (5, 6, 1_000_000)])  # fmt: skip
    needed = np.array([1, 3, 5])
    steps = steps_of(far_of(net), net.ends[needed], net.length_mm[needed], np.ones(3, dtype=np.int64), 0)
    later = time.perf_counter() + 9
    assert bound_by_columns(steps, 5_000_000, shifts=1, until=later) == (12_000_000, 3)
    assert bound_by_columns(steps, 5_000_000, shifts=1, until=0.0) == (0, 1)


def test_what_was_compiled_before_the_time_began_is_what_runs() -> None:
    prepare_sharing()
    prepare_columns()
    net = net_of([(0, node, 100 * node) for node in range(1, 8)])
    solved(net, np.ones(7, dtype=np.int64), 1_500, fair=0.3, small=False)
    assert [len(compiled.signatures) for compiled in (_anneal, _worth_adding)] == [1, 1]


def test_trips_to_and_from_a_far_post_are_in_the_bound() -> None:
    """A street of 1 km ends 1 km from the post; one shift of 4 km walks it, two of 3.5 km are needed for three."""
    net = net_of([(0, 1, 1_000_000), (1, 2, 500_000), (1, 3, 500_000), (1, 4, 500_000)])
    times = np.array([0, 1, 1, 1])
    assert bound_of_shifts(net, times, 0, shift_mm=5_000_000, floor_mm=0, seconds=2.0) == Bound(
        length_mm=5_000_000, shifts=1
    )
    bound, routes = solved(net, times, 4_000_000)
    assert bound == Bound(length_mm=7_000_000, shifts=2)
    assert sorted(len(route) for route in routes) == [1, 2]


def test_shifts_are_nearly_equal_where_that_costs_little() -> None:
    """Eight loops at the post, 1 km each: two shifts of 6 km walk four each, not six and two."""
    ring = [(0, 2 * k + 1, 400_000) for k in range(8)]
    ring += [(2 * k + 1, 2 * k + 2, 200_000) for k in range(8)]
    ring += [(2 * k + 2, 0, 400_000) for k in range(8)]
    net = net_of(ring)
    bound, routes = solved(net, np.ones(24, dtype=np.int64), 6_000_000, fair=0.1, small=False)
    assert bound == Bound(length_mm=8_000_000, shifts=2)
    assert [len(route) for route in routes] == [12, 12]


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_small_cases_are_shared_as_fairly_as_brute_force(data: st.DataObject) -> None:
    """As few shifts, and no longest one that is shorter, of all that are together at most a fifth longer."""
    count = data.draw(st.integers(3, 5))
    net = net_of([(data.draw(st.integers(0, node)), node + 1, data.draw(st.integers(1, 20)) * 100)
                  for node in range(count)])  # fmt: skip
    times = np.ones(count, dtype=np.int64)
    far = far_of(net)
    alone = max(walk_of(net, far, (edge,)) for edge in range(count))
    shift_mm = int(alone * data.draw(st.sampled_from([1.2, 1.6, 2.2])))
    splits = [split for split in splits_of(net, far, shift_mm) if len(split) == brute_force(net, times, shift_mm)[0]]
    most = min(map(sum, splits)) * 1.2
    longest = min(max(split) for split in splits if sum(split) <= most + 1e-6)
    _, routes = solved(net, times, shift_mm, fair=0.2)
    lengths = [walk_of(net, far, tuple(route.tolist())) for route in routes]
    assert sum(lengths) <= most + 1e-6
    assert max(lengths) <= longest * 1.1  # eighth powers stand for the longest: as even within a tenth


def splits_of(net: Net, far: np.ndarray, shift_mm: int) -> list[list[float]]:
    """The lengths of the shifts of every way to share the edges out."""
    found = []
    for labels in product(range(len(net.ends)), repeat=len(net.ends)):
        if list(dict.fromkeys(labels)) != list(range(max(labels) + 1)):
            continue
        groups = [tuple(np.flatnonzero(np.array(labels) == label).tolist()) for label in range(max(labels) + 1)]
        lengths = [min(walk_of(net, far, order) for order in permutations(group)) for group in groups]
        if max(lengths) <= shift_mm:
            found.append(lengths)
    return found


def test_nobody_is_sent_round_for_the_sake_of_equality() -> None:
    """One street of 2 km there and back fills a shift; the two loops of 300 m at the post stay one short shift."""
    net = net_of([(0, 1, 1_000_000), (0, 2, 100_000), (2, 0, 200_000), (0, 3, 100_000), (3, 0, 200_000)])
    _, routes = solved(net, np.ones(5, dtype=np.int64), 2_000_000, fair=0.5)
    assert sorted(map(len, routes)) == [1, 4]


def test_the_search_can_be_cancelled() -> None:
    class Impatient:
        def start(self, label: str, total: int | None = None) -> None: ...

        def advance(self, steps: int = 1) -> None:  # noqa: ARG002
            raise Cancelled

    net = net_of([(0, node, 100) for node in range(1, 9)])
    times = np.ones(8, dtype=np.int64)
    problem = ShiftProblem(
        net=net, times=times, start=0, shift_mm=700, alone_mm=200, bound=Bound(length_mm=0, shifts=1)
    )
    with pytest.raises(Cancelled):
        shift_routes(
            problem, [np.array([edge]) for edge in range(8)], fair=0.1, seed=0, seconds=9.0, progress=Impatient()
        )
