from itertools import combinations, permutations
from types import SimpleNamespace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.patrol_net import PatrolNet
from routing.patrol_walk import Asked, GridWalk, walk_grid
from routing.t_join import Ints, Net
from tests.routing.test_shift_routes import far_of, net_of, walk_of


def patrol_of(net: Net) -> PatrolNet:
    count = len(net.ends)
    made = PatrolNet(
        graph=SimpleNamespace(u=np.zeros(count)), ends=net.ends, length_mm=net.length_mm, edge=np.arange(count),  # type: ignore[arg-type]
        from_m=np.zeros(count), to_m=net.length_mm / 1e3, grid=np.zeros(count, dtype=np.int64),
        xy=np.zeros((net.nodes, 2)), component=np.zeros(net.nodes, dtype=np.int64), post=np.array([0]),
    )  # fmt: skip
    made.__dict__["heading"] = np.zeros((count, 2))
    return made


def walked(net: Net, times: Ints, shift_mm: int, *, fair: float = 0.1) -> GridWalk:
    return walk_grid(patrol_of(net), times, 0, Asked(shift_mm=shift_mm, seconds=2.0, fair=fair, search_s=5.0))


def least_length(net: Net, times: Ints, shift_mm: int, far: set[int], most_mm: float) -> float:
    """The least length of shifts, each within the limit, or with a far street and no longer than the farthest."""
    ways, required = far_of(net), np.flatnonzero(times).tolist()
    allowed = {}
    for size in range(1, len(required) + 1):
        for subset in combinations(required, size):
            length = min(walk_of(net, ways, order) for order in permutations(subset))
            if length <= (most_mm if far & set(subset) else shift_mm):
                allowed[frozenset(subset)] = length
    best: dict[frozenset[int], float] = {frozenset(): 0.0}
    for size in range(1, len(required) + 1):
        for subset in map(frozenset, combinations(required, size)):
            # a street may be walked by several shifts: it is enough that one of them covers it
            best[subset] = min(length + best[subset - one] for one, length in allowed.items() if min(subset) in one)
    return best[frozenset(required)]


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_only_what_is_too_far_is_walked_in_longer_shifts_and_the_bound_is_true(data: st.DataObject) -> None:
    count = data.draw(st.integers(2, 4))
    tree = [(data.draw(st.integers(0, node)), node + 1, data.draw(st.integers(1, 20)) * 100) for node in range(count)]
    more = data.draw(st.lists(st.tuples(st.integers(0, count), st.integers(0, count), st.integers(1, 30)), max_size=1))
    net = net_of(tree + [(u, v, length * 100) for u, v, length in more if u != v])
    times = np.ones(len(net.ends), dtype=np.int64)
    ways = far_of(net)
    alone = {edge: walk_of(net, ways, (edge,)) for edge in range(len(times))}
    shift_mm = int(max(alone.values()) * data.draw(st.sampled_from([0.4, 0.6, 0.8])))
    far = {edge for edge, length in alone.items() if length > shift_mm}
    found = walked(net, times, shift_mm)
    served = [walk.pieces[walk.served].tolist() for walk in found.shifts]
    assert sorted(edge for shift in served for edge in shift) == list(range(len(times)))
    for walk, edges in zip(found.shifts, served, strict=True):
        assert walk.length_mm <= (max(alone.values()) if far & set(edges) else shift_mm)
    assert 1 <= found.over <= len(far)
    assert found.over == sum(walk.length_mm > shift_mm for walk in found.shifts)
    assert found.alone_mm == max(alone.values())
    assert found.bound_mm <= least_length(net, times, shift_mm, far, max(alone.values())) + 1e-6
    assert found.length_mm >= found.bound_mm


def test_one_far_street_leaves_all_other_shifts_within_the_limit() -> None:
    """A street 1.5 km away of 100 m; eight of 400 m at the post are walked two a shift of 2 km, not four of 3.2 km."""
    net = net_of([(0, 1, 1_500_000), (1, 2, 100_000), *[(0, 3 + k, 400_000) for k in range(8)]])
    times = np.array([0, *[1] * 9])
    found = walked(net, times, 2_000_000)
    assert sorted(walk.length_mm for walk in found.shifts) == [1_600_000] * 4 + [3_200_000]
    assert (found.over, found.alone_mm, found.optimal) == (1, 3_200_000, True)


def test_what_a_long_shift_passes_on_its_way_is_walked() -> None:
    """Three streets in a row, of which only the last is too far: one shift walks them all, and no other is needed."""
    net = net_of([(0, 1, 400_000), (1, 2, 400_000), (2, 3, 400_000)])
    found = walked(net, np.ones(3, dtype=np.int64), 2_000_000)
    assert [walk.length_mm for walk in found.shifts] == [2_400_000]
    assert found.shifts[0].served.sum() == 3
    assert found.optimal
