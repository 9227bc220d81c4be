from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.p_median import p_median

LINE = np.abs(np.arange(7.0)[:, None] - np.arange(7.0)[None, :])


def test_one_site_of_a_line_stands_in_its_middle() -> None:
    sites, total = p_median(LINE, p=1, seconds=0.05)
    assert (sites.tolist(), total) == ([3], 12)


def test_standing_sites_are_kept_and_not_chosen_again() -> None:
    sites, total = p_median(LINE, p=1, standing=np.array([0]), seconds=0.05)
    assert sites.tolist() in ([4], [5])
    assert total == 7


@pytest.mark.parametrize("p", [0, 8])
def test_a_number_of_sites_that_cannot_be_is_refused(p: int) -> None:
    with pytest.raises(ValueError, match="cannot make"):
        p_median(LINE, p=p)


def test_a_walk_without_end_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        p_median(np.array([[0.0, np.inf]]), p=1)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 9999), st.integers(2, 8), st.integers(1, 3))
def test_small_cases_equal_brute_force(seed: int, sites: int, p: int) -> None:
    cost = np.random.default_rng(seed).integers(0, 50, (9, sites)).astype(float)
    p = min(p, sites)
    least = min(cost[:, list(chosen)].min(axis=1).sum() for chosen in combinations(range(sites), p))
    chosen, total = p_median(cost, p=p, seconds=0.02, seed=seed)
    assert total == least
    assert cost[:, chosen].min(axis=1).sum() == least
