from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.p_median import p_median

LINE = np.abs(np.arange(7.0)[:, None] - np.arange(7.0)[None, :])


def test_one_site_of_a_line_stands_in_its_middle() -> None:
    found = p_median(LINE, p=1, seconds=0.05)
    assert (found.sites.tolist(), found.total, found.bound, found.optimal) == ([3], 12, 12, True)


def test_standing_sites_are_kept_and_not_chosen_again() -> None:
    found = p_median(LINE, p=1, standing=np.array([0]), seconds=0.05)
    assert found.sites.tolist() in ([4], [5])
    assert found.total == 7


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
    found = p_median(cost, p=p, seconds=5, seed=seed)
    assert (found.total, found.bound, found.optimal) == (least, least, True)
    assert cost[:, found.sites].min(axis=1).sum() == least


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 9999), st.integers(3, 8), st.integers(1, 3))
def test_the_bound_is_never_above_the_best_answer(seed: int, sites: int, p: int) -> None:
    random = np.random.default_rng(seed)
    cost = random.random((12, sites)) * random.integers(1, 1000, (12, 1))
    p = min(p, sites - 1)
    least = min(cost[:, [0, *chosen]].min(axis=1).sum() for chosen in combinations(range(1, sites), p))
    found = p_median(cost, p=p, standing=np.array([0]), seconds=0.01, seed=seed)
    assert found.bound <= least * (1 + 1e-9)
    assert found.total >= least * (1 - 1e-9)
    assert not found.optimal or np.isclose(found.total, least)


def test_equal_seeds_give_equal_sites() -> None:
    cost = np.random.default_rng(4).random((30, 30))
    first, second = p_median(cost, p=4, seconds=60), p_median(cost, p=4, seconds=60)
    assert first.optimal
    assert first.sites.tolist() == second.sites.tolist()
