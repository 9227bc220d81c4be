"""What is looked at anew after corners were exchanged is all that can have changed; loops are found at every place."""

import numpy as np
import pytest
import shapely

from gis.plans.healing.untangling import _crossings, _crossings_after, _edges, _short_loop


@pytest.mark.parametrize("seed", range(8))
def test_crossings_after_an_exchange_are_those_of_the_whole_ring(seed: int) -> None:
    random = np.random.default_rng(seed)
    places = random.uniform(0, 100, (12, 2))
    corners = random.permutation(np.append(np.arange(12), random.integers(0, 12, 3)))
    corners = corners[np.append(True, corners[1:] != corners[:-1])]
    now = _crossings(places[corners])
    tree = shapely.STRtree(_edges(places[corners]))
    for one, other in [(0, 1), (3, 7), (11, 2)]:
        exchanged = places.copy()
        exchanged[[one, other]] = places[[other, one]]
        expected = sorted(_crossings(exchanged[corners]))
        assert sorted(_crossings_after(corners, places, now, tree, (one, other))) == expected


@pytest.mark.parametrize("turn", range(6))
def test_a_short_loop_is_found_wherever_the_ring_begins(turn: int) -> None:
    # two corners of the lower side in the wrong order
    ring = np.array([[0.0, 0], [52, 4], [48, 4], [100, 0], [100, 100], [0, 100]])
    found = _short_loop(np.roll(ring, turn, axis=0), 8.0)
    assert found is not None
    first, count = found
    assert ((first - turn) % 6, count) == (1, 2)
    assert _short_loop(ring, 1.0) is None
