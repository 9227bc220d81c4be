from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from routing.covering import max_cover

NEXT = csr_array(np.abs(np.arange(7.0)[:, None] - np.arange(7.0)[None, :]) <= 1)
ONES = np.ones(7)


def test_sites_are_spread_so_that_they_serve_most() -> None:
    found = max_cover(NEXT, ONES, p=2)
    assert (found.covered, found.bound, found.optimal) == (6, 6, True)


def test_whom_a_standing_site_serves_needs_no_other() -> None:
    found = max_cover(NEXT, np.array([100.0, 100, 1, 1, 1, 1, 1]), p=1, standing=np.array([0]))
    assert found.covered == 203
    assert len(found.sites) == 1
    assert found.sites[0] in (3, 4, 5)


def test_the_budget_is_kept() -> None:
    prices = np.array([1.0, 9, 1, 1, 1, 9, 1])
    found = max_cover(NEXT, ONES, p=3, price=prices, budget=2.0)
    assert prices[found.sites].sum() <= 2
    assert found.covered == 5


def test_where_nobody_can_be_served_no_site_is_opened() -> None:
    found = max_cover(csr_array((3, 4)), np.ones(3), p=2)
    assert (found.sites.tolist(), found.covered, found.optimal) == ([], 0, True)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be chosen"):
        max_cover(NEXT, ONES, p=-1)
    with pytest.raises(ValueError, match="prices"):
        max_cover(NEXT, ONES, p=1, budget=3.0)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 9999), st.integers(2, 8), st.integers(1, 3))
def test_small_cases_equal_brute_force(seed: int, sites: int, p: int) -> None:
    random = np.random.default_rng(seed)
    within, weight = random.random((10, sites)) < 0.3, random.integers(0, 20, 10).astype(float)
    p = min(p, sites)
    most = max(weight[within[:, list(chosen)].any(axis=1)].sum() for chosen in combinations(range(sites), p))
    found = max_cover(csr_array(within), weight, p=p)
    assert (found.covered, found.bound, found.optimal) == (most, most, True)
    assert weight[within[:, found.sites].any(axis=1)].sum() == most
