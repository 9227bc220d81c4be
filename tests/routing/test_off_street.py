from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from routing.off_street import off_street_ways

places = arrays(np.int64, st.tuples(st.integers(1, 14), st.just(3)), elements=st.integers(0, 9))
"""Nodes on a small lattice, often one over the other or all on one line, each of some component."""


def joined(count: int, pairs: np.ndarray) -> int:
    """How many groups of nodes are left."""
    graph = coo_array((np.ones(len(pairs)), pairs.reshape(-1, 2).T), shape=(count, count))
    return int(connected_components(graph, directed=False)[0])


def shortest(xy: np.ndarray, component: np.ndarray) -> float:
    """Kruskal's tree over all pairs of nodes."""
    root, total = {int(one): int(one) for one in component}, 0.0
    pairs = sorted(combinations(range(len(xy)), 2), key=lambda pair: float(np.hypot(*(xy[pair[0]] - xy[pair[1]]))))
    for one, two in pairs:
        here, there = root[int(component[one])], root[int(component[two])]
        if here != there:
            total += float(np.hypot(*(xy[one] - xy[two])))
            root = {key: here if top == there else top for key, top in root.items()}
    return total


@given(places)
def test_all_hang_together_by_the_shortest_ways(rows: np.ndarray) -> None:
    xy, component = rows[:, :2].astype(float), rows[:, 2]
    ways = off_street_ways(xy, component)
    assert len(ways) == len(set(component.tolist())) - 1
    within = np.array([pair for pair in combinations(range(len(xy)), 2) if component[pair[0]] == component[pair[1]]])
    assert joined(len(xy), np.concatenate([ways, within.reshape(-1, 2)]).astype(int)) == 1
    assert np.hypot(*(xy[ways[:, 0]] - xy[ways[:, 1]]).T).sum() == pytest.approx(shortest(xy, component), abs=1e-6)


def test_where_all_hang_together_there_are_no_ways() -> None:
    assert off_street_ways(np.zeros((3, 2)), np.zeros(3, dtype=np.int64)).shape == (0, 2)
    assert off_street_ways(np.zeros((0, 2)), np.zeros(0, dtype=np.int64)).shape == (0, 2)
